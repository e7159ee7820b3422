"""How commands fail: one line on stderr and exit code 1, never a trace for what a person can mend."""

import errno
import os
import sys
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
    """Turns a refused use case, a database that cannot be used and a full disk into one line."""

    @wraps(command)
    def wrapped(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except Refusal as refusal:
            raise click.ClickException(refusal.message) from refusal
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # who reads our lines has seen enough: click ends quietly
            _write_nothing_more()
            raise click.ClickException(
                f"{error.filename or 'cannot write'}: {error.strerror or error}"
            ) from error
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


def _write_nothing_more() -> None:
    """What could not be written would be tried once more at the end, and fail with a trace."""
    out = sys.__stdout__
    if out is not None and out is sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


class BadArguments(click.ClickException):
    """Arguments that the command does not take; the code is click's own."""

    exit_code = 2


def usage_in_one_line(command: click.Command) -> None:
    """Lets a command, and those of its group, say in one line what is wrong with its arguments."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            usage_in_one_line(each)
        command.resolve_command = _brief(command.resolve_command)  # type: ignore[method-assign]
    command.make_context = _brief(command.make_context)  # type: ignore[method-assign]


def _brief(step: Callable[Given, Result]) -> Callable[Given, Result]:
    @wraps(step)
    def brief(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return step(*args, **kwargs)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise BadArguments(error.format_message()) from error

    return brief
