"""How every row of a plan stands in a follow-up: what counts, and who still owes an answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from tracker.domain.demands import settled
from tracker.models import Activity, FollowUp, Responsibility, StatusUpdate, User, db
from tracker.queries.plans.newest_update import outside, said_last


@dataclass(frozen=True)
class StandingRow:
    """One reporting row (an activity or part, with the board and owner that answer for it).

    `current` is what counts in the follow-up: its newest update, edits included, or the settled one that
    stands; None is inte besvarad. `answer` is the owner's newest own update in the follow-up. `previous` is
    what the next answer starts from: the newest update outside the follow-up, of the year before (`carried`) for a
    row that was carried over and has said nothing yet.
    """

    activity: Activity
    responsibility: Responsibility
    current: StatusUpdate | None
    answer: StatusUpdate | None
    previous: StatusUpdate | None

    @property
    def settled(self) -> bool:
        """Whether the row was Färdig or Stoppad before and is therefore not asked again (rule 6).

        What was said between follow-ups is news and no answer (rule 5): it settles nothing. What the council has
        declared fulfilled is not asked about either (rule 9).
        """
        # Whoever carried a row over wants to know of it again.
        before = None if self.carried else self.previous
        return settled(
            fulfilled=self.activity.fulfilled,
            in_follow_up=before is not None and before.follow_up_id is not None,
            asked_again=before is None or before.label.asked_again,
        )

    @property
    def carried(self) -> bool:
        """Whether `previous` was said in the plan of the year before."""
        return self.previous is not None and self.previous.responsibility_id != self.responsibility.id

    @property
    def asked(self) -> bool:
        """Whether the follow-up asks for an answer."""
        return not self.settled

    @property
    def answered(self) -> bool:
        """Whether the owner has answered; a coordinator's edit is no answer (rule 7)."""
        return self.answer is not None

    @property
    def owed(self) -> bool:
        """Whether an answer is still owed."""
        return self.asked and not self.answered

    @property
    def new_after_edit(self) -> bool:
        """Whether the owner answered again after the coordinator's edit (rule 7)."""
        return self.answer is not None and self.current is self.answer and self._edited_earlier

    @property
    def _edited_earlier(self) -> bool:
        return self.edit is not None and self.answer is not None and self.edit.id < self.answer.id

    @property
    def earlier_year(self) -> int | None:
        """The year that was given before, when it was another: as printed by an import, or last time's."""
        update = self.current
        if update is None or update.target_year is None:
            return None
        if update.previous_target_year is not None:
            return update.previous_target_year
        earlier = self.previous.target_year if self.previous and self.previous is not update else None
        return earlier if earlier != update.target_year else None

    edit: StatusUpdate | None = None


def rows_of(
    plan_id: int,
    follow_up: FollowUp | None,
    *,
    number: str | None = None,
    people: Collection[int] | None = None,
    managers: bool = False,
) -> list[StandingRow]:
    """The plan's reporting rows in the order of their numbers, in three queries whatever their number.

    Without a follow-up the rows show the newest updates as `previous`, and `current` is the same.
    `people` are the ids of owners and deputies: only their rows are read then. With `managers` the owners'
    managers are read along.
    """
    wanted = _wanted(plan_id, number, people)
    query = _responsibilities(wanted)
    if managers:
        query = query.options(joinedload(Responsibility.owner).joinedload(User.manager))
    responsibilities = db.session.scalars(query).unique().all()
    inside = _newest(follow_up, wanted) if follow_up else {}
    before = _newest_before(follow_up, wanted)
    return [
        standing_row(
            responsibility, inside.get(responsibility.id, []), before.get(responsibility.id), follow_up
        )
        for responsibility in responsibilities
    ]


def _wanted(
    plan_id: int, number: str | None, people: Collection[int] | None
) -> tuple[ColumnElement[bool], ...]:
    """Which rows are read, as conditions on Responsibility joined with Activity."""
    found: list[ColumnElement[bool]] = [Activity.plan_id == plan_id]
    if number is not None:
        found.append(Activity.number == number)
    if people is not None:
        found.append(or_(Responsibility.owner_id.in_(people), Responsibility.deputy_id.in_(people)))
    return tuple(found)


def _responsibilities(wanted: Iterable[ColumnElement[bool]]) -> Select[Responsibility]:
    return (
        select(Responsibility)
        .join(Responsibility.activity)
        .where(*wanted, Activity.withdrawn.is_(False), Responsibility.not_collected.is_(False))
        .options(
            contains_eager(Responsibility.activity).joinedload(Activity.parent),
            joinedload(Responsibility.owner),
            joinedload(Responsibility.deputy),
            joinedload(Responsibility.board),
        )
        .order_by(Activity.sort_key, Responsibility.lead.desc(), Responsibility.id)
    )


def _newest(follow_up: FollowUp, wanted: Iterable[ColumnElement[bool]]) -> dict[int, list[StatusUpdate]]:
    """The updates in the follow-up by responsibility, oldest first: an owner answers a few times at most."""
    query = (
        select(StatusUpdate)
        .join(Responsibility, StatusUpdate.responsibility_id == Responsibility.id)
        .join(Activity, Responsibility.activity_id == Activity.id)
        .where(StatusUpdate.follow_up_id == follow_up.id, *wanted)
        .options(
            joinedload(StatusUpdate.label),
            joinedload(StatusUpdate.edits),
            lazyload(StatusUpdate.responsibility),
        )
        .order_by(StatusUpdate.id)
    )
    found: dict[int, list[StatusUpdate]] = {}
    for update in db.session.scalars(query):
        found.setdefault(update.responsibility_id, []).append(update)
    return found


def _newest_before(
    follow_up: FollowUp | None, wanted: Iterable[ColumnElement[bool]]
) -> dict[int, StatusUpdate]:
    """The newest update per responsibility outside the follow-up, found by an index."""

    def counts(update: type[StatusUpdate]) -> ColumnElement[bool]:
        return outside(update, follow_up) if follow_up is not None else true()

    query = (
        select(Responsibility.id, StatusUpdate)
        .join(Responsibility.activity)
        .join(StatusUpdate, StatusUpdate.id == said_last(counts))
        .where(*wanted)
        .options(
            joinedload(StatusUpdate.label),
            joinedload(StatusUpdate.follow_up),
            joinedload(StatusUpdate.edits),
        )
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def standing_row(
    responsibility: Responsibility,
    inside: list[StatusUpdate],
    previous: StatusUpdate | None,
    follow_up: FollowUp | None,
) -> StandingRow:
    """The row made of its updates inside the follow-up, oldest first, and the newest one outside it."""
    answers = [update for update in inside if update.edits_id is None]
    edits = [update for update in inside if update.edits_id is not None]
    row = StandingRow(
        activity=responsibility.activity,
        responsibility=responsibility,
        current=inside[-1] if inside else None,
        answer=answers[-1] if answers else None,
        previous=previous,
        edit=edits[-1] if edits else None,
    )
    if row.current is None and not row.carried and (follow_up is None or row.settled):
        return StandingRow(row.activity, row.responsibility, previous, None, previous)
    if row.asked and row.answer is None:
        # An edit without an answer cannot happen by the rules; it must never look like one.
        return StandingRow(row.activity, row.responsibility, None, None, previous)
    return row


def owed(rows: Iterable[StandingRow]) -> list[StandingRow]:
    """The rows that still owe an answer."""
    return [row for row in rows if row.owed]
