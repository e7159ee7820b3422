"""`scheduler`, `tick`, `remind` and `outbox`: sending reminders, and looking at what is sent."""

import logging
import re
import sys
from datetime import UTC, date, datetime, time
from itertools import groupby

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask.logging import default_handler

from tracker import jobs
from tracker.cli.complaints import in_one_line
from tracker.clock import today, utc_now
from tracker.domain.calendar import STOCKHOLM
from tracker.domain.reminders import FIRST_HOUR
from tracker.domain.terms import MessageState
from tracker.models import Message
from tracker.queries.reminders.outbox import NEEDS_SOMEONE, WAITING, messages
from tracker.services.reminders import outbox as settling
from tracker.services.reminders.remind import PlannedMail, plan_mails, sending_day_of
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
        raise click.ClickException(f"mails are held until `outbox release`: {done.held}")
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
    on = _day(day) if day else today()
    if sending_day_of(on) is None:
        click.echo(f"No mails on {on}: it is not a working day.", err=True)
        return
    mails = plan_mails(on)
    for planned in mails:
        click.echo(_line(planned))
    if not mails:
        click.echo(f"No mails on {on}: nothing new is due.", err=True)


outbox = AppGroup("outbox", help="Look at the outbox, and settle what needs a person.")


@outbox.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was sent or withdrawn.")
@in_one_line
def list_messages(everything: bool) -> None:
    """List mails that wait, failed or are uncertain: number, state, date, address, subject, reason."""
    states = tuple(MessageState) if everything else (*WAITING, *NEEDS_SOMEONE)
    found = messages(states, limit=1000)
    for message in reversed(found):
        click.echo(_row(message))
    if not found:
        click.echo(
            "No mails." if everything else "No mails wait, failed or are uncertain; --all shows the rest.",
            err=True,
        )


@outbox.command("retry")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@in_one_line
def retry(number: int) -> None:
    """Send a failed or uncertain mail again: as the same bytes if it may have arrived, else written anew."""
    if settling.send_again(number, now=utc_now()):
        click.echo(f"Mail {number} waits to be sent.")
    else:
        click.echo(f"Mail {number} never arrived: the next tick writes a new one if an answer is still owed.")


@outbox.command("resolve")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@in_one_line
def resolve(number: int) -> None:
    """Mark a failed or uncertain mail as sent: somebody knows that it arrived."""
    settling.mark_as_sent(number, now=utc_now())
    click.echo(f"Mail {number} is marked as sent.")


@outbox.command("release")
@in_one_line
def release() -> None:
    """Let mails leave again after the clock guard has held them."""
    settling.release()
    click.echo("Mails leave again with the next tick.")


def _line(planned: PlannedMail) -> str:
    steps = ",".join(dict.fromkeys(row.step.value for row in planned.rows))
    plans = [
        f"{slug} {', '.join(row.row.activity.number for row in rows)}"
        for slug, rows in groupby(planned.rows, key=lambda row: row.follow_up.plan.slug)
    ]
    return f"{planned.day}  {steps}  {planned.user.email}  {'; '.join(plans)}"


def _row(message: Message) -> str:
    parts = [str(message.id), message.state.value, str(message.send_on), message.to_address, message.subject]
    if message.reason:
        parts.append(message.reason)
    if message.server_reply:
        parts.append(f"({message.server_reply})")
    return "  ".join(parts)


def _told(done: Ticked) -> str:
    ended = [f"{count} {state.value.lower()}" for state, count in sorted(done.ended.items())]
    return ", ".join([f"{done.written} written", *ended])


def _day(text: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.ClickException(f"{text!r} is no date such as 2022-09-05.") from error


def _moment(text: str) -> datetime:
    try:
        if not _DAY.fullmatch(text[:10]):
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
        if len(text) == 10:
            moment = datetime.combine(moment, time(FIRST_HOUR.hour))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=STOCKHOLM)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise click.ClickException(f"{text!r} is no moment such as 2022-09-05T07:00.") from error


def _log_to_stderr() -> None:
    # Flask's own handler would write every line a second time.
    logging.getLogger("tracker").removeHandler(default_handler)
    line = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format=line)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


COMMANDS = (scheduler, tick, remind, outbox)
