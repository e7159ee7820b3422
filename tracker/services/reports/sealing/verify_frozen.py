"""Whether every frozen report is still the one that was frozen: hashes, seals, and nothing missing (rule 8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, String, cast, or_, select
from sqlalchemy.exc import DBAPIError, NoResultFound

from tracker.domain.terms import FROZEN_STATES
from tracker.models import FollowUp, Plan, ReportVersion, db
from tracker.services.reports.sealing.anchor import Anchor, Entry, read_anchor
from tracker.services.reports.sealing.finding import AnchorFault, Finding, Wrong
from tracker.services.reports.sealing.head import Head, head_of
from tracker.services.reports.sealing.seal import is_ours
from tracker.services.reports.sealing.verify_version import seal_wrong, version_findings


@dataclass(frozen=True)
class Verified:
    """How much was looked at, and what was found. `unsealed` versions are older than seals: the anchor holds them."""

    versions: int
    files: int
    unsealed: int
    findings: tuple[Finding, ...]
    anchor: AnchorFault | None


@dataclass(frozen=True)
class FrozenRow:
    """A follow-up that was frozen, and what a person calls it."""

    id: int
    name: str


@dataclass(frozen=True)
class _Judged:
    """The same of one follow-up."""

    versions: int
    files: int
    unsealed: int
    findings: tuple[Finding, ...]


def verify_frozen() -> Verified:
    """Computes every SHA-256 and every seal anew, one file in memory at a time. Reads only."""
    # The anchor before the database: it lags, and must not be compared with what was read before it.
    db.session.rollback()
    anchor = read_anchor()
    reports: Mapping[int, Entry] = anchor.reports if anchor else {}
    rows = frozen_rows(frozenset(reports))
    judged = []
    for row in rows:
        one = _judged(row, reports.get(row.id))
        if one.findings:
            # It may have been frozen anew while it was read: then the second time it is whole.
            db.session.rollback()
            one = _judged(row, reports.get(row.id))
        judged.append(one)
    present = {row.id for row in rows}
    gone = [
        Finding(entry.name, entry.versions, "", Wrong.GONE)
        for id_, entry in sorted(reports.items())
        if id_ not in present
    ]
    return Verified(
        sum(one.versions for one in judged),
        sum(one.files for one in judged),
        sum(one.unsealed for one in judged),
        tuple([found for one in judged for found in one.findings] + gone),
        _anchor_fault(anchor, bool(judged)),
    )


def frozen_rows(known: frozenset[int] = frozenset()) -> list[FrozenRow]:
    """Id, plan and day of each follow-up that shows any sign of having been frozen, or that is `known` to have been.

    Whatever its state says: that is a column like any other. Nothing is read that might not be readable.
    """
    versions = select(ReportVersion.follow_up_id)
    query = (
        select(FollowUp.id, Plan.slug, cast(FollowUp.as_of, String))
        .outerjoin(Plan, FollowUp.plan_id == Plan.id)
        .order_by(Plan.slug, FollowUp.as_of)
    )
    signs = or_(
        FollowUp.state.in_(FROZEN_STATES),
        FollowUp.closed_at.is_not(None),
        FollowUp.frozen_seal.is_not(None),
        FollowUp.frozen_revision != 0,
        FollowUp.decision != "",
        FollowUp.decided_on.is_not(None),
        FollowUp.id.in_(versions),
    )
    # Those that only the anchor knows are picked out here: a municipality may have thousands of follow-ups.
    found = _rows(query.where(signs))
    missing = known - {row.id for row in found}
    if not missing:
        return found
    return found + [row for row in _rows(query.where(~signs)) if row.id in missing]


def _rows(query: Select[int, str, str]) -> list[FrozenRow]:
    return [FrozenRow(id_, f"{slug} {as_of}") for id_, slug, as_of in db.session.execute(query)]


def _judged(row: FrozenRow, entry: Entry | None) -> _Judged:
    try:
        head = head_of(row.id)
        findings = tuple(_findings(row.name, head, entry))
        count, files = len(head.versions), sum(len(version.files) for version in head.versions)
        old = set(head.unsealed) & set(entry.older if entry else ())
        # What was read is let go: a municipality may have hundreds of versions.
        for version in head.versions:
            db.session.expunge(version)
        return _Judged(count, files, len(old), findings)
    except (NoResultFound, LookupError, ValueError, TypeError, AttributeError, DBAPIError):
        # Nothing that this service writes; SQLite holds whatever somebody puts there.
        db.session.rollback()
        return _Judged(0, 0, 0, (Finding(row.name, None, "", Wrong.UNREADABLE),))


def _findings(name: str, head: Head, entry: Entry | None) -> Iterator[Finding]:
    older = entry.older if entry else ()
    before: str | None = None
    for version in head.versions:
        old = version.seal is None and version.number in older
        yield from version_findings(name, version, before, old=old)
        before = version.seal
    absent = list(_absent(name, {version.number for version in head.versions}, entry))
    yield from absent
    if entry is not None:
        yield from _other_versions(name, head, entry)
    lost = any(found.wrong is Wrong.VERSION_LOST for found in absent)
    wrongs = (_head_seal_wrong(head, entry), _head_other(head, entry, lost=lost))
    yield from (Finding(name, None, "", wrong) for wrong in wrongs if wrong is not None)


def _absent(name: str, numbers: set[int], entry: Entry | None) -> Iterator[Finding]:
    """The versions that are not there: in the middle, and above the newest that the anchor knows of."""
    highest, known = max(numbers, default=0), entry.versions if entry else 0
    for number in range(1, max(highest, known, 1) + 1):
        if number not in numbers:
            wrong = Wrong.VERSION_LOST if highest < number <= known else Wrong.VERSION_MISSING
            yield Finding(name, number, "", wrong)


def _other_versions(name: str, head: Head, entry: Entry) -> Iterator[Finding]:
    """The versions that no seal of our key holds, and that are not those that the anchor knows."""
    for version, digest in zip(head.versions, head.chain(), strict=True):
        known = entry.chain[version.number - 1] if 0 < version.number <= entry.versions else digest
        told = version.seal is None and version.number not in entry.older
        if digest != known and not is_ours(version.seal) and not told:
            yield Finding(name, version.number, "", Wrong.DIFFERS)


def _head_seal_wrong(head: Head, entry: Entry | None) -> Wrong | None:
    """What is wrong with the seal of the follow-up itself."""
    follow_up = head.follow_up
    if follow_up.frozen_seal is not None:
        wrong = seal_wrong(follow_up.frozen_seal, head.due)
        return Wrong.HEAD_BROKEN if wrong is Wrong.SEAL_BROKEN else wrong
    revision = follow_up.frozen_revision
    if entry is not None and (entry.revision > revision or entry.revision == revision == 0):
        # Then what the anchor knows tells it.
        return None
    # With versions that have no seal either, that is told of each of them.
    all_unsealed = len(head.unsealed) == len(head.versions)
    decided = follow_up.decision or follow_up.decided_on
    return Wrong.HEAD_UNSEALED if entry or revision or decided or not all_unsealed else None


def _head_other(head: Head, entry: Entry | None, *, lost: bool) -> Wrong | None:
    """Whether the follow-up is older than the anchor knows, or as new and another."""
    follow_up = head.follow_up
    seal = follow_up.frozen_seal
    if entry is None or entry.revision < follow_up.frozen_revision:
        return None
    if entry.revision > follow_up.frozen_revision:
        # A version that is lost has been told.
        return None if lost else Wrong.SET_BACK
    if is_ours(seal) and seal != head.due:
        return None
    return Wrong.DIFFERS if head.entry().digest != entry.digest else None


def _anchor_fault(anchor: Anchor | None, anything: bool) -> AnchorFault | None:
    if anchor is None:
        # Where nothing was ever frozen there is nothing to anchor.
        return AnchorFault.MISSING if anything else None
    if anchor.broken:
        return AnchorFault.BROKEN
    return AnchorFault.OTHER_KEY if anchor.other_key else None
