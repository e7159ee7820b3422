"""Writes an import in one transaction: a plan, its rows, a follow-up with its answers, and the frozen report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.domain.numbering import sort_key
from tracker.domain.terms import FieldPlace, FollowUpState, Origin, Visibility, WayIn
from tracker.models import (
    Activity,
    Board,
    FollowUp,
    Plan,
    PlanKind,
    Responsibility,
    StatusUpdate,
    User,
    db,
)
from tracker.services.imports.compare import answer_differs
from tracker.services.imports.preview import Preview, PreviewRow, RowState, RowValues
from tracker.services.imports.stored import FOLLOW_UP_FACTS, Stored
from tracker.services.plans.edit_activity import report_all_through_parts
from tracker.services.reports.freeze import freeze
from tracker.services.reports.pdf_job import enqueue_pdf
from tracker.services.revision import touch


@dataclass(frozen=True)
class NewPlanFacts:
    """What a plan is made of that the import is the first to tell of."""

    board: Board
    kind: PlanKind
    slug: str
    title: str


def write_import(
    preview: Preview,
    stored: Stored,
    plan: Plan | None,
    new_plan: NewPlanFacts | None,
    *,
    over_answers: bool,
    by: User | None,
    now: datetime,
) -> Plan:
    """Writes what the preview shows, and nothing of rows that were refused. The caller holds the lock and commits.

    An owner's answer in an open follow-up is written over only with `over_answers`. A follow-up that the file is
    the first to tell of is closed and frozen as version 1: it is history. A frozen one is never written.
    """
    assert not preview.frozen
    if plan is None:
        assert new_plan is not None
        plan = _new_plan(preview, new_plan, by)
    writer = _Writer(plan, stored, preview.as_of, now=now, by=by)
    wanted = [row for row in preview.rows if row.state in (RowState.NEW, RowState.CHANGED)]
    writer.write(wanted, over_answers=over_answers)
    # What has got parts is from now on reported through them.
    report_all_through_parts(plan)
    follow_up = writer.follow_up
    if follow_up is not None:
        _write_facts(follow_up, preview)
        db.session.flush()
        if follow_up.id != stored.follow_up_id:
            close_as_history(follow_up, by=by, now=now)
    touch(plan)
    return plan


def imported_follow_up(plan: Plan, as_of: date, follow_up_id: int | None) -> FollowUp:
    """The follow-up that an import writes into: the one that is there, or a new one."""
    if follow_up_id is not None:
        return db.session.get_one(FollowUp, follow_up_id)
    made = FollowUp(
        plan=plan,
        as_of=as_of,
        state=FollowUpState.PLANNED,
        origin=Origin.IMPORT,
        introduction="",
        summary="",
        decision="",
    )
    db.session.add(made)
    db.session.flush()
    return made


def close_as_history(follow_up: FollowUp, *, by: User | None, now: datetime) -> None:
    """Closes a follow-up that an import is the first to tell of, and freezes it as version 1. The caller commits."""
    follow_up.state, follow_up.closed_at = FollowUpState.CLOSED, now
    db.session.flush()
    enqueue_pdf(freeze(follow_up, by=by, now=now).id, by=by, now=now)


def _new_plan(preview: Preview, facts: NewPlanFacts, by: User | None) -> Plan:
    head = preview.head
    plan = Plan(
        organisation_id=facts.board.organisation_id,
        board=facts.board,
        kind=facts.kind,
        coordinator=by,
        slug=facts.slug,
        title=facts.title[:300],
        short_title=(head.plan_short_title or facts.title)[:200],
        report_title=(head.report_title or f"Uppföljning av {facts.title}")[:300],
        goal=head.goal or "",
        finish_by=head.finish_by,
        decided_on=head.decided_on,
        diarienummer=head.plan_diarienummer or None,
        visibility=Visibility.INTERNAL,
    )
    db.session.add(plan)
    db.session.flush()
    return plan


def _write_facts(follow_up: FollowUp, preview: Preview) -> None:
    for name in FOLLOW_UP_FACTS:
        value = getattr(preview.head, name)
        if value is not None:
            setattr(follow_up, name, value if value or name != "diarienummer" else None)


class _Writer:
    """Writes rows in bulk, with one flush for each kind: a row at a time, a thousand take seconds under the lock."""

    def __init__(
        self, plan: Plan, stored: Stored, as_of: date | None, *, now: datetime, by: User | None
    ) -> None:
        self._plan, self._stored, self._as_of, self._now, self._by = plan, stored, as_of, now, by
        self._labels = (
            {label.label: label for label in plan.kind.vocabulary.labels} if plan.kind.vocabulary else {}
        )
        self._fields = plan.kind.own_fields
        boards = select(Board).where(Board.organisation_id == plan.organisation_id).order_by(Board.id)
        self._board_ids = {board.slug: board.id for board in db.session.scalars(boards)} | {"": plan.board_id}
        query = select(Activity).where(Activity.plan_id == plan.id).order_by(Activity.sort_key)
        found = db.session.scalars(query.options(selectinload(Activity.responsibilities)))
        self._activities = {activity.number: activity for activity in found}
        self.follow_up = self._found_follow_up()

    def _found_follow_up(self) -> FollowUp | None:
        if self._as_of is None:
            return None
        return imported_follow_up(self._plan, self._as_of, self._stored.follow_up_id)

    def write(self, rows: Iterable[PreviewRow], *, over_answers: bool) -> None:
        """Stores the rows' texts, and the answers that differ."""
        wanted = [(row, row.values) for row in rows if row.values is not None]
        # Each kind needs the keys of the one before.
        self._make((values.parent for _, values in wanted if values.parent is not None))
        db.session.flush()
        self._make((values.number for _, values in wanted))
        for _, values in wanted:
            self._write_texts(values)
            self._give_to(self._activities[values.number], values.board)
        db.session.flush()
        if self.follow_up is not None:
            for row, values in wanted:
                if self._answers(row, values, over_answers=over_answers):
                    db.session.add(self._update(self._activities[values.number], values))
            db.session.flush()

    def _make(self, numbers: Iterable[str]) -> None:
        """The activities that are not there yet, without texts and boards."""
        added = self._as_of if self._stored.plan_id is not None and self._stored.rows else None
        for number in numbers:
            if number not in self._activities:
                self._activities[number] = Activity(
                    plan_id=self._plan.id, number=number, sort_key=sort_key(number), short_text="", full_text="",
                    added_on=added, responsibilities=[],
                )  # fmt: skip
                db.session.add(self._activities[number])

    def _give_to(self, activity: Activity, slug: str) -> None:
        """Lets the board answer the row; the first one leads."""
        board_id = self._board_ids[slug]
        if all(each.board_id != board_id for each in activity.responsibilities):
            made = Responsibility(board_id=board_id, lead=not activity.responsibilities)
            activity.responsibilities.append(made)

    def _write_texts(self, values: RowValues) -> None:
        activity = self._activities[values.number]
        if values.parent is not None:
            activity.parent_id = self._activities[values.parent].id
        activity.short_text, activity.full_text = values.short_text, values.full_text
        activity.focus_area = values.focus_area or None
        activity.field_values = self._of(values, decided=True)

    def _of(self, values: RowValues, *, decided: bool) -> dict[str, str]:
        """The fields of the row that were decided, or those of its answer."""
        keys = {field.key for field in self._fields if (field.place is FieldPlace.ACTIVITY) is decided}
        return {key: text for key, text in values.field_values.items() if key in keys}

    def _answers(self, row: PreviewRow, values: RowValues, *, over_answers: bool) -> bool:
        """Whether the row's answer is written."""
        present = self._stored.rows.get(values.place)
        differs = present is None or answer_differs(present, values, self._stored.decided)
        return values.label is not None and differs and (over_answers or not row.answered_here)

    def _update(self, activity: Activity, values: RowValues) -> StatusUpdate:
        assert self.follow_up is not None
        board_id = self._board_ids[values.board]
        responsibility = next(each for each in activity.responsibilities if each.board_id == board_id)
        if values.place in self._stored.rows:
            # An owner who has the form open is shown both texts.
            responsibility.version += 1
        return StatusUpdate(
            responsibility=responsibility,
            follow_up=self.follow_up,
            as_of=self.follow_up.as_of,
            label=self._labels[values.label or ""],
            target_year=values.target_year,
            ongoing=values.ongoing,
            comment=values.comment,
            cause=values.cause,
            remaining_work=values.remaining_work,
            field_values=self._of(values, decided=False),
            previous_target_year=values.previous_year,
            year_uncertain=values.year_uncertain,
            author_title=self._by.title if self._by else None,
            way_in=WayIn.IMPORT,
            created_at=self._now,
        )
