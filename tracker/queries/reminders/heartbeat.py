"""When the scheduler last ticked, and whether the database is the one that this release expects."""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from tracker.models import Heartbeat, OutboxCount, db

#: The scheduler's row, and that of the count of mails.
SCHEDULER, OUTBOX = "scheduler", "outbox"

_MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"


def heartbeat() -> Heartbeat | None:
    """The scheduler's heartbeat, or None when it has never ticked."""
    return db.session.scalars(
        select(Heartbeat).where(Heartbeat.name == SCHEDULER).execution_options(populate_existing=True)
    ).one_or_none()


def outbox_count() -> OutboxCount | None:
    """How many mails have been handed over, or None before the first tick."""
    return db.session.get(OutboxCount, OUTBOX, populate_existing=True)


def restored_times() -> int:
    """How often an older database was found than the mails that had left."""
    found = outbox_count()
    return found.restored if found else 0


@cache
def migration_head() -> str | None:
    """The migration that this release expects the database to have."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def migration_applied() -> str | None:
    """The newest migration that the database has; None when it was never migrated."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return None
    applied: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return applied
