"""How Alembic reaches the service's database; run through `flask --app wsgi db …`."""

from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy.exc import DatabaseError

_migrate = current_app.extensions["migrate"]


def run() -> None:
    """Runs the migrations over the app's own engine, so that SQLite keeps its pragmas.

    SQLite changes a column by making the table anew. While its rows are moved no foreign key may object, and
    that can only be said before a transaction begins; afterwards every one of them is checked.
    """
    with _migrate.db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _cursor(connection, "PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=_migrate.db.metadata,
            transactional_ddl=True,
            **_migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise CommandError(f"a migration left rows that refer to nothing: {lost[:5]}")
        if sqlite:
            _cursor(connection, "PRAGMA foreign_keys=ON")


def _cursor(connection, statement):
    """Says something to the driver without beginning a transaction."""
    connection.connection.dbapi_connection.execute(statement).close()


try:
    run()
except DatabaseError as error:
    if type(error) is not DatabaseError and not error.connection_invalidated and error.statement:
        # A migration that fails shows where.
        raise
    # The database cannot be reached, or is none: one line, which Flask-Migrate prints.
    raise CommandError(" ".join(f"the database cannot be used: {error.orig}".split())) from error
