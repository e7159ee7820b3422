"""`import kolada`: values from Kolada by the numbers of key figures and the codes of places."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from tracker.cli.complaints import BadArguments, in_one_line
from tracker.clock import utc_now
from tracker.config import Settings
from tracker.domain.measurement import FIRST_YEAR, rounded
from tracker.importers.kolada.rows import KPI_ID, PLACE_CODE
from tracker.models import Organisation, db
from tracker.queries.kolada.sources import every_source
from tracker.services.imports.waiting import ImportRefused, keep
from tracker.services.kolada.asking import COMMAND, Wanted
from tracker.services.kolada.bring_in import confirm, preview_of, unsaved
from tracker.services.kolada.preview import ComparedFigure, ComparedValue, KoladaPreview, ValueState
from tracker.services.kolada.refresh import refresh
from tracker.services.refusal import Refusal

_NOTHING = "; nothing is written"
_ENGLISH = {
    "unreachable": "Kolada cannot be reached",
    "busy": "Kolada takes no more questions for now: try again later",
    "failing": "Kolada has a fault of its own: try again later",
    "cut": "the connection to Kolada was cut before the whole answer had come",
    "slow": "Kolada answers too slowly: try again, or ask for less",
    "too-large": "Kolada sent more than is taken at once: ask for less",
    "endless": "Kolada sends page after page without end",
    "elsewhere": "Kolada points to another address, which is not followed",
    "refused": "Kolada does not take the question",
    "not-json": "Kolada's answer is no JSON",
    "changed": "Kolada's answer is not of the form that is known",
    "crowded": "two others ask Kolada just now: try again in half a minute",
    "no-kpi": "Kolada has no such key figure",
    "no-place": "Kolada has no such place",
}
_YEAR = click.IntRange(FIRST_YEAR, 2100)


@click.command("kolada")
@click.argument("codes", nargs=-1, metavar="KPI…")
@click.option(
    "--municipality",
    "places",
    multiple=True,
    metavar="CODE…",
    help="Such as 0380 1490 0000 (the country) G35869.",
)
@click.option("--from-year", type=_YEAR, help="The first year; all by itself.")
@click.option("--to-year", type=_YEAR, help="The last year; all that come by itself.")
@click.option("--organisation", "slug", metavar="SLUG", help="Whose key figures; by itself the first CODE's.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--refresh", "again", is_flag=True, help="Ask again, now, for all that was read in before.")
@with_appcontext
@in_one_line
def kolada(
    codes: tuple[str, ...],
    places: tuple[str, ...],
    from_year: int | None,
    to_year: int | None,
    slug: str | None,
    dry_run: bool,
    again: bool,
) -> None:
    """Read in values of the key figures KPI (U40806 …) for the municipalities CODE (0380 …) from Kolada."""
    if again:
        if codes or places or dry_run:
            raise BadArguments("--refresh asks for what was read in before: give it alone")
        _refresh_all()
        return
    wanted = _wanted((*places, *codes), from_year, to_year)
    organisation = _organisation(slug, wanted.places)
    now = utc_now()
    try:
        file = unsaved(wanted, organisation.id, now=now, seconds=COMMAND)
        preview = preview_of(file)
        _tell(preview)
        if not dry_run:
            confirm(keep(file, now=now).id, preview.digest, by=None, now=now)
    except ImportRefused as refused:
        raise click.ClickException(_in_english(refused)) from refused
    _end(preview)


def _wanted(words: tuple[str, ...], from_year: int | None, to_year: int | None) -> Wanted:
    """Key figures and places, told apart by their shape: several may follow one --municipality."""
    codes = list(dict.fromkeys(word.upper() for word in words))
    kpis = tuple(code for code in codes if KPI_ID.fullmatch(code))
    places = tuple(code for code in codes if PLACE_CODE.fullmatch(code))
    if strange := [code for code in codes if code not in (*kpis, *places)]:
        raise BadArguments(f"{strange[0]!r} is neither a key figure (U40806) nor a municipality (0380)")
    if not kpis:
        raise BadArguments("give at least one key figure, such as U40806")
    if not places:
        raise BadArguments("give at least one municipality, such as --municipality 0380")
    if from_year and to_year and from_year > to_year:
        raise BadArguments("--from-year comes after --to-year")
    return Wanted(kpis, places, from_year, to_year)


def _organisation(slug: str | None, places: tuple[str, ...]) -> Organisation:
    """The one that is named, else that of the first place that is a municipality here, else the only one."""
    known = list(db.session.scalars(select(Organisation).order_by(Organisation.slug)))
    slugs = ", ".join(one.slug for one in known)
    if slug is not None:
        found = [one for one in known if one.slug == slug]
    else:
        found = [one for code in places for one in known if one.municipality_code == code] or known
        found = found[:1] if found is not known else found
    if len(found) != 1:
        reason = f"there is no organisation {slug!r}" if slug else "several organisations are here"
        raise click.ClickException(f"{reason}: give one of {slugs} with --organisation")
    return found[0]


def _in_english(refused: ImportRefused) -> str:
    told = _ENGLISH.get(refused.why)
    detail = f" ({refused.detail})" if refused.detail else ""
    return f"{told}{detail}{_NOTHING}" if told else refused.message


def _tell(preview: KoladaPreview) -> None:
    """What changes, and what somebody has to decide about, on stderr: a line each; the counts of each on stdout."""
    for figure in preview.figures:
        if figure.stopped:
            click.echo(
                f"{figure.kpi}: Kolada has changed its title from {figure.old_title!r} to {figure.title!r}: "
                f"nothing of it is taken before a coordinator decides at {_where()}",
                err=True,
            )
            continue
        for value in figure.of(ValueState.CHANGED.value):
            click.echo(f"{_line(figure, value)} becomes {_number(figure, value, new=True)}", err=True)
        for value in figure.of(ValueState.WITHDRAWN.value):
            click.echo(
                f"{_line(figure, value)} is withdrawn in Kolada: it stays until a coordinator decides at {_where()}",
                err=True,
            )
        for value in figure.of(ValueState.OTHERS.value):
            click.echo(f"{_line(figure, value)} is from another source and stays", err=True)


def _line(figure: ComparedFigure, value: ComparedValue) -> str:
    return f"{figure.kpi}, {value.place_name}, {value.year}, {value.gender.value}: {_number(figure, value)}"


def _number(figure: ComparedFigure, value: ComparedValue, *, new: bool = False) -> str:
    number = value.new if new else value.old
    return "missing" if number is None else f"{rounded(number, figure.decimals):f}"


def _where() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.public_url}/samordning/kolada"


def _end(preview: KoladaPreview) -> None:
    """The counts as the last line; non-zero when a key figure was not taken."""
    total = sum(preview.count(state) for state in ValueState)
    new, changed, same, gone, others = (preview.count(state) for state in ValueState)
    kept = f", {others} from another source" if others else ""
    click.echo(f"{total} values: {new} new, {changed} changed, {same} unchanged, {gone} withdrawn{kept}")
    if preview.stopped:
        raise SystemExit(1)


def _refresh_all() -> None:
    """Every source of every organisation, one after the other; a line each, and non-zero when one failed."""
    failed = False
    for source_id, told in every_source():
        try:
            preview = refresh(source_id, now=utc_now(), seconds=COMMAND)
        except Refusal as refused:
            failed = True
            said = _in_english(refused) if isinstance(refused, ImportRefused) else refused.message
            click.echo(f"Error: {told}: {said}", err=True)
        else:
            _tell(preview)
            click.echo(f"{told}: {preview.written} written")
    if failed:
        raise SystemExit(1)
