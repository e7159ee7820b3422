"""The flask commands: call services, print. One file per topic."""

from flask import Flask


def register_commands(app: Flask) -> None:
    """Adds every command to the app."""
    from tracker.cli import (  # noqa: PLC0415
        check,
        demo,
        follow_ups,
        imports,
        jobs,
        outbox,
        people,
        reminders,
        report,
        seed,
    )
    from tracker.cli.complaints import usage_in_one_line  # noqa: PLC0415

    for command in (
        *check.COMMANDS,
        *demo.COMMANDS,
        *follow_ups.COMMANDS,
        *imports.COMMANDS,
        *jobs.COMMANDS,
        *outbox.COMMANDS,
        *people.COMMANDS,
        *reminders.COMMANDS,
        *report.COMMANDS,
        *seed.COMMANDS,
    ):
        usage_in_one_line(command)
        app.cli.add_command(command)
