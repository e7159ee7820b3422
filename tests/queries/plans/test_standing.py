"""What counts in a follow-up, who has answered and who still owes an answer (rules 1, 5, 6 and 7)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from tracker.domain.terms import FollowUpState, WayIn
from tracker.models import FollowUp, Plan, StatusLabel, StatusUpdate, db
from tracker.queries.plans.by_name import plan_by_slug
from tracker.queries.plans.standing import StandingRow, owed, rows_of
from tracker.services.reports.assemble_report import live_content

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)


@pytest.fixture
def context(any_app: Flask) -> Iterator[None]:
    with any_app.app_context():
        yield


@pytest.fixture
def plan(context: None) -> Plan:
    plan = plan_by_slug("26-punktsplan")
    assert plan is not None
    return plan


@pytest.fixture
def follow_up(plan: Plan) -> FollowUp:
    follow_up = FollowUp(plan=plan, as_of=date(2026, 10, 31), state=FollowUpState.OPEN)
    db.session.add(follow_up)
    db.session.flush()
    return follow_up


def row(plan: Plan, follow_up: FollowUp | None, number: str) -> StandingRow:
    [found] = rows_of(plan.id, follow_up, number=number)
    return found


def say(
    plan: Plan,
    number: str,
    label: str,
    follow_up: FollowUp | None = None,
    edits: StatusUpdate | None = None,
    way_in: WayIn = WayIn.WEB,
) -> StatusUpdate:
    vocabulary = plan.kind.vocabulary
    assert vocabulary is not None
    labels: dict[str, StatusLabel] = {found.short: found for found in vocabulary.labels}
    update = StatusUpdate(
        responsibility=row(plan, None, number).responsibility,
        follow_up=follow_up,
        as_of=follow_up.as_of if follow_up else NOW.date(),
        label=labels[label],
        comment=f"{label} {number}",
        way_in=way_in,
        created_at=NOW,
        edits=edits,
    )
    db.session.add(update)
    db.session.flush()
    return update


def test_done_and_stopped_are_not_asked_again_and_the_rest_is(plan: Plan, follow_up: FollowUp) -> None:
    rows = rows_of(plan.id, follow_up)
    assert [found.activity.number for found in owed(rows)] == ["1a", "1b", "8", "10", "12", "22", "23", "25"]
    standing = row(plan, follow_up, "19")
    assert standing.current is not None
    assert standing.current.label.short == "Stoppad"


def test_an_answer_counts_and_the_newest_counts(plan: Plan, follow_up: FollowUp) -> None:
    say(plan, "8", "Påbörjad", follow_up)
    newest = say(plan, "8", "Färdig", follow_up)
    found = row(plan, follow_up, "8")
    assert found.answered
    assert found.current is newest
    assert found.previous is not None
    assert found.previous.as_of == date(2022, 3, 31)


def test_an_edit_is_no_answer_and_a_later_answer_is_marked(plan: Plan, follow_up: FollowUp) -> None:
    answer = say(plan, "8", "Påbörjad", follow_up)
    edit = say(plan, "8", "Påbörjad", follow_up, edits=answer)
    found = row(plan, follow_up, "8")
    assert found.current is edit
    assert found.answer is answer
    assert not found.new_after_edit
    again = say(plan, "8", "Avviker", follow_up)
    found = row(plan, follow_up, "8")
    assert found.current is again
    assert found.new_after_edit


def test_between_follow_ups_is_news_and_no_answer(plan: Plan, follow_up: FollowUp) -> None:
    news = say(plan, "8", "Avviker")
    found = row(plan, follow_up, "8")
    assert not found.answered
    assert found.owed
    assert found.previous is news


def test_what_was_finished_between_follow_ups_is_still_asked(plan: Plan, follow_up: FollowUp) -> None:
    say(plan, "8", "Färdig")
    assert "8" in [found.activity.number for found in owed(rows_of(plan.id, follow_up))]


def test_an_answer_counts_although_news_is_dated_after_the_follow_ups_as_of(
    plan: Plan, follow_up: FollowUp
) -> None:
    say(plan, "22", "Färdig")
    answer = say(plan, "22", "Avviker", follow_up)
    follow_up.state, follow_up.closed_at = FollowUpState.CLOSED, NOW + timedelta(days=9)
    following = FollowUp(plan=plan, as_of=date(2027, 3, 31), state=FollowUpState.OPEN)
    db.session.add(following)
    db.session.flush()
    found = row(plan, following, "22")
    assert found.previous is answer
    assert found.asked


def test_an_import_of_an_older_follow_up_counts_from_its_own_day(plan: Plan, follow_up: FollowUp) -> None:
    answer = say(plan, "22", "Avviker", follow_up)
    older = FollowUp(plan=plan, as_of=date(2021, 3, 31), state=FollowUpState.CLOSED, closed_at=NOW)
    db.session.add(older)
    db.session.flush()
    say(plan, "22", "Färdig", older, way_in=WayIn.IMPORT)
    found = row(plan, None, "22")
    assert found.previous is answer


def test_silence_is_counted_as_not_answered(plan: Plan, follow_up: FollowUp) -> None:
    say(plan, "12", "Avviker", follow_up)
    content = live_content(plan, follow_up)
    counts = {group.key: group.count for group in content.groups}
    assert counts == {"COMPLETED": 18, "DEVIATES": 1, "STOPPED": 1, "UNANSWERED": 6}
    assert (content.asked, content.answered) == (8, 1)
    silent = content.row("8")
    assert silent is not None
    assert (silent.meaning, silent.comment, silent.target_year) == (None, "", None)
    settled = content.row("2")
    assert settled is not None
    assert settled.last_said == date(2022, 3, 31)


def test_a_year_that_slips_is_shown_with_the_one_before(plan: Plan, follow_up: FollowUp) -> None:
    say(plan, "8", "Påbörjad", follow_up).target_year = 2027
    found = live_content(plan, follow_up).row("8")
    assert found is not None
    assert (found.previous_target_year, found.target_year) == (2022, 2027)


def test_the_number_of_queries_does_not_grow_with_the_rows(plan: Plan, follow_up: FollowUp) -> None:
    def queries(number: str | None) -> int:
        db.session.expire_all()
        db.session.refresh(follow_up)
        seen: list[str] = []
        with_listener = event.listens_for(db.engine, "before_cursor_execute")
        listener = with_listener(lambda *args: seen.append(args[2]))
        rows = rows_of(plan.id, follow_up, number=number)
        assert all(replace(found).current is None or found.current.label.short for found in rows)
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    assert queries(None) == queries("8") <= 4
