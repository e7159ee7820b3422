"""The frozen versions of a follow-up: which there are, why, and the files of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.models import ReportFile, ReportVersion, db


@dataclass(frozen=True)
class ListedFile:
    """A file of a frozen version; `size` in bytes."""

    format: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ListedVersion:
    """A frozen version with its files; `reason` tells why it was made, "" for the first."""

    number: int
    reason: str
    frozen_at: datetime
    by_title: str | None
    sha256: str
    files: tuple[ListedFile, ...]


def newest_version(follow_up_id: int) -> ReportVersion | None:
    """The follow-up's newest frozen version, if it has any."""
    query = (
        select(ReportVersion)
        .where(ReportVersion.follow_up_id == follow_up_id)
        .order_by(ReportVersion.number.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def newest_number(follow_up_id: int) -> int | None:
    """The number of the newest frozen version; its content is not read."""
    query = select(func.max(ReportVersion.number)).where(ReportVersion.follow_up_id == follow_up_id)
    return db.session.scalar(query)


def version_numbered(follow_up_id: int, number: int) -> ReportVersion | None:
    """The frozen version with that number."""
    query = select(ReportVersion).where(
        ReportVersion.follow_up_id == follow_up_id, ReportVersion.number == number
    )
    return db.session.scalar(query)


def versions_of(follow_up_id: int) -> list[ListedVersion]:
    """The frozen versions, newest first, in two queries; neither contents nor files are read."""
    files: dict[int, list[ListedFile]] = {}
    of_files = (
        select(
            ReportFile.report_version_id, ReportFile.format, ReportFile.sha256, func.length(ReportFile.data)
        )
        .join(ReportVersion, ReportFile.report_version_id == ReportVersion.id)
        .where(ReportVersion.follow_up_id == follow_up_id)
        .order_by(ReportFile.format)
    )
    for version_id, format, sha256, size in db.session.execute(of_files):
        files.setdefault(version_id, []).append(ListedFile(format, sha256, size))
    query = (
        select(
            ReportVersion.id, ReportVersion.number, ReportVersion.reason, ReportVersion.frozen_at,
            ReportVersion.frozen_by_title, ReportVersion.content_sha256,
        )
        .where(ReportVersion.follow_up_id == follow_up_id)
        .order_by(ReportVersion.number.desc())
    )  # fmt: skip
    return [
        ListedVersion(number, reason or "", frozen_at, by_title, sha256, tuple(files.get(id_, [])))
        for id_, number, reason, frozen_at, by_title, sha256 in db.session.execute(query)
    ]


def reasons_after(follow_up_id: int, number: int) -> Sequence[tuple[int, str]]:
    """The versions newer than this one with their reasons, oldest first: what a reader of it must be told."""
    query = (
        select(ReportVersion.number, ReportVersion.reason)
        .where(ReportVersion.follow_up_id == follow_up_id, ReportVersion.number > number)
        .order_by(ReportVersion.number)
    )
    return [(newer, reason or "") for newer, reason in db.session.execute(query)]
