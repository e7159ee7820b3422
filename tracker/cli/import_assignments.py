"""`import assignments`: uppdrag that somebody has as a file go into a plan."""

from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker.cli.complaints import in_one_line
from tracker.cli.given_file import file_data
from tracker.cli.report import day_of
from tracker.clock import utc_now
from tracker.domain.calendar import local_date
from tracker.models import ImportFile, Plan
from tracker.queries.people.access import plan_by_slug
from tracker.services.imports.assignments.files import (
    confirm_uppdrag,
    refuse_unwritable_uppdrag,
    unsaved_uppdrag,
    uppdrag_preview,
)
from tracker.services.imports.assignments.known import Said
from tracker.services.imports.assignments.preview import UppdragPreview
from tracker.services.imports.preview import RowState
from tracker.services.imports.waiting import ImportRefused, keep
from tracker.services.plans.shares import boards_for_shares

_ENGLISH = {
    "no-rows": "no uppdrag of the file could be read in",
    "future-day": "the day given with --as-of has not been yet: correct it, or open the follow-up first",
    "bad-day": "the day given with --as-of lies in a year that no follow-up can have",
    "busy": "two other files are being read just now: try again in half a minute",
    "too-many-answers": "too many answers for a follow-up that the file is the first to tell of: open it first",
}


@click.command("assignments")
@click.argument("file")
@click.option("--plan", "plan_slug", metavar="PLAN", required=True, help="The slug of the plan of uppdrag.")
@click.option("--board", "board_slug", metavar="BOARD", help="The board whose own report the file is.")
@click.option(
    "--as-of",
    "as_of",
    metavar="D",
    help="The day of the statuses (YYYY-MM-DD); without it they are not read.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_appcontext
@in_one_line
def assignments(file: str, plan_slug: str, board_slug: str | None, as_of: str | None, dry_run: bool) -> None:
    """Read in the uppdrag of FILE (.xlsx, .csv, .docx, .pdf or the text of an årsredovisning)."""
    day, path = day_of(as_of), Path(file)
    data = file_data(path)
    plan = _plan(plan_slug)
    said = Said(reporting=_board(plan, board_slug))
    try:
        waiting = unsaved_uppdrag(data, path.name, plan, said, as_of=day, by=None, now=utc_now())
        preview = uppdrag_preview(waiting)
        _tell(preview, day)
        if preview.changes_anything and not preview.frozen:
            # A dry run is refused what the run itself would be.
            refuse_unwritable_uppdrag(preview, local_date(utc_now()))
            if not dry_run:
                _write(waiting, preview)
    except ImportRefused as refused:
        raise click.ClickException(_ENGLISH.get(refused.why, str(refused))) from refused
    _end(preview)


def _write(waiting: ImportFile, preview: UppdragPreview) -> None:
    file = keep(waiting, now=utc_now())
    confirm_uppdrag(file.id, preview.digest, by=None, now=utc_now())


def _plan(slug: str) -> Plan:
    found = plan_by_slug(slug)
    if found is None:
        raise click.ClickException(f"there is no plan {slug!r}")
    if not found.kind.assignments:
        raise click.ClickException(
            f"the plan {slug!r} holds no uppdrag: `import plan` reads a report into it"
        )
    return found


def _board(plan: Plan, slug: str | None) -> int | None:
    if slug is None:
        return None
    known = {board.slug: board.id for board in boards_for_shares(plan.organisation_id)}
    if slug not in known:
        raise click.ClickException(f"there is no board {slug!r}; the boards are {', '.join(sorted(known))}")
    return known[slug]


def _tell(preview: UppdragPreview, day: date | None) -> None:
    """What differs, what cannot be read and what nobody knows, on stderr: a line each."""
    for row in preview.rows:
        if row.state is RowState.REFUSED:
            click.echo(f"{row.number or '-'} ({row.where}): {row.why}".replace("\n", " "), err=True)
        elif row.state is RowState.CHANGED:
            click.echo(f"{row.number}: {', '.join(change.heading for change in row.changes)}", err=True)
    for name in preview.questions.boards:
        click.echo(f"no board is called {name!r}", err=True)
    for word in preview.questions.words:
        click.echo(f"the plan has no status {word!r}", err=True)
    if preview.has_answers and day is None:
        click.echo("the statuses of the file are not read: --as-of says which day they are of", err=True)


def _end(preview: UppdragPreview) -> None:
    """The counts as the last line, and the exit code."""
    new, changed, same, refused = (preview.count(state) for state in RowState)
    click.echo(f"{preview.total} rows: {new} new, {changed} changed, {same} unchanged, {refused} unreadable")
    if preview.frozen and preview.changes_anything:
        raise click.ClickException(
            f"the follow-up as of {preview.as_of} is frozen and was compared only: nothing is written"
        )
    if refused:
        raise SystemExit(1)
