"""`report`: the report of a closed follow-up as a file."""

import re
from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker.cli.complaints import in_one_line
from tracker.reports.writing import write_atomically
from tracker.services.reports.formats import FORMATS
from tracker.services.reports.produce_report import ReportRefused, produce, produce_letter

_NAMES = ", ".join(FORMATS)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@click.command("report")
@click.argument("plan", required=False)
@click.option(
    "--as-of", "as_of", metavar="D", help="The newest closed follow-up on or before this day (YYYY-MM-DD)."
)
@click.option("--version", metavar="N", help="An older version; without it the newest.")
@click.option("--format", "format_", metavar="FORMAT", help=f"{_NAMES}.")
@click.option(
    "-o", "--output", metavar="FILE", help="Where to write; an existing file is replaced as a whole."
)
@click.option(
    "--document",
    type=click.Choice(["rapport", "tjansteskrivelse"]),
    default="rapport",
    help="The tjänsteskrivelse that was frozen with it instead; it is a docx.",
)
@with_appcontext
@in_one_line
def report(
    plan: str | None,
    as_of: str | None,
    version: str | None,
    format_: str | None,
    output: str | None,
    document: str,
) -> None:
    """Write the report of PLAN (a slug) as it was frozen."""
    if not plan:
        raise click.ClickException("name a plan, such as 26-punktsplan")
    if not format_:
        raise click.ClickException(f"--format is missing: {_NAMES}")
    if not output:
        raise click.ClickException("-o is missing: name the file to write")
    day, number = day_of(as_of), _number(version)
    letter = document == "tjansteskrivelse"
    if letter and format_ != "docx":
        raise click.ClickException("the tjansteskrivelse is a docx: say --format docx")
    try:
        if letter:
            made = produce_letter(plan, as_of=day, version=number)
        else:
            made = produce(plan, as_of=day, version=number, format=format_)
    except ReportRefused as refused:
        raise click.ClickException(_english(refused, plan, as_of, version, format_)) from refused
    write_output(Path(output), made.data)
    if day is not None and day != made.as_of:
        click.echo(f"no report is frozen for {day}; this is the one of {made.as_of}", err=True)
    click.echo(f"Wrote {output}: {made.as_of}, version {made.version}, sha256 {made.sha256}.")


def day_of(text: str | None) -> date | None:
    """The day written YYYY-MM-DD, or None; ends the command for anything else."""
    if text is None:
        return None
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # such as 2022-02-30: told below, like any other text that is no day
    raise click.ClickException(f"--as-of must be a day written YYYY-MM-DD, not {text!r}")


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise click.ClickException(f"--version must be a whole number, not {text!r}")
    return int(text)


def write_output(path: Path, data: bytes) -> None:
    """Writes the file as a whole; ends the command with one line when it cannot."""
    try:
        if path.is_dir():
            raise IsADirectoryError(f"{path} is a folder: name a file in it")
        write_atomically(path, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(f"cannot write {path}: {reason}") from error
    except ValueError as error:
        raise click.ClickException(f"cannot write {str(path)!r}: {error}") from error


def _english(refused: ReportRefused, plan: str, as_of: str | None, version: str | None, format_: str) -> str:
    until = f" on or before {as_of}" if as_of else ""
    return {
        "unknown-format": f"there is no format {format_!r}: choose {_NAMES}",
        "unknown-plan": f"there is no plan {plan!r}",
        "no-follow-up": f"the plan {plan!r} has no closed follow-up{until}",
        "not-as-frozen": f"the stored report of {plan!r} is not the one that was frozen: its SHA-256 differs;"
        " restore it from a backup",
        "no-letter": "no tjansteskrivelse was frozen with that report",
        "unknown-version": f"that report has no version {version}",
    }[refused.why]


COMMANDS = (report,)
