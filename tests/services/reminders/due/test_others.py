"""What is asked outside follow-ups: reviews, values of nyckeltal, uppdrag with a day of their own."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from tests import reminding
from tests.owners import give_key_figure
from tests.reminding import mail_to, outbox, person, responsibility, swedish
from tracker.domain.measurement import Period
from tracker.domain.reminders.rules import ReminderRules
from tracker.domain.terms import MatterKind, Measure, MessageState, Rhythm
from tracker.models import Plan, db
from tracker.queries.my_activities import my_activity
from tracker.services.plans.appended_values import NewValue
from tracker.services.plans.edit_key_figures import add_value, attach, detach
from tracker.services.plans.key_figure_rhythm import set_rhythm
from tracker.services.reminders.links.hand_over_activity import Leaving, decline, remind_after_all
from tracker.services.reminders.settings.edit_schedule import edit_schedule
from tracker.services.reminders.tick import work

FIGURE = "andel-invanare-med-ekonomiskt-bistand"


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database."""
    with any_app.app_context():
        yield


def plan() -> Plan:
    return db.session.query(Plan).filter_by(slug="26-punktsplan").one()


def about(kind: MatterKind) -> dict[str, list[str]]:
    """Who has been told of things of that kind, and which activities they are about; oldest mail first."""
    found: dict[str, list[str]] = {}
    for mail in outbox():
        items = [item for item in mail.items if item.kind is kind]
        numbers = [item.responsibility.activity.number if item.responsibility else "-" for item in items]
        if numbers:
            found.setdefault(mail.to_address.split("@")[0], []).extend(numbers)
    return found


def test_what_is_ongoing_and_not_looked_at_for_a_year_is_asked_about() -> None:
    # The report of March 2022 was the last that anybody said.
    work(swedish("2023-03-30T07:00"))
    assert outbox() == []
    work(swedish("2023-03-31T07:00"))
    asked = about(MatterKind.REVIEW)
    assert sorted(number for numbers in asked.values() for number in numbers) == ["12", "22", "23", "25"]
    mail = mail_to("ekonomichef")
    assert mail.subject == "En aktivitet i 26-punktsplanen att se över"
    assert "ständigt pågående och har inte setts över på ett år" in mail.text
    assert "{{link:" in mail.text


def test_it_is_asked_once_more_a_month_later_and_then_every_year() -> None:
    days = ["2023-03-31", "2023-04-28", "2023-05-02", "2023-12-01", "2024-04-02", "2024-05-02"]
    for day in days:
        work(swedish(f"{day}T07:00"))
    told = [mail.send_on.isoformat() for mail in outbox() if mail.to_address.startswith("ekonomichef")]
    assert told == ["2023-03-31", "2023-05-02", "2024-04-02", "2024-05-02"]


def test_in_an_open_follow_up_it_is_asked_about_there() -> None:
    reminding.open_follow_up(as_of=date(2023, 3, 31), opens_on=date(2023, 3, 27), answer_by=date(2023, 4, 14))
    work(swedish("2023-03-31T07:00"))
    assert about(MatterKind.REVIEW) == {}
    assert about(MatterKind.ANSWER)["ekonomichef"] == ["22"]


def test_a_plan_may_do_without_reviews() -> None:
    edit_schedule(plan().id, ReminderRules(review=False), version=0)
    work(swedish("2023-04-03T07:00"))
    assert outbox() == []


def test_whether_it_is_to_be_reviewed_is_known_to_its_owners_page() -> None:
    mine = my_activity(person("ekonomichef").id, responsibility("22").id)
    assert mine is not None
    assert not mine.to_be_reviewed(date(2023, 3, 30))
    assert mine.to_be_reviewed(date(2023, 3, 31))


def test_an_uppdrag_with_a_day_of_its_own_is_reminded_of_before_it() -> None:
    responsibility("10").activity.answer_by = date(2022, 10, 14)
    db.session.commit()
    days = ["2022-09-13", "2022-09-14", "2022-09-15", "2022-10-06", "2022-10-07", "2022-10-10", "2022-10-17"]
    for day in days:
        work(swedish(f"{day}T07:00"))
    assert [mail.send_on.isoformat() for mail in outbox()] == ["2022-09-14", "2022-10-07"]
    mail = mail_to("omradeschef.arbetsmarknad")
    assert mail.subject == "En aktivitet i 26-punktsplanen, svar senast fredag 14 oktober"
    assert "Ska vara klart senast fredag 14 oktober." in mail.text


def test_an_uppdrag_that_is_done_or_stopped_is_not_reminded_of() -> None:
    for number in ("2", "6"):
        row = responsibility(number)
        row.activity.answer_by = date(2022, 10, 14)
    db.session.commit()
    work(swedish("2022-10-07T07:00"))
    assert about(MatterKind.ASSIGNMENT) == {}


def test_the_owner_is_asked_for_a_value_when_its_period_is_over() -> None:
    figure = give_key_figure("10", FIGURE)
    set_rhythm(plan().id, figure.id, Rhythm.YEAR, 30)
    work(swedish("2023-01-27T07:00"))
    assert about(MatterKind.VALUE) == {}
    for day in ("2023-01-30", "2023-01-31", "2023-02-13", "2023-02-14"):
        work(swedish(f"{day}T07:00"))
    told = [mail.send_on.isoformat() for mail in outbox() if mail.to_address.startswith("omradeschef.arb")]
    assert told == ["2023-01-30", "2023-02-13"]
    mail = mail_to("omradeschef.arbetsmarknad")
    assert "Värdet för 2022 saknas sedan måndag 30 januari." in mail.text
    assert "Senaste värdet: 4,3 procent, 2021." in mail.text
    assert "{{link:" in mail.text


def test_the_coordinator_is_asked_for_the_values_of_the_plan_as_a_whole() -> None:
    figure = give_key_figure("10", FIGURE)
    set_rhythm(plan().id, figure.id, Rhythm.YEAR, 30)
    detach(plan().id, figure.id, responsibility("10").activity_id)
    attach(plan().id, figure.id, None)
    work(swedish("2023-01-30T07:00"))
    mail = mail_to("controller")
    assert f"http://localhost/samordning/26-punktsplan/nyckeltal/{FIGURE}/nytt-varde" in mail.text
    assert "Du får mejlet för att du samordnar 26-punktsplanen." in mail.text


def test_the_coordinator_is_asked_for_a_value_that_is_not_the_owners_or_whose_owner_cannot_be_reached() -> (
    None
):
    figure = give_key_figure("10", FIGURE)
    set_rhythm(plan().id, figure.id, Rhythm.YEAR, 30)
    owner, row = "omradeschef.arbetsmarknad", responsibility("10")
    decline(Leaving(row.id, person(owner), "", "a-form-of-its-own"), now=swedish("2023-01-02T09:00"))
    work(swedish("2023-01-30T07:00"))
    assert list(about(MatterKind.VALUE)) == ["controller"]
    remind_after_all(responsibility("10").id, plan().id, now=swedish("2023-01-30T10:00"))
    person(owner).unreachable_since = swedish("2023-01-30T10:00")
    db.session.commit()
    work(swedish("2023-02-13T07:00"))
    assert about(MatterKind.VALUE) == {"controller": ["-", "-"]}


def test_a_value_that_has_come_is_not_asked_for_any_more() -> None:
    figure = give_key_figure("10", FIGURE)
    set_rhythm(plan().id, figure.id, Rhythm.YEAR, 30)
    work(swedish("2023-01-30T07:00"))
    year = Period(date(2022, 1, 1), date(2022, 12, 31), "2022")
    new = NewValue(year, Measure.OUTCOME, Decimal("4.1"), "Verksamhetssystemet")
    add_value(plan().id, figure.id, new, by=person("controller"), now=swedish("2023-02-01T09:00"))
    work(swedish("2023-02-13T07:00"))
    assert len(about(MatterKind.VALUE)["omradeschef.arbetsmarknad"]) == 1


def test_what_waits_of_several_kinds_comes_in_one_mail() -> None:
    figure = give_key_figure("22", FIGURE)
    set_rhythm(plan().id, figure.id, Rhythm.YEAR, 90)
    responsibility("22").activity.answer_by = date(2023, 4, 7)
    db.session.commit()
    work(swedish("2023-03-31T07:00"))
    mails = [mail for mail in outbox() if mail.to_address.startswith("ekonomichef")]
    assert len(mails) == 1
    kinds = {item.kind for item in mails[0].items}
    assert kinds == {MatterKind.REVIEW, MatterKind.VALUE, MatterKind.ASSIGNMENT}
    assert mails[0].subject == "Tre saker att se till i 26-punktsplanen"
    assert mails[0].state is MessageState.SENT
    work(swedish("2023-03-31T07:00") + timedelta(hours=3))
    assert len([mail for mail in outbox() if mail.to_address.startswith("ekonomichef")]) == 1
