"""`outbox`: who got what, when, which reply the server gave; and settling what needs a person."""

from datetime import datetime
from typing import Any

import click
from flask.cli import AppGroup

from tracker.cli.complaints import in_one_line
from tracker.cli.held import say_if_held
from tracker.clock import utc_now
from tracker.domain.calendar import local_time
from tracker.domain.terms import MessageState
from tracker.models import Message
from tracker.queries.people.organisations import all_organisations
from tracker.queries.plans.by_name import plan_by_slug
from tracker.queries.reminders.decided import Pauses, pauses
from tracker.queries.reminders.outbox import NEEDS_SOMEONE, WAITING, message, message_count, messages
from tracker.services.refusal import Refusal
from tracker.services.reminders.sending import outbox as settling
from tracker.services.reminders.settings.pause import pause, resume

#: So many lines are read by nobody.
_AT_MOST = 1000

outbox = AppGroup("outbox", help="Look at the outbox, and settle what needs a person.")


class MailNumber(click.IntRange):
    """The number of a mail, as the list prints it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; anything else fails with a word on where to find it."""
        try:
            number: int = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(
                f"{value!r} is no mail's number: NUMBER is the first column of `outbox list`", param, ctx
            )
        return number


@outbox.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was sent or withdrawn.")
@in_one_line
def list_messages(everything: bool) -> None:
    """List mails that wait, failed or are uncertain: number, state, date, address, plan, subject, reply."""
    states = tuple(MessageState) if everything else (*WAITING, *NEEDS_SOMEONE)
    found = messages(states, limit=_AT_MOST)
    paused = pauses()
    for each in reversed(found):
        click.echo(_row(each, paused))
    if (older := message_count(states) - len(found)) > 0:
        click.echo(f"{older} older ones are not shown.", err=True)
    if not found:
        click.echo(
            "No mails." if everything else "No mails wait, failed or are uncertain; --all shows the rest.",
            err=True,
        )
    say_if_held()


@outbox.command("retry")
@click.argument("number", type=MailNumber(1, 2**31 - 1))
@in_one_line
def retry(number: int) -> None:
    """Send a failed or uncertain mail again: as the same bytes if it may have arrived, else written anew."""
    try:
        same = settling.send_again(number, now=utc_now())
    except Refusal as refusal:
        raise click.ClickException(_why_not(number)) from refusal
    if same:
        click.echo(f"Mail {number} waits to be sent.")
    else:
        click.echo(f"Mail {number} never arrived: the next tick writes a new one if an answer is still owed.")


@outbox.command("resolve")
@click.argument("number", type=MailNumber(1, 2**31 - 1))
@in_one_line
def resolve(number: int) -> None:
    """Mark a failed or uncertain mail as sent: somebody knows that it arrived."""
    try:
        settling.mark_as_sent(number, by_title=None, now=utc_now())
    except Refusal as refusal:
        raise click.ClickException(_why_not(number)) from refusal
    click.echo(f"Mail {number} is marked as sent.")


def _why_not(number: int) -> str:
    """Why a mail cannot be settled; the pages say it in Swedish."""
    found = message(number)
    if found is None:
        return f"there is no mail {number}: NUMBER is the first column of `outbox list`"
    if found.state in NEEDS_SOMEONE:
        return f"mail {number} was asked for too long ago: ask for new links, or for a new trial"
    return f"mail {number} is {found.state}: only one that is FAILED or UNCERTAIN needs anybody"


@outbox.command("release")
@click.option("--pass-over", is_flag=True, help="What is due now has been sent already: send none of it.")
@in_one_line
def release(pass_over: bool) -> None:
    """Let mails leave again after a guard has held them (the clock, a long silence, a restored database).

    For every municipality at once; on the pages an administrator does it for one.
    """
    try:
        if pass_over:
            passed = settling.pass_over(utc_now())
        else:
            settling.release()
    except Refusal as refusal:
        raise click.ClickException("mails are not held") from refusal
    if pass_over:
        click.echo(f"{passed} mails are passed over; the next steps go on their days.")
    else:
        click.echo("Mails leave again with the next tick.")


@outbox.command("pause")
@click.argument("slug", metavar="[PLAN]", required=False)
@in_one_line
def pause_command(slug: str | None) -> None:
    """Let no mail leave about the plan, or without one about any, until `outbox resume`."""
    for organisation_id, plan_id in _paused(slug):
        pause(organisation_id, plan_id, by_title=None, now=utc_now())
    click.echo(f"Mails about {slug or 'all plans'} are paused.")


@outbox.command("resume")
@click.argument("slug", metavar="[PLAN]", required=False)
@in_one_line
def resume_command(slug: str | None) -> None:
    """Let mails leave again about the plan, or without one about all that are not paused for themselves."""
    named, paused = _paused(slug), pauses()
    if not any(plan in paused.plans if plan else whole in paused.organisations for whole, plan in named):
        click.echo(f"Nothing was paused: mails about {slug or 'all plans'} leave as they did.")
        return
    for organisation_id, plan_id in named:
        resume(organisation_id, plan_id)
    click.echo(f"Mails about {slug or 'all plans'} leave again with the next tick.")


def _paused(slug: str | None) -> list[tuple[int, int | None]]:
    """What the argument names: one plan, or every municipality."""
    if slug is None:
        return [(organisation.id, None) for organisation in all_organisations()]
    plan = plan_by_slug(slug)
    if plan is None:
        raise click.ClickException(f"there is no plan {slug!r}")
    return [(plan.organisation_id, plan.id)]


def _row(mail: Message, paused: Pauses) -> str:
    about = {item.plan.slug: item.plan for item in mail.items}
    parts = [
        str(mail.id),
        mail.state.value,
        str(mail.send_on),
        mail.to_address,
        ",".join(about),
        mail.subject,
    ]
    if mail.state in WAITING and about and all(map(paused.covers, about.values())):
        parts.append("paused")
    if mail.redirected_to:
        parts.append(f"went to {mail.redirected_to}")
    if mail.sent_at:
        parts.append(f"sent {_in_sweden(mail.sent_at)}")
    elif mail.handed_at:
        parts.append(f"handed over {_in_sweden(mail.handed_at)}")
    if mail.server_reply:
        parts.append(f"({mail.server_reply})")
    return "  ".join(parts)


def _in_sweden(moment: datetime) -> str:
    return f"{local_time(moment):%Y-%m-%d %H:%M}"


COMMANDS = (outbox,)
