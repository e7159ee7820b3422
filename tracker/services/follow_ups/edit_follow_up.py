"""Edits the facts of an open follow-up: its days, its diarienummer and the report's own texts."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import Dates, absurd_years, order_faults
from tracker.models import FollowUp, db
from tracker.services.follow_ups.close_follow_up import locked
from tracker.services.follow_ups.open_follow_up import LONGEST_DIARIENUMMER
from tracker.services.form_refusal import ChangedMeanwhile, long_text_faults, refuse, text_faults
from tracker.services.revision import touch


@dataclass(frozen=True)
class FollowUpFacts:
    """What can be edited while the follow-up is open; the day that it is about cannot."""

    opens_on: date
    answer_by: date
    meeting_on: date
    report_on: date | None
    diarienummer: str
    introduction: str
    summary: str
    papers_by: date | None = None


def edit_follow_up(follow_up_id: int, facts: FollowUpFacts, *, version: int) -> FollowUp:
    """Stores the facts. Raises FormRefused, Refusal (409) when closed, ChangedMeanwhile.

    The same form sent twice counts once.
    """
    follow_up = locked(follow_up_id)
    if facts_of(follow_up) == facts:
        db.session.rollback()
        return follow_up
    if follow_up.version != version:
        raise ChangedMeanwhile
    refuse(faults_of(follow_up.as_of, facts))
    follow_up.opens_on = facts.opens_on
    follow_up.answer_by = facts.answer_by
    follow_up.papers_by = facts.papers_by
    follow_up.meeting_on = facts.meeting_on
    follow_up.report_on = facts.report_on
    follow_up.diarienummer = facts.diarienummer.strip() or None
    follow_up.introduction = facts.introduction
    follow_up.summary = facts.summary
    db.session.flush()
    touch(follow_up.plan)
    db.session.commit()
    return follow_up


def faults_of(as_of: date, facts: FollowUpFacts) -> list[Fault]:
    """All that is wrong with the facts of the follow-up as of that day, in the form's order."""
    dates = Dates(as_of, facts.opens_on, facts.answer_by, facts.meeting_on, facts.report_on, facts.papers_by)
    return [
        *(absurd_years(dates) or order_faults(dates)),
        *text_faults("diarienummer", facts.diarienummer, LONGEST_DIARIENUMMER),
        *long_text_faults("introduction", facts.introduction),
        *long_text_faults("summary", facts.summary),
    ]


def facts_of(follow_up: FollowUp) -> FollowUpFacts | None:
    """What is stored now, or None when a day is missing."""
    if follow_up.opens_on is None or follow_up.answer_by is None or follow_up.meeting_on is None:
        return None
    return FollowUpFacts(
        follow_up.opens_on,
        follow_up.answer_by,
        follow_up.meeting_on,
        follow_up.report_on,
        follow_up.diarienummer or "",
        follow_up.introduction,
        follow_up.summary,
        follow_up.papers_by,
    )
