"""Closes a follow-up: the report is frozen as version 1, and nobody can answer any more (rule 8)."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.calendar import local_date
from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import absurd_year
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, MessageItem, ReportVersion, User, db
from tracker.services.follow_ups.open_follow_up import LONGEST_DIARIENUMMER
from tracker.services.form_refusal import ChangedMeanwhile, refuse, text_faults
from tracker.services.refusal import Refusal
from tracker.services.reminders.withdrawn_mails import withdraw_mails
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
    withdraw_mails(MessageItem.follow_up_id == follow_up.id, _REASON)
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
