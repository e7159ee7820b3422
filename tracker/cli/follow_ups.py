"""`follow-up`: open, close and list the follow-ups of a plan."""

from datetime import date, timedelta

import click
from flask.cli import AppGroup

from tracker import clock
from tracker.cli.complaints import in_one_line
from tracker.domain.follow_up_dates import Dates
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, Plan
from tracker.queries.coordination.cockpit import AnswerRate, answer_rates
from tracker.queries.plans.by_name import follow_ups_of, open_follow_up, plan_by_slug
from tracker.queries.plans.frozen import frozen_report
from tracker.services.follow_ups.close_follow_up import close_follow_up
from tracker.services.follow_ups.open_follow_up import AlreadyOpen, Opening
from tracker.services.follow_ups.open_follow_up import open_follow_up as open_it
from tracker.services.form_refusal import FormRefused

_ENGLISH = {
    "as-of-taken": "the plan already has a follow-up with that --as-of",
    "as-of-too-early": "--as-of must be later than the plan's newest follow-up",
    "as-of-too-late": "--as-of is more than a year after the opening: check the year",
    "answer-before-opening": "--answer-by cannot be before the day of opening",
    "answer-too-late": "--answer-by is more than a year after the opening: check the year",
    "meeting-before-answer": "--meeting must be after --answer-by",
    "meeting-too-late": "--meeting is more than a year after --answer-by: check the year",
    "papers-before-answer": "--papers-by cannot be before --answer-by",
    "papers-after-meeting": "--papers-by cannot be after --meeting",
    "bad-diarienummer": "the diarienummer is longer than 60 characters or holds control characters",
}
#: How long before a day to answer that has passed a follow-up is taken to have opened.
_TWO_WEEKS = timedelta(days=14)


class Day(click.ParamType[date]):
    """A day, YYYY-MM-DD."""

    name = "D"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; fails with one line for anything else."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        # fromisoformat also takes 20220909 and week dates; the contract is one form.
        if day is None or day.isoformat() != value:
            # Not fail(): its usage text would make three lines of one.
            raise click.ClickException(
                f"{param.opts[0] if param else value}: {value!r} is no day such as 2022-09-09"
            )
        return day


follow_up = AppGroup("follow-up", help="Follow-ups of a plan: open, close, list. PLAN is a slug.")


@follow_up.command("open")
@click.argument("slug", metavar="PLAN")
@click.option("--as-of", type=Day(), required=True, help="The day the status is about.")
@click.option("--answer-by", type=Day(), required=True, help="The last day to answer.")
@click.option("--meeting", type=Day(), required=True, help="The day the board meets.")
@click.option(
    "--opens",
    type=Day(),
    help="The day owners are first told; today, or two weeks before an --answer-by that has passed.",
)
@click.option(
    "--papers-by", type=Day(), help="Stoppdatum, the day when the papers for the meeting must be in."
)
@click.option("--diarienummer", default="", help="The follow-up's own, such as AMN-2022-00099.")
@in_one_line
def open_command(
    slug: str,
    as_of: date,
    answer_by: date,
    meeting: date,
    opens: date | None,
    papers_by: date | None,
    diarienummer: str,
) -> None:
    """Open a follow-up: its owners are asked from now on."""
    plan = _plan(slug)
    opens = opens or _opening_day(answer_by)
    try:
        dates = Dates(as_of, opens, answer_by, meeting, papers_by=papers_by)
        opened = open_it(plan.id, Opening(dates, diarienummer))
    except AlreadyOpen as already:
        raise click.ClickException(
            f"{slug} already has an open follow-up, as of {already.as_of}: close it first"
        ) from already
    except FormRefused as refused:
        fault = refused.faults[0]
        option = "--" + fault.field.replace("_", "-").replace("-on", "")
        raise click.ClickException(_ENGLISH.get(fault.code, f"{option} lies outside 2000-2100")) from refused
    rate = answer_rates([opened.id]).get(opened.id, AnswerRate(0, 0))
    click.echo(f"Opened {slug} as of {opened.as_of}: {rate.asked} answers are asked for.")


def _opening_day(answer_by: date) -> date:
    """Today; a follow-up that is entered afterwards has opened before its last day to answer."""
    today = clock.today()
    return today if today <= answer_by else answer_by - _TWO_WEEKS


@follow_up.command("close")
@click.argument("slug", metavar="PLAN")
@in_one_line
def close_command(slug: str) -> None:
    """Close the plan's open follow-up and freeze its report."""
    plan = _plan(slug)
    running = open_follow_up(plan.id)
    if running is None:
        raise click.ClickException(f"{slug} has no open follow-up")
    rate = answer_rates([running.id]).get(running.id, AnswerRate(0, 0))
    as_of = running.as_of
    version = close_follow_up(running.id, by=None, now=clock.utc_now())
    missing = rate.asked - rate.answered
    click.echo(f"Closed {slug} as of {as_of}: version {version.number} is frozen, {missing} without answer.")


@follow_up.command("list")
@click.argument("slug", metavar="PLAN")
@in_one_line
def list_command(slug: str) -> None:
    """List the plan's follow-ups, newest first: as of, state, days, answers or frozen version."""
    plan = _plan(slug)
    rows = follow_ups_of(plan.id)
    rates = answer_rates([row.id for row in rows if row.state is FollowUpState.OPEN])
    for row in rows:
        click.echo("  ".join([str(row.as_of), row.state.value, *_days(row), _result(plan, row, rates)]))


def _plan(slug: str) -> Plan:
    plan = plan_by_slug(slug)
    if plan is None:
        raise click.ClickException(f"there is no plan {slug!r}")
    return plan


def _days(row: FollowUp) -> list[str]:
    days = (("opens", row.opens_on), ("answer-by", row.answer_by), ("meeting", row.meeting_on))
    return [f"{name} {day or '-'}" for name, day in days]


def _result(plan: Plan, row: FollowUp, rates: dict[int, AnswerRate]) -> str:
    rate = rates.get(row.id)
    if rate is not None:
        return f"{rate.answered} of {rate.asked} answered"
    frozen = frozen_report(plan.id, row.as_of) if row.frozen else None
    return f"version {frozen.number}" if frozen else "-"


COMMANDS = (follow_up,)
