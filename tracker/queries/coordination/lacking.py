"""What a report still lacks before it is frozen. Nothing of it stops anybody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, select

from tracker.domain.measurement import Period
from tracker.domain.reminders.values import LONGEST_DELAY, missing_period
from tracker.domain.terms import Gender, Measure
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    Board,
    FollowUp,
    KeyFigure,
    KeyFigureComment,
    KeyFigureValue,
    PlanKeyFigure,
    db,
)  # fmt: skip
from tracker.queries.coordination.ready import Marks, is_ready
from tracker.queries.plans.answering_boards import BoardRows, boards_in
from tracker.queries.plans.standing import StandingRow

#: How far back a value may lie that is still the newest: that of a year, with its longest delay.
_VALUES_SINCE = timedelta(days=2 * 366 + LONGEST_DELAY)


@dataclass(frozen=True)
class Lacking:
    """What is missing in a follow-up's report: rows, key figures, and the report's own texts."""

    unanswered: tuple[StandingRow, ...]
    #: Answered, and not marked as ready.
    not_ready: tuple[StandingRow, ...]
    without_comment: tuple[KeyFigure, ...]
    without_value: tuple[tuple[KeyFigure, Period], ...]
    introduction: bool
    summary: bool
    diarienummer: bool
    report_on: bool
    tjansteskrivelse: bool
    #: Boards that add the rows themselves and have not said anything.
    silent_boards: tuple[Board, ...] = ()


def lacking(follow_up: FollowUp, rows: Sequence[StandingRow], marks: Marks, today: date) -> Lacking:
    """What is missing, in the rows' and the figures' order; one query besides the rows."""
    figures = list(_figures(follow_up, today - _VALUES_SINCE))
    return Lacking(
        unanswered=tuple(row for row in rows if row.owed),
        not_ready=tuple(row for row in rows if not row.owed and not is_ready(row, marks)),
        without_comment=tuple(one.figure for one in figures if not one.commented),
        without_value=tuple(
            (one.figure, period) for one in figures if (period := _missing(one, today)) is not None
        ),
        introduction=not follow_up.introduction.strip(),
        summary=not follow_up.summary.strip(),
        diarienummer=not follow_up.diarienummer,
        report_on=follow_up.report_on is None,
        tjansteskrivelse=follow_up.tjansteskrivelse is None,
        silent_boards=tuple(one.board for one in _boards(follow_up, rows) if not one.answered),
    )


def _boards(follow_up: FollowUp, rows: Sequence[StandingRow]) -> list[BoardRows]:
    return boards_in(follow_up, rows) if follow_up.plan.kind.rows_by_boards else []


@dataclass
class _Figure:
    figure: KeyFigure
    commented: bool
    ends: list[date]


def _missing(one: _Figure, today: date) -> Period | None:
    """The newest period whose value is due and not there; nobody expects one of a figure without a rhythm."""
    figure = one.figure
    if figure.rhythm is None or figure.days_after is None:
        return None
    return missing_period(figure.rhythm, figure.days_after, one.ends, today)


def _figures(follow_up: FollowUp, since: date) -> Iterator[_Figure]:
    """The figures that the report shows, whether each has a comment, and the ends of its newest periods."""
    plan = follow_up.plan
    of_plan = select(PlanKeyFigure.key_figure_id).where(PlanKeyFigure.plan_id == plan.id)
    of_activities = (
        select(ActivityKeyFigure.key_figure_id)
        .join(Activity, ActivityKeyFigure.activity_id == Activity.id)
        .where(Activity.plan_id == plan.id, Activity.withdrawn.is_(False))
    )
    comment = and_(
        KeyFigureComment.key_figure_id == KeyFigure.id,
        KeyFigureComment.follow_up_id == follow_up.id,
        KeyFigureComment.board_id == plan.board_id,
        KeyFigureComment.text != "",
    )
    value = and_(
        KeyFigureValue.key_figure_id == KeyFigure.id,
        KeyFigureValue.period_end >= since,
        KeyFigureValue.measure == Measure.OUTCOME,
        KeyFigureValue.gender == Gender.TOTAL,
    )
    query = (
        select(KeyFigure, KeyFigureComment.id, KeyFigureValue.period_end)
        .outerjoin(KeyFigureComment, comment)
        .outerjoin(KeyFigureValue, value)
        .where(KeyFigure.id.in_(of_plan.union(of_activities)))
        .order_by(KeyFigure.id, KeyFigureValue.id)
    )
    found: dict[int, _Figure] = {}
    for figure, comment_id, end in db.session.execute(query):
        one = found.setdefault(figure.id, _Figure(figure, comment_id is not None, []))
        if end is not None:
            one.ends.append(end)
    yield from found.values()
