"""Lets the anchor beside the database follow what has been sealed, after the commit."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound, SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.clock import utc_now
from tracker.models import FollowUp, ReportVersion, db
from tracker.models.engine import reading_only
from tracker.services.reports.sealing.anchor import (
    FILE,
    Anchor,
    Entry,
    anchor_path,
    locked_anchor,
    read_anchor,
    write_anchor,
)
from tracker.services.reports.sealing.head import Head, head_of

log = logging.getLogger(__name__)


def begin_anchor() -> None:
    """Makes the anchor when nothing is frozen yet; the caller is about to freeze the first report.

    Where something is frozen and there is no anchor, only a person can say why: none is made.
    """
    try:
        if anchor_path().exists() or _anything_frozen():
            return
        with locked_anchor():
            if read_anchor() is None:
                write_anchor(Anchor(utc_now().isoformat(timespec="seconds"), {}))
    except OSError as error:
        log.error("%s cannot be made: %s", FILE, error)


def _anything_frozen() -> bool:
    versions, sealed = select(func.count(ReportVersion.id)), select(func.max(FollowUp.frozen_revision))
    return bool(db.session.scalar(versions) or db.session.scalar(sealed))


def follow() -> None:
    """Writes down every follow-up that was sealed more often than the anchor knows; never less often.

    Called when the transaction is over: what other processes and machines have sealed, or a process that was
    stopped before it came here, is caught up with too. Nothing that this fails at undoes what was committed.
    """
    try:
        with locked_anchor():
            anchor = read_anchor()
            if anchor is None:
                log.error("%s is missing: run 'flask --app wsgi check'", FILE)
            elif anchor.trusted and (news := _news(anchor)):
                write_anchor(anchor.with_reports(news))
    except (OSError, SQLAlchemyError, LookupError, ValueError, TypeError) as error:
        log.error("%s cannot follow what was sealed: %s", FILE, " ".join(str(error).split()))


def _news(anchor: Anchor) -> dict[int, Entry]:
    """What was sealed since. A row that somebody has only said so of does not hold, and is left to `check`."""
    news = {}
    with _reading(), Session(db.engine) as session:
        query = select(FollowUp.id, FollowUp.frozen_revision).where(FollowUp.frozen_revision > 0)
        for id_, revision in session.execute(query).all():
            known = anchor.reports.get(id_)
            if known is None or known.revision < revision:
                head = _head(id_, session)
                if head is not None and head.holds(known):
                    news[id_] = head.entry()
    return news


def _head(follow_up_id: int, session: Session) -> Head | None:
    try:
        return head_of(follow_up_id, session)
    except (NoResultFound, LookupError, ValueError, TypeError):
        return None


@contextmanager
def _reading() -> Iterator[None]:
    """In a transaction of its own that needs no write lock."""
    before = reading_only.set(True)
    try:
        yield
    finally:
        reading_only.reset(before)
