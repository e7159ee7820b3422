"""`import key-figures`: values of key figures out of a file."""

from dataclasses import asdict, replace
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from tracker.cli.complaints import in_one_line
from tracker.cli.given_file import file_data
from tracker.clock import today, utc_now
from tracker.domain.measurement import rounded
from tracker.models import ImportFile, Organisation, db
from tracker.services.imports.preview import RowState
from tracker.services.imports.values.files import (
    Said,
    Target,
    confirm_values,
    faults_of,
    unsaved_values,
    values_preview,
)
from tracker.services.imports.values.preview import ValuesPreview
from tracker.services.imports.waiting import ImportRefused, keep
from tracker.services.plans.describe_key_figure import Description

_ENGLISH = {"no-values": "the file has no table of values: see README, Nyckeltal"}


@click.command("key-figures")
@click.argument("file")
@click.option(
    "--municipality",
    "code",
    metavar="CODE",
    help="Whose key figures, such as 0380; needed when there are several.",
)
@click.option(
    "--board",
    "board_slug",
    metavar="SLUG",
    help="The board whose values they are, such as arbetslivsnamnden.",
)
@click.option(
    "--new-figures", is_flag=True, help="Make the key figures that the file names and nobody has made."
)
@click.option(
    "--source", default="", metavar="TEXT", help="Where the values come from, where the file does not tell."
)
@click.option("--reason", default="", metavar="TEXT", help="Why known values are corrected.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_appcontext
@in_one_line
def key_figures(
    file: str,
    code: str | None,
    board_slug: str | None,
    new_figures: bool,
    source: str,
    reason: str,
    dry_run: bool,
) -> None:
    """Read in the values of FILE: a list or a table (.xlsx, .csv), or the text of an årsredovisning (.txt)."""
    path = Path(file)
    data = file_data(path)
    organisation = _organisation(code, board_slug)
    board_id = next((board.id for board in organisation.boards if board.slug == board_slug), None)
    try:
        target = Target(organisation.id, board_id=board_id)
        waiting = unsaved_values(data, path.name, target, by=None, now=utc_now())
        preview = values_preview(waiting, today())
        _tell_offers(preview, made=new_figures)
        if new_figures and preview.offers:
            made = [_with_unit(offer.said) for offer in preview.offers]
            waiting.choices = {**waiting.choices, "figures": [asdict(said) for said in made]}
            preview = values_preview(waiting, today())
        _tell(preview)
        if preview.written and not dry_run:
            _write(waiting, preview, Said(source, reason))
    except ImportRefused as refused:
        raise click.ClickException(_ENGLISH.get(refused.why, str(refused))) from refused
    click.echo(_last_line(preview))
    if preview.count(RowState.REFUSED):
        # Which ones and why stands above; the counts are the last line.
        raise SystemExit(1)


def _organisation(code: str | None, board_slug: str | None) -> Organisation:
    query = select(Organisation).order_by(Organisation.municipality_code)
    found = [one for one in db.session.scalars(query) if code in (None, one.municipality_code)]
    if board_slug is not None:
        known = ", ".join(sorted({board.slug for one in found for board in one.boards}))
        found = [one for one in found if board_slug in {board.slug for board in one.boards}]
        if not found:
            raise click.ClickException(f"there is no board {board_slug!r}; the boards are {known}")
    if len(found) != 1:
        known = ", ".join(
            str(one) for one in db.session.scalars(select(Organisation.municipality_code)) if one
        )
        reason = "several municipalities are here" if found else f"there is no municipality {code!r}"
        raise click.ClickException(f"{reason}: give one of {known} with --municipality")
    return found[0]


def _tell_offers(preview: ValuesPreview, *, made: bool) -> None:
    """What the file says of key figures that nobody has made, on stderr: a line each."""
    for offer in preview.offers:
        said = offer.said
        told = ", ".join(
            part for part in (said.unit, said.direction.value, said.heading, said.focus_area) if part
        )
        how = "is made" if made else "is not there; --new-figures makes it"
        click.echo(f"key figure {said.name!r} ({told}; {offer.values} values) {how}", err=True)


def _with_unit(said: Description) -> Description:
    """What the file does not say a unit of is a number of something."""
    return said if said.unit else replace(said, unit="antal")


def _write(waiting: ImportFile, preview: ValuesPreview, said: Said) -> None:
    if preview.needs_source and not said.source.strip():
        raise click.ClickException(
            "the file does not tell where its values come from: say it with --source; nothing is written"
        )
    if preview.needs_reason and not said.reason.strip():
        raise click.ClickException(
            "known values would be corrected: say why with --reason; nothing is written"
        )
    if faults := faults_of(preview, said):
        names = " and ".join(f"--{fault.field}" for fault in faults)
        raise click.ClickException(f"{names}: one line of at most 500 characters; nothing is written")
    file = keep(waiting, now=utc_now())
    confirm_values(file.id, preview.digest, said, by=None, now=utc_now())


def _tell(preview: ValuesPreview) -> None:
    """The values that differ and those that are refused, on stderr: a line each."""
    for one in preview.values:
        if one.state is RowState.REFUSED:
            told = " ".join(f"{one.figure}, {one.period}: {one.told}".split())
            click.echo(f"{one.where} ({told}): {one.why}", err=True)
        elif one.state is RowState.CHANGED:
            old = "missing" if one.old is None else f"{rounded(one.old, one.decimals):f}"
            click.echo(
                f"{one.where}: {one.figure}, {one.period}: {old} becomes {one.told or 'missing'}", err=True
            )


def _last_line(preview: ValuesPreview) -> str:
    new, changed, same, refused = (preview.count(state) for state in RowState)
    total = len(preview.values)
    return f"{total} values: {new} new, {changed} changed, {same} unchanged, {refused} refused"
