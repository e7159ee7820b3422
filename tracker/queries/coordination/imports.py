"""Files that were read in: the newest of some boards, and one of them; and the plan that a new one resembles."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, undefer

from tracker.domain.terms import FROZEN_STATES, ImportKind, ImportState
from tracker.domain.text import squeezed
from tracker.models import FollowUp, ImportFile, Plan, db

_SHOWN = 20
#: More than any row of ours, and less than what a database refuses to read.
_LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class UploadedFile:
    """A file, and whether its follow-up is frozen, so that it can be compared and never read in."""

    file: ImportFile
    compared_only: bool


def imports_of(board_ids: Collection[int]) -> list[UploadedFile]:
    """The newest reports that were uploaded for the boards and not thrown away, newest first."""
    when = func.coalesce(ImportFile.ended_at, ImportFile.created_at)
    same = and_(FollowUp.plan_id == ImportFile.plan_id, FollowUp.as_of == ImportFile.as_of)
    query = (
        select(ImportFile, FollowUp.state)
        .outerjoin(FollowUp, same)
        .where(
            ImportFile.choices["board"].as_integer().in_(board_ids),
            ImportFile.kind == ImportKind.PLAN,
            ImportFile.state != ImportState.DISCARDED,
        )
        .options(joinedload(ImportFile.plan))
        .order_by(when.desc(), ImportFile.id.desc())
        .limit(_SHOWN)
    )
    return [
        UploadedFile(file, file.state is ImportState.PREVIEW and state in FROZEN_STATES)
        for file, state in db.session.execute(query)
    ]


def import_of(import_id: int, kind: ImportKind) -> ImportFile | None:
    """The uploaded file with what was read out of it, or None."""
    if import_id > _LARGEST_ID:
        # A database need not be asked, and could not be.
        return None
    query = select(ImportFile).where(ImportFile.id == import_id, ImportFile.kind == kind)
    return db.session.scalar(query.options(undefer(ImportFile.content), joinedload(ImportFile.plan)))


def plan_called(title: str, board_id: int) -> Plan | None:
    """The board's plan of that title, or whose reports speak of it so; the oldest when there are several."""
    wanted = _folded(title)
    plans = db.session.scalars(select(Plan).where(Plan.board_id == board_id).order_by(Plan.id))
    return next((plan for plan in plans if wanted in _names(plan)), None)


def _names(plan: Plan) -> set[str]:
    reported = plan.report_title.removeprefix("Uppföljning av ")
    return {_folded(name) for name in (plan.title, plan.short_title, reported)}


def _folded(title: str) -> str:
    return squeezed(title).casefold()
