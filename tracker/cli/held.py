"""Why no mail leaves, in English: what is stored speaks to the coordinators, in Swedish."""

import click

from tracker.queries.reminders.heartbeat import heartbeat

#: What services/reminders/tick.py and sending/mark.py write, by a word of it.
_WHY = (
    ("säkerhetskopia", "the database may have been restored from a backup"),
    ("bakåt", "the clock has gone back"),
    ("stått stilla", "nothing was sent for a long time"),
)


def why_held(reason: str) -> str:
    """The line that says it."""
    why = next((english for swedish, english in _WHY if swedish in reason), "a guard has stopped them")
    return f"mails are held until `outbox release`: {why}"


def say_if_held() -> None:
    """Says on stderr that mails are held, if they are."""
    beat = heartbeat()
    if beat is not None and beat.held is not None:
        click.echo(why_held(beat.held), err=True)
