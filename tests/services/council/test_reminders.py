"""Nobody is reminded of an uppdrag that has been declared fulfilled, and reopened it is asked about again."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from tests import reminding
from tests.assignments import add_assignment, declared, form, labels
from tests.boras import KF, OWNER, activity, person, plan, share
from tests.reminding import OPENING, outbox
from tracker.domain.terms import Direction, KeyFigureKind, MatterKind, MessageState, Rhythm, WayIn
from tracker.models import HandOver, KeyFigure, StatusUpdate, db
from tracker.queries.council.decisions import all_decisions
from tracker.services.council.decide import NewDecision, reopen
from tracker.services.plans.edit_key_figures import attach
from tracker.services.plans.key_figure_rhythm import set_rhythm
from tracker.services.reminders.due.collect import matters
from tracker.services.reminders.links.answer_links import find_link, token_of
from tracker.services.reminders.tick import work
from tracker.services.reminders.writing.enqueue import enqueue

pytestmark = pytest.mark.every_plan


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    with any_app.app_context():
        yield


def taken_up_again(number: str = "1") -> None:
    decision = NewDecision(date(2022, 3, 31), "§ 70")
    reopen(plan().id, activity(number).id, decision, form(), seen=all_decisions(activity(number).id)[0].id)


def kinds_on(day: date) -> set[MatterKind]:
    """Of what kind the things are that wait for somebody about uppdrag 1."""
    row = share().id
    return {
        one.kind for one in matters(day) if one.responsibility is not None and one.responsibility.id == row
    }


def test_a_mail_that_waits_is_withdrawn_and_comes_again_after_the_reopening() -> None:
    reminding.open_follow_up(slug=KF)
    enqueue(OPENING)
    assert [mail.to_address for mail in outbox()] == [OWNER]
    token = token_of(outbox()[0].items[0])
    declared()
    assert [mail.state for mail in outbox()] == [MessageState.CANCELLED]
    assert outbox()[0].reason == "Uppdraget förklarades fullgjort innan mejlet hade skickats."
    assert find_link(token, now=OPENING) is not None, "its page says who declared it fulfilled"
    enqueue(OPENING + timedelta(minutes=1))
    assert len(outbox()) == 1
    taken_up_again()
    enqueue(OPENING + timedelta(minutes=2))
    assert [mail.state for mail in outbox()] == [MessageState.CANCELLED, MessageState.PENDING]


def test_a_mail_that_also_asks_about_another_is_written_anew_about_that_one() -> None:
    add_assignment("2")
    reminding.open_follow_up(slug=KF)
    enqueue(OPENING)
    declared("1")
    assert [mail.state for mail in outbox()] == [MessageState.PENDING]
    work(OPENING + timedelta(minutes=1))
    work(OPENING + timedelta(minutes=2))
    newest = outbox()[-1]
    assert newest.state is MessageState.SENT
    assert {item.responsibility.activity.number for item in newest.items} == {"2"}


def ongoing_with_a_day_and_a_figure() -> None:
    """Uppdrag 1 is ständigt pågående, has a day of its own, and a nyckeltal that gets a value each year."""
    row, label = share(), labels()["Delvis genomfört"]
    row.activity.answer_by = date(2024, 2, 1)
    figure = KeyFigure(
        organisation_id=plan().organisation_id, slug="andel", name="Andel", unit="procent",
        kind=KeyFigureKind.INDICATOR, direction=Direction.NONE,
    )  # fmt: skip
    update = StatusUpdate(
        responsibility=row, as_of=date(2022, 6, 1), label=label, ongoing=True, comment="Pågår.",
        way_in=WayIn.WEB, created_at=OPENING,
    )  # fmt: skip
    db.session.add_all([figure, update])
    db.session.commit()
    attach(plan().id, figure.id, row.activity_id)
    set_rhythm(plan().id, figure.id, Rhythm.YEAR, 30)


def test_what_is_asked_outside_follow_ups_stops_and_begins_again() -> None:
    ongoing_with_a_day_and_a_figure()
    day = date(2024, 1, 31)
    outside = {MatterKind.ASSIGNMENT, MatterKind.REVIEW, MatterKind.VALUE}
    assert kinds_on(day) == outside
    declared()
    assert kinds_on(day) == set()
    taken_up_again()
    assert kinds_on(day) == outside


def test_who_should_answer_for_it_is_no_news_any_more() -> None:
    row, owner, day = share(), person(OWNER), date(2022, 9, 6)
    db.session.add(
        HandOver(
            responsibility_id=row.id, from_user_id=owner.id, from_title=owner.title, nonce="x", created_at=OPENING
        )
    )  # fmt: skip
    db.session.commit()
    assert kinds_on(day) == {MatterKind.HANDOVER}
    declared()
    assert kinds_on(day) == set()


def test_neither_the_owner_nor_the_list_asks_in_an_open_follow_up() -> None:
    reminding.open_follow_up(slug=KF)
    day = date(2022, 9, 20)
    assert kinds_on(day) == {MatterKind.ANSWER, MatterKind.LIST}
    declared()
    assert kinds_on(day) == set()
