"""Files that were read in: the newest of a municipality, and one of them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from tracker.domain.terms import ImportKind, ImportState
from tracker.models import ImportFile, db

_SHOWN = 20


def imports_of(organisation_id: int) -> list[ImportFile]:
    """The newest reports that were uploaded and not thrown away, newest first."""
    query = (
        select(ImportFile)
        .where(
            ImportFile.organisation_id == organisation_id,
            ImportFile.kind == ImportKind.PLAN,
            ImportFile.state != ImportState.DISCARDED,
        )
        .options(joinedload(ImportFile.plan))
        .order_by(ImportFile.id.desc())
        .limit(_SHOWN)
    )
    return list(db.session.scalars(query))


def import_of(import_id: int, kind: ImportKind) -> ImportFile | None:
    """The uploaded file with what was read out of it, or None."""
    query = select(ImportFile).where(ImportFile.id == import_id, ImportFile.kind == kind)
    return db.session.scalar(query.options(undefer(ImportFile.content), joinedload(ImportFile.plan)))
