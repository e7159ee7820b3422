"""`outbox`: who got what, when, which reply the server gave; and settling what needs a person."""

import click
from flask.cli import AppGroup

from tracker.cli.complaints import in_one_line
from tracker.clock import utc_now
from tracker.domain.terms import MessageState
from tracker.models import Message
from tracker.queries.people.organisations import all_organisations
from tracker.queries.plans.by_name import plan_by_slug
from tracker.queries.reminders.outbox import NEEDS_SOMEONE, WAITING, messages
from tracker.services.reminders.sending import outbox as settling
from tracker.services.reminders.settings.pause import pause, resume

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
    settling.mark_as_sent(number, by_title=None, now=utc_now())
    click.echo(f"Mail {number} is marked as sent.")


@outbox.command("release")
@click.option("--pass-over", is_flag=True, help="What is due now has been sent already: send none of it.")
@in_one_line
def release(pass_over: bool) -> None:
    """Let mails leave again after a guard has held them (the clock, a long silence, a restored database)."""
    if pass_over:
        click.echo(f"{settling.pass_over(utc_now())} mails are passed over; the next steps go on their days.")
    else:
        settling.release()
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
    for organisation_id, plan_id in _paused(slug):
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


def _row(message: Message) -> str:
    parts = [str(message.id), message.state.value, str(message.send_on), message.to_address, message.subject]
    if message.redirected_to:
        parts.append(f"went to {message.redirected_to}")
    if message.sent_at:
        parts.append(f"sent {message.sent_at.isoformat(timespec='seconds')}")
    elif message.handed_at:
        parts.append(f"handed over {message.handed_at.isoformat(timespec='seconds')}")
    if message.reason:
        parts.append(message.reason)
    if message.server_reply:
        parts.append(f"({message.server_reply})")
    return "  ".join(parts)


COMMANDS = (outbox,)
