"""What templates may call: Swedish numbers and dates, and text as it was typed."""

from datetime import date, datetime

from flask import Flask
from markupsafe import Markup

from tracker.domain.calendar import local_time
from tracker.domain.field_values import is_day
from tracker.domain.plan_rhythm import of_occasion
from tracker.domain.swedish import words as swedish
from tracker.domain.text import spaced
from tracker.models import Plan
from tracker.reports.html import breakable, together


def local_datetime(moment: datetime) -> str:
    """A moment on a clock in Sweden: "1 september 2022 kl. 14.05"."""
    local = local_time(moment)
    return f"{swedish.long_date(local.date())} kl. {local:%H.%M}"


def paragraphs(text: str) -> Markup:
    """Typed text as paragraphs: blank lines divide them, single line breaks are kept, markup is escaped."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(together(line) for line in block))
        for block in blocks
        if block
    )


def mail_address(address: str) -> Markup:
    """An e-mail address that may be broken before its @ on a narrow screen."""
    return Markup("<wbr>@").join(address.split("@"))


def occasion_of(as_of: date, plan: Plan) -> str:
    """What stands after "Uppföljning" in a heading: "av tertial 1 2021", or "per mars 2022"."""
    return of_occasion(plan.rhythm, as_of)


def init_filters(app: Flask) -> None:
    """Adds the filters to the app's templates."""
    app.jinja_env.filters.update(
        long_date=swedish.long_date,
        day_and_month=swedish.day_and_month,
        weekday_date=swedish.weekday_date,
        month_year=swedish.month_year,
        occasion_of=occasion_of,
        decimal_comma=swedish.decimal_comma,
        number_word=swedish.number_word,
        capitalised=swedish.capitalised,
        counted=swedish.counted,
        joined=swedish.joined,
        local_datetime=local_datetime,
        mail_address=mail_address,
        paragraphs=paragraphs,
        breakable=breakable,
        spaced=spaced,
    )
    app.jinja_env.tests["day"] = is_day
