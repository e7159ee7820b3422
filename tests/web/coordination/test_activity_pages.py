"""A plan's activities and owners, as the coordinator's pages."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import COCKPIT, HERE, as_coordinator, person, responsibility, with_open_follow_up
from tests.page_check import PageClient
from tracker.models import Activity, db

GOAL = "andel-invanare-med-ekonomiskt-bistand"
VALUE = f"{HERE}/nyckeltal/{GOAL}/nytt-varde"
LIST = f"{HERE}/aktiviteter"
ONE = f"{LIST}/1"


def form(client: PageClient, url: str, **changed: str) -> dict[str, str]:
    assert client.get(url).status_code == 200
    return {**client.page.fields("main form:not(.action)"), **changed}


def send(client: PageClient, url: str, **changed: str) -> int:
    return client.post(url, data=form(client, url, **changed)).status_code


def user_id(app: Flask, email: str) -> str:
    with app.app_context():
        return str(person(email).id)


# Activities


def test_an_activity_is_added_and_given_an_owner(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    added = client.post(
        f"{HERE}/ny-aktivitet",
        data=form(client, f"{HERE}/ny-aktivitet", number="27", short_text="Sommarjobb åt alla."),
    )
    assert added.headers["Location"].endswith(f"{HERE}/aktiviteter/27/ansvarig")
    assert send(client, f"{HERE}/aktiviteter/27/ansvarig", owner_id=user_id(app, "rektor.sfi")) == 303
    client.get(f"{HERE}/aktiviteter")
    rows = client.page.texts("tbody tr")
    assert len(rows) == 29
    assert rows[-1].startswith("27Sommarjobb åt alla.Rektor, sfi")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("number", "1A", "Numret 1a finns redan"),
        ("number", "", "Skriv aktivitetens nummer"),
        ("number", "1 b", "siffror, bokstäver"),
        ("number", "\x00", "siffror, bokstäver"),
        ("short_text", "", "kort beskrivning"),
        ("short_text", "x" * 20_001, "20 001 tecken"),
        ("full_text", "\x1b", "inte syns"),
        ("parent_id", "9223372036854775808", "Välj något i listan."),
    ],
)
def test_bad_activities_are_told(client: PageClient, field: str, typed: str, words: str) -> None:
    good = {"number": "27", "short_text": "Sommarjobb."}
    as_coordinator(client)
    assert send(client, f"{HERE}/ny-aktivitet", **{**good, field: typed}) == 400
    assert words in client.page.text(f"#{field}-error").replace("\u00a0", " ")


def test_two_editors_of_an_activity_are_shown_both(app: Flask, client: PageClient) -> None:
    url = f"{HERE}/aktiviteter/2"
    mine = form(as_coordinator(client), url, short_text="Min.", number="2x")
    assert send(client, url, short_text="Deras.") == 303
    assert client.post(url, data=mine).status_code == 409
    assert {"Kort beskrivning, sparat nu Deras.", "Kort beskrivning, din Min."} <= set(
        client.page.texts(".two-texts__text")
    )
    assert client.post(url, data=client.page.fields("main form")).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Activity).where(Activity.number == "2x")).one().short_text == "Min."


def test_withdrawn_and_brought_back(client: PageClient) -> None:
    as_coordinator(client)
    for page, action, rows in ((f"{ONE}/dra-tillbaka", "dra-tillbaka", 25), (LIST, "aterinfor", 28)):
        client.get(page)
        token = {"csrf_token": client.page.fields(f"form[action='{ONE}/{action}']")["csrf_token"]}
        assert client.post(f"{ONE}/{action}", data=token).status_code == 303
        client.get(LIST)
        assert len(client.page.select("main table")[0].cssselect("tbody tr")) == rows
    assert client.post(f"{ONE}/dra-tillbaka").status_code == 400


def test_the_list_withdraws_nothing_by_itself(client: PageClient) -> None:
    as_coordinator(client).get(LIST)
    assert client.page.select("main form") == []
    assert f"{ONE}/dra-tillbaka" in client.page.links()
    assert client.get(f"{ONE}/dra-tillbaka").status_code == 200
    client.get(LIST)
    assert len(client.page.select("main table")[0].cssselect("tbody tr")) == 28


def consequences(client: PageClient, number: str) -> list[str]:
    client.get(f"{LIST}/{number}/dra-tillbaka")
    assert client.page.texts("main button") == ["Dra tillbaka aktiviteten"]
    return client.page.texts(".consequences li")


def test_withdrawing_says_what_follows(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    assert consequences(client, "1") == [
        "1a och 1b följer med.",
        "De frågas inte i nästa uppföljning.",
        "Planen räknar 25 aktiviteter i stället för 26.",
    ]
    with_open_follow_up(app, "1b", "12")
    assert consequences(client, "1") == [
        "1a och 1b följer med.",
        "De frågas inte längre i den öppna uppföljningen per augusti 2022. Nu har 2 av 8 svarat, efteråt 1 av 6.",
        "Svaret på 1b räknas inte och kommer inte med i rapporten.",
        "De personliga länkarna i mejlen som har gått slutar gälla.",
        "Planen räknar 25 aktiviteter i stället för 26.",
    ]
    assert consequences(client, "2") == [
        "Den är redan färdig eller stoppad, men försvinner ur rapporten per augusti 2022.",
        "Planen räknar 25 aktiviteter i stället för 26.",
    ]
    assert consequences(client, "1a")[-1] == "Aktivitet 1 räknas utan den."


def test_what_is_said_to_follow_does(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "1b", "12")
    as_coordinator(client).get(f"{ONE}/dra-tillbaka")
    assert client.post(f"{ONE}/dra-tillbaka", data=client.page.fields("main form")).status_code == 303
    client.get(COCKPIT)
    assert "1 av 6 har svarat" in client.page.text("main")
    client.get(LIST)
    assert client.page.text("caption").startswith("25 aktiviteter.")
    back = client.post(f"{ONE}/aterinfor", data=client.page.fields(f"form[action='{ONE}/aterinfor']"))
    client.get(back.location)
    assert "med i den öppna uppföljningen per augusti 2022: 2 av 8 har svarat" in client.page.text(".notices")


def test_the_last_part_gives_the_report_back_to_its_activity(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client).get(f"{LIST}/1b/dra-tillbaka")
    client.post(f"{LIST}/1b/dra-tillbaka", data=client.page.fields("main form"))
    said = consequences(client, "1a")
    assert said[-1] == "Aktivitet 1 har då inga delar kvar och rapporteras själv igen."
    # What 1 will add to those who are asked is not guessed.
    assert not any("efteråt" in sentence for sentence in said)
    client.get(f"{LIST}/1b/dra-tillbaka", follow_redirects=True)
    assert "redan tillbakadragen" in client.page.text(".notices")


def test_a_part_is_not_brought_back_before_its_activity(client: PageClient) -> None:
    as_coordinator(client).get(f"{ONE}/dra-tillbaka")
    client.post(f"{ONE}/dra-tillbaka", data=client.page.fields("main form"))
    client.get(LIST)
    form_of_part = client.page.fields(f"form[action='{LIST}/1a/aterinfor']")
    assert client.post(f"{LIST}/1a/aterinfor", data=form_of_part).status_code == 409
    assert "Återinför aktivitet 1 först" in client.page.text("main")


def test_a_new_activity_joins_the_open_follow_up_and_says_so(app: Flask, client: PageClient) -> None:
    as_coordinator(client).get(f"{HERE}/ny-aktivitet")
    assert client.page.select(".notice") == []
    with_open_follow_up(app, "1b", "12")
    fields = form(client, f"{HERE}/ny-aktivitet", number="27", short_text="Sommarjobb.")
    assert "per augusti 2022 är öppen: 2 av 8 har svarat." in client.page.text(".notice")
    client.get(client.post(f"{HERE}/ny-aktivitet", data=fields).location)
    joined = "är med i den öppna uppföljningen per augusti 2022: 2 av 9 har svarat"
    assert joined in client.page.text(".notices")


def test_all_that_is_wrong_with_an_activity_is_told_at_once(client: PageClient) -> None:
    as_coordinator(client)
    wrong = {"number": "", "short_text": "", "full_text": "\x1b", "parent_id": "x"}
    assert send(client, f"{HERE}/ny-aktivitet", **wrong) == 400
    named = {link.get("href") for link in client.page.select(".govuk-error-summary a")}
    assert named == {f"#{field}" for field in wrong}


def test_the_text_leads_to_the_activity(client: PageClient) -> None:
    as_coordinator(client).get(LIST)
    texts = {link.get("href"): link.text for link in client.page.select("td.rows__text a")}
    assert texts[f"{LIST}/1b"] == "Utveckla validering mot betyg."
    assert texts[ONE] == "Rapporteras genom sina delar"


@pytest.mark.parametrize("number", ["99", "9223372036854775808", "2%00", "%F0%9F%99%82"])
@pytest.mark.parametrize("tail", ["", "/ansvarig"])
def test_an_unknown_activity_is_not_found(client: PageClient, number: str, tail: str) -> None:
    assert as_coordinator(client).get(f"{HERE}/aktiviteter/{number}{tail}").status_code == 404


def test_an_activity_that_is_reported_by_its_parts_has_no_owner_page(client: PageClient) -> None:
    assert as_coordinator(client).get(f"{HERE}/aktiviteter/1/ansvarig").status_code == 404


# Owners


def test_an_owner_is_changed_from_the_cockpit(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    url = f"{HERE}/aktiviteter/10/ansvarig?fran=uppfoljning"
    new = user_id(app, "rektor.sfi")
    changed = as_coordinator(client).post(url, data=form(client, url, owner_id=new))
    assert changed.headers["Location"].endswith("/uppfoljningar/2022-08-31")
    with app.app_context():
        assert str(responsibility("10").owner_id) == new


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("owner_id", "9223372036854775808", "Välj något i listan."),
        ("owner_id", "'; drop table", "Välj något i listan."),
        ("deputy_id", "-1", "Välj något i listan."),
    ],
)
def test_bad_owners_are_told(client: PageClient, field: str, typed: str, words: str) -> None:
    as_coordinator(client)
    assert send(client, f"{HERE}/aktiviteter/10/ansvarig", **{field: typed}) == 400
    assert words in client.page.text(f"#{field}-error")


def test_nobody_replaces_himself(app: Flask, client: PageClient) -> None:
    chief = user_id(app, "rektor.sfi")
    as_coordinator(client)
    assert send(client, f"{HERE}/aktiviteter/10/ansvarig", owner_id=chief, deputy_id=chief) == 400
    assert "kan inte ersätta sig själv" in client.page.text("#deputy_id-error")


def test_only_the_organisations_active_people_are_offered(app: Flask, client: PageClient) -> None:
    with app.app_context():
        person("rektor.sfi").active = False
        db.session.commit()
    as_coordinator(client).get(f"{HERE}/aktiviteter/10/ansvarig")
    offered = client.page.texts("#owner_id option")
    assert "Rektor, sfi" not in offered
    assert "Samordnare, stadsledningskansliet" not in offered
    assert "Ekonomichef, arbetsmarknadsförvaltningen" in offered


def test_two_editors_of_owners_are_shown_both(app: Flask, client: PageClient) -> None:
    url = f"{HERE}/aktiviteter/10/ansvarig"
    as_coordinator(client)
    mine = form(client, url, owner_id=user_id(app, "ekonomichef"))
    assert send(client, url, owner_id=user_id(app, "rektor.sfi")) == 303
    assert client.post(url, data=mine).status_code == 409
    assert client.page.texts(".two-texts__text") == [
        "Ansvarig, sparat nu Rektor, sfi", "Ansvarig, din Ekonomichef, arbetsmarknadsförvaltningen",
    ]  # fmt: skip
    assert client.post(url, data=client.page.fields("main form")).status_code == 303
    with app.app_context():
        assert str(responsibility("10").owner_id) == mine["owner_id"]
