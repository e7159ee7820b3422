"""An owner's list: what waits, what is answered, the rest; and who may open what."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from tests.owners import (
    DEPUTY,
    NOW,
    OTHER,
    OWNER,
    open_follow_up,
    updates,
    user,
)
from tests.owners_pages import FORM, INDEX, RECEIPT, report_on, typed
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.models import FollowUp, Responsibility, db
from tracker.queries.my_activities import my_activities
from tracker.queries.plans.standing import rows_of


def test_between_follow_ups_the_list_says_what_to_do(client: PageClient) -> None:
    sign_in(client, OWNER)
    client.get(INDEX)
    assert client.page.text(".answer-line") == "Inget väntar på dig."
    assert "Händer något innan dess kan du rapportera det" in client.page.text("main")
    assert client.page.texts(".mine__group") == ["Dina aktiviteter"]


def test_what_waits_with_the_day_and_last_time(client: PageClient, follow_up: FollowUp) -> None:
    sign_in(client, OWNER)
    client.get(INDEX)
    assert client.page.text(".answer-line") == "Tre svar väntar på dig."
    assert "Svara senast fredag 9 september, om åtta dagar." in client.page.text("main")
    first = client.page.texts(".item")[0]
    assert "Avviker från plan Bedöms bli färdig 2023 osäkert år Svaret i mars 2022" in first
    assert "Alla elever erhåller en individuell studieplan" in first
    assert FORM in client.page.links()


def test_the_deputy_sees_them_too(client: PageClient, follow_up: FollowUp) -> None:
    sign_in(client, DEPUTY)
    client.get(INDEX)
    assert "Du är ersättare för rektor, vuxenutbildningen." in client.page.text("main")
    # The owner is asked; her own are Färdig.
    assert client.page.text(".answer-line") == "Inget väntar på dig."
    assert client.page.texts(".mine__group") == ["Väntar på någon annan", "Frågas inte igen"]
    assert client.get(FORM).status_code == 200


def test_the_deputy_is_asked_when_the_owner_cannot_be_mailed(
    app: Flask, client: PageClient, follow_up: FollowUp
) -> None:
    with app.app_context():
        user(OWNER).unreachable_since = NOW
        db.session.commit()
    sign_in(client, DEPUTY)
    client.get(INDEX)
    assert client.page.text(".answer-line") == "Tre svar väntar på dig."


def test_a_late_answer_is_asked_for_all_the_same(client: PageClient, follow_up: FollowUp) -> None:
    with time_machine.travel(datetime(2022, 9, 11, 12, tzinfo=UTC)):
        sign_in(client, OWNER)
        client.get(INDEX)
    assert "Sista dagen var fredag 9 september, för två dagar sedan." in client.page.text("main")


def test_somebody_without_activities_is_told_whom_to_ask(client: PageClient) -> None:
    sign_in(client, "board_member")
    client.get(INDEX)
    assert "Du ansvarar inte för någon aktivitet just nu." in client.page.text("main")


def test_the_list_is_for_the_signed_in(client: PageClient) -> None:
    answer = client.get(INDEX)
    assert answer.status_code == 302
    assert answer.location.endswith("/logga-in?next=/mina-aktiviteter")


@pytest.mark.parametrize("is_open", [True, False])
def test_my_rows_stand_as_the_plans_rows_do(any_app: Flask, is_open: bool) -> None:
    with any_app.app_context():
        follow_up = open_follow_up() if is_open else None
        report_on("8", DEPUTY, "Ersättarens.")
        report_on("1b", OWNER, "Mitt.")
        for email in (OWNER, DEPUTY, OTHER):
            mine = my_activities(user(email).id)
            wanted = {one.row.responsibility.id for one in mine}
            plan_id = mine[0].plan.id
            rows = [row for row in rows_of(plan_id, follow_up) if row.responsibility.id in wanted]
            assert [one.row for one in mine] == rows
            assert len(rows) >= 3


def test_the_pages_ask_few_questions_whatever_the_rows(
    app: Flask, client: PageClient, follow_up: FollowUp
) -> None:
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
        for row in db.session.query(Responsibility).limit(20):
            row.deputy_id = user(OWNER).id
        db.session.commit()
    sign_in(client, OWNER)
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    for path in (INDEX, FORM):
        asked.clear()
        assert client.get(path).status_code == 200
        assert len(asked) <= 12, "\n".join(asked)


def test_the_letter_of_a_number_may_be_large(client: PageClient, follow_up: FollowUp) -> None:
    sign_in(client, OWNER)
    assert client.get(f"{INDEX}/26-punktsplan/1A").status_code == 200
    data = typed(client, comment="Svarat med stor bokstav.")
    assert client.post(f"{INDEX}/26-punktsplan/1A", data=data).status_code == 303
    assert client.get(f"{INDEX}/26-punktsplan/1A/kvitto").status_code == 200
    assert "Svarat med stor bokstav." in client.page.text("main")


def test_somebody_elses_with_a_large_letter_is_refused_and_not_unknown(
    client: PageClient, follow_up: FollowUp
) -> None:
    sign_in(client, OTHER)
    assert client.get(f"{INDEX}/26-punktsplan/1A").status_code == 403


@pytest.mark.parametrize("who", [OTHER, "coordinator", "admin", "board_member"])
def test_someone_elses_activity_is_refused(client: PageClient, follow_up: FollowUp, who: str) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    data = typed(client, comment="Någon annans.")
    client.post("/logga-ut", data={"csrf_token": data["csrf_token"]})
    sign_in(client, who)
    client.get(INDEX)
    data["csrf_token"] = client.page.fields("header form")["csrf_token"]
    for refused in (client.get(FORM), client.post(FORM, data=data), client.get(RECEIPT)):
        assert refused.status_code == 403
        assert client.page.h1 == "Du kan inte öppna den här sidan"


@pytest.mark.parametrize("number", ["27", "8a", "9223372036854775808", "8%00", "x" * 300])
def test_an_unknown_activity_is_not_found(client: PageClient, follow_up: FollowUp, number: str) -> None:
    sign_in(client, OWNER)
    assert client.get(f"{INDEX}/26-punktsplan/{number}").status_code == 404
    assert client.get(f"{INDEX}/ingen-plan/{number}").status_code == 404


@pytest.mark.parametrize(
    "broken",
    [
        {"nonce": ""},
        {"version": "x"},
        {"seen": "-1"},
        {"nonce": "a b c d e f g h i j"},
        {"version": "9" * 30},
    ],
)
def test_a_form_that_is_not_ours_is_refused(
    app: Flask, client: PageClient, follow_up: FollowUp, broken: dict[str, str]
) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    assert client.post(FORM, data=typed(client, **broken)).status_code == 400
    assert "Formuläret kom fram tomt eller trasigt." in client.page.text("main")
    assert client.post(FORM, data=typed_without_token()).status_code == 400
    with app.app_context():
        assert updates()[-1].follow_up_id != follow_up.id


def typed_without_token() -> dict[str, str]:
    """An empty form."""
    return {}
