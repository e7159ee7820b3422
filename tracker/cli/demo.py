"""`demo`: what `make run` needs besides the plans; nothing for a real installation."""

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.cli.complaints import in_one_line
from tracker.clock import utc_now
from tracker.config import Settings
from tracker.services.demo import DemoImpossible, prepare_demo


@click.command("demo", hidden=True)
@with_appcontext
@in_one_line
def demo() -> None:
    """Make the demo's log-ins and open its follow-up; safe to repeat."""
    settings = current_app.config["SETTINGS"]
    assert isinstance(settings, Settings)
    if not settings.demo:
        raise click.ClickException("`demo` is for `make run` only: it sets TRACKER_DEMO=1")
    try:
        prepared = prepare_demo(settings.data_dir, now=utc_now())
    except DemoImpossible as reason:
        raise click.ClickException(str(reason)) from reason
    if prepared.opened is not None:
        click.echo(f"Opened the follow-up as of {prepared.opened.as_of}.")
    click.echo(prepared.logins, nl=False)


COMMANDS = (demo,)
