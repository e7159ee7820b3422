"""A board that is to bring its own rows is reminded until it has some, or says that it has none."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from tests.boras import OWNER, board, person
from tests.reminding import outbox, swedish
from tests.shared_plans import CONTROLLER, NOW, OFFICE, Share, effort_plan, follow_up_of
from tests.shared_plans import add_row as add_shared_row
from tracker.domain.terms import MatterKind, MessageState
from tracker.models import AnsweringBoard, FollowUp, Message, db
from tracker.services.answers.board_rows import BoardRow, add_row, say_nothing, take_back
from tracker.services.reminders.tick import work
from tracker.services.reminders.writing.enqueue import enqueue

pytestmark = pytest.mark.every_plan

OPENS, WEEK_BEFORE, DAY_BEFORE = "2022-08-22T07:00", "2022-09-02T07:00", "2022-09-08T07:00"


@pytest.fixture
def follow_up(any_app: Flask) -> Iterator[FollowUp]:
    """One person is the contact of two boards; a third has no contact but a coordinator of its own."""
    with any_app.app_context():
        plan = effort_plan()
        for slug, contact in (
            ("arbetslivsnamnden", OWNER),
            ("kulturnamnden", OWNER),
            ("forskolenamnden", None),
        ):
            db.session.add(
                AnsweringBoard(plan=plan, board=board(slug), contact=person(contact) if contact else None)
            )
        db.session.commit()
        yield follow_up_of(plan)


def told(day: str) -> dict[str, list[str]]:
    """Who is mailed at that moment about boards, and which boards, by what stands in the outbox."""
    before = {mail.id for mail in outbox()}
    work(swedish(day))
    return {
        mail.to_address: boards_in(mail) for mail in outbox() if mail.id not in before and boards_in(mail)
    }


def boards_in(mail: Message) -> list[str]:
    ids = [item.identity.split("/")[2] for item in mail.items if item.kind is MatterKind.BOARD_ROWS]
    slugs = {str(board(slug).id): slug for slug in ("arbetslivsnamnden", "kulturnamnden", "forskolenamnden")}
    return [slugs[one] for one in ids]


def add(follow_up: FollowUp, slug: str) -> None:
    add_row(follow_up.id, board(slug), BoardRow("Språkkafé", {}), by=person(OWNER), nonce=slug, now=NOW)


def test_one_mail_names_the_boards_and_the_page_that_needs_log_in(follow_up: FollowUp) -> None:
    assert told(OPENS)[OWNER] == ["arbetslivsnamnden", "kulturnamnden"]
    [mail] = [mail for mail in outbox() if mail.to_address == OWNER]
    assert mail.state is MessageState.SENT
    assert mail.subject.startswith("Två svar till insatser-2022, senast")
    assert "Arbetslivsnämnden och Kulturnämnden har inte redovisat några insatser." in mail.text
    assert f"/mina-aktiviteter/{follow_up.plan.slug}/namnd/kulturnamnden" in mail.text
    assert "Sidan kräver att du loggar in." in mail.text and "lösenord" not in mail.text
    assert told("2022-08-22T08:00") == {}


def test_without_a_contact_the_boards_own_coordinator_is_asked_and_never_the_office(
    follow_up: FollowUp,
) -> None:
    assert told(OPENS)["controller.forskola@boras.example.org"] == ["forskolenamnden"]
    person("controller.forskola@boras.example.org").active = False
    db.session.commit()
    assert set(told(WEEK_BEFORE)) == {OWNER}
    assert OFFICE not in {mail.to_address for mail in outbox()}
    assert CONTROLLER not in {mail.to_address for mail in outbox()}


def test_a_row_or_nothing_to_report_ends_the_reminders_and_taking_it_back_begins_them_anew(
    follow_up: FollowUp,
) -> None:
    told(OPENS)
    add(follow_up, "arbetslivsnamnden")
    say_nothing(follow_up.id, board("kulturnamnden"), by=person(OWNER), now=NOW)
    assert OWNER not in told(WEEK_BEFORE)
    take_back(follow_up.id, board("kulturnamnden"))
    assert told(DAY_BEFORE)[OWNER] == ["kulturnamnden"]


def test_a_mail_that_waits_is_withdrawn_when_the_board_has_answered(follow_up: FollowUp) -> None:
    enqueue(swedish(OPENS))
    for slug in ("arbetslivsnamnden", "kulturnamnden"):
        say_nothing(follow_up.id, board(slug), by=person(OWNER), now=NOW)
    work(swedish("2022-08-22T07:01"))
    assert [mail.state for mail in outbox() if mail.to_address == OWNER] == [MessageState.CANCELLED]


def test_the_coordinators_list_names_the_silent_boards(follow_up: FollowUp) -> None:
    # A row of last year's that nobody answers for: its list goes to the plan's coordinator.
    add_shared_row(follow_up.plan, "1", "Språkkafé", [Share(owner=None)])
    db.session.commit()
    told("2022-09-12T07:00")
    work(swedish("2022-09-15T07:00"))
    [mail] = [mail for mail in outbox() if mail.to_address == OFFICE]
    assert "Förskolenämnden och Kulturnämnden har inte svarat." in mail.text


def test_after_the_last_day_it_is_not_too_late(follow_up: FollowUp) -> None:
    assert follow_up.answer_by == date(2022, 9, 9)
    told("2022-09-12T07:00")
    [mail] = [mail for mail in outbox() if mail.to_address == OWNER]
    assert "saknas fortfarande" in mail.subject and "inte för sent" in mail.text
