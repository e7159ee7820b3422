"""Makes a new, empty plan: internal until somebody chooses to publish it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.domain.fault import Fault
from tracker.domain.swedish.slug import slug_fault
from tracker.domain.terms import Visibility
from tracker.models import Board, Plan, PlanKind, db
from tracker.services.form_refusal import FormRefused, refuse
from tracker.services.plans.edit_plan import coordinator_faults, title_faults


@dataclass(frozen=True)
class NewPlan:
    """What a plan begins with. The slug becomes its address and is never changed."""

    kind_id: int
    board_id: int
    title: str
    slug: str
    coordinator_id: int | None


def create_plan(new: NewPlan) -> Plan:
    """Stores the plan. Raises FormRefused. The same form sent twice gives the plan that it made."""
    board = db.session.get(Board, new.board_id)
    kind = db.session.get(PlanKind, new.kind_id)
    bad_slug = slug_fault(new.slug)
    # A slug that is none, with a NUL perhaps, is not looked for.
    taken = None if bad_slug else db.session.scalar(select(Plan).where(Plan.slug == new.slug))
    if taken is not None and (taken.board_id, taken.title) == (new.board_id, new.title.strip()):
        return taken
    found = [*title_faults(new.title), *bad_slug]
    if kind is None:
        found.append(Fault("kind_id", "bad-kind", "Välj vilket slags plan det är."))
    if board is None:
        found.append(Fault("board_id", "bad-board", "Välj en nämnd i listan."))
    if taken is not None:
        found.append(_taken())
    if board is not None:
        found += coordinator_faults(new.coordinator_id, board.id)
    refuse(found)
    assert board is not None and kind is not None
    plan = _plan(new, board)
    db.session.add(plan)
    try:
        db.session.commit()
    except IntegrityError as error:
        # The address was free a moment ago; the constraint has the last word.
        db.session.rollback()
        raise FormRefused([_taken()]) from error
    return plan


def _taken() -> Fault:
    return Fault("slug", "slug-taken", "Adressen används redan av en annan plan. Välj en annan.")


def _plan(new: NewPlan, board: Board) -> Plan:
    title = new.title.strip()
    return Plan(
        organisation_id=board.organisation_id,
        board_id=board.id,
        kind_id=new.kind_id,
        coordinator_id=new.coordinator_id,
        slug=new.slug,
        title=title,
        short_title=title[:200],
        report_title=f"Uppföljning av {title}"[:300],
        visibility=Visibility.INTERNAL,
    )
