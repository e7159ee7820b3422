"""What a rättelse makes of a frozen report: only what was corrected is different, whatever has happened since."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.demands import Answer, parsed_year
from tracker.domain.terms import SETTLED, Demand
from tracker.models import StatusLabel
from tracker.reports.content import KeyFigureContent, Point, ReportContent, Row
from tracker.reports.means import with_means


@dataclass(frozen=True)
class CorrectedRow:
    """One row of the report as it should have been. `index` is its place in the report, from 0.

    `label_id` None is inte besvarad. `answer` holds the year as typed and the texts.
    """

    index: int
    label_id: int | None
    answer: Answer


@dataclass(frozen=True)
class CorrectedPoint:
    """A key figure's value that was corrected after the freeze."""

    figure: KeyFigureContent
    was: Point
    now: Point


def answered_keys(content: ReportContent) -> frozenset[str]:
    """The columns of the plan's kind that are answered, by key: those of what was decided are not corrected here."""
    return frozenset(column.key for column in content.columns if not column.decided)


def corrected_row(
    row: Row,
    label: StatusLabel,
    answer: Answer,
    years: tuple[int, ...],
    on: date,
    keys: Collection[str] = (),
) -> Row:
    """The row with this status, year and texts; `years` are those that were given before.

    `keys` are the columns that are answered.

    What the status never wants is left out. A year that is given anew is no longer uncertain.
    """
    pending = label.meaning not in SETTLED
    year = parsed_year(answer.target_year) if label.horizon is not Demand.NEVER else None
    ongoing = answer.ongoing and label.horizon is not Demand.NEVER
    same_horizon = (year, ongoing) == (row.target_year, row.ongoing)
    earlier = row.earlier_years if same_horizon else years if pending else ()
    before = row.previous_target_year if same_horizon else (earlier[-1] if earlier else None)
    return replace(
        row,
        meaning=label.meaning,
        label=label.label,
        target_year=year,
        ongoing=ongoing,
        previous_target_year=before,
        earlier_years=earlier,
        year_uncertain=row.year_uncertain and same_horizon,
        comment_heading=label.comment_heading,
        comment=answer.comment,
        cause=answer.cause,
        remaining_work=answer.remaining_work,
        field_values=_with_fields(row, answer, keys),
        last_said=None,
        nothing_new=False,
        corrected_on=on,
    )


def _with_fields(row: Row, answer: Answer, keys: Collection[str]) -> dict[str, str]:
    decided = {key: text for key, text in row.field_values.items() if key not in keys}
    return decided | {key: text for key, text in answer.fields.items() if key in keys and text.strip()}


def says_the_same(row: Row, label: StatusLabel | None, answer: Answer, keys: Collection[str] = ()) -> bool:
    """Whether the row already says this; what the status never wants is not compared."""
    if label is None or row.label is None:
        return label is None and row.label is None
    said = replace(
        answer,
        target_year=answer.target_year.strip(),
        fields={key: text for key, text in answer.fields.items() if text.strip()},
    )
    if label.horizon is Demand.NEVER:
        said = replace(said, target_year="", ongoing=False)
    return row.label == label.label and said == answer_of(row, label, keys)


def answer_of(row: Row, label: StatusLabel, keys: Collection[str] = ()) -> Answer:
    """The row's year and texts as a form shows them under that status."""
    wanted = label.horizon is not Demand.NEVER
    return Answer(
        target_year=str(row.target_year or "") if wanted else "",
        ongoing=row.ongoing and wanted,
        comment=row.comment,
        cause=row.cause,
        remaining_work=row.remaining_work,
        fields={key: text for key, text in row.field_values.items() if key in keys},
    )


def corrected_points(
    content: ReportContent, live: Mapping[str, KeyFigureContent]
) -> tuple[CorrectedPoint, ...]:
    """Which of the values that the report prints are others by now; newer periods are the next report's."""
    figures = {figure.slug: figure for figure in _figures(content)}
    return tuple(
        CorrectedPoint(figure, point, now)
        for figure in figures.values()
        if figure.slug in live
        for point, now in zip(figure.points, _points(figure, figure.points, live[figure.slug]), strict=True)
        if point.value != now.value
    )


def with_points(content: ReportContent, live: Mapping[str, KeyFigureContent]) -> ReportContent:
    """The content with the values as they are by now, of the periods that it prints."""
    return replace(
        content,
        key_figures=_renewed(content.key_figures, live),
        rows=tuple(replace(row, key_figures=_renewed(row.key_figures, live)) for row in content.rows),
    )


def with_comments(content: ReportContent, comments: Mapping[str, str]) -> ReportContent:
    """The content with other comments on its key figures, by slug; one that is not named stays."""

    def told(figure: KeyFigureContent) -> KeyFigureContent:
        text = comments.get(figure.slug, figure.trend)
        return replace(figure, trend=text if text.strip() else "")

    return replace(
        content,
        key_figures=tuple(told(figure) for figure in content.key_figures),
        rows=tuple(
            replace(row, key_figures=tuple(told(figure) for figure in row.key_figures))
            for row in content.rows
        ),
    )


def _figures(content: ReportContent) -> Iterable[KeyFigureContent]:
    yield from content.key_figures
    for row in content.rows:
        yield from row.key_figures


def _renewed(
    figures: tuple[KeyFigureContent, ...], live: Mapping[str, KeyFigureContent]
) -> tuple[KeyFigureContent, ...]:
    return tuple(
        replace(
            figure,
            points=_points(figure, figure.points, live[figure.slug]),
            monthly=_points(figure, figure.monthly, live[figure.slug], told=True),
        )
        if figure.slug in live
        else figure
        for figure in figures
    )


def _points(
    figure: KeyFigureContent, points: tuple[Point, ...], live: KeyFigureContent, *, told: bool = False
) -> tuple[Point, ...]:
    # A second place may have come since, and only then are the places named.
    named = any(point.series for point in (*figure.points, *figure.monthly))
    now_told = replace(live, points=live.told, mean_months=None, monthly=())
    # Whether means are shown may have been changed since; a rättelse shows what the report showed.
    means = figure.mean_months if not told else None
    alike = with_means(now_told, means) if means else now_told
    known = {_identity(point, named): point for point in reversed(alike.points)}
    return tuple(
        replace(point, value=now.value, source=now.source)
        if (now := known.get(_identity(point, named))) is not None and now.value != point.value
        else point
        for point in points
    )


def _identity(point: Point, named: bool) -> tuple[object, ...]:
    place = point.series if named else ""
    return place, point.period_start, point.period_end, point.measure, point.gender
