"""Opens a follow-up: from now on its owners are asked and may answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import Dates, faults
from tracker.domain.terms import FollowUpState, Origin
from tracker.models import FollowUp, Plan, db
from tracker.services.form_refusal import refuse, text_faults
from tracker.services.refusal import Refusal
from tracker.services.revision import touch

LONGEST_DIARIENUMMER = 60


@dataclass(frozen=True)
class Opening:
    """What is said of a follow-up when it opens."""

    dates: Dates
    diarienummer: str = ""


def open_follow_up(plan_id: int, opening: Opening) -> FollowUp:
    """Stores the follow-up as open.

    Raises FormRefused for dates that cannot be, and Refusal (409) when the plan already has an open one.
    The same opening sent twice gives the follow-up that it opened; one that was planned for the day is opened.
    """
    # What was read before the lock may be older than what others have committed since.
    db.session.expire_all()
    # Whoever opens another one at the same time waits here, and then meets the check below.
    plan = db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    assert plan is not None
    present = {
        row.as_of: row for row in db.session.scalars(select(FollowUp).where(FollowUp.plan_id == plan_id))
    }
    if (same := present.get(opening.dates.as_of)) is not None and _is(same, opening):
        db.session.rollback()
        return same
    running = [row for row in present.values() if row.state is FollowUpState.OPEN]
    if running:
        raise AlreadyOpen(running[0].as_of)
    refuse(faults_of(opening, [day for day, row in present.items() if not _planned(row)]))
    planned = present.get(opening.dates.as_of)
    follow_up = _opened(planned, opening) if planned else _follow_up(plan, opening)
    db.session.add(follow_up)
    db.session.flush()
    touch(plan)
    db.session.commit()
    return follow_up


def faults_of(opening: Opening, earlier: Collection[date]) -> list[Fault]:
    """All that is wrong with the opening, in the form's order. `earlier`: as_of of the plan's follow-ups."""
    number = text_faults("diarienummer", opening.diarienummer, LONGEST_DIARIENUMMER)
    return faults(opening.dates, earlier) + number


class AlreadyOpen(Refusal):
    """The plan has an open follow-up, and only one at a time may be open."""

    def __init__(self, as_of: date) -> None:
        super().__init__(
            "Planen har redan en öppen uppföljning. Stäng den innan du öppnar nästa, "
            "så att varje svar hamnar i rätt rapport."
        )
        self.as_of = as_of


def _is(follow_up: FollowUp, opening: Opening) -> bool:
    dates = opening.dates
    return follow_up.state is FollowUpState.OPEN and (
        follow_up.opens_on,
        follow_up.answer_by,
        follow_up.papers_by,
        follow_up.meeting_on,
    ) == (dates.opens_on, dates.answer_by, dates.papers_by, dates.meeting_on)


def _planned(follow_up: FollowUp) -> bool:
    return follow_up.state is FollowUpState.PLANNED


def _opened(follow_up: FollowUp, opening: Opening) -> FollowUp:
    """The planned follow-up of that day, with the days that are said now; its introduction stays."""
    dates = opening.dates
    follow_up.opens_on, follow_up.answer_by = dates.opens_on, dates.answer_by
    follow_up.papers_by, follow_up.meeting_on = dates.papers_by, dates.meeting_on
    follow_up.report_on = dates.report_on
    follow_up.diarienummer = opening.diarienummer.strip() or follow_up.diarienummer
    follow_up.state = FollowUpState.OPEN
    return follow_up


def _follow_up(plan: Plan, opening: Opening) -> FollowUp:
    dates = opening.dates
    return FollowUp(
        plan=plan,
        as_of=dates.as_of,
        opens_on=dates.opens_on,
        answer_by=dates.answer_by,
        papers_by=dates.papers_by,
        meeting_on=dates.meeting_on,
        report_on=dates.report_on,
        state=FollowUpState.OPEN,
        origin=Origin.HERE,
        diarienummer=opening.diarienummer.strip() or None,
    )
