"""Next year's plan as pages: the preview, the plan, undoing it, and the rhythm of the year."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from tests.boras import KF, plan
from tests.coordinating import HERE as REAL
from tests.coordinating import as_coordinator
from tests.next_year import HERE, MAKE, NEXT, add, made_in, report
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.domain.follow_up_dates import Dates
from tracker.domain.plan_rhythm import PRESETS, rhythm_of
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, db
from tracker.queries.plans.standing import rows_of
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up

pytestmark = pytest.mark.every_plan

COORDINATOR = "samordnare@boras.example.org"


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """The end of the year."""
    with time_machine.travel(datetime(2021, 12, 6, 9, tzinfo=UTC), tick=False):
        yield


def opened_preview(client: PageClient) -> dict[str, object]:
    sign_in(client, COORDINATOR)
    assert client.get(MAKE).status_code == 200
    return fields(client)


def fields(client: PageClient) -> dict[str, object]:
    """The form as a browser sends it, with every ticked row."""
    found: dict[str, object] = dict(client.page.fields("main form[novalidate]"))
    for name in ("carried", "settled"):
        found[name] = [box.get("value") for box in client.page.select(f"input[name={name}][checked]")]
    return found


def test_three_clicks_make_the_plan_and_one_takes_it_away(app: Flask, client: PageClient) -> None:
    with app.app_context():
        add("2", fulfilled=True)
    sign_in(client, COORDINATOR)
    client.get(HERE)
    assert MAKE in client.page.links()
    client.get(MAKE)
    main = client.page.text("main")
    assert client.page.one("#title").get("value") == "Kommunfullmäktiges uppdrag 2022"
    assert client.page.one("#slug").get("value") == NEXT
    assert client.page.one("#valid_from").get("value") == "2022-01-01"
    assert "En rad följer med" in main
    assert "2 Uppdrag 2 Förklarad fullgjord av fullmäktige" in main
    answer = client.post(MAKE, data=fields(client))
    assert answer.headers["Location"] == f"{MAKE}/{NEXT}"
    client.get(f"{MAKE}/{NEXT}")
    assert client.page.h1 == "KF-uppdrag 2022 är klar"
    undo = client.page.fields("form.action")
    assert client.post(f"{MAKE}/angra", data=undo).headers["Location"] == HERE
    client.get(HERE)
    assert "KF-uppdrag 2022 är borttagen." in client.page.text(".notices")
    client.post(f"{MAKE}/angra", data=undo)
    client.get(HERE)
    assert "Planen finns inte längre." in client.page.text(".notices")
    assert client.get(f"{MAKE}/{NEXT}").status_code == 404


def test_the_same_form_twice_makes_one_and_another_is_asked_about(app: Flask, client: PageClient) -> None:
    form = opened_preview(client)
    assert client.post(MAKE, data=form).headers["Location"] == f"{MAKE}/{NEXT}"
    assert client.post(MAKE, data=form).headers["Location"] == f"{MAKE}/{NEXT}"
    client.get(MAKE)
    assert "KF-uppdrag 2022 finns redan, gjord av den här planen." in client.page.text("main")
    second = fields(client)
    assert client.post(MAKE, data=second).status_code == 400
    assert "KF-uppdrag 2022 finns redan. Kryssa i rutan" in client.page.text("#again-error")
    answer = client.post(MAKE, data={**fields(client), "again": "y"})
    assert answer.headers["Location"] == f"{MAKE}/{NEXT}-2"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "", "Skriv planens namn."),
        ("slug", KF, "används redan av en annan plan"),
        ("valid_from", "i vår", "år, månad och dag"),
        ("carried", [], "Kryssa i minst en rad"),
        ("carried", ["x", "9223372036854775808"], "Kryssa i minst en rad"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_the_rest_stays(
    client: PageClient, field: str, typed: object, words: str
) -> None:
    form = {**opened_preview(client), "report_title": "Min egen titel"}
    assert client.post(MAKE, data={**form, field: typed}).status_code == 400
    assert words in client.page.text(f"#{field}-error")
    assert client.page.one("#report_title").get("value") == "Min egen titel"


def test_a_row_that_came_meanwhile_is_shown_before_the_plan_is_made(app: Flask, client: PageClient) -> None:
    form = opened_preview(client)
    with app.app_context():
        added = str(add("2").id)
    assert client.post(MAKE, data=form).status_code == 409
    assert "Planens rader har ändrats" in client.page.text("[role=alert]")
    assert client.page.select(f"input[value='{added}']:not([checked])")
    again = {**fields(client), "carried": [*form["carried"], added]}  # type: ignore[misc]
    assert client.post(MAKE, data=again).status_code == 303


def test_who_has_no_account_and_which_day_has_passed_is_told(app: Flask, client: PageClient) -> None:
    with app.app_context():
        row = add("2", answer_by=date(2021, 6, 30))
        row.responsibilities[0].owner.active = False
        db.session.commit()
    opened_preview(client)
    main = client.page.text("main")
    assert "2 30 juni 2021" in main
    assert "Saknar konto" in main and ": 1 och 2" in main


def test_a_plan_in_use_says_why_it_stays(app: Flask, client: PageClient) -> None:
    made_in(app)
    with app.app_context():
        report(rows_of(plan(NEXT).id, None)[0].responsibility, date(2021, 12, 6), "Vi har börjat.")
    sign_in(client, COORDINATOR)
    client.get(f"{MAKE}/{NEXT}")
    assert "kan inte ångras längre, för någon har rapporterat" in client.page.text("main")
    form = {"csrf_token": client.page.fields("form.action, form")["csrf_token"], "made": NEXT}
    assert client.post(f"{MAKE}/angra", data=form).status_code == 409
    assert "Dra tillbaka de rader" in client.page.text("main")


@pytest.mark.parametrize("who", ["controller.arbetsliv@boras.example.org", "controller@uppsala.example.org"])
def test_only_the_plans_coordinators_make_it(client: PageClient, who: str) -> None:
    sign_in(client, who)
    assert client.get(MAKE).status_code == 403
    assert client.get(f"{MAKE}/{NEXT}").status_code == 403


def asked(app: Flask, client: PageClient) -> int:
    """How many questions the preview puts to the database."""
    found: list[str] = []
    with app.app_context():
        engine = db.engine
    listen = lambda *args: found.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listen)
    client.get(MAKE)
    event.remove(engine, "before_cursor_execute", listen)
    return sum(not each.startswith("BEGIN") for each in found)


def test_the_preview_costs_as_much_with_many_rows(app: Flask, client: PageClient) -> None:
    sign_in(client, COORDINATOR)
    few = asked(app, client)
    with app.app_context():
        for number in range(2, 40):
            add(str(number))
    assert asked(app, client) == few <= 12


# Last year and this one


def test_each_year_leads_to_the_other_and_tells_what_was_said(app: Flask, client: PageClient) -> None:
    made_in(app)
    sign_in(client, COORDINATOR)
    client.get(f"/planer/{NEXT}/aktiviteter/1")
    assert "KF-uppdrag 2021" in client.page.text("aside")
    assert "december 2021" in client.page.text("#namnd-arbetslivsnamnden .timeline")
    assert f"/planer/{KF}/aktiviteter/1" in client.page.links()
    # The public page of last year does not tell of a plan that only the municipality may read.
    client.get(f"/planer/{KF}/aktiviteter/1")
    assert "Överfört" not in client.page.text("main")
    edit = f"/samordning/{NEXT}/redigera"
    client.get(edit)
    form = {**client.page.fields("main form"), "visibility": "PUBLISHED"}
    assert client.post(edit, data=form).status_code == 303
    client.get(f"/planer/{KF}/aktiviteter/1")
    assert f"/planer/{NEXT}/aktiviteter/1" in client.page.links()


def test_last_year_can_still_be_put_right_and_the_new_year_shows_it(app: Flask, client: PageClient) -> None:
    made_in(app)
    sign_in(client, COORDINATOR)
    url = f"{HERE}/uppfoljningar/2021-12-31/ratta"
    assert client.get(url).status_code == 200
    reason = {"reason": "Fel text stod i rapporten.", "rad": "0"}
    shown = {**client.page.fields("main form[method=post]"), **reason, "visa": "1"}
    assert client.post(url, data=shown).status_code == 200
    form = client.page.fields("main form[method=post]")
    changed = {**form, **reason, "rad-0-comment": "Rättad text om uppdraget."}
    assert client.post(url, data=changed).status_code == 303
    client.get(f"/planer/{KF}")
    assert "Version 2, en rättelse" in client.page.text("main")
    client.get(f"/planer/{NEXT}/aktiviteter/1")
    assert "Rättad text om uppdraget." in client.page.text("#namnd-arbetslivsnamnden .timeline")


def test_the_owners_first_answer_starts_from_last_years_text(app: Flask, client: PageClient) -> None:
    made_in(app)
    with app.app_context():
        dates = Dates(date(2022, 4, 30), date(2021, 12, 6), date(2021, 12, 20), date(2022, 6, 8))
        open_follow_up(plan(NEXT).id, Opening(dates))
        last = rows_of(plan().id, None)[0].current
        assert last is not None
        text = last.comment
    sign_in(client, "verksamhetschef.arbetsliv@boras.example.org")
    client.get(f"/mina-aktiviteter/{NEXT}/1")
    assert client.page.one("#comment").text.strip() == text.strip()
    main = client.page.text("main")
    assert "Det är från KF-uppdrag 2021." in main
    assert "Uppföljning av tertial 1 2022" in main
    one_click = client.page.fields("section.quiet form")
    assert (
        client.post(f"/mina-aktiviteter/{NEXT}/1", data={**one_click, "do": "nothing-new"}).status_code == 303
    )
    with app.app_context():
        row = rows_of(plan(NEXT).id, db.session.query(FollowUp).filter_by(plan_id=plan(NEXT).id).one())[0]
        assert row.answer is not None and row.answer.comment == text
        assert row.answer.responsibility.activity.plan.slug == NEXT


# Rhythm


def test_a_rhythm_is_chosen_or_written(app: Flask, client: PageClient) -> None:
    as_coordinator(client).get(f"{REAL}/redigera")
    form = {**client.page.fields("main form"), "occasions": "tertial"}
    assert client.post(f"{REAL}/redigera", data=form).status_code == 303
    client.get(f"{REAL}/redigera")
    assert "Tertial 1, 30 april" in client.page.one("#own_days").text
    unchanged = client.page.fields("main form")
    assert client.post(f"{REAL}/redigera", data=unchanged).status_code == 303
    with app.app_context():
        assert rhythm_of(plan("26-punktsplan").rhythm) == PRESETS["tertial"]
    own = {**client.page.fields("main form"), "occasions": "own", "own_days": "Delår, 31 augusti\nÅret ut"}
    assert client.post(f"{REAL}/redigera", data=own).status_code == 400
    assert "Rad 2: Skriv namn, dag och månad" in client.page.text("#own_days-error")
    assert client.post(f"{REAL}/redigera", data={**own, "own_days": "Delår, 31 augusti"}).status_code == 303
    with app.app_context():
        assert [day.name for day in rhythm_of(plan("26-punktsplan").rhythm)] == ["Delår"]


def test_the_year_says_what_is_done_and_what_it_is_time_to_open(app: Flask, client: PageClient) -> None:
    made_in(app)
    with time_machine.travel(datetime(2022, 9, 2, 9, tzinfo=UTC), tick=False):
        with app.app_context():
            closed = {"as_of": date(2022, 4, 30), "state": FollowUpState.CLOSED}
            db.session.add(FollowUp(plan_id=plan(NEXT).id, **closed))
            db.session.commit()
        sign_in(client, COORDINATOR)
        client.get(f"/samordning/{NEXT}")
        year = client.page.text("#aret")
        assert "Tertial 1: avslutad" in year
        assert "Tertial 2: dags att öppna" in year
        assert "Helår: kommer" in year
        assert "Dags att öppna: Tertial 2 2022." in client.page.text("#nasta")
        client.get("/samordning")
        assert "Dags att öppna: Tertial 2 2022" in client.page.text("main")
        client.get(f"/samordning/{NEXT}/ny-uppfoljning")
        assert client.page.one("#as_of").get("value") == "2022-08-31"
