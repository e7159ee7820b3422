"""A follow-up as its seals see it: the row with all its versions, none of their bytes."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from tracker.models import FollowUp, ReportVersion, db
from tracker.services.reports.sealing.anchor import Entry, read_anchor
from tracker.services.reports.sealing.seal import (
    head_digest,
    head_seal,
    is_ours,
    version_digest,
    version_seal,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Head:
    """A follow-up and its frozen versions, oldest first."""

    follow_up: FollowUp
    versions: Sequence[ReportVersion]

    @property
    def due(self) -> str:
        """The seal that the follow-up should bear."""
        return head_seal(self.follow_up, self.versions)

    @property
    def unsealed(self) -> tuple[int, ...]:
        """The numbers of the versions that have no seal."""
        return tuple(version.number for version in self.versions if version.seal is None)

    def holds(self, entry: Entry | None) -> bool:
        """Whether every seal is the one that it should be.

        A version without one, or with that of another key, must be the one that the anchor knows.
        """
        known = entry.chain if entry else ()
        before: str | None = None
        for version, digest in zip(self.versions, self.chain(), strict=True):
            if is_ours(version.seal):
                if version.seal != version_seal(version, before):
                    return False
            elif digest not in known[version.number - 1 : version.number]:
                return False
            before = version.seal
        return self.follow_up.frozen_seal == self.due

    def known_as(self, entry: Entry) -> bool:
        """Whether it is what the anchor knows, byte for byte."""
        follow_up = self.follow_up
        return (entry.revision, entry.digest, entry.chain) == (
            follow_up.frozen_revision,
            head_digest(follow_up, self.versions),
            self.chain(),
        )

    def chain(self) -> tuple[str, ...]:
        """A digest of each version."""
        before = [None, *(version.seal for version in self.versions)]
        return tuple(version_digest(each, last) for each, last in zip(self.versions, before, strict=False))

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"{self.follow_up.plan.slug} {self.follow_up.as_of}"

    def entry(self) -> Entry:
        """What the anchor is to know of it."""
        follow_up = self.follow_up
        return Entry(
            revision=follow_up.frozen_revision,
            older=self.unsealed,
            digest=head_digest(follow_up, self.versions),
            chain=self.chain(),
            name=self.name,
        )


def head_of(follow_up_id: int, session: Session | None = None) -> Head:
    """The follow-up as it is stored now. Raises NoResultFound."""
    session = session or db.session()
    query = select(FollowUp).where(FollowUp.id == follow_up_id).options(joinedload(FollowUp.plan))
    follow_up = session.scalars(query.execution_options(populate_existing=True)).one()
    return Head(follow_up, _versions(follow_up_id, session))


def next_revision(follow_up: FollowUp) -> int | None:
    """How often it will have been sealed when it is sealed again; asked before anything of it is changed.

    A new seal must not hide what has been done to the old one. What is not as it was sealed gets none: None. An
    older state that was put back, be it from a backup, gets no further than the anchor is, and differs from it.
    """
    head = head_of(follow_up.id)
    entry = _known(follow_up.id)
    revision, seal = follow_up.frozen_revision, follow_up.frozen_seal
    if entry is not None and head.known_as(entry) and not is_ours(seal):
        return revision + 1
    new = revision == 0 and seal is None and not head.versions
    if not new and not head.holds(entry):
        log.error(
            "%s is not as it was sealed, and is not sealed again: run 'flask --app wsgi check'", head.name
        )
        return None
    if entry is None or entry.revision < revision or head.known_as(entry):
        return revision + 1
    return min(revision + 1, entry.revision)


def seal_head(follow_up: FollowUp, revision: int | None) -> None:
    """Seals the follow-up as it is now, as `next_revision` said; in the caller's transaction, which holds the row."""
    if revision is not None:
        # One step of the row's counter for what changed and for the seal on it.
        with db.session.no_autoflush:
            versions = _versions(follow_up.id, db.session())
            follow_up.frozen_revision = revision
            follow_up.frozen_seal = head_seal(follow_up, versions)
    db.session.flush()


def _known(follow_up_id: int) -> Entry | None:
    try:
        anchor = read_anchor()
    except OSError as error:
        log.error("what was sealed cannot be compared: %s", error)
        return None
    return anchor.reports.get(follow_up_id) if anchor else None


def _versions(follow_up_id: int, session: Session) -> Sequence[ReportVersion]:
    query = (
        select(ReportVersion)
        .where(ReportVersion.follow_up_id == follow_up_id)
        .options(defer(ReportVersion.content), selectinload(ReportVersion.files))
        .order_by(ReportVersion.number)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()
