"""Edits what is said of a plan itself: title, decision, goal, who coordinates it and who may read it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.plan_rhythm import RhythmDay, rhythm_of, rows_of
from tracker.domain.terms import Visibility
from tracker.models import Plan, db
from tracker.queries.coordination.cockpit import coordinators_of
from tracker.services.form_refusal import ChangedMeanwhile, long_text_faults, refuse, text_faults
from tracker.services.revision import touch

_Copy = aliased(Plan)


@dataclass(frozen=True)
class PlanFacts:
    """What can be edited of a plan. Date, § and diarienummer may be empty: nothing is invented."""

    title: str
    short_title: str
    report_title: str
    goal: str
    diarienummer: str
    decided_paragraph: str
    decided_on: date | None
    finish_by: int | None
    visibility: Visibility
    coordinator_id: int | None
    rhythm: tuple[RhythmDay, ...] = ()


def edit_plan(plan_id: int, facts: PlanFacts, *, version: int) -> Plan:
    """Stores the facts. Raises FormRefused and ChangedMeanwhile. The same form sent twice counts once."""
    # What was read before the lock may be older than what others have committed since.
    db.session.expire_all()
    before = _year_before(plan_id)
    plan = db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    assert plan is not None
    if facts_of(plan) == facts:
        db.session.rollback()
        return plan
    if plan.version != version:
        raise ChangedMeanwhile
    refuse(faults_of(plan, facts))
    plan.title = facts.title.strip()
    plan.short_title = facts.short_title.strip()
    plan.report_title = facts.report_title.strip()
    plan.goal = facts.goal
    plan.diarienummer = facts.diarienummer.strip() or None
    plan.decided_paragraph = facts.decided_paragraph.strip() or None
    plan.decided_on = facts.decided_on
    plan.finish_by = facts.finish_by
    plan.visibility = facts.visibility
    plan.coordinator_id = facts.coordinator_id
    if rhythm_of(plan.rhythm) != facts.rhythm:
        plan.rhythm = rows_of(facts.rhythm)
    db.session.flush()
    touch(plan)
    if before is not None:
        # Its pages lead to this one, when it may be read.
        touch(before)
    db.session.commit()
    return plan


def _year_before(plan_id: int) -> Plan | None:
    """The plan that it was made of, held before it, as everybody who takes both."""
    made_of = select(Plan).join(_Copy, _Copy.copied_from_id == Plan.id).where(_Copy.id == plan_id)
    return db.session.scalar(made_of.with_for_update(of=Plan))


def facts_of(plan: Plan) -> PlanFacts:
    """What is stored now."""
    return PlanFacts(
        title=plan.title,
        short_title=plan.short_title,
        report_title=plan.report_title,
        goal=plan.goal,
        diarienummer=plan.diarienummer or "",
        decided_paragraph=plan.decided_paragraph or "",
        decided_on=plan.decided_on,
        finish_by=plan.finish_by,
        visibility=plan.visibility,
        coordinator_id=plan.coordinator_id,
        rhythm=rhythm_of(plan.rhythm),
    )


def title_faults(title: str) -> list[Fault]:
    """What is wrong with a plan's title."""
    return text_faults("title", title, 300, needed="Skriv planens namn.")


def names_faults(title: str, short_title: str, report_title: str) -> list[Fault]:
    """What is wrong with all that a plan is called."""
    return [
        *title_faults(title),
        *text_faults("short_title", short_title, 200, needed="Skriv ett kort namn, det står i mejl."),
        *text_faults("report_title", report_title, 300, needed="Skriv rapportens titel."),
    ]


def coordinator_faults(coordinator_id: int | None, board_id: int) -> list[Fault]:
    """Only somebody who coordinates the board, or administers the organisation, may hold a plan together."""
    if coordinator_id is None or coordinator_id in {user.id for user in coordinators_of(board_id)}:
        return []
    return [Fault("coordinator_id", "bad-coordinator", "Välj en samordnare i listan.")]


def faults_of(plan: Plan, facts: PlanFacts) -> list[Fault]:
    """All that is wrong with the facts, in no order of importance."""
    found = [
        *names_faults(facts.title, facts.short_title, facts.report_title),
        *long_text_faults("goal", facts.goal),
        *text_faults("diarienummer", facts.diarienummer, 60),
        *text_faults("decided_paragraph", facts.decided_paragraph, 40),
    ]
    for field, year in (
        ("decided_on", facts.decided_on.year if facts.decided_on else None),
        ("finish_by", facts.finish_by),
    ):
        if year is not None and not EARLIEST_YEAR <= year <= LATEST_YEAR:
            found.append(Fault(field, f"{field}-year", f"Kontrollera året: det blev {year}."))
    if facts.coordinator_id != plan.coordinator_id:
        found += coordinator_faults(facts.coordinator_id, plan.board_id)
    return found
