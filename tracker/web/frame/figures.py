"""A key figure as a page shows it: in words, as a table, and drawn once for each width."""

from dataclasses import dataclass

from flask import current_app
from markupsafe import Markup

from tracker.config import Settings
from tracker.domain.goal import Measured
from tracker.domain.terms import Gender, Measure
from tracker.reports import charts, figures
from tracker.reports.content import KeyFigureContent, Point
from tracker.reports.figures import ValueTable
from tracker.reports.words import caption_text

#: Pixels: a screen of 320, half a column, a column beside text, and a page.
NARROW, HALF, BESIDE, WHOLE = 288, 320, 376, 720


@dataclass(frozen=True)
class FigureView:
    """What the templates print of a key figure. The diagrams are None below three values.

    `source` is a sentence, "" when it is not known.
    """

    slug: str
    name: str
    caption: str
    source: str
    table: ValueTable | None
    narrow: Markup | None
    wide: Markup | None
    #: What the columns of the own municipality begin with, beside those of others; "" when there are none.
    own: str = ""

    def is_own(self, heading: str) -> bool:
        """Whether the column is of the own municipality."""
        return self.own != "" and (heading == self.own or heading.startswith(f"{self.own},"))


def figure_view(figure: KeyFigureContent, width: int = BESIDE) -> FigureView:
    """The figure for a page; `width` is that of its wide drawing, in pixels."""
    return FigureView(
        slug=figure.slug,
        name=figure.name,
        caption=caption_text(figure),
        source=figures.source_line(figure),
        table=figures.value_table(figure),
        narrow=drawing(figure, NARROW),
        wide=drawing(figure, width),
        own=figure.own_place,
    )


def drawing(figure: KeyFigureContent, width: int) -> Markup | None:
    """The figure's diagram of that width in pixels, kept in the folder of charts; None below three values."""
    drawn = charts.svg(figure, width, store=_store())
    # Drawn and escaped by reports/charts, which puts texts in as text.
    return Markup(drawn) if drawn else None


def _store() -> charts.ChartStore:
    found = current_app.extensions.get("chart_store")
    if found is None:
        settings: Settings = current_app.config["SETTINGS"]
        found = charts.ChartStore(settings.data_dir / "charts")
        current_app.extensions["chart_store"] = found
    assert isinstance(found, charts.ChartStore)
    return found


def outcomes(figure: KeyFigureContent, place: str) -> list[Measured]:
    """The known outcomes of the place for all genders together, oldest first."""
    return [
        measured
        for point in figure.outcomes
        if point.gender is Gender.TOTAL
        and point.series in ("", place)
        and (measured := _measured(figure, point)) is not None
    ]


def target(figure: KeyFigureContent, place: str) -> Measured | None:
    """The newest target of the place, or None."""
    found = [
        measured
        for point in figure.points
        if point.measure is Measure.TARGET
        and point.series in ("", place)
        and (measured := _measured(figure, point)) is not None
    ]
    return found[-1] if found else None


def _measured(figure: KeyFigureContent, point: Point) -> Measured | None:
    if point.value is None:
        return None
    text = figures.number_text(figure, point.value)
    return Measured(point.value, text, point.label, point.period_end, point.period_start)
