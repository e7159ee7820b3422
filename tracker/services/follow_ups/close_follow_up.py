"""Closes a follow-up: the report is frozen as version 1, and nobody can answer any more (rule 8)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from tracker.domain.calendar import local_date
from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import absurd_year
from tracker.domain.terms import FollowUpState, MessageState
from tracker.models import FollowUp, Message, MessageItem, ReportVersion, User, db
from tracker.services.follow_ups.open_follow_up import LONGEST_DIARIENUMMER
from tracker.services.form_refusal import ChangedMeanwhile, refuse, text_faults
from tracker.services.refusal import Refusal
from tracker.services.reports.freeze import freeze
from tracker.services.reports.pdf_job import enqueue_pdf
from tracker.services.reports.sealing.follow import follow
from tracker.services.revision import touch

_REASON = "Uppföljningen stängdes innan mejlet hade skickats."


@dataclass(frozen=True)
class Closing:
    """What the report says of itself. `version` is the follow-up's when the form was opened."""

    report_on: date | None
    diarienummer: str
    version: int


def close_follow_up(
    follow_up_id: int, *, by: User | None, now: datetime, closing: Closing | None = None
) -> ReportVersion:
    """Closes and freezes in one transaction; answers that come at the same moment are in, or are refused.

    Without `closing` the report keeps its diarienummer and date; where it has no date it gets today's.
    Raises Refusal (409) when the follow-up is not open, ChangedMeanwhile when somebody edited it meanwhile.
    """
    follow_up = locked(follow_up_id)
    if closing is not None:
        refuse(faults_of(closing))
        if follow_up.version != closing.version:
            raise ChangedMeanwhile
        follow_up.report_on = closing.report_on
        follow_up.diarienummer = closing.diarienummer.strip() or None
    elif follow_up.report_on is None:
        follow_up.report_on = local_date(now)
    follow_up.state = FollowUpState.CLOSED
    follow_up.closed_at = now
    db.session.flush()
    version = freeze(follow_up, by=by, now=now)
    enqueue_pdf(version.id, by=by, now=now)
    _cancel_messages(follow_up)
    touch(follow_up.plan)
    db.session.commit()
    follow()
    return version


def faults_of(closing: Closing) -> list[Fault]:
    """What is wrong with what the report is to say of itself."""
    return [
        *absurd_year("report_on", closing.report_on),
        *text_faults("diarienummer", closing.diarienummer, LONGEST_DIARIENUMMER),
    ]


def locked(follow_up_id: int) -> FollowUp:
    """The open follow-up, held until the transaction ends: no answer slips in beside. Raises Refusal."""
    # Everything read before the lock may be older than what others have committed since.
    db.session.expire_all()
    follow_up = db.session.get(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
    if follow_up is None:
        raise Refusal("Uppföljningen finns inte.", 404)
    if follow_up.state is not FollowUpState.OPEN:
        raise Refusal("Uppföljningen är redan stängd. Rapporten är fryst och ändras inte.")
    return follow_up


def _cancel_messages(follow_up: FollowUp) -> None:
    """A mail that waits for this follow-up alone is withdrawn; one that also covers another plan is not."""
    items = select(MessageItem.message_id).where(MessageItem.message_id.is_not(None))
    its_own = items.where(MessageItem.follow_up_id == follow_up.id)
    others = items.where(MessageItem.follow_up_id.is_distinct_from(follow_up.id))
    db.session.execute(
        update(Message)
        .where(Message.state == MessageState.PENDING, Message.id.in_(its_own), Message.id.not_in(others))
        .values(state=MessageState.CANCELLED, reason=_REASON)
        .execution_options(synchronize_session=False)
    )
