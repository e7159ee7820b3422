"""Makes a new, empty plan: internal until somebody chooses to publish it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.domain.fault import Fault
from tracker.domain.swedish.slug import slug_fault, slug_of
from tracker.domain.terms import Visibility
from tracker.models import Board, Plan, PlanKind, db
from tracker.services.form_refusal import FormRefused, refuse
from tracker.services.plans.edit_plan import coordinator_faults, title_faults


@dataclass(frozen=True)
class NewPlan:
    """What a plan begins with. The slug becomes its address and is never changed; "" makes it of the title."""

    kind_id: int
    board_id: int
    title: str
    slug: str
    coordinator_id: int | None


def create_plan(new: NewPlan) -> Plan:
    """Stores the plan. Raises FormRefused. The same form sent twice gives the plan that it made."""
    made = _by_slug(_slug(new))
    if made is not None and (made.board_id, made.title) == (new.board_id, new.title.strip()):
        return made
    refuse(faults_of(new))
    board = db.session.get_one(Board, new.board_id)
    plan = _plan(new, board)
    db.session.add(plan)
    try:
        db.session.commit()
    except IntegrityError as error:
        # The address was free a moment ago; the constraint has the last word.
        db.session.rollback()
        raise FormRefused([_taken(new)]) from error
    return plan


def faults_of(new: NewPlan) -> list[Fault]:
    """All that is wrong with the new plan, in the form's order."""
    found = title_faults(new.title)
    named = not found
    board = db.session.get(Board, new.board_id)
    if db.session.get(PlanKind, new.kind_id) is None:
        found.append(Fault("kind_id", "bad-kind", "Välj vilket slags plan det är."))
    if board is None:
        found.append(Fault("board_id", "bad-board", "Välj en nämnd i listan."))
    else:
        found += coordinator_faults(new.coordinator_id, board.id)
    if new.slug or named:
        # Without address and name the name alone is missing.
        found += _slug_faults(new)
    return found


def _slug(new: NewPlan) -> str:
    return new.slug or slug_of(new.title)


def _slug_faults(new: NewPlan) -> list[Fault]:
    slug = _slug(new)
    if not slug:
        sentence = "Det blir ingen adress av planens namn. Skriv en, till exempel plan-for-fler-i-jobb."
        return [Fault("slug", "no-slug", sentence)]
    return slug_fault(slug) or ([_taken(new)] if _by_slug(slug) is not None else [])


def _by_slug(slug: str) -> Plan | None:
    # A slug that is none, with a NUL perhaps, is not looked for.
    return None if slug_fault(slug) else db.session.scalar(select(Plan).where(Plan.slug == slug))


def _taken(new: NewPlan) -> Fault:
    sentence = "Adressen används redan av en annan plan. Välj en annan."
    if not new.slug:
        sentence = f"Av planens namn blir adressen {_slug(new)}, och den har en annan plan. Skriv en egen."
    return Fault("slug", "slug-taken", sentence)


def _plan(new: NewPlan, board: Board) -> Plan:
    title = new.title.strip()
    return Plan(
        organisation_id=board.organisation_id,
        board_id=board.id,
        kind_id=new.kind_id,
        coordinator_id=new.coordinator_id,
        slug=_slug(new),
        title=title,
        short_title=title[:200],
        report_title=f"Uppföljning av {title}"[:300],
        visibility=Visibility.INTERNAL,
    )
