"""How Alembic reaches the service's database; run through `flask --app wsgi db …`."""

from alembic import context
from flask import current_app

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


run()
