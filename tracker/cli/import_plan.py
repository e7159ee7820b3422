"""`import plan`: a report that somebody has as a file becomes a plan with its follow-up."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from tracker.cli.complaints import in_one_line
from tracker.cli.given_file import file_data
from tracker.cli.report import day_of
from tracker.clock import utc_now
from tracker.domain.calendar import local_date
from tracker.models import Board, ImportFile, Plan, db
from tracker.queries.coordination.imports import plan_called
from tracker.queries.people.access import plan_by_slug
from tracker.services.imports import files
from tracker.services.imports.kinds import known_kinds
from tracker.services.imports.preview import Preview, RowState
from tracker.services.imports.reading import read_report
from tracker.services.imports.waiting import ImportRefused, keep


@click.command("plan")
@click.argument("file")
@click.option(
    "--plan", "plan_slug", metavar="PLAN", help="The plan's slug; without it the file's own, or a new plan."
)
@click.option(
    "--board", "board_slug", metavar="BOARD", help="The board of a new plan, such as arbetsmarknadsnamnden."
)
@click.option(
    "--as-of", "as_of", metavar="D", help="The follow-up's day (YYYY-MM-DD); without it the file's own."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_appcontext
@in_one_line
def plan(file: str, plan_slug: str | None, board_slug: str | None, as_of: str | None, dry_run: bool) -> None:
    """Read in FILE (.docx, .pdf, .xlsx, .csv, .json or text): a plan and its follow-up."""
    day, path = day_of(as_of), Path(file)
    data = file_data(path)
    try:
        named = _plan(plan_slug, None)
        report = read_report(data, path.name, known_kinds(named))
        found = named or _plan(None, report.head.plan_slug)
        board = found.board if found else _board(board_slug)
        target = files.Target(found.id if found else None, board.id, day)
        waiting = files.unsaved(data, path.name, report, target, by=None, now=utc_now())
        preview = files.preview_of(waiting)
        _tell(preview)
        if found is None:
            _tell_namesake(files.title_of(waiting, preview), board)
        if preview.changes_anything and not preview.frozen:
            # A dry run is refused what the run itself would be.
            files.refuse_unwritable(preview, local_date(utc_now()))
            if not dry_run:
                _write(waiting, preview, new=found is None)
    except ImportRefused as refused:
        raise click.ClickException(_ENGLISH.get(refused.why, str(refused))) from refused
    _end(preview)


def _end(preview: Preview) -> None:
    """The counts as the last line, and the exit code."""
    click.echo(_last_line(preview))
    if preview.frozen and preview.changes_anything:
        raise click.ClickException(
            f"the follow-up as of {preview.as_of} is frozen and was compared only: nothing is written"
        )
    if preview.count(RowState.REFUSED):
        # Which ones and why stands above.
        raise SystemExit(1)


def _write(waiting: ImportFile, preview: Preview, *, new: bool) -> None:
    """Writes the import, and says which plan it made."""
    file = keep(waiting, now=utc_now())
    done = files.confirm(file.id, preview.digest, by=None, now=utc_now())
    if new and done.plan is not None:
        click.echo(f"Plan {done.plan.slug}")


def _tell_namesake(title: str, board: Board) -> None:
    """A plan that is read in once more by mistake would be a second one beside it."""
    other = plan_called(title, board.id)
    if other is not None:
        click.echo(
            f"the board has a plan called {other.title!r} already: --plan {other.slug} reads into it",
            err=True,
        )


_ENGLISH = {
    "no-day": "the file does not say which day its follow-up is as of: give it with --as-of",
    "future-day": "the follow-up's day has not been yet: correct it with --as-of, or open the follow-up first",
    "bad-day": "the day given with --as-of lies in a year that no follow-up can have",
    "busy": "two other files are being read just now: try again in half a minute",
    "no-rows": "no row of the file could be read in",
}


def _plan(named: str | None, own: str | None) -> Plan | None:
    if named is not None:
        found = plan_by_slug(named)
        if found is None:
            raise click.ClickException(f"there is no plan {named!r}")
        return found
    return plan_by_slug(own) if own else None


def _board(slug: str | None) -> Board:
    if slug is None:
        raise click.ClickException("a new plan needs --board; --plan names one that is there")
    found = list(db.session.scalars(select(Board).where(Board.slug == slug).order_by(Board.id)))
    if len(found) != 1:
        known = ", ".join(db.session.scalars(select(Board.slug).distinct().order_by(Board.slug)))
        reason = "there is no board" if not found else "several municipalities have a board"
        raise click.ClickException(f"{reason} {slug!r}; the boards are {known}")
    return found[0]


def _tell(preview: Preview) -> None:
    """The rows that differ and those that cannot be read, on stderr: a line each."""
    for row in preview.rows:
        if row.state is RowState.REFUSED:
            click.echo(f"{row.number} ({row.where}): {row.why}", err=True)
        elif row.state is RowState.CHANGED:
            click.echo(f"{row.number}: {', '.join(change.heading for change in row.changes)}", err=True)
    for one in preview.unreadable:
        click.echo(f"{one.where}: {one.why} {one.text}".replace("\n", " "), err=True)


def _last_line(preview: Preview) -> str:
    new, changed, same, refused = (preview.count(state) for state in RowState)
    return f"{preview.total} rows: {new} new, {changed} changed, {same} unchanged, {refused} unreadable"
