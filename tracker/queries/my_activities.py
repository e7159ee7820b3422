"""What a person answers for: how each activity stands in its plan's open follow-up, and what waits."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, lazyload

from tracker.domain.demands import year_has_passed
from tracker.domain.plan_fields import PlanField, on_update
from tracker.domain.reminders.schedule import REVIEWED_WITHIN
from tracker.domain.terms import FollowUpState
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    Board,
    FollowUp,
    KeyFigure,
    KeyFigureValue,
    Plan,
    PlanKind,
    Responsibility,
    StatusLabel,
    StatusUpdate,
    Vocabulary,
    db,
)
from tracker.queries.plans.newest_update import outside, said_last
from tracker.queries.plans.repeatable import why_not_again
from tracker.queries.plans.standing import StandingRow, standing_row


@dataclass(frozen=True)
class MyActivity:
    """One activity of a person's, and the open follow-up of its plan (None: between follow-ups)."""

    plan: Plan
    follow_up: FollowUp | None
    row: StandingRow
    #: The person stands in for the owner.
    as_deputy: bool
    #: The person answers for other boards' shares of the activity too.
    beside_others: bool = False

    @property
    def waiting(self) -> bool:
        """Whether an open follow-up waits for the answer."""
        return self.follow_up is not None and self.row.owed

    @property
    def answered(self) -> bool:
        """Whether something has been said in the open follow-up, asked for or not."""
        return self.follow_up is not None and self.row.answered

    @property
    def start(self) -> StatusUpdate | None:
        """What the form starts from: what stands in the follow-up, else last time's update."""
        return self.row.current or self.row.previous

    @property
    def seen(self) -> int:
        """The id of the newest update that a page of this row shows; 0 when there is none."""
        known = (self.row.current, self.row.answer, self.row.edit, self.row.previous)
        return max((update.id for update in known if update is not None), default=0)

    @property
    def year_passed(self) -> bool:
        """Whether last time's year lies before the follow-up, so that a new one is needed (rule 6)."""
        last = self.row.previous
        if self.follow_up is None or last is None:
            return False
        return year_has_passed(last.target_year, last.ongoing, last.label.demands, self.follow_up.as_of)

    @property
    def repeatable(self) -> bool:
        """Whether "Inget nytt sedan sist" may be said: an answer waits, and last time's still holds."""
        return self.waiting and self.row.previous is not None and not self.why_not_repeatable

    def to_be_reviewed(self, today: date) -> bool:
        """Whether it is ständigt pågående, nothing is open, and nobody has looked at it for a year."""
        last = self.start
        return (
            self.follow_up is None
            and last is not None
            and last.ongoing
            and today - last.counts_from >= REVIEWED_WITHIN
        )

    @property
    def why_not_repeatable(self) -> str:
        """Why last time's answer cannot stand as it is; empty when it can, or when there is none."""
        last = self.row.previous
        if self.follow_up is None or last is None:
            return ""
        return why_not_again(last, self.plan, self.follow_up.as_of)

    @property
    def own_fields(self) -> tuple[PlanField, ...]:
        """The fields of the plan's kind that each answer holds."""
        return on_update(self.plan.kind.own_fields)

    @property
    def board(self) -> Board | None:
        """The board whose share it is, where several answer for the plan's rows."""
        return self.row.responsibility.board if self.plan.kind.shared else None


def my_activities(user_id: int) -> list[MyActivity]:
    """Everything that the person is owner or deputy of, by plan and number, in four questions."""
    return _read(_mine(user_id), user_id)


def my_activity(user_id: int, responsibility_id: int) -> MyActivity | None:
    """One of them, or None when the person does not answer for it."""
    found = _read(_mine(user_id).where(Responsibility.id == responsibility_id), user_id)
    return found[0] if found else None


def waiting_beside(activities: Iterable[MyActivity], mine: MyActivity) -> list[MyActivity]:
    """The others that wait in open follow-ups: of the same plan first, beginning with the one after this one,
    then those of other plans.
    """
    place = _place(mine)
    waiting = [
        one for one in activities if one.waiting and one.row.responsibility is not mine.row.responsibility
    ]
    same = [one for one in waiting if one.plan.id == mine.plan.id]
    others = [one for one in waiting if one.plan.id != mine.plan.id]
    ordered = sorted(same, key=lambda one: (_place(one) <= place, _place(one)))
    return ordered + others


def _place(mine: MyActivity) -> tuple[str, int]:
    return mine.row.activity.sort_key, mine.row.responsibility.id


def figures_of_activity(activity_id: int) -> list[KeyFigure]:
    """The activity's key figures in their order, with values."""
    query = (
        select(KeyFigure)
        .join(ActivityKeyFigure, ActivityKeyFigure.key_figure_id == KeyFigure.id)
        .where(ActivityKeyFigure.activity_id == activity_id)
        .options(joinedload(KeyFigure.values))
        .order_by(ActivityKeyFigure.position, KeyFigure.id)
    )
    return list(db.session.scalars(query).unique())


def values_of_update(update_id: int) -> list[KeyFigureValue]:
    """The key figure values that came in with a status update, with their key figures."""
    query = (
        select(KeyFigureValue)
        .where(KeyFigureValue.status_update_id == update_id)
        .options(joinedload(KeyFigureValue.key_figure))
        .order_by(KeyFigureValue.id)
    )
    return list(db.session.scalars(query))


def status_word(label_id: int | None) -> str | None:
    """The word of a status, whatever its plan; None when there is none."""
    return (
        None
        if label_id is None
        else db.session.scalar(select(StatusLabel.label).where(StatusLabel.id == label_id))
    )


def _mine(user_id: int) -> Select[Responsibility]:
    return (
        select(Responsibility)
        .join(Responsibility.activity)
        .join(Activity.plan)
        .where(
            or_(Responsibility.owner_id == user_id, Responsibility.deputy_id == user_id),
            Responsibility.not_collected.is_(False),
            Activity.withdrawn.is_(False),
        )
        .options(
            contains_eager(Responsibility.activity).options(
                contains_eager(Activity.plan).options(
                    joinedload(Plan.board).joinedload(Board.organisation),
                    joinedload(Plan.kind).joinedload(PlanKind.vocabulary).selectinload(Vocabulary.labels),
                    joinedload(Plan.coordinator),
                ),
                joinedload(Activity.parent),
            ),
            joinedload(Responsibility.owner),
            joinedload(Responsibility.deputy),
            joinedload(Responsibility.board),
        )
        .order_by(Plan.short_title, Plan.id, Activity.sort_key, Responsibility.id)
    )


def _read(query: Select[Responsibility], user_id: int) -> list[MyActivity]:
    responsibilities = db.session.scalars(query).unique().all()
    opened = _open_follow_ups({one.activity.plan_id for one in responsibilities})
    ids = [one.id for one in responsibilities]
    inside = _inside(ids, [follow_up.id for follow_up in opened.values()])
    before = _before(ids)
    shares = Counter(one.activity_id for one in responsibilities)
    found = [
        _activity(one, opened.get(one.activity.plan_id), inside, before, user_id) for one in responsibilities
    ]
    return [replace(one, beside_others=shares[one.row.activity.id] > 1) for one in found]


def _activity(
    responsibility: Responsibility,
    follow_up: FollowUp | None,
    inside: dict[int, list[StatusUpdate]],
    before: dict[int, StatusUpdate],
    user_id: int,
) -> MyActivity:
    row = standing_row(
        responsibility, inside.get(responsibility.id, []), before.get(responsibility.id), follow_up
    )
    as_deputy = responsibility.owner_id != user_id
    return MyActivity(responsibility.activity.plan, follow_up, row, as_deputy)


def _open_follow_ups(plan_ids: Collection[int]) -> dict[int, FollowUp]:
    """By plan; should two be open, the newest."""
    query = (
        select(FollowUp)
        .where(FollowUp.plan_id.in_(plan_ids), FollowUp.state == FollowUpState.OPEN)
        .order_by(FollowUp.as_of)
    )
    return {follow_up.plan_id: follow_up for follow_up in db.session.scalars(query)}


def _inside(ids: Collection[int], follow_up_ids: Collection[int]) -> dict[int, list[StatusUpdate]]:
    query = (
        select(StatusUpdate)
        .where(StatusUpdate.responsibility_id.in_(ids), StatusUpdate.follow_up_id.in_(follow_up_ids))
        .options(joinedload(StatusUpdate.label), joinedload(StatusUpdate.author))
        .order_by(StatusUpdate.id)
    )
    return _by_responsibility(db.session.scalars(query))


def _by_responsibility(updates: Iterable[StatusUpdate]) -> dict[int, list[StatusUpdate]]:
    found: dict[int, list[StatusUpdate]] = {}
    for update in updates:
        found.setdefault(update.responsibility_id, []).append(update)
    return found


def _before(ids: Collection[int]) -> dict[int, StatusUpdate]:
    """The newest update per row outside the plan's open follow-up, found by an index."""
    opened = aliased(FollowUp)

    def counts(update: type[StatusUpdate]) -> ColumnElement[bool]:
        return or_(opened.id.is_(None), outside(update, opened))

    query = (
        select(Responsibility.id, StatusUpdate)
        .join(Responsibility.activity)
        .outerjoin(opened, and_(opened.plan_id == Activity.plan_id, opened.state == FollowUpState.OPEN))
        .join(StatusUpdate, StatusUpdate.id == said_last(counts, opened))
        .where(Responsibility.id.in_(ids))
        .options(
            joinedload(StatusUpdate.label),
            joinedload(StatusUpdate.follow_up),
            joinedload(StatusUpdate.author),
            lazyload(StatusUpdate.responsibility),
        )
        .order_by(StatusUpdate.id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
