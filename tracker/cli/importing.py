"""`import`: what is read in from files. Each kind of file has a module of its own that adds its command here."""

import click


@click.group("import")
def importing() -> None:
    """Read in a plan with its follow-up, or values of key figures."""
