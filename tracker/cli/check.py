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
from tracker.services.reports.sealing.anchor import FILE
from tracker.services.reports.sealing.anchor_anew import anchor_anew as anchor_as_it_stands
from tracker.services.reports.sealing.finding import LOSSES, AnchorFault, Wrong
from tracker.services.reports.sealing.follow import begin_anchor, follow
from tracker.services.reports.sealing.seal_anew import seal_anew as seal_with_this_key
from tracker.services.reports.sealing.take_over import TakenOver
from tracker.services.reports.sealing.verify_frozen import Verified, verify_frozen

_SAID = {
    Wrong.CONTENT_CHANGED: "the stored content is not the one that was frozen: its SHA-256 differs",
    Wrong.FILE_CHANGED: "the stored file is not the one that was frozen: its SHA-256 differs",
    Wrong.FILE_MISSING: "the file that was frozen is not there any more",
    Wrong.VERSION_MISSING: "the frozen version is not there any more",
    Wrong.VERSION_LOST: "the frozen version is not there any more",
    Wrong.SEAL_BROKEN: "the SHA-256 fits, but the seal does not: both the report and its hash were changed",
    Wrong.UNSEALED: "the seal is missing: it was taken away, or the report was put in from elsewhere",
    Wrong.HEAD_BROKEN: "its state, its versions or the board's decision are not as they were sealed",
    Wrong.HEAD_UNSEALED: "the seal of its state and of the board's decision is missing",
    Wrong.SET_BACK: f"{FILE} knows of something later: a decision or a version was taken back",
    Wrong.DIFFERS: f"it is not the one that {FILE} knows",
    Wrong.GONE: "the follow-up with this version is not there any more",
    Wrong.UNREADABLE: "it holds something that cannot be read",
}
_ANCHOR_SAID = {
    AnchorFault.MISSING: (
        f"{FILE} is missing in TRACKER_DATA_DIR: whether reports were taken away cannot be known; put it back, or,"
        " when the folder is new, --anchor-anew; after an upgrade from a release without seals, --seal-anew"
    ),
    AnchorFault.BROKEN: f"{FILE} is not what was written: put it back from a backup, or --anchor-anew",
    AnchorFault.OTHER_KEY: f"{FILE} was made with another TRACKER_SECRET_KEY: --seal-anew",
}
_OLDER = (
    f"what {FILE} knows is not there: it was taken away, or an older backup or another database stands here; if that"
    " is as it should be, --anchor-anew"
)


@click.command("check")
@click.option(
    "--frozen-only", is_flag=True, help="Only the frozen reports; without the scheduler and the mails."
)
@click.option(
    "--seal-anew",
    is_flag=True,
    help="First seal with the key of now what another key sealed, or none: a line for each. Only when you know why.",
)
@click.option(
    "--anchor-anew",
    is_flag=True,
    help=f"First make {FILE} anew of what the database holds: after a restored backup, or in a new folder.",
)
@with_appcontext
@in_one_line
def check(frozen_only: bool, seal_anew: bool, anchor_anew: bool) -> None:
    """Check database, migration, scheduler, outbox and every frozen report; exit 1 when something is wrong.

    Each fault is a line on stderr. A tampered report is named with plan, follow-up, version and format.
    """
    if anchor_anew:
        _tell("Anchored anew", anchor_as_it_stands())
    if seal_anew:
        _tell("Sealed anew", seal_with_this_key())
    faults = [] if frozen_only else list(_health(utc_now()))
    verified = verify_frozen() if not any(fault.startswith("migration") for fault in faults) else None
    if verified is not None:
        faults += _frozen(verified)
        # What a process that was stopped has not written down, or another machine has sealed.
        if verified.anchor is None:
            begin_anchor()
            follow()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    assert verified is not None
    old = f", {verified.unsealed} of them older than seals" if verified.unsealed else ""
    count = "1 frozen version" if verified.versions == 1 else f"{verified.versions} frozen versions"
    click.echo(f"All well: {count}{old}, {verified.files} files.")


def _tell(what: str, over: TakenOver) -> None:
    """A line for each that was taken over or refused, and how many."""
    for line in over.taken:
        click.echo(f"{what}: {line}")
    for line in over.refused:
        click.echo(f"not {what.lower()}: {line}", err=True)
    click.echo(f"{what}: {len(over.taken)}.")


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
    """One line for each thing that is wrong; what another key sealed is one line together."""
    foreign = [found for found in verified.findings if found.wrong is Wrong.OTHER_KEY]
    for found in verified.findings:
        if found.wrong is not Wrong.OTHER_KEY:
            yield f"report: {found.where}: {_SAID[found.wrong]}"
    if foreign:
        count = "1 seal bears" if len(foreign) == 1 else f"{len(foreign)} seals bear"
        yield (
            f"report: {count} the mark of another key and cannot be judged, the first {foreign[0].where}:"
            " TRACKER_SECRET_KEY was changed, or somebody else made them; check with the key of that time,"
            " or --seal-anew, which lists them"
        )
    if any(found.wrong in LOSSES for found in verified.findings):
        yield f"anchor: {_OLDER}"
    if verified.anchor is not None and not (foreign and verified.anchor is AnchorFault.OTHER_KEY):
        yield f"anchor: {_ANCHOR_SAID[verified.anchor]}"


COMMANDS = (check,)
