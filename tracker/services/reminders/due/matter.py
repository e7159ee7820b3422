"""One thing that waits for one person, with its schedule; the kinds say what each of them is about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tracker.domain.measurement import Period
from tracker.domain.reminders.rules import ReminderRules
from tracker.domain.reminders.schedule import FollowUpDays, Schedule, free_for
from tracker.domain.terms import MatterKind
from tracker.models import (
    Board,
    FollowUp,
    HandOver,
    KeyFigure,
    Message,
    Plan,
    Responsibility,
    StatusUpdate,
    User,
)
from tracker.queries.plans.standing import StandingRow
from tracker.services.reminders.free_days import free_days_around


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What waits, for whom, about which plan, and when it is said.

    `identity` names it in the outbox: the same thing has the same name every time.
    """

    kind: MatterKind
    identity: str
    user: User
    plan: Plan
    rules: ReminderRules
    planned: Schedule
    follow_up: FollowUp | None = None
    responsibility: Responsibility | None = None

    @property
    def linked(self) -> bool:
        """Whether its mail holds a personal link with which it is answered."""
        return self.responsibility is not None and self.kind in _ANSWERED_BY_LINK


#: What the owner of an activity answers on the activity's own form.
_ANSWERED_BY_LINK = frozenset({MatterKind.ANSWER, MatterKind.VALUE, MatterKind.REVIEW, MatterKind.ASSIGNMENT})


@dataclass(frozen=True, kw_only=True)
class AnswerMatter(Matter):
    """An answer that an open follow-up waits for."""

    row: StandingRow
    #: When the list of those who have not answered is written, if it is.
    list_on: date | None
    #: How the person came by the row, when a colleague handed it over.
    taken_over: HandOver | None = None


@dataclass(frozen=True, kw_only=True)
class BoardMatter(Matter):
    """A board that is to bring its own rows to an open follow-up."""

    board: Board


@dataclass(frozen=True, kw_only=True)
class ListMatter(Matter):
    """An answer that is still missing after the last step, for the owner's manager or the coordinator."""

    row: StandingRow
    #: Who is asked; None when nobody can be mailed.
    asked: User | None
    #: Whether the reader is the one who coordinates the plan.
    coordinates: bool


@dataclass(frozen=True, kw_only=True)
class ValueMatter(Matter):
    """A nyckeltal without the value of a period that is over."""

    figure: KeyFigure
    period: Period


@dataclass(frozen=True, kw_only=True)
class ReviewMatter(Matter):
    """Something ständigt pågående that nobody has looked at for a year."""

    last: StatusUpdate


@dataclass(frozen=True, kw_only=True)
class AssignmentMatter(Matter):
    """An uppdrag whose own answer-by date is near."""

    answer_by: date
    last: StatusUpdate | None


@dataclass(frozen=True, kw_only=True)
class HandOverMatter(Matter):
    """Somebody else answers, or should: news for the coordinator."""

    hand_over: HandOver


@dataclass(frozen=True, kw_only=True)
class DeliveryMatter(Matter):
    """A mail that did not leave, or may not have arrived: news for the coordinator."""

    message: Message


def answer_identity(follow_up_id: int, responsibility_id: int) -> str:
    """How the outbox names the answer about a row that a follow-up waits for."""
    return f"answer/{follow_up_id}/{responsibility_id}"


def days_of(follow_up: FollowUp) -> FollowUpDays:
    """The days that a follow-up's reminders depend on; it must have opens_on and answer_by."""
    assert follow_up.opens_on and follow_up.answer_by
    return FollowUpDays(follow_up.opens_on, follow_up.answer_by, follow_up.papers_by, follow_up.asked_on)


def free_around(rules: ReminderRules, *days: date | None) -> Collection[date]:
    """The days around these on which the plan's mails do not leave: free ones and, if it rests then, July."""
    known = [day for day in days if day is not None]
    return free_for(rules, free_days_around(*known), *known)


def free_around_follow_up(rules: ReminderRules, days: FollowUpDays) -> Collection[date]:
    """The same around the days of a follow-up."""
    return free_around(rules, days.opens_on, days.answer_by, days.papers_by)
