"""`import`: what is read in from files, and from Kolada."""

import click

from tracker.cli.import_assignments import assignments
from tracker.cli.import_key_figures import key_figures
from tracker.cli.import_kolada import kolada
from tracker.cli.import_plan import plan


@click.group("import", commands=[plan, assignments, key_figures, kolada])
def importing() -> None:
    """Read in a plan with its follow-up, uppdrag, or values of key figures from a file or from Kolada."""


COMMANDS = (importing,)
