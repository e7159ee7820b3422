"""`council`: the list of uppdrag that are proposed as fulfilled, ready for the meeting."""

from pathlib import Path

import click
from flask.cli import AppGroup

from tracker import clock
from tracker.cli.complaints import in_one_line
from tracker.cli.report import write_output
from tracker.queries.people.access import plan_by_slug
from tracker.services.council.word_list import word_list

council = AppGroup("council", help="Uppdrag that may be declared fulfilled. PLAN is a slug.")


@council.command("list")
@click.argument("plan", required=False)
@click.option("--all", "everything", is_flag=True, help="Also what the council office has not reviewed yet.")
@click.option(
    "-o", "--output", metavar="FILE", help="Where to write; an existing file is replaced as a whole."
)
@in_one_line
def list_(plan: str | None, everything: bool, output: str | None) -> None:
    """Write the Word list of the uppdrag of PLAN that are proposed as fulfilled."""
    if not plan:
        raise click.ClickException("name a plan, such as kf-uppdrag-2021")
    if not output:
        raise click.ClickException("-o is missing: name the file to write")
    found = plan_by_slug(plan)
    if found is None:
        raise click.ClickException(f"there is no plan {plan!r}")
    data = word_list(found, today=clock.today(), everything=everything)
    if data is None:
        raise click.ClickException(f"nothing is proposed in {plan!r}" if everything else _nothing(plan))
    write_output(Path(output), data)
    click.echo(f"Wrote {output}.")


def _nothing(plan: str) -> str:
    return f"nothing is proposed and reviewed in {plan!r}; --all takes in what is not reviewed"


COMMANDS = (council,)
