"""Frozen reports: what was decided on, unchanged (rules 4 and 8)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload

from tracker.domain.terms import FROZEN_STATES
from tracker.models import FollowUp, ReportFile, ReportVersion, db


@dataclass(frozen=True)
class FrozenReport:
    """One frozen version and its follow-up; `reports.content.frozen_content` reads `text`."""

    follow_up: FollowUp
    version_id: int
    number: int
    sha256: str
    text: str


def frozen_report(plan_id: int, as_of: date | None = None, version: int | None = None) -> FrozenReport | None:
    """The newest closed follow-up with as_of on or before the date, newest version or the given one."""
    query = (
        select(ReportVersion, FollowUp)
        .join(FollowUp, ReportVersion.follow_up_id == FollowUp.id)
        .where(FollowUp.plan_id == plan_id, FollowUp.state.in_(FROZEN_STATES))
        .order_by(FollowUp.as_of.desc(), ReportVersion.number.desc())
        .limit(1)
    )
    if as_of is not None:
        query = query.where(FollowUp.as_of <= as_of)
    if version is not None:
        newest = _newest_follow_up(plan_id, as_of)
        query = query.where(ReportVersion.number == version, FollowUp.id == newest)
    found = db.session.execute(query).first()
    if found is None:
        return None
    frozen, follow_up = found
    return FrozenReport(follow_up, frozen.id, frozen.number, frozen.content_sha256, frozen.content)


def _newest_follow_up(plan_id: int, as_of: date | None) -> int | None:
    query = (
        select(FollowUp.id)
        .where(FollowUp.plan_id == plan_id, FollowUp.state.in_(FROZEN_STATES))
        .order_by(FollowUp.as_of.desc())
        .limit(1)
    )
    return db.session.scalar(query.where(FollowUp.as_of <= as_of) if as_of is not None else query)


def has_file(version_id: int, format: str) -> bool:
    """Whether the frozen version has its file in that format."""
    query = select(ReportFile.id).where(
        ReportFile.report_version_id == version_id, ReportFile.format == format
    )
    return db.session.scalar(query) is not None


def frozen_file(version_id: int, format: str) -> ReportFile | None:
    """The stored file of a frozen version, byte for byte."""
    query = select(ReportFile).where(ReportFile.report_version_id == version_id, ReportFile.format == format)
    return db.session.scalar(query)


def frozen_versions(plan_id: int) -> list[ReportVersion]:
    """Every frozen version of a plan with its follow-up and files, newest first; without contents and bytes."""
    query = (
        select(ReportVersion)
        .join(ReportVersion.follow_up)
        .where(FollowUp.plan_id == plan_id, FollowUp.state.in_(FROZEN_STATES))
        .options(
            joinedload(ReportVersion.follow_up),
            selectinload(ReportVersion.files),
            defer(ReportVersion.content),
        )
        .order_by(FollowUp.as_of.desc(), ReportVersion.number.desc())
    )
    return list(db.session.scalars(query))
