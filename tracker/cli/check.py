"""`check`: whether everything is as it should be, down to every frozen report."""

from collections.abc import Iterator
from datetime import datetime

import click
from flask.cli import with_appcontext

from tracker.cli.complaints import in_one_line
from tracker.cli.held import why_held
from tracker.clock import utc_now
from tracker.queries.reminders.health import health
from tracker.queries.reminders.heartbeat import heartbeat
from tracker.services.reports.seal_anew import seal_anew as seal_with_this_key
from tracker.services.reports.verify_frozen import Finding, Verified, Wrong, verify_frozen

_SAID = {
    Wrong.CONTENT_CHANGED: "the stored content is not the one that was frozen: its SHA-256 differs",
    Wrong.FILE_CHANGED: "the stored file is not the one that was frozen: its SHA-256 differs",
    Wrong.FILE_MISSING: "the file that was frozen is not there any more",
    Wrong.VERSION_MISSING: "the frozen version is not there any more",
    Wrong.SEAL_BROKEN: "the SHA-256 fits, but the seal does not: both the report and its hash were changed",
    Wrong.UNSEALED: "the seal is missing: it was taken away, or the report was put in from elsewhere",
}


@click.command("check")
@click.option(
    "--frozen-only", is_flag=True, help="Only the frozen reports; without the scheduler and the mails."
)
@click.option(
    "--seal-anew",
    is_flag=True,
    help="First seal with the key of now what another key sealed: only after it was changed on purpose.",
)
@with_appcontext
@in_one_line
def check(frozen_only: bool, seal_anew: bool) -> None:
    """Check database, migration, scheduler, outbox and every frozen report; exit 1 when something is wrong.

    Each fault is a line on stderr. A tampered report is named with plan, follow-up, version and format.
    """
    if seal_anew:
        click.echo(f"Sealed anew: {seal_with_this_key()}.")
    faults = [] if frozen_only else list(_health(utc_now()))
    verified = verify_frozen() if not any(fault.startswith("migration") for fault in faults) else None
    if verified is not None:
        faults += _frozen(verified)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    assert verified is not None
    old = f", {verified.unsealed} of them older than seals" if verified.unsealed else ""
    count = "1 frozen version" if verified.versions == 1 else f"{verified.versions} frozen versions"
    click.echo(f"All well: {count}{old}, {verified.files} files.")


def _health(now: datetime) -> Iterator[str]:
    report = health(now)
    if "migration" in report["faults"]:
        applied, head = report["migration"]["applied"], report["migration"]["head"]
        yield f"migration: the database is at {applied}, this release needs {head}: run 'flask --app wsgi db upgrade'"
    if "scheduler" in report["faults"]:
        last = report["scheduler"]["last_tick_at"]
        since = f"since {last}" if last else "ever"
        yield f"scheduler: no tick {since}: start 'flask --app wsgi scheduler'"
    beat = heartbeat() if "held" in report["faults"] else None
    if beat is not None and beat.held is not None:
        yield f"outbox: {why_held(beat.held)}"
    if "outbox" in report["faults"]:
        yield f"outbox: the oldest refused mail has waited {report['outbox']['age_seconds']} seconds"


def _frozen(verified: Verified) -> Iterator[str]:
    """One line for each thing that is wrong; what was sealed with another key is one line together."""
    foreign = [found for found in verified.findings if found.wrong is Wrong.OTHER_KEY]
    for found in verified.findings:
        if found.wrong is not Wrong.OTHER_KEY:
            yield f"report: {_where(found)}: {_SAID[found.wrong]}"
    if foreign:
        count = "1 seal was" if len(foreign) == 1 else f"{len(foreign)} seals were"
        yield (
            f"report: {count} made with another TRACKER_SECRET_KEY and cannot be judged, the first"
            f" {_where(foreign[0])}; this is no sign of tampering: check with the key of that time, or --seal-anew"
        )


def _where(found: Finding) -> str:
    return " ".join([found.plan, str(found.as_of), f"version {found.version}", *filter(None, [found.format])])


COMMANDS = (check,)
