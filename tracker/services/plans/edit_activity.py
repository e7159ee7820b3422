"""Adds, edits, withdraws and brings back the activities of a plan."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import false, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import flag_modified

from tracker.domain.calendar import local_date
from tracker.domain.fault import Fault
from tracker.domain.numbering import sort_key
from tracker.models import Activity, Plan, Responsibility, db
from tracker.queries.plans.by_name import follow_ups_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused, refuse
from tracker.services.plans.activity_facts import (
    ActivityFacts,
    by_number,
    facts_of,
    faults_of,
    stored_facts,
)
from tracker.services.plans.answering_boards import share_out
from tracker.services.plans.assignment_facts import store_decided
from tracker.services.plans.numbers import next_number
from tracker.services.plans.shares import store_shares
from tracker.services.refusal import Refusal
from tracker.services.revision import touch


def add_activity(plan_id: int, facts: ActivityFacts, *, now: datetime) -> Activity:
    """Adds an activity that somebody can be made responsible for. Raises FormRefused.

    A part takes over from its parent, which from then on is reported through its parts. The same form sent
    twice gives the activity that it added. In a plan that has had a follow-up it keeps the day: it was not
    there when the plan was decided. An uppdrag without a number gets the next one.
    """
    plan = _locked_plan(plan_id)
    if (made := _made_already(plan, facts)) is not None:
        db.session.rollback()
        return made
    refuse(faults_of(plan, facts, None))
    if not facts.stored_number:
        facts = replace(facts, number=next_number(plan_id))
    activity = Activity(plan=plan, added_on=local_date(now) if follow_ups_of(plan_id) else None)
    _write(activity, facts)
    db.session.add(activity)
    _flush_number()
    if facts.shares is not None:
        store_shares(activity, facts.shares)
        return _saved(plan, activity)
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
    if facts_of(activity) == stored_facts(facts):
        db.session.rollback()
        return activity
    if activity.version != version:
        raise ChangedMeanwhile
    refuse(faults_of(plan, facts, activity))
    old_parent = activity.parent_id
    _write(activity, replace(facts, number=facts.stored_number or activity.number))
    # Its boards are stored elsewhere, and are still a change of it that a second editor is told of.
    flag_modified(activity, "short_text")
    _flush_number()
    if facts.shares is not None:
        store_shares(activity, facts.shares)
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


def _made_already(plan: Plan, facts: ActivityFacts) -> Activity | None:
    """The activity that the same form added; without a number, the one that has all the rest of it."""
    wanted = stored_facts(facts)
    if wanted.number:
        taken = by_number(plan.id, wanted.number)
        return taken if taken is not None and facts_of(taken) == wanted else None
    alike = select(Activity).where(
        Activity.plan_id == plan.id,
        Activity.withdrawn.is_(False),
        Activity.short_text == wanted.short_text if "\0" not in wanted.short_text else false(),
    )
    rows = db.session.scalars(alike.order_by(Activity.id))
    return next((row for row in rows if replace(facts_of(row), number="") == wanted), None)


def _write(activity: Activity, given: ActivityFacts) -> None:
    """Writes all that stands in the activity's own row."""
    facts = stored_facts(given)
    activity.number = facts.number
    activity.sort_key = sort_key(facts.number)
    activity.short_text = facts.short_text
    activity.full_text = facts.full_text
    activity.parent_id = facts.parent_id
    activity.answer_by = facts.answer_by
    if facts.focus_area is not None:
        activity.focus_area = facts.focus_area or None
    if facts.decided is not None:
        store_decided(activity, facts.decided)
    if facts.own is not None:
        activity.field_values = dict(facts.own)


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
