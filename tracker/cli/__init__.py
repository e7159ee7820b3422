"""The flask commands: call services, print. One file per topic."""

from functools import cache

import click
from flask import Flask


def register_commands(app: Flask) -> None:
    """Adds every command to the app."""
    for command in _commands():
        app.cli.add_command(command)


@cache  # a command is one for all apps of a process, and is taught to complain once
def _commands() -> tuple[click.Command, ...]:
    from tracker.cli import (  # noqa: PLC0415
        check,
        council,
        demo,
        follow_ups,
        importing,
        jobs,
        outbox,
        people,
        reminders,
        report,
        seed,
    )
    from tracker.cli.complaints import usage_in_one_line  # noqa: PLC0415

    commands = (
        *check.COMMANDS,
        *council.COMMANDS,
        *demo.COMMANDS,
        *follow_ups.COMMANDS,
        *importing.COMMANDS,
        *jobs.COMMANDS,
        *outbox.COMMANDS,
        *people.COMMANDS,
        *reminders.COMMANDS,
        *report.COMMANDS,
        *seed.COMMANDS,
    )
    for command in commands:
        usage_in_one_line(command)
    return commands
