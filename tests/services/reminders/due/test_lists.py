"""After the last step without an answer: one list, to the owner's manager or to the coordinator, once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import reminding
from tests.reminding import mail_to, outbox, person, responsibility, swedish
from tracker.domain.reminders.rules import ListTo, ReminderRules
from tracker.domain.terms import MatterKind, MessageState, Visibility
from tracker.models import AnswerLink, Plan, User, db
from tracker.services.reminders.due.answers import lists as of_people
from tracker.services.reminders.links.hand_over_activity import Leaving, decline
from tracker.services.reminders.settings.edit_schedule import edit_schedule
from tracker.services.reminders.tick import work
from tracker.services.reminders.writing.enqueue import enqueue

#: The last step is Monday 12 September; three days later is a Thursday.
LIST_DAY = swedish("2022-09-15T07:00")
BOSS = "avdelningschef.vuxenutbildningen"


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database."""
    with any_app.app_context():
        yield


def rules(**changed: object) -> None:
    plan = db.session.query(Plan).filter_by(slug="26-punktsplan").one()
    edit_schedule(plan.id, ReminderRules(**changed), version=0)  # type: ignore[arg-type]


def lists() -> dict[str, list[str]]:
    """Who has got a list, and about which activities."""
    return {
        mail.to_address.split("@")[0]: [item.responsibility.activity.number for item in mail.items]
        for mail in outbox()
        if any(item.kind is MatterKind.LIST for item in mail.items)
    }


def test_each_manager_gets_one_list_of_those_who_have_not_answered() -> None:
    follow_up = reminding.open_follow_up()
    work(swedish("2022-09-12T07:00"))
    reminding.answer(follow_up, "8")
    work(LIST_DAY - timedelta(days=1))
    assert lists() == {}
    work(LIST_DAY)
    assert lists() == {
        BOSS: ["1a", "1b"],
        "avdelningschef.arbetsmarknad": ["10", "12"],
        "forvaltningsdirektor": ["22", "23"],
        "utvecklingschef": ["25"],
    }
    told = mail_to(BOSS)
    assert told.subject == "Två svar saknas i 26-punktsplanen"
    assert "Rektor, vuxenutbildningen (rektor.vuxenutbildningen@uppsala.example.org)" in told.text
    assert "Fick senast ett mejl måndag 12 september." in told.text
    assert "/svara/" not in told.text + told.html
    assert told.reply_to == "controller@uppsala.example.org"


def test_the_list_is_sent_once() -> None:
    reminding.open_follow_up()
    work(LIST_DAY)
    before = len(outbox())
    for day in range(1, 20):
        work(LIST_DAY + timedelta(days=day))
    assert len([m for m in outbox()[before:] if any(i.kind is MatterKind.LIST for i in m.items)]) == 0


def test_a_list_that_was_missed_while_the_service_was_down_is_caught_up_with() -> None:
    reminding.open_follow_up()
    work(LIST_DAY + timedelta(days=5))
    assert BOSS in lists()


def test_who_has_no_manager_that_can_be_mailed_stands_on_the_coordinators_list() -> None:
    reminding.open_follow_up()
    person(BOSS).active = False
    person("ekonomichef").manager_id = None
    db.session.commit()
    work(LIST_DAY)
    assert lists()["controller"] == ["1a", "1b", "8", "22"]
    assert "/samordning/26-punktsplan/uppfoljningar/2022-08-31" in mail_to("controller").text


def test_an_activity_that_nobody_can_be_asked_about_stands_on_the_coordinators_list() -> None:
    reminding.open_follow_up()
    row = responsibility("22")
    row.owner_id = row.deputy_id = None
    db.session.commit()
    work(LIST_DAY)
    assert lists()["controller"] == ["22"]
    assert "Ingen går att fråga." in mail_to("controller").text


def test_a_plan_may_send_the_list_to_its_coordinator_or_to_nobody() -> None:
    reminding.open_follow_up()
    rules(list_to=ListTo.COORDINATOR, list_after=1)
    work(swedish("2022-09-13T07:00"))
    assert list(lists()) == ["controller"]
    assert len(lists()["controller"]) == 8


def test_a_plan_may_do_without_a_list() -> None:
    reminding.open_follow_up()
    rules(list_to=ListTo.NOBODY)
    work(LIST_DAY + timedelta(days=1))
    assert lists() == {}


def test_answered_before_the_list_leaves_it_is_withdrawn() -> None:
    follow_up = reminding.open_follow_up()
    work(swedish("2022-09-12T07:00"))
    assert enqueue(LIST_DAY) == 4
    for number in ("1a", "1b", "8"):
        reminding.answer(follow_up, number)
    work(LIST_DAY + timedelta(minutes=1))
    assert mail_to(BOSS).state is MessageState.CANCELLED


def test_a_manager_who_owes_an_answer_too_gets_one_mail_about_both() -> None:
    reminding.open_follow_up(as_of=date(2022, 8, 31))
    responsibility("22").owner_id = person(BOSS).id
    db.session.commit()
    work(swedish("2022-09-12T07:00"))
    work(LIST_DAY)
    # The own one was asked for on Monday; the list of the others comes alone.
    kinds = [{item.kind for item in mail.items} for mail in outbox() if mail.user_id == person(BOSS).id]
    assert kinds == [{MatterKind.ANSWER}, {MatterKind.LIST}]
    reminding.open_follow_up(as_of=date(2022, 9, 30), opens_on=date(2022, 9, 16), answer_by=date(2022, 9, 30))
    work(swedish("2022-09-16T07:00"))
    newest = mail_to(BOSS)
    assert newest.subject.startswith("Ett svar till 26-punktsplanen")


def test_a_manager_who_is_asked_in_the_owners_place_gets_no_list_of_it() -> None:
    reminding.open_follow_up()
    row = responsibility("22")
    assert row.owner is not None
    row.owner.unreachable_since = swedish("2022-08-29T07:00")
    row.deputy_id = row.owner.manager_id
    db.session.commit()
    work(LIST_DAY)
    assert "22" in lists()["controller"]


def test_who_has_answered_that_it_is_somebody_elses_is_not_called_silent() -> None:
    reminding.open_follow_up()
    work(swedish("2022-09-12T07:00"))
    row = responsibility("22")
    decline(Leaving(row.id, person("ekonomichef"), "", "a-form"), now=swedish("2022-09-12T10:00"))
    work(LIST_DAY)
    text = mail_to("forvaltningsdirektor").text
    said = text.split("ekonomichef@uppsala.example.org)\n")[1].split("\n\n")[0]
    assert said == (
        "Har svarat att någon annan ansvarar. Samordnaren väljer vem. Beskedet kom måndag 12 september."
    )
    assert text.count("Fick senast ett mejl måndag 12 september.") == 1, "the other one has not answered"


def test_nobodys_manager_is_told_whether_a_link_was_opened() -> None:
    reminding.open_follow_up()
    work(swedish("2022-09-12T07:00"))
    for link in db.session.scalars(select(AnswerLink)):
        link.first_opened_at = swedish("2022-09-12T07:01")
    db.session.commit()
    work(LIST_DAY)
    assert "öppnades" not in mail_to(BOSS).text + mail_to(BOSS).html


def test_a_manager_is_shown_the_way_to_the_plan_if_it_opens_for_her() -> None:
    reminding.open_follow_up()
    work(LIST_DAY)
    assert "Se planen:\nhttp://localhost/planer/26-punktsplan\n" in mail_to(BOSS).text


def test_a_manager_of_another_municipality_is_shown_no_page_of_a_plan_that_is_not_published() -> None:
    reminding.open_follow_up()
    stranger = db.session.scalars(select(User).where(User.email == "samordnare@boras.example.org")).one()
    responsibility("22").activity.plan.visibility = Visibility.INTERNAL
    person("ekonomichef").manager_id = stranger.id
    db.session.commit()
    work(LIST_DAY)
    assert "/planer/26-punktsplan" in mail_to(BOSS).text
    to_stranger = [mail for mail in outbox() if mail.user_id == stranger.id]
    assert len(to_stranger) == 1 and "/planer/" not in to_stranger[0].text


def test_of_a_manager_only_her_own_peoples_rows_are_read_and_of_a_coordinator_all() -> None:
    reminding.open_follow_up()
    person("ekonomichef").manager_id = None
    db.session.commit()

    def listed(*roles: str) -> list[str]:
        found = of_people(LIST_DAY.date(), [person(role).id for role in roles])
        return [one.row.activity.number for one in found]

    assert listed(BOSS) == ["1a", "1b", "8"]
    assert listed(BOSS, "utvecklingschef") == ["1a", "1b", "8", "25"]
    assert listed("controller") == ["22"]
    assert listed("rektor.vuxenutbildningen") == []
    assert sorted(listed(BOSS, "controller")) == ["1a", "1b", "22", "8"]
