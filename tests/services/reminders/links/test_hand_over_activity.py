"""An owner leaves an activity: to a colleague of the board, or to the coordinator's judgement."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import reminding
from tests.reminding import OPENING, mail_to, person, responsibility, swedish
from tracker.domain.terms import MatterKind
from tracker.models import AnswerLink, HandOver, User, db
from tracker.queries.people.colleagues import colleagues
from tracker.services.form_refusal import FormRefused
from tracker.services.refusal import Refusal
from tracker.services.reminders.links.hand_over_activity import (
    Leaving,
    decline,
    hand_over,
    remind_after_all,
)
from tracker.services.reminders.tick import work

AFTER = OPENING + timedelta(hours=2)
TUESDAY, WEEK_BEFORE = swedish("2022-08-30T07:00"), swedish("2022-09-02T07:00")


@pytest.fixture(autouse=True)
def follow_up(any_app: Flask) -> Iterator[int]:
    """A follow-up whose opening mails have left, on each database."""
    with any_app.app_context():
        follow_up_id = reminding.open_follow_up()
        responsibility("22").deputy_id = None
        db.session.commit()
        work(OPENING)
        yield follow_up_id


def leaving(
    role: str = "ekonomichef", number: str = "22", nonce: str = "a-form-of-its-own", comment: str = ""
) -> Leaving:
    return Leaving(responsibility(number).id, person(role), comment, nonce)


def told(role: str, kind: MatterKind) -> list[str]:
    """Which activities the person's newest mail names, of one kind."""
    items = [item for item in mail_to(role).items if item.kind is kind]
    return [item.responsibility.activity.number for item in items if item.responsibility]


def living_links(number: str) -> int:
    query = select(AnswerLink).where(
        AnswerLink.responsibility_id == responsibility(number).id, AnswerLink.revoked_at.is_(None)
    )
    return len(db.session.scalars(query).all())


def test_the_colleague_answers_from_now_on_and_gets_a_mail() -> None:
    hand_over(leaving(), person("rektor.sfi").id, now=AFTER)
    assert responsibility("22").owner_id == person("rektor.sfi").id
    assert living_links("22") == 0, "the link of the one who left has ended"
    work(TUESDAY)
    assert told("rektor.sfi", MatterKind.ANSWER) == ["22"]


def test_the_coordinator_hears_who_left_it_to_whom_and_why() -> None:
    hand_over(leaving(comment="Hen sköter det sedan i våras."), person("rektor.sfi").id, now=AFTER)
    work(TUESDAY)
    assert told("controller", MatterKind.HANDOVER) == ["22"]
    mail = mail_to("controller")
    for words in ("Ekonomichef", "Rektor, sfi", "Hen sköter det sedan i våras."):
        assert words in mail.text


def test_only_the_people_of_the_board_can_be_chosen() -> None:
    within = {one.email for one in colleagues(responsibility("22"), person("ekonomichef").id)}
    assert person("rektor.sfi").email in within
    assert person("ekonomichef").email not in within, "not oneself"
    stranger = db.session.scalars(select(User).where(User.email == "samordnare@boras.example.org")).one()
    for nobody in (stranger.id, person("ekonomichef").id, 999_999, None):
        with pytest.raises(FormRefused) as refused:
            hand_over(leaving(), nobody, now=AFTER)
        assert [fault.field for fault in refused.value.faults] == ["to"]
    assert responsibility("22").owner_id == person("ekonomichef").id


def test_neither_politicians_nor_administrators_are_offered() -> None:
    row = responsibility("22")
    offered = [one.email for one in colleagues(row, person("ekonomichef").id)]
    assert person("controller").email in offered
    for role in ("ledamot", "admin"):
        assert person(role).email not in offered
        with pytest.raises(FormRefused):
            hand_over(leaving(), person(role).id, now=AFTER)
    responsibility("10").deputy_id = person("admin").id
    db.session.commit()
    assert person("admin").email in [one.email for one in colleagues(row, person("ekonomichef").id)], (
        "whoever answers for something of the board's is"
    )


def test_somebody_inactive_or_unreachable_cannot_be_chosen() -> None:
    chosen = person("rektor.sfi")
    chosen.unreachable_since = AFTER
    db.session.commit()
    with pytest.raises(FormRefused):
        hand_over(leaving(), chosen.id, now=AFTER)


def test_a_deputy_leaves_the_deputys_place() -> None:
    row = responsibility("22")
    row.deputy_id = person("rektor.sfi").id
    db.session.commit()
    hand_over(leaving("rektor.sfi"), person("utvecklingschef").id, now=AFTER)
    row = responsibility("22")
    assert (row.owner_id, row.deputy_id) == (person("ekonomichef").id, person("utvecklingschef").id)


def test_the_deputy_who_takes_over_is_not_both() -> None:
    row = responsibility("22")
    row.deputy_id = person("rektor.sfi").id
    db.session.commit()
    hand_over(leaving(), person("rektor.sfi").id, now=AFTER)
    row = responsibility("22")
    assert (row.owner_id, row.deputy_id) == (person("rektor.sfi").id, None)


def test_the_same_form_twice_counts_once() -> None:
    first = hand_over(leaving(), person("rektor.sfi").id, now=AFTER)
    again = hand_over(leaving(), person("utvecklingschef").id, now=AFTER)
    assert first.id == again.id
    assert responsibility("22").owner_id == person("rektor.sfi").id


def test_whoever_does_not_answer_for_it_cannot_leave_it() -> None:
    with pytest.raises(Refusal) as refused:
        hand_over(leaving("utvecklingschef"), person("rektor.sfi").id, now=AFTER)
    assert refused.value.status == 403


def test_not_mine_asks_the_coordinator_and_ends_the_reminders() -> None:
    decline(leaving(comment="Fråga hr."), now=AFTER)
    assert responsibility("22").owner_id == person("ekonomichef").id, "the coordinator decides"
    work(WEEK_BEFORE)
    assert mail_to("ekonomichef").send_on == OPENING.date(), "no more mail about it"
    assert told("controller", MatterKind.HANDOVER) == ["22"]
    assert "Fråga hr." in mail_to("controller").text


def test_not_mine_said_again_is_the_same_with_other_words() -> None:
    first = decline(leaving(comment="Fråga hr."), now=AFTER)
    for number in range(3):
        again = decline(leaving(nonce=f"another-form-{number:04}", comment="Fråga it."), now=AFTER)
        assert (again.id, again.comment) == (first.id, "Fråga it.")
    assert decline(leaving(nonce="a-form-without-words"), now=AFTER).comment == "Fråga it."
    assert db.session.query(HandOver).count() == 1
    remind_after_all(responsibility("22").id, responsibility("22").activity.plan_id, now=AFTER)
    assert decline(leaving(nonce="when-it-was-settled"), now=AFTER).id != first.id


def test_the_coordinator_can_keep_the_owner_who_is_reminded_again() -> None:
    decline(leaving(), now=AFTER)
    remind_after_all(responsibility("22").id, responsibility("22").activity.plan_id, now=AFTER)
    work(WEEK_BEFORE)
    assert told("ekonomichef", MatterKind.ANSWER) == ["22"]


def test_a_row_of_another_plan_is_not_found() -> None:
    with pytest.raises(Refusal) as refused:
        remind_after_all(responsibility("22").id, 999, now=AFTER)
    assert refused.value.status == 404


def test_a_new_owner_settles_it() -> None:
    decline(leaving(), now=AFTER)
    hand_over(leaving(nonce="another-form-1234"), person("rektor.sfi").id, now=AFTER)
    assert db.session.query(HandOver).filter(HandOver.settled_at.is_(None)).count() == 0
    work(WEEK_BEFORE)
    assert told("rektor.sfi", MatterKind.ANSWER) == ["22"]


def test_a_comment_that_is_too_long_is_refused() -> None:
    with pytest.raises(FormRefused) as refused:
        decline(leaving(comment="x" * 1_001), now=AFTER)
    assert [fault.field for fault in refused.value.faults] == ["comment"]
    assert db.session.query(HandOver).count() == 0
