"""What is edited of an activity, what is stored of it, and what is wrong with what was typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from tracker.domain.fault import Fault
from tracker.domain.field_values import field_faults
from tracker.domain.follow_up_dates import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.plan_fields import on_activity
from tracker.models import Activity, Plan, PlanKind, db
from tracker.services.form_refusal import long_text_faults, text_faults
from tracker.services.plans.assignment_facts import Decided, decided_faults, decided_of, stored_decided
from tracker.services.plans.shares import Shares, shares_faults, shares_of, stored_shares

LONGEST_NUMBER = 20
NUMBER = re.compile(r"[0-9a-zåäö]+([.\-][0-9a-zåäö]+)*")


@dataclass(frozen=True)
class ActivityFacts:
    """What is edited of an activity. `parent_id` makes it a part (1a under 1).

    What only some kinds of plan have is None for the others: `focus_area` is what their rows are grouped by,
    `decided` what an uppdrag has, `shares` the boards that answer each for itself, `own` the fields of the kind.
    """

    number: str
    short_text: str
    full_text: str
    parent_id: int | None = None
    #: An uppdrag's own date: its owner is reminded of it whatever the follow-ups ask.
    answer_by: date | None = None
    focus_area: str | None = None
    decided: Decided | None = None
    shares: Shares | None = None
    own: Mapping[str, str] | None = None

    @property
    def stored_number(self) -> str:
        """The number as it is stored: 1A and 1a are the same."""
        return self.number.strip().lower()


def facts_of(activity: Activity) -> ActivityFacts:
    """What is stored now, of what the plan's kind has."""
    kind = activity.plan.kind
    return ActivityFacts(
        activity.number,
        activity.short_text,
        activity.full_text,
        activity.parent_id,
        activity.answer_by,
        focus_area=activity.focus_area or "" if has_focus(kind) else None,
        decided=decided_of(activity) if kind.assignments else None,
        shares=shares_of(activity) if kind.shares_by_row else None,
        own=activity.field_values if on_activity(kind.own_fields) else None,
    )


def has_focus(kind: PlanKind) -> bool:
    """Whether the rows of such plans are grouped, by a målområde or the like."""
    return kind.assignments or bool(kind.words.get("focus_heading"))


def generates_numbers(kind: PlanKind) -> bool:
    """Whether a row of such a plan may come without a number: many are decided so."""
    return kind.assignments or not kind.numbered


def stored_facts(facts: ActivityFacts) -> ActivityFacts:
    return replace(
        facts,
        number=facts.stored_number,
        focus_area=facts.focus_area.strip() if facts.focus_area is not None else None,
        decided=stored_decided(facts.decided) if facts.decided is not None else None,
        shares=stored_shares(facts.shares) if facts.shares is not None else None,
    )


def by_number(plan_id: int, number: str) -> Activity | None:
    if NUMBER.fullmatch(number) is None:
        # A NUL among other things, which a database need not be asked about.
        return None
    return db.session.scalar(select(Activity).where(Activity.plan_id == plan_id, Activity.number == number))


def faults_of(plan: Plan, facts: ActivityFacts, activity: Activity | None) -> list[Fault]:
    """All that is wrong with the facts of that activity, or of a new one."""
    found = _number_faults(plan, facts, activity)
    if not facts.short_text.strip() and not _is_only_a_heading(activity):
        found.append(Fault("short_text", "no-short_text", "Skriv en kort beskrivning, den står i tabellen."))
    found += long_text_faults("short_text", facts.short_text)
    found += long_text_faults("full_text", facts.full_text)
    if facts.answer_by is not None and not EARLIEST_YEAR <= facts.answer_by.year <= LATEST_YEAR:
        sentence = f"Kontrollera året: det blev {facts.answer_by.year}."
        found.append(Fault("answer_by", "answer_by-year", sentence))
    if facts.focus_area is not None:
        found += text_faults("focus_area", facts.focus_area, 200)
    if facts.decided is not None:
        found += decided_faults(facts.decided)
    if facts.shares is not None:
        found += shares_faults(plan, facts.shares)
    if facts.own is not None:
        before = activity.field_values if activity is not None else {}
        found += field_faults(on_activity(plan.kind.own_fields), facts.own, before)
    return found + _parent_faults(plan, facts, activity)


def _is_only_a_heading(activity: Activity | None) -> bool:
    """An activity that has parts may be without a text of its own, as activity 1 in the real plan."""
    return activity is not None and bool(activity.parts)


def _number_faults(plan: Plan, facts: ActivityFacts, activity: Activity | None) -> list[Fault]:
    number = facts.stored_number
    if not number and generates_numbers(plan.kind):
        return []
    if not number:
        return [Fault("number", "no-number", "Skriv aktivitetens nummer, till exempel 27 eller 1a.")]
    if len(number) > LONGEST_NUMBER or NUMBER.fullmatch(number) is None:
        sentence = (
            "Numret får ha siffror, bokstäver, punkt och bindestreck, högst 20 tecken, till exempel 1a."
        )
        return [Fault("number", "bad-number", sentence)]
    other = by_number(plan.id, number)
    if other is None or (activity is not None and other.id == activity.id):
        return []
    return [_taken(number, withdrawn=other.withdrawn)]


def _taken(number: str, *, withdrawn: bool = False) -> Fault:
    where = " Den är tillbakadragen men finns kvar i historiken." if withdrawn else ""
    return Fault("number", "number-taken", f"Numret {number} finns redan i planen.{where} Välj ett annat.")


def _parent_faults(plan: Plan, facts: ActivityFacts, activity: Activity | None) -> list[Fault]:
    if facts.parent_id is None:
        return []
    parent = db.session.get(Activity, facts.parent_id)
    if parent is None or parent.plan_id != plan.id or parent.parent_id is not None or parent.withdrawn:
        return [Fault("parent_id", "bad-parent", "Välj en aktivitet i listan.")]
    if activity is not None and (parent.id == activity.id or activity.parts):
        sentence = "Aktiviteten har egna delar och kan därför inte själv vara en del av en annan."
        return [Fault("parent_id", "parent-of-parts", sentence)]
    return []
