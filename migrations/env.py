"""How Alembic reaches the service's database; run through `flask --app wsgi db …`."""

from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy.exc import DatabaseError

_migrate = current_app.extensions["migrate"]


def run() -> None:
    """Runs the migrations over the app's own engine, so that SQLite keeps its pragmas."""
    with _migrate.db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=_migrate.db.metadata,
            transactional_ddl=True,
            **_migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


try:
    run()
except DatabaseError as error:
    if type(error) is not DatabaseError and not error.connection_invalidated and error.statement:
        # A migration that fails shows where.
        raise
    # The database cannot be reached, or is none: one line, which Flask-Migrate prints.
    raise CommandError(" ".join(f"the database cannot be used: {error.orig}".split())) from error
