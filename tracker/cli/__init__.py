"""The flask commands: call services, print. One file per topic."""

from flask import Flask


def register_commands(app: Flask) -> None:
    """Adds every command to the app."""
    from tracker.cli import people, reminders, report, seed  # noqa: PLC0415

    for command in (
        *people.COMMANDS,
        *reminders.COMMANDS,
        *report.COMMANDS,
        *seed.COMMANDS,
    ):
        app.cli.add_command(command)
