"""A board adds rows of its own while a follow-up is open; one that has none says so."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.boras import OFFICE, OWNER, board, person
from tests.shared_plans import CONTROLLER, NOW, effort_plan, follow_up_of
from tracker.domain.terms import FollowUpState
from tracker.models import Activity, AnsweringBoard, FollowUp, NothingToReport, StatusUpdate, db
from tracker.queries.plans.answering_boards import answers_for_board, boards_in, boards_of
from tracker.queries.plans.plan_page import occasions
from tracker.queries.plans.standing import rows_of
from tracker.services.answers.board_rows import (
    BoardRow,
    add_row,
    edit_row,
    remove_row,
    say_nothing,
    take_back,
)
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal
from tracker.services.reports.assemble_report import live_content, recounted

pytestmark = pytest.mark.every_plan

LANGUAGE_CAFE = BoardRow("Språkkafé", {"omraden": "kultur, arbete", "metod": "Samtal", "syfte": " "})


@pytest.fixture
def follow_up(any_app: Flask) -> Iterator[FollowUp]:
    """An open follow-up of a plan whose rows come from two boards."""
    with any_app.app_context():
        plan = effort_plan()
        for slug, contact in (("arbetslivsnamnden", OWNER), ("forskolenamnden", None)):
            db.session.add(
                AnsweringBoard(plan=plan, board=board(slug), contact=person(contact) if contact else None)
            )
        db.session.commit()
        yield follow_up_of(plan)


def added(follow_up: FollowUp, row: BoardRow = LANGUAGE_CAFE, nonce: str = "nonce-1") -> Activity:
    return add_row(follow_up.id, board("arbetslivsnamnden"), row, by=person(OWNER), nonce=nonce, now=NOW)


def counts(follow_up: FollowUp) -> dict[str, tuple[int, bool]]:
    db.session.expire_all()
    found = boards_in(follow_up, rows_of(follow_up.plan_id, follow_up))
    return {one.board.slug: (one.count, one.nothing) for one in found}


def test_a_row_comes_with_the_boards_share_and_its_answer(follow_up: FollowUp) -> None:
    activity = added(follow_up)
    [share] = activity.responsibilities
    assert (activity.number, activity.short_text) == ("1", "Språkkafé")
    assert (share.board.slug, share.owner) == ("arbetslivsnamnden", person(OWNER))
    update = db.session.scalars(select(StatusUpdate).where(StatusUpdate.responsibility_id == share.id)).one()
    assert update.field_values == {"omraden": "kultur, arbete", "metod": "Samtal"}
    assert counts(follow_up) == {"arbetslivsnamnden": (1, False), "forskolenamnden": (0, False)}


def test_the_same_form_sent_twice_adds_one_row_and_another_the_next_number(follow_up: FollowUp) -> None:
    assert added(follow_up).id == added(follow_up).id
    assert added(follow_up, BoardRow("Mentorer", {}), "nonce-2").number == "2"


def test_a_bad_row_adds_nothing_and_names_the_fields(follow_up: FollowUp) -> None:
    with pytest.raises(FormRefused) as refused:
        added(follow_up, BoardRow(" ", {"omraden": "torg"}))
    assert [fault.field for fault in refused.value.faults] == ["name", "own_omraden"]
    db.session.rollback()
    assert (
        db.session.scalar(select(func.count(Activity.id)).where(Activity.plan_id == follow_up.plan_id)) == 0
    )


def test_a_board_without_rows_is_told_apart_from_a_silent_one(follow_up: FollowUp) -> None:
    for _ in range(2):
        say_nothing(follow_up.id, board("forskolenamnden"), by=person(OFFICE), now=NOW)
    assert counts(follow_up)["forskolenamnden"] == (0, True)
    take_back(follow_up.id, board("forskolenamnden"))
    assert counts(follow_up)["forskolenamnden"] == (0, False)


def test_the_report_tells_which_boards_have_nothing_and_which_are_silent(follow_up: FollowUp) -> None:
    plan = follow_up.plan
    assert live_content(plan, follow_up).sentence == (
        "Planen har inga insatser. Arbetslivsnämnden och Förskolenämnden har inte svarat."
    )
    added(follow_up)
    assert live_content(plan, follow_up).sentence.endswith("Förskolenämnden har inte svarat.")
    say_nothing(follow_up.id, board("forskolenamnden"), by=person(OFFICE), now=NOW)
    content = live_content(plan, follow_up)
    assert content.sentence.endswith("Svaret har kommit in. Förskolenämnden har inga insatser att redovisa.")
    # A rättelse keeps what the boards said then.
    take_back(follow_up.id, board("forskolenamnden"))
    assert recounted(plan, follow_up, content).sentence == content.sentence


def test_the_plans_page_counts_the_boards_that_have_answered(follow_up: FollowUp) -> None:
    def told() -> tuple[int, int]:
        [occasion] = occasions([follow_up.plan_id])
        return occasion.answered, occasion.asked

    assert told() == (0, 2)
    added(follow_up)
    assert told() == (1, 2)
    say_nothing(follow_up.id, board("forskolenamnden"), by=person(OFFICE), now=NOW)
    assert told() == (2, 2)


def test_a_row_takes_back_that_there_is_nothing_and_nothing_is_refused_beside_a_row(
    follow_up: FollowUp,
) -> None:
    say_nothing(follow_up.id, board("arbetslivsnamnden"), by=person(OWNER), now=NOW)
    added(follow_up)
    assert db.session.scalar(select(func.count(NothingToReport.id))) == 0
    with pytest.raises(Refusal, match="har redan redovisat insatser"):
        say_nothing(follow_up.id, board("arbetslivsnamnden"), by=person(OWNER), now=NOW)


def test_a_row_is_edited_and_a_second_editor_is_told(follow_up: FollowUp) -> None:
    [share] = added(follow_up).responsibilities
    version = share.version
    changed = BoardRow("Språkkafé i Norrby", {"metod": "Samtal varje vecka"})
    by = person(CONTROLLER)
    edit_row(follow_up.id, share.id, changed, version=version, by=by, nonce="nonce-3", now=NOW)
    [row] = rows_of(follow_up.plan_id, follow_up)
    assert row.activity.short_text == "Språkkafé i Norrby"
    assert row.answer is not None and row.answer.field_values == {"metod": "Samtal varje vecka"}
    edit_row(follow_up.id, share.id, changed, version=version, by=by, nonce="nonce-3", now=NOW)
    with pytest.raises(ChangedMeanwhile):
        edit_row(follow_up.id, share.id, LANGUAGE_CAFE, version=version, by=by, nonce="nonce-4", now=NOW)


def test_a_removed_row_is_withdrawn_and_its_number_not_used_again(follow_up: FollowUp) -> None:
    [share] = added(follow_up).responsibilities
    for _ in range(2):
        remove_row(follow_up.id, share.id)
    assert rows_of(follow_up.plan_id, follow_up) == []
    assert added(follow_up, BoardRow("Mentorer", {}), "nonce-2").number == "2"


def test_nothing_is_taken_when_the_follow_up_has_closed(follow_up: FollowUp) -> None:
    follow_up.state = FollowUpState.CLOSED
    db.session.commit()
    with pytest.raises(Refusal, match="stängdes innan du sparade"):
        added(follow_up)


def test_who_adds_rows_for_a_board(follow_up: FollowUp) -> None:
    plan_id, board_id = follow_up.plan_id, board("arbetslivsnamnden").id
    assert answers_for_board(plan_id, board_id, person(OWNER).id)
    assert not answers_for_board(plan_id, board_id, person(OFFICE).id)
    assert [one.board.slug for one in boards_of(person(CONTROLLER))] == ["arbetslivsnamnden"]
    assert [one.board.slug for one in boards_of(person(OWNER))] == ["arbetslivsnamnden"]
    assert boards_of(person(OFFICE)) == []
