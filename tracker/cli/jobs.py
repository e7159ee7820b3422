"""`jobs`: the work outside the requests."""

import click
from flask.cli import with_appcontext

from tracker.cli.complaints import in_one_line
from tracker.clock import utc_now
from tracker.queries.jobs import newest_jobs
from tracker.services.jobs.run import run_waiting


@click.group("jobs")
def jobs() -> None:
    """What takes longer than a request, such as a PDF."""


@jobs.command("run")
@with_appcontext
@in_one_line
def run() -> None:
    """Do the jobs that wait, and end."""
    click.echo(f"{run_waiting(utc_now())} jobs done.")


@jobs.command("list")
@with_appcontext
@in_one_line
def listed() -> None:
    """Print the newest jobs: number, kind, state, progress, what was said last."""
    for job in newest_jobs():
        said = f"  {job.said}" if job.said else ""
        click.echo(f"{job.id:>6}  {job.kind:<8} {job.state:<8} {job.steps_done}/{job.steps}  {job.key}{said}")


COMMANDS = (jobs,)
