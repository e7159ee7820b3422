"""From the rows that wait to the plain values that a reminder is written from."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from tracker import mail
from tracker.domain.demands import why_not_repeatable
from tracker.domain.terms import Step
from tracker.models import FollowUp, StatusUpdate, User
from tracker.queries.plans.standing import StandingRow


@dataclass(frozen=True)
class WrittenRow:
    """One row of a mail; its item's id is the place of its link."""

    follow_up: FollowUp
    row: StandingRow
    step: Step
    item_id: int


def asked_plans(user: User, rows: Iterable[WrittenRow]) -> list[mail.AskedPlan]:
    """The rows as a mail to the user tells them, one part per follow-up; they must stand in that order."""
    groups = groupby(rows, key=lambda written: written.follow_up.id)
    return [_asked_plan(user, list(group)) for _, group in groups]


def _asked_plan(user: User, rows: list[WrittenRow]) -> mail.AskedPlan:
    follow_up = rows[0].follow_up
    plan, words = follow_up.plan, follow_up.plan.kind.words
    assert follow_up.answer_by
    return mail.AskedPlan(
        title=plan.short_title,
        board=plan.board.name,
        as_of=follow_up.as_of,
        answer_by=follow_up.answer_by,
        step=rows[0].step,  # of one follow-up the same step is the newest for all
        row_singular=words["row_singular"],
        row_plural=words["row_plural"],
        rows=tuple(_asked_row(user, written) for written in rows),
        contact=_contact(plan.coordinator),
    )


def _asked_row(user: User, written: WrittenRow) -> mail.AskedRow:
    activity, last = written.row.activity, written.row.previous
    allowed = last is not None and not why_not_repeatable(
        last.target_year, last.ongoing, last.comment, last.label.demands, written.follow_up.as_of
    )
    return mail.AskedRow(
        number=activity.number,
        text=activity.short_text or activity.full_text,
        link=mail.link_place(written.item_id),
        previous=_previous(user, last) if last else None,
        nothing_new=allowed,
        as_deputy=written.row.responsibility.owner_id != user.id,
    )


def _previous(user: User, last: StatusUpdate) -> mail.Previous:
    return mail.Previous(
        by_reader=last.author_id == user.id,
        as_of=last.as_of,
        label=last.label.label,
        target_year=last.target_year,
        ongoing=last.ongoing,
        comment=last.comment,
        year_uncertain=last.year_uncertain,
    )


def _contact(coordinator: User | None) -> mail.Contact | None:
    if coordinator is None or not coordinator.active or not mail.wire_address(coordinator.email):
        return None
    return mail.Contact(coordinator.title, coordinator.email)
