"""One row of a mail as plain values, from one thing that waits."""

from collections.abc import Mapping

from flask import current_app

from tracker import mail
from tracker.domain.calendar import local_date
from tracker.domain.field_values import lead_text
from tracker.domain.plan_fields import on_update
from tracker.domain.swedish.period import spoken_period
from tracker.domain.swedish.words import decimal_comma, joined
from tracker.domain.terms import Measure, MessageState
from tracker.mail.asking import AskedRow, MissingValue
from tracker.mail.telling import HandedOver, SilentRow, Undelivered
from tracker.mail.words import Previous
from tracker.models import Activity, HandOver, KeyFigure, Message, Plan, PlanKind, StatusUpdate
from tracker.queries.key_figures.values import newest_values
from tracker.queries.plans.repeatable import why_not_again
from tracker.queries.reminders.said import LastReminder
from tracker.services.reminders.due.matter import (
    AnswerMatter,
    AssignmentMatter,
    DeliveryMatter,
    HandOverMatter,
    ListMatter,
    ReviewMatter,
    ValueMatter,
)


def answer_row(matter: AnswerMatter, item_id: int) -> AskedRow:
    """An answer that a follow-up waits for."""
    last, follow_up = matter.row.previous, matter.follow_up
    assert follow_up is not None
    allowed = last is not None and not why_not_again(last, matter.plan, follow_up.as_of)
    return _asked(matter.row.activity, matter, item_id, last, nothing_new=allowed)


def review_row(matter: ReviewMatter, item_id: int) -> AskedRow:
    """Something ständigt pågående; whether it still holds is one click."""
    assert matter.responsibility is not None
    return _asked(matter.responsibility.activity, matter, item_id, matter.last, nothing_new=True)


def assignment_row(matter: AssignmentMatter, item_id: int) -> AskedRow:
    """An uppdrag with its own date."""
    assert matter.responsibility is not None
    activity = matter.responsibility.activity
    return _asked(activity, matter, item_id, matter.last, nothing_new=False)


def _asked(
    activity: Activity,
    matter: AnswerMatter | ReviewMatter | AssignmentMatter,
    item_id: int,
    last: StatusUpdate | None,
    *,
    nothing_new: bool,
) -> AskedRow:
    assert matter.responsibility is not None
    return AskedRow(
        number=activity.number,
        text=activity.short_text or activity.full_text,
        link=mail.link_place(item_id),
        previous=previous(last, matter.plan.kind, by_reader=last.author_id == matter.user.id)
        if last
        else None,
        nothing_new=nothing_new,
        as_deputy=matter.responsibility.owner_id != matter.user.id,
        answer_by=matter.answer_by if isinstance(matter, AssignmentMatter) else None,
    )


def previous(last: StatusUpdate, kind: PlanKind, *, by_reader: bool) -> Previous:
    """What was said last time, and whether by the one who reads it now."""
    return Previous(
        by_reader=by_reader,
        as_of=last.as_of,
        label=last.label.label if kind.counted else "",
        target_year=last.target_year,
        ongoing=last.ongoing,
        comment=lead_text(last.comment, on_update(kind.own_fields), last.field_values),
        year_uncertain=last.year_uncertain,
    )


def missing_value(matter: ValueMatter, item_id: int) -> MissingValue:
    """A nyckeltal; its owner fills in the value on the activity's form, a coordinator on the plan's pages."""
    figure = matter.figure
    page = f"/samordning/{matter.plan.slug}/nyckeltal/{figure.slug}/nytt-varde"
    return MissingValue(
        name=figure.name,
        period=matter.period.label,
        due_on=matter.planned.counted_from,
        newest=_newest(figure),
        link=mail.link_place(item_id) if matter.linked else page_address(page),
    )


def _newest(figure: KeyFigure) -> str:
    known = [one for one in newest_values(figure.values) if one.value is not None]
    outcomes = [one for one in known if one.measure is Measure.OUTCOME]
    if not outcomes:
        return ""
    newest = outcomes[-1]
    assert newest.value is not None
    return f"{decimal_comma(newest.value, figure.decimals)} {figure.unit}, {spoken_period(newest.label)}"


def silent_row(
    matter: ListMatter, reminders: Mapping[int, LastReminder], declined: Mapping[int, HandOver]
) -> SilentRow:
    """An answer that is still missing: when its owner last heard of it, or has said that it is not theirs."""
    activity, asked = matter.row.activity, matter.asked
    last = reminders.get(matter.row.responsibility.id)
    mine = last if last and asked and last.to_user_id == asked.id else None
    left = declined.get(matter.row.responsibility.id)
    theirs = left is not None and asked is not None and left.from_user_id == asked.id
    arrived = mine is not None and mine.state in (MessageState.SENT, MessageState.UNCERTAIN)
    return SilentRow(
        number=activity.number,
        text=activity.short_text or activity.full_text,
        asked_title=asked.title if asked else None,
        asked_address=asked.email if asked else None,
        last_on=mine.send_on if mine and arrived else None,
        declined_on=local_date(left.created_at) if left and theirs else None,
        board=matter.row.responsibility.board.name if matter.plan.kind.shared else "",
    )


def handed_over(matter: HandOverMatter) -> HandedOver:
    """Who has handed over to whom, or that somebody must be chosen."""
    news, plan = matter.hand_over, matter.plan
    activity = news.responsibility.activity
    return HandedOver(
        number=activity.number,
        text=activity.short_text or activity.full_text,
        from_title=news.from_title,
        to_title=news.to_user.title if news.to_user else None,
        comment=news.comment,
        page=page_address(f"/samordning/{plan.slug}/aktiviteter/{activity.number}/ansvarig"),
    )


def undelivered(matter: DeliveryMatter) -> Undelivered:
    """A mail that somebody has to look at."""
    message = matter.message
    return Undelivered(
        title=message.to_title,
        address=message.to_address,
        covers=covered(message, matter.plan),
        uncertain=message.state is MessageState.UNCERTAIN,
        reply=message.server_reply or "",
        given_up=message.user.unreachable_since is not None and message.user.email == message.to_address,
        page=page_address(f"/samordning/utskick/{message.id}"),
    )


def covered(message: Message, plan: Plan) -> str:
    """What a mail says of a plan, in short: "26-punktsplanen: 1a, 8"."""
    items = [item for item in message.items if item.plan_id == plan.id]
    numbers = [item.responsibility.activity.number for item in items if item.responsibility]
    listed = joined(list(dict.fromkeys(numbers)))
    return f"{plan.short_title}: {listed}" if listed else plan.short_title


def page_address(path: str) -> str:
    """The address of a page as mails write it: from the setting, never from a request."""
    return f"{current_app.config['SETTINGS'].public_url}{path}"
