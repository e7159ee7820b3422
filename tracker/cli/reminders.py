"""`scheduler`, `tick` and `remind`: sending reminders, and looking at what would be sent."""

import logging
import re
import sys
from datetime import UTC, date, datetime, time
from itertools import groupby

import click
from flask import current_app
from flask.cli import with_appcontext
from flask.logging import default_handler

from tracker import jobs
from tracker.cli.complaints import in_one_line
from tracker.cli.held import say_if_held, why_held
from tracker.clock import today, utc_now
from tracker.domain.calendar import STOCKHOLM
from tracker.domain.follow_up_dates import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.reminders.rules import FIRST_HOUR
from tracker.domain.terms import MatterKind
from tracker.queries.reminders.decided import pauses
from tracker.services.reminders.due.matter import BoardMatter, DeliveryMatter, Matter, ValueMatter
from tracker.services.reminders.due.survey import PlannedMail, PlannedRow, plan_mails, sending_day_of
from tracker.services.reminders.tick import Ticked, work
from tracker.services.reminders.tick import tick as tick_now

# fromisoformat also takes 20220905 and week dates; the contract is one form.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@click.command("scheduler")
@with_appcontext
def scheduler() -> None:
    """Tick every minute until stopped (SIGTERM or Ctrl-C)."""
    _log_to_stderr()
    jobs.run_scheduler(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("tick")
@click.option("--now", "moment", metavar="ISO", help="Pretend it is this moment; only with file: mail.")
@with_appcontext
@in_one_line
def tick(moment: str | None) -> None:
    """Send what is due now. Safe to run at any time, any number of times.

    With --now (such as 2022-09-05T07:00, Swedish time unless it says otherwise; a date alone means 07:00) no
    heartbeat is written and the clock guard does not judge.
    """
    if moment is not None and not current_app.config["SETTINGS"].mail_url.startswith("file:"):
        raise click.ClickException("--now works only when TRACKER_MAIL_URL is a file: address.")
    _log_to_stderr()
    done = tick_now(utc_now()) if moment is None else work(_moment(moment))
    if done.held:
        raise click.ClickException(why_held(done.held))
    click.echo(_told(done))


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Print what would be sent; sends and writes nothing.")
@click.option("--date", "day", metavar="D", help="The day to look at, YYYY-MM-DD; today when left out.")
@with_appcontext
@in_one_line
def remind(dry_run: bool, day: str | None) -> None:
    """Print the mails that would be sent on a day: date, step, address, activities."""
    if not dry_run:
        raise click.ClickException("only `tick` sends; `remind --dry-run` prints what it would send.")
    on = today() if day is None else _day(day)
    say_if_held()
    if sending_day_of(on) is None:
        click.echo(f"No mails on {on}: it is not a working day.", err=True)
        return
    mails = plan_mails(on)
    for planned in mails:
        click.echo(_line(planned))
    if not mails:
        click.echo(f"No mails on {on}: nothing new is due{_what_is_paused()}.", err=True)


def _what_is_paused() -> str:
    stopped = pauses()
    count = len(stopped.organisations) + len(stopped.plans)
    held = "1 pause holds" if count == 1 else f"{count} pauses hold"
    return f", and {held} mails back" if count else ""


def _line(planned: PlannedMail) -> str:
    steps = ",".join(dict.fromkeys(_step(row) for row in planned.rows))
    plans = [
        f"{slug} {', '.join(dict.fromkeys(_about(row.matter) for row in rows))}"
        for slug, rows in groupby(planned.rows, key=lambda row: row.matter.plan.slug)
    ]
    instead = f"  (test mode: goes to {planned.redirected_to})" if planned.redirected_to else ""
    return f"{planned.day}  {steps}  {planned.user.email}  {'; '.join(plans)}{instead}"


def _step(row: PlannedRow) -> str:
    """The step; of anything but an answer, after what kind of thing it is: REVIEW:DUE."""
    matter, code = row.matter, row.occasion.step.code
    return code if matter.kind is MatterKind.ANSWER else f"{matter.kind}:{code}"


def _about(matter: Matter) -> str:
    """The activity's number, or what else it is about."""
    if isinstance(matter, ValueMatter):
        return f"{matter.figure.slug} {matter.period.end}"
    if isinstance(matter, DeliveryMatter):
        return f"mail {matter.message.id}"
    if isinstance(matter, BoardMatter):
        return matter.board.slug
    return matter.responsibility.activity.number if matter.responsibility else matter.identity


def _told(done: Ticked) -> str:
    ended = [f"{count} {state.value.lower()}" for state, count in sorted(done.ended.items())]
    return ", ".join([f"{done.written} written", *ended])


def _day(text: str) -> date:
    try:
        return _in_our_time(date.fromisoformat(text) if _DAY.fullmatch(text) else None, text)
    except ValueError as error:
        raise click.ClickException(f"{text!r} is no date such as 2022-09-05.") from error


def _moment(text: str) -> datetime:
    try:
        if not _DAY.fullmatch(text[:10]):
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
        _in_our_time(moment.date(), text)
        if len(text) == 10:
            moment = datetime.combine(moment, time(FIRST_HOUR.hour))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=STOCKHOLM)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise click.ClickException(f"{text!r} is no moment such as 2022-09-05T07:00.") from error


def _in_our_time(day: date | None, text: str) -> date:
    """The day, when it is one that a follow-up may have; else ValueError."""
    if day is None or not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValueError(text)
    return day


def _log_to_stderr() -> None:
    # Flask's own handler would write every line a second time.
    logging.getLogger("tracker").removeHandler(default_handler)
    line = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format=line)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


COMMANDS = (scheduler, tick, remind)
