"""The report as plain tables: what Excel, CSV and JSON hold, in the words of the other formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.domain.exchange.columns import PAPER_ORDER, YES, Beside, Column, HeadLabel
from tracker.domain.exchange.value_columns import GENDERS, MEASURES, ValueColumn
from tracker.domain.measurement import rounded
from tracker.domain.terms import Measure
from tracker.reports import words
from tracker.reports.change_words import KINDS
from tracker.reports.content import KeyFigureContent, Point, ReportContent, Row
from tracker.reports.figure_groups import figure_groups
from tracker.reports.figure_tables import FigureRow, figure_table
from tracker.reports.figure_words import figure_trend
from tracker.reports.figures import sources
from tracker.reports.layout import (
    BOARD_HEADING,
    Holds,
    TableColumn,
    table_columns,
    text_of,
    told_in_table,
)

#: A text, a whole number, a measured value, a day, or nothing.
Cell = str | int | Decimal | date | None

HEAD, ROWS, CHANGES, INDICATORS, VALUES, TRENDS, LEGEND = (
    "Uppföljning",
    "Aktiviteter",
    "Ändrat",
    "Indikatorer och mått",
    "Nyckeltal",
    "Trender",
    "Statusord",
)


@dataclass(frozen=True)
class Table:
    """A named table. Without headings it holds pairs: what something is called, and what it is."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    #: How many of the columns are printed, when they stand first as they are; 0: the usual ones, see on_paper_first.
    printed: int = 0


def tables(content: ReportContent) -> tuple[Table, ...]:
    """All tables of the report in the order of its chapters; those without rows are left out, but not the rows'."""
    found = (
        head(content),
        rows(content),
        changes(content),
        indicators(content),
        values(content),
        trends(content),
        legend(content),
    )
    return tuple(table for table in found if table.rows or table.name == ROWS)


def head(content: ReportContent) -> Table:
    """The head of the report and what it sums up; what is not known is an empty cell."""
    facts: list[tuple[Cell, ...]] = [("Rapport", words.heading(content))]
    for label in HeadLabel:
        facts.append((label.value, getattr(content, label.name)))
    facts += [("Version", content.version or words.DRAFT), ("Handläggare", content.handler_title)]
    if content.reason:
        facts.append((words.REASON, content.reason))
    if content.sentence:
        facts.append(("Läget", content.sentence))
    facts += [(words.group_label(content, group), group.count) for group in content.groups]
    facts.append(("Tabellen", content.rows_note))
    return Table(HEAD, (), tuple(facts))


#: The column of focus areas, which the printed tables have as their headings.
_AREA = "area"
#: Years, which no kind without statuses asks for.
_OF_STATUSES = (Column.TARGET, Column.EARLIER, Column.UNCERTAIN)
#: The columns that a printed table may have of the usual ones.
_HELD = {
    Column.NUMBER: Holds.NUMBER, Column.SHORT_TEXT: Holds.TEXT, Column.STATUS: Holds.STATUS,
    Column.TARGET: Holds.TARGET, Column.COMMENT: Holds.COMMENT,
}  # fmt: skip
#: Beside what can be read in again: what a person wants to see in the same place.
_FURTHER = ("Ansvarig", "Kommentarens rubrik", "Anmärkning", "Ändrad från")


def row_headings(content: ReportContent) -> tuple[str, ...]:
    """The headings of the rows' table: the plan kind's own words for four of them, the usual ones for the rest."""
    own = {
        Column.NUMBER: content.words.number_heading,
        Column.SHORT_TEXT: content.words.text_heading,
        Column.STATUS: content.words.status_heading,
        Column.TARGET: content.words.target_heading,
    }
    if told_in_table(content):
        return (*(cell.heading for cell in _told_columns(content)), *_FURTHER, words.KEY_FIGURES)
    return (*(own.get(column, column.value) for column in Column), *_FURTHER, words.KEY_FIGURES)


@dataclass(frozen=True)
class _Told:
    """A column of a kind that tells everything in its table."""

    heading: str
    column: TableColumn | Column | str


def _told_columns(content: ReportContent) -> list[_Told]:
    """The focus area, the table as it is printed, and then what it leaves out: together all that can be read in."""
    printed = table_columns(content)
    names, areas = content.words, any(row.focus_area for row in content.rows)
    found = [_Told(names.focus_heading or Beside.AREA.value, _AREA)] if names.focus_heading or areas else []
    found += [_Told(column.heading, column) for column in printed]
    held = {column.holds for column in printed} | {column.key for column in printed}
    found += [
        _Told(column.value, column)
        for column in Column
        if _HELD.get(column) not in held and (content.counted or column not in _OF_STATUSES)
    ]
    if content.shared and Holds.BOARD not in held:
        found.append(_Told(BOARD_HEADING, TableColumn(Holds.BOARD, BOARD_HEADING)))
    found += [
        _Told(column.heading, TableColumn(Holds.FIELD, column.heading, column.key, decided=column.decided))
        for column in content.columns
        if column.key not in held
    ]
    return found


def _printed(content: ReportContent) -> int:
    """How many columns a person reads on paper: the focus area, and the table as the other formats print it."""
    first = _told_columns(content)[0]
    return len(table_columns(content)) + (first.column == _AREA)


def _told_row(content: ReportContent, row: Row) -> tuple[Cell, ...]:
    plain = dict(zip(Column, _row(row), strict=False))
    cells: list[Cell] = []
    for each in _told_columns(content):
        match each.column:
            case TableColumn(holds=Holds.STATUS):
                cells.append(words.status_label(row))
            case TableColumn(holds=Holds.TARGET):
                cells.append(words.horizon(row))
            case TableColumn() as column:
                cells.append(text_of(content, row, column))
            case Column() as own:
                cells.append(plain[own])
            case _:
                cells.append(row.focus_area)
    return (*cells, *_row(row)[len(Column) :])


def on_paper_first(table: Table) -> Table:
    """The table of rows with the columns that are printed before the others; any other table as it is."""
    if table.name != ROWS or table.printed:
        return table
    own = [list(Column).index(column) for column in PAPER_ORDER]
    order = [*own, *range(len(own), len(table.headings))]
    return Table(
        table.name,
        tuple(table.headings[place] for place in order),
        tuple(tuple(line[place] for place in order) for line in table.rows),
    )


def rows(content: ReportContent) -> Table:
    """Every row with all its texts as they were written."""
    told = told_in_table(content)
    found = tuple(_told_row(content, row) if told else _row(row) for row in content.rows)
    return Table(ROWS, row_headings(content), found, _printed(content) if told else 0)


def _row(row: Row) -> tuple[Cell, ...]:
    notes = (words.last_known(row), words.standing_note(row))
    return (
        row.number,
        row.parent or "",
        row.short_text,
        row.full_text,
        words.status_label(row),
        words.horizon(row),
        ", ".join(str(year) for year in row.year_steps),
        YES if row.year_uncertain else "",
        row.comment,
        row.cause,
        row.remaining_work,
        row.owner_title or "",
        row.comment_heading if row.comment else "",
        " ".join(note for note in notes if note),
        row.changed_from or "",
        "\n".join(words.figure_line(figure) for figure in row.key_figures),
    )


def changes(content: ReportContent) -> Table:
    """What is different since the follow-up before, one line each."""
    lines = content.changes.lines if content.changes else ()
    headings = ("Slag", "Nr", "Gäller", "Ändring", "Förut", "Nu")
    return Table(
        CHANGES,
        headings,
        tuple(
            (KINDS[line.kind], line.number, line.text, line.sentence, line.old, line.new) for line in lines
        ),
    )


def indicators(content: ReportContent) -> Table:
    """The figures that stand under a heading, with a column per period; what is not known is an empty cell."""
    groups = [group for group in figure_groups(content) if group.heading]
    shown = figure_table((one.figure for group in groups for one in group.figures), most=None)
    headings = (
        "Rubrik",
        "Målområde",
        "Nyckeltal",
        "Plats",
        "Kön",
        "Enhet",
        *(shown.headings if shown else ()),
    )
    return Table(INDICATORS, headings, tuple(_indicator(row) for row in shown.rows) if shown else ())


def _indicator(row: FigureRow) -> tuple[Cell, ...]:
    figure = row.figure
    told = [None if point is None else _rounded(figure, point) for point in row.points]
    return (figure.heading, figure.focus_area, row.name, row.series, row.gender, figure.unit, *told)


def values(content: ReportContent) -> Table:
    """Every value of every key figure on a line of its own; a missing value is an empty cell, never 0."""
    lines = [line for captioned in words.figures(content) for line in _values(captioned.figure)]
    return Table(VALUES, tuple(column.value for column in ValueColumn), tuple(lines))


def _values(figure: KeyFigureContent) -> Iterator[tuple[Cell, ...]]:
    # A mean says that it is one, and the month's own value stands beside it.
    means = {id(point) for point in figure.points if figure.mean_months and point.measure is Measure.OUTCOME}
    for point in (*figure.points, *figure.monthly):
        measure = MEASURES[point.measure] + (f", {figure.aggregation}" if id(point) in means else "")
        yield (
            figure.name, point.printed or point.label, point.period_start, point.period_end, measure,
            GENDERS[point.gender], point.series, _rounded(figure, point), figure.unit,
            point.source or figure.source,
        )  # fmt: skip


def _rounded(figure: KeyFigureContent, point: Point) -> Decimal | None:
    """The value as the other formats print it: with at most the figure's decimals."""
    return None if point.value is None else rounded(point.value, figure.decimals)


def trends(content: ReportContent) -> Table:
    """What every key figure says in words, under its caption."""
    return Table(
        TRENDS,
        ("Diagram eller nyckeltal", "Utveckling", "Källa"),
        tuple(
            (captioned.caption, figure_trend(captioned.figure), "; ".join(sources(captioned.figure)))
            for captioned in words.figures(content)
        ),
    )


def legend(content: ReportContent) -> Table:
    """The statuses as the plan defines them."""
    return Table(
        LEGEND,
        ("Status", "Betyder"),
        tuple((entry.label, entry.definition) for entry in words.definitions(content)),
    )
