"""The report as HTML: the sections that pages include, and a whole file of its own."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tracker.domain.swedish.breaks import at_slashes
from tracker.domain.swedish.words import MONTHS
from tracker.domain.terms import Meaning
from tracker.reports import change_words, charts, layout, words
from tracker.reports.blocks import Block, blocks
from tracker.reports.content import KeyFigureContent, ReportContent
from tracker.reports.figure_groups import figure_groups
from tracker.reports.figure_tables import FIGURE_HEADING, FigureTable
from tracker.reports.figure_words import figure_trend
from tracker.reports.figures import NO_VALUES, SOURCE, ValueTable, source_below
from tracker.reports.hyphens import hyphenated
from tracker.reports.printed_values import printed_table

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
#: Pixels of the wide drawing; the narrow one is for a screen of 320, and of the small ones two stand side by side.
WIDE, SMALL = 600, 280

#: "§ 41" and "per mars 2022".
_TOGETHER = re.compile(rf"§ (?=\d)|\b(?:per )?(?:{'|'.join(MONTHS)}) (?=\d{{4}}\b)")
#: "AMN-2022-00099", "KS 2022/123", "2022-00099".
_DIARIENUMMER = re.compile(r"(\b(?:[A-ZÅÄÖ]{2,6}[- ])?(?:19|20)\d\d[-/:]\d{3,6}\b)")

Draw = Callable[[KeyFigureContent, int], str | None]


@dataclass(frozen=True)
class ShownFigure:
    """A figure as the report's last section prints it; without a diagram the drawings are None.

    Under a heading it has a `small` drawing, and its values stand in the group's table.
    """

    number: int
    heading: str
    caption: str
    trend: tuple[Block, ...]
    narrow: Markup | None
    wide: Markup | None
    table: ValueTable | None
    missing: str
    source: str
    source_heading: str = SOURCE
    small: Markup | None = None


@dataclass(frozen=True)
class ShownGroup:
    """Figures under a heading with their table, or a single one without a heading."""

    heading: str
    figures: tuple[ShownFigure, ...]
    table: FigureTable | None
    source: str
    missing: str = NO_VALUES
    figure_heading: str = FIGURE_HEADING

    @property
    def drawn(self) -> list[ShownFigure]:
        """The figures that have a diagram."""
        return [figure for figure in self.figures if figure.small]


def body_context(content: ReportContent, draw: Draw = charts.svg) -> dict[str, Any]:
    """What templates/report/_body.html reads; `draw` gives a figure's <svg> of a width, or None."""
    return {
        "content": content,
        "words": words,
        "change_words": change_words,
        "figure_groups": shown_groups(content, draw),
        "breakable": breakable,
        "layout": layout,
    }


def shown_groups(content: ReportContent, draw: Draw = charts.svg) -> list[ShownGroup]:
    """The figures as the report's last section and the plan's page print them."""
    numbers = count(1)
    return [
        ShownGroup(
            group.heading,
            tuple(_shown(captioned, next(numbers), draw) for captioned in group.figures),
            group.table if group.heading else None,
            group.source,
        )
        for group in figure_groups(content)
    ]


def breakable(text: str) -> Markup:
    """A text with long words: `together`, and a line may end after a slash and, with a hyphen, inside a long word."""
    return _pieced(text, lambda piece: Markup("<wbr>").join(at_slashes(hyphenated(piece))))


def together(text: str) -> Markup:
    """A text whose lines end neither between "§" and its number nor inside a diarienummer."""
    return _pieced(text, escape)


def _pieced(text: str, shown: Callable[[str], Markup]) -> Markup:
    pieces = _DIARIENUMMER.split(_TOGETHER.sub(lambda found: found[0].replace(" ", "\u00a0"), text))
    # Every second piece is a diarienummer.
    return Markup().join(
        Markup('<span class="whole">{}</span>').format(piece) if number % 2 else shown(piece)
        for number, piece in enumerate(pieces)
    )


def _shown(captioned: words.Captioned, number: int, draw: Draw) -> ShownFigure:
    figure = captioned.figure
    table = printed_table(figure)
    if figure.heading:
        narrow, wide, small = None, None, draw(figure, SMALL)
    else:
        narrow, wide, small = draw(figure, charts.PAGE_WIDTH), draw(figure, WIDE), None
    return ShownFigure(
        number=number,
        heading=captioned.heading,
        caption=captioned.caption,
        trend=blocks(figure_trend(figure)),
        # Drawn by reports/charts, which puts every text in as text.
        narrow=Markup(narrow) if narrow else None,
        wide=Markup(wide) if wide else None,
        small=Markup(small) if small else None,
        table=table,
        missing=NO_VALUES,
        source=source_below(figure, table),
    )


def report_html(content: ReportContent, draw: Draw = charts.svg) -> str:
    """The report as one HTML file that needs nothing else; the same text for the same content."""
    return _environment().get_template("report/file.html").render(body_context(content, draw))


def shape_svg(meaning: Meaning | None) -> str:
    """The shape of a status as the pages draw it, in the colour of the text around it."""
    module: Any = _environment().get_template("macros/status.html").module
    return str(module.status_shape(meaning))


def arrow_svg() -> str:
    """The arrow from what was to what is."""
    module: Any = _environment().get_template("macros/status.html").module
    return str(module.arrow())


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
