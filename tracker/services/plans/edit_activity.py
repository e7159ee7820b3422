"""Adds, edits, withdraws and brings back the activities of a plan."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from tracker.domain.calendar import local_date
from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.numbering import sort_key
from tracker.models import Activity, Plan, Responsibility, db
from tracker.queries.plans.by_name import follow_ups_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused, long_text_faults, refuse
from tracker.services.plans.answering_boards import share_out
from tracker.services.refusal import Refusal
from tracker.services.revision import touch

LONGEST_NUMBER = 20
NUMBER = re.compile(r"[0-9a-zåäö]+([.\-][0-9a-zåäö]+)*")


@dataclass(frozen=True)
class ActivityFacts:
    """What is edited of an activity. `parent_id` makes it a part (1a under 1)."""

    number: str
    short_text: str
    full_text: str
    parent_id: int | None = None
    #: An uppdrag's own date: its owner is reminded of it whatever the follow-ups ask.
    answer_by: date | None = None

    @property
    def stored_number(self) -> str:
        """The number as it is stored: 1A and 1a are the same."""
        return self.number.strip().lower()


def add_activity(plan_id: int, facts: ActivityFacts, *, now: datetime) -> Activity:
    """Adds an activity that somebody can be made responsible for. Raises FormRefused.

    A part takes over from its parent, which from then on is reported through its parts. The same form sent
    twice gives the activity that it added. In a plan that has had a follow-up it keeps the day: it was not
    there when the plan was decided.
    """
    plan = _locked_plan(plan_id)
    taken = _by_number(plan_id, facts.stored_number)
    if taken is not None and facts_of(taken) == _stored(facts):
        db.session.rollback()
        return taken
    refuse(faults_of(plan, facts, None))
    activity = Activity(
        plan=plan,
        parent_id=facts.parent_id,
        number=facts.stored_number,
        sort_key=sort_key(facts.stored_number),
        short_text=facts.short_text,
        full_text=facts.full_text,
        answer_by=facts.answer_by,
        added_on=local_date(now) if follow_ups_of(plan_id) else None,
    )
    db.session.add(activity)
    _flush_number()
    parent = db.session.get(Activity, facts.parent_id) if facts.parent_id is not None else None
    heir = parent.responsibilities[0] if parent is not None and parent.responsibilities else None
    db.session.add(
        Responsibility(
            activity=activity,
            board_id=plan.board_id,
            owner_id=heir.owner_id if heir else None,
            deputy_id=heir.deputy_id if heir else None,
        )
    )
    report_through_parts(plan, activity.parent_id)
    return _saved(plan, activity)


def edit_activity(plan_id: int, activity_id: int, facts: ActivityFacts, *, version: int) -> Activity:
    """Stores number, texts and place. Raises FormRefused and ChangedMeanwhile; sent twice it counts once."""
    plan = _locked_plan(plan_id)
    activity = _of_plan(plan_id, activity_id)
    if facts_of(activity) == _stored(facts):
        db.session.rollback()
        return activity
    if activity.version != version:
        raise ChangedMeanwhile
    refuse(faults_of(plan, facts, activity))
    old_parent = activity.parent_id
    activity.number = facts.stored_number
    activity.sort_key = sort_key(facts.stored_number)
    activity.short_text = facts.short_text
    activity.full_text = facts.full_text
    activity.parent_id = facts.parent_id
    activity.answer_by = facts.answer_by
    _flush_number()
    for parent_id in {old_parent, facts.parent_id}:
        report_through_parts(plan, parent_id)
    return _saved(plan, activity)


def set_withdrawn(plan_id: int, activity_id: int, *, withdrawn: bool) -> Activity:
    """Withdraws an activity with its parts, or brings it back with them; its history stays either way.

    Raises Refusal when a part is brought back whose activity is withdrawn.
    """
    plan = _locked_plan(plan_id)
    activity = _of_plan(plan_id, activity_id)
    if activity.withdrawn == withdrawn:
        db.session.rollback()
        return activity
    if not withdrawn and activity.parent is not None and activity.parent.withdrawn:
        raise Refusal(
            f"Återinför aktivitet {activity.parent.number} först: {activity.number} är en del av den."
        )
    for row in (activity, *activity.parts):
        row.withdrawn = withdrawn
    db.session.flush()
    report_through_parts(plan, activity.parent_id)
    return _saved(plan, activity)


def facts_of(activity: Activity) -> ActivityFacts:
    """What is stored now."""
    return ActivityFacts(
        activity.number, activity.short_text, activity.full_text, activity.parent_id, activity.answer_by
    )


def _stored(facts: ActivityFacts) -> ActivityFacts:
    return replace(facts, number=facts.stored_number)


def _locked_plan(plan_id: int) -> Plan:
    # One editor of a plan's activities at a time: numbers are unique, and parts change their parent. Rows
    # before the plan, as those who answer take them: two who wait for each other would both fail.
    db.session.expire_all()
    rows = select(Responsibility.id).join(Responsibility.activity).where(Activity.plan_id == plan_id)
    db.session.scalars(rows.order_by(Responsibility.id).with_for_update(of=Responsibility)).all()
    plan = db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    assert plan is not None
    return plan


def _of_plan(plan_id: int, activity_id: int) -> Activity:
    activity = db.session.get(Activity, activity_id)
    if activity is None or activity.plan_id != plan_id:
        raise Refusal("Aktiviteten finns inte i planen.", 404)
    return activity


def _by_number(plan_id: int, number: str) -> Activity | None:
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
    return found + _parent_faults(plan, facts, activity)


def _is_only_a_heading(activity: Activity | None) -> bool:
    """An activity that has parts may be without a text of its own, as activity 1 in the real plan."""
    return activity is not None and bool(activity.parts)


def _number_faults(plan: Plan, facts: ActivityFacts, activity: Activity | None) -> list[Fault]:
    number = facts.stored_number
    if not number:
        return [Fault("number", "no-number", "Skriv aktivitetens nummer, till exempel 27 eller 1a.")]
    if len(number) > LONGEST_NUMBER or NUMBER.fullmatch(number) is None:
        sentence = (
            "Numret får ha siffror, bokstäver, punkt och bindestreck, högst 20 tecken, till exempel 1a."
        )
        return [Fault("number", "bad-number", sentence)]
    other = _by_number(plan.id, number)
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


def report_through_parts(plan: Plan, parent_id: int | None) -> None:
    """A parent is not reported itself while it has parts; without any it is reported again."""
    parent = db.session.get(Activity, parent_id) if parent_id is not None else None
    if parent is None:
        return
    db.session.refresh(parent, ["parts", "responsibilities"])
    _report_through_parts(plan, parent)


def report_all_through_parts(plan: Plan) -> None:
    """The same for every activity of the plan that has parts, with as many questions whatever their number."""
    query = select(Activity).where(Activity.plan_id == plan.id, Activity.parts.any())
    for parent in db.session.scalars(
        query.order_by(Activity.sort_key)
        .options(selectinload(Activity.parts), selectinload(Activity.responsibilities))
        .execution_options(populate_existing=True)
    ):
        _report_through_parts(plan, parent)


def _report_through_parts(plan: Plan, parent: Activity) -> None:
    divided = any(not part.withdrawn for part in parent.parts)
    if not divided and not parent.responsibilities:
        db.session.add(Responsibility(activity=parent, board_id=plan.board_id))
    for responsibility in parent.responsibilities:
        responsibility.not_collected = divided


def _flush_number() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise FormRefused([Fault("number", "number-taken", "Numret finns redan i planen.")]) from error


def _saved(plan: Plan, activity: Activity) -> Activity:
    db.session.flush()
    share_out(plan, activity)
    touch(plan)
    db.session.commit()
    return activity
