"""How commands fail: one line on stderr and exit code 1, never a trace for what a person can mend."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from tracker.services.refusal import Refusal

Given = ParamSpec("Given")
Result = TypeVar("Result")

_MISSING = ("no such table", "no such column", "has no column named", "does not exist")


def in_one_line(command: Callable[Given, Result]) -> Callable[Given, Result]:
    """Turns a refused use case, and a database that cannot be used, into one line."""

    @wraps(command)
    def wrapped(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except Refusal as refusal:
            raise click.ClickException(refusal.message) from refusal
        except UnicodeEncodeError as error:
            raise click.ClickException(f"not a text: {error.object!a}") from error
        except DatabaseError as error:
            if (
                not isinstance(error, OperationalError | ProgrammingError)
                and type(error) is not DatabaseError
            ):
                # A mistake of ours. The bare class is SQLite's word for a file that is no database.
                raise
            text = str(error.orig)
            if any(sign in text.lower() for sign in _MISSING):
                raise click.ClickException(
                    "the database is not up to date: run 'flask --app wsgi db upgrade' first"
                ) from error
            raise click.ClickException(f"the database cannot be used: {' '.join(text.split())}") from error

    return wrapped
