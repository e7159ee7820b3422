"""Comments on key figures and what is said of new values, as the coordinator's pages."""

import time_machine
from flask import Flask

from tests.coordinating import COCKPIT, HERE, as_coordinator, send, with_open_follow_up
from tests.owners import give_key_figure
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.following_up import PLAN as PAGE
from tests.web.following_up import close_open, open_next
from tests.web.mailed import MOMENT
from tracker.domain.terms import Rhythm
from tracker.models import KeyFigure, db
from tracker.services.reminders.tick import work

FAMILIES = "antal-hushall-med-tre-eller-fler-barn"
GOAL = "andel-invanare-med-ekonomiskt-bistand"
LIST = f"{HERE}/nyckeltal"
COMMENT = f"{LIST}/{FAMILIES}/kommentar"
VALUE = {
    "period": "2025",
    "value": "3,9 %",
    "measure": "OUTCOME",
    "source": "Verksamhetssystemet, uttag 4 november 2026",
}


def test_last_times_comment_is_shown_and_not_copied(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client).get(COCKPIT)
    assert LIST in client.page.links()
    client.get(LIST)
    assert COMMENT in client.page.links()
    client.get(COMMENT)
    assert client.page.text("textarea") == ""
    aside = client.page.text("aside")
    assert "Förra gången, mars 2022" in aside and "är idag årsgenomsnittet på 380 familjer" in aside
    assert "Från 469 familjer sommaren 2020 till 380 familjer mars 2022." in client.page.text("form")


def test_a_comment_is_written_and_stands_in_the_preview(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    assert send(client, COMMENT, text="Färre <b>familjer</b> {{7*7}}.") == 303
    client.get(LIST)
    assert "En kommentar är skriven." in client.page.text("main")
    client.get(f"{HERE}/uppfoljningar/2022-08-31/forhandsgranska")
    report = client.page.text("#nyckeltal")
    assert "Färre <b>familjer</b> {{7*7}}." in report
    # What was written last time stands in last time's report.
    assert "toppnotering" not in report and "idag" not in report


def test_two_writers_are_shown_both_texts(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client).get(COMMENT)
    mine = {**client.page.fields("main form"), "text": "Min kommentar."}
    assert send(client, COMMENT, text="Deras kommentar.") == 303
    assert client.post(COMMENT, data=mine).status_code == 409
    shown = client.page.text("section[aria-labelledby=bada]")
    assert "sparat nu Deras kommentar." in shown and "din Min kommentar." in shown
    assert client.post(COMMENT, data=client.page.fields("main form")).status_code == 303


def test_a_bad_comment_is_told_and_kept(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    assert send(client, COMMENT, text="Bra text\x00.") == 400
    assert "inte syns" in client.page.text("#text-error")


def test_comments_need_an_open_follow_up_and_a_coordinator(app: Flask, client: PageClient) -> None:
    as_coordinator(client).get(LIST)
    assert COMMENT not in client.page.links()
    assert client.get(COMMENT).status_code == 409
    with_open_follow_up(app)
    assert client.get(f"{LIST}/kolada-u40806/kommentar").status_code == 404
    assert client.get(f"{LIST}/finns-inte/kommentar").status_code == 404
    other = app.test_client()
    sign_in(other, "board_member")
    assert other.get(COMMENT).status_code == 403


def test_it_is_said_when_the_board_sees_a_new_value(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    assert send(client, f"{LIST}/{GOAL}/nytt-varde", **VALUE) == 303
    client.get(LIST)
    assert "när nästa uppföljning är stängd" in client.page.text("main")
    open_next(app)
    assert send(client, f"{LIST}/{GOAL}/nytt-varde", **{**VALUE, "value": "3,8", "reason": "Rättat."}) == 303
    client.get(LIST)
    assert "när uppföljningen per augusti 2022 är stängd" in client.page.text("main")


def test_the_board_sees_the_values_own_source_when_it_is_closed(app: Flask, client: PageClient) -> None:
    open_next(app)
    as_coordinator(client)
    assert send(client, f"{LIST}/{GOAL}/nytt-varde", **VALUE) == 303
    client.get(PAGE)
    assert "3,9" not in client.page.text("#malet")
    close_open(app)
    both = "Källor: Uppföljning av 26-punktsplan per mars 2022, AMN-2022-00099; " + VALUE["source"]
    client.get(PAGE)
    assert both in client.page.text("#malet figcaption")
    assert "i rad" not in client.page.text("#malet")
    assert client.page.texts("#malet details tbody tr")[3].endswith(VALUE["source"])
    client.get(f"{PAGE}/aktiviteter/1a")
    assert both in client.page.text("main")
    client.get(f"{PAGE}/uppfoljningar/2022-08-31/rapport")
    # The report's table has a column for them.
    assert any(line.endswith(VALUE["source"]) for line in client.page.texts("main .report__values tbody tr"))
    client.get(f"/nyckeltal/{GOAL}")
    assert VALUE["source"] in client.page.text(".facts")
    client.get("/nyckeltal")
    row = next(row for row in client.page.texts("tbody tr") if "3,9" in row)
    assert VALUE["source"] in row and "AMN-2022-00099" not in row


def test_a_correction_asks_why_and_is_told_with_who_and_when(app: Flask, client: PageClient) -> None:
    form, values = f"{LIST}/{GOAL}/nytt-varde", f"{LIST}/{GOAL}/varden"
    as_coordinator(client)
    assert send(client, form, **VALUE) == 303
    assert send(client, form, **{**VALUE, "value": "3,8"}) == 400
    assert "Skriv varför värdet rättas" in client.page.text("#reason-error")
    assert send(client, form, **{**VALUE, "value": "3,8", "reason": "Två <b>hushåll</b> för mycket."}) == 303
    client.get(values)
    row = client.page.texts("tbody tr")[0]
    assert "3,8" in row and "Tidigare 3,9" in row and "Varför: Två <b>hushåll</b> för mycket." in row
    link = next(link for link in client.page.links() if "period=2025" in link)
    client.get(link)
    fields = client.page.fields("main form")
    assert (fields["period"], fields["measure"], fields["gender"]) == ("2025", "OUTCOME", "T")
    assert client.page.text("#value-hint") == "Enhet: procent. Nu står 3,8 %."


def test_a_missing_value_is_said_to_be_missing(app: Flask, client: PageClient) -> None:
    form = f"{LIST}/{GOAL}/nytt-varde"
    as_coordinator(client)
    assert send(client, form, **VALUE, missing="y") == 400
    assert "Ta bort värdet" in client.page.text("#value-error")
    assert send(client, form, **{**VALUE, "value": ""}, missing="y", gender="K") == 303
    client.get(f"{LIST}/{GOAL}/varden")
    row = client.page.texts("tbody tr")[0]
    assert row.startswith("2025UtfallKvinnor") and "SaknasVerksamhetssystemet" in row


def test_values_name_their_municipality_and_only_the_own_are_corrected(
    app: Flask, client: PageClient
) -> None:
    as_coordinator(client).get(f"{LIST}/kolada-u40806/varden")
    rows = client.page.texts("tbody tr")
    own = [row for row in rows if "Uppsala kommun" in row]
    others = [row for row in rows if "Borås" in row]
    assert own and others and len(own) + len(others) == len(rows)
    assert all("Rätta" in row for row in own) and not any("Rätta" in row for row in others)
    assert "0380" not in client.page.text("tbody")


def test_a_frozen_report_keeps_the_value_that_is_corrected(app: Flask, client: PageClient) -> None:
    report = f"{PAGE}/uppfoljningar/2022-03-31/rapport"
    client.get(report)
    before = client.page.text("#nyckeltal")
    as_coordinator(client)
    changed = {**VALUE, "period": "2021", "value": "9,1", "reason": "Rättat i Kolada."}
    assert send(client, f"{LIST}/{GOAL}/nytt-varde", **changed) == 303
    client.get(f"{LIST}/{GOAL}/varden")
    assert any("9,1" in row and "Tidigare 4,3" in row for row in client.page.texts("tbody tr"))
    client.get(report)
    assert client.page.text("#nyckeltal") == before


def test_an_imported_follow_up_says_which_report_it_was_read_from(app: Flask, client: PageClient) -> None:
    as_coordinator(client).get(f"{HERE}/uppfoljningar/2022-03-31")
    facts = client.page.text(".facts")
    assert facts.startswith("Inläst") and "från rapporten 20 april 2022" in facts
    assert "kl." not in facts and "Stängd" not in facts


@time_machine.travel(MOMENT, tick=False)
def test_a_key_figure_gets_its_rhythm(app: Flask, client: PageClient) -> None:
    slug = "andel-invanare-med-ekonomiskt-bistand"
    with app.app_context():
        give_key_figure("10", slug)
    as_coordinator(client).get(f"{HERE}/nyckeltal")
    page = f"{HERE}/nyckeltal/{slug}/rytm"
    assert page in client.page.links()
    assert "Ställ in påminnelse" in client.page.text("#aktiviteternas")
    client.get(page)
    data = client.page.fields("main form")
    assert client.post(page, data=data | {"rhythm": "TERTIAL", "days_after": "x"}).status_code == 400
    assert client.page.fields("main form")["days_after"] == "x"
    assert client.post(page, data=data | {"rhythm": "TERTIAL", "days_after": "40"}).status_code == 303
    with app.app_context():
        figure = db.session.query(KeyFigure).filter_by(slug=slug).one()
        assert (figure.rhythm, figure.days_after) == (Rhythm.TERTIAL, 40)
    client.get(f"{HERE}/nyckeltal")
    # The value of the spring is missing, and today is a working day.
    assert "Påminnelsen är sparad. Första mejlet går i dag." in client.page.text(".notices")
    assert "Varje tertial, 40 dagar efter Ändra" in client.page.text("#aktiviteternas")
    assert client.post(page, data=data | {"rhythm": "YEAR", "days_after": "1"}).status_code == 303
    client.get(f"{HERE}/nyckeltal")
    assert "Påminnelsen är sparad." in client.page.texts(".notices li, .notices p, .notices div")
    assert "Varje år, 1 dag efter Ändra" in client.page.text("#aktiviteternas")
    assert client.post(page, data=data | {"rhythm": ""}).status_code == 303
    with app.app_context():
        assert db.session.query(KeyFigure).filter_by(slug=slug).one().rhythm is None
        work(MOMENT)
