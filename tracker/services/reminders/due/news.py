"""News for coordinators: somebody else answers, and mails that failed or may not have arrived."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from tracker.domain.calendar import STOCKHOLM, local_date
from tracker.domain.reminders.schedule import of_news
from tracker.domain.terms import MatterKind
from tracker.models import HandOver, Message, Plan, User
from tracker.queries.reminders.decided import rules_of
from tracker.queries.reminders.waiting import hand_overs_since, undelivered_since
from tracker.services.reminders.due.matter import DeliveryMatter, HandOverMatter, free_around
from tracker.services.reminders.recipient import among, coordinator_of

#: Older news is nothing that a mail should tell.
_NEWS = timedelta(days=30)


def hand_overs(today: date, people: Collection[int] | None = None) -> Iterator[HandOverMatter]:
    """What owners have handed over, or say is not theirs, by the plan's coordinator."""
    found = _still_news(hand_overs_since(_begin(today - _NEWS)))
    plans = {one.responsibility.activity.plan for one in found}
    rules, coordinators = rules_of({plan.id for plan in plans}), _coordinators(plans)
    for one in found:
        plan = one.responsibility.activity.plan
        user = among(coordinators[plan.id], people)
        if user is None or user.id == one.from_user_id:
            continue
        day = local_date(one.created_at)
        free = free_around(rules[plan.id], day)
        yield HandOverMatter(
            kind=MatterKind.HANDOVER,
            identity=f"handover/{one.id}",
            user=user,
            plan=plan,
            rules=rules[plan.id],
            planned=of_news(day, free, open_on=today if one.to_user_id is None else None),
            responsibility=one.responsibility,
            hand_over=one,
        )


def deliveries(today: date, people: Collection[int] | None = None) -> Iterator[DeliveryMatter]:
    """Mails that failed or may not have arrived, once per plan that they are about, by its coordinator."""
    found = [
        (message, plan) for message in undelivered_since(_begin(today - _NEWS)) for plan in _plans(message)
    ]
    plans = {plan for _, plan in found}
    rules, coordinators = rules_of({plan.id for plan in plans}), _coordinators(plans)
    for message, plan in found:
        user = among(coordinators[plan.id], people)
        # Nobody is told by mail that mail to himself does not arrive.
        if user is None or user.id == message.user_id:
            continue
        day = local_date(message.written_at)
        yield DeliveryMatter(
            kind=MatterKind.DELIVERY,
            identity=f"delivery/{message.id}/{plan.id}",
            user=user,
            plan=plan,
            rules=rules[plan.id],
            planned=of_news(day, free_around(rules[plan.id], day)),
            message=message,
        )


def _still_news(found: Sequence[HandOver]) -> list[HandOver]:
    """Without what somebody said is not theirs and that is settled, or that the same person has said again.

    Nor what is about an uppdrag that has been declared fulfilled: nobody needs to answer for it.
    """
    newest = {(one.responsibility_id, one.from_user_id): one.id for one in found if one.to_user_id is None}
    return [
        one
        for one in found
        if not one.responsibility.activity.fulfilled
        and (
            one.to_user_id is not None
            or (one.settled_at is None and newest[one.responsibility_id, one.from_user_id] == one.id)
        )
    ]


def _coordinators(plans: Collection[Plan]) -> dict[int, User | None]:
    """Who hears about each plan: asked once for each, however much there is to tell."""
    return {plan.id: coordinator_of(plan) for plan in plans}


def _plans(message: Message) -> list[Plan]:
    return list({item.plan_id: item.plan for item in message.items}.values())


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(0), STOCKHOLM)
