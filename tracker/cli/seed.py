"""`seed`: the real plans, boards and people."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker.cli.complaints import in_one_line
from tracker.clock import utc_now
from tracker.importers.seed_files import SeedFileError
from tracker.services.seed import load_seed

_FOLDER = Path(__file__).resolve().parents[2] / "seed"


@click.command("seed")
@with_appcontext
@in_one_line
def seed() -> None:
    """Load plans, boards and people from seed/; safe to repeat."""
    try:
        new = load_seed(_FOLDER, now=utc_now())
    except SeedFileError as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{new} new plans." if new != 1 else "1 new plan.")


COMMANDS = (seed,)
