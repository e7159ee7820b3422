"""`import`: what is read in from files."""

import click

from tracker.cli.import_assignments import assignments
from tracker.cli.import_key_figures import key_figures
from tracker.cli.import_plan import plan


@click.group("import", commands=[plan, assignments, key_figures])
def importing() -> None:
    """Read in a plan with its follow-up, uppdrag, or values of key figures."""


COMMANDS = (importing,)
