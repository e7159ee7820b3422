"""Values in the text of an årsredovisning: indicators each with its periods, and tables whose rows are wrapped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.domain.aimed_names import split_name
from tracker.domain.exchange.value_columns import MEASURES
from tracker.importers.imported import ImportedFigure, ImportedValue, ImportedValues, MatchedColumn
from tracker.importers.reading.periods import printed_period, taken_for
from tracker.importers.reading.value_text_rows import MISSING, TextTable, table_heading

#: "Arbetslivsnämnden, Årsredovisning 2021 20(20)" at the foot of a page.
_PAGE = re.compile(r".{0,100}\b\d{1,4} ?\(\d{1,4}\)")
_SECTION = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,5})\.? (?P<title>[A-ZÅÄÖ].{1,150})")
_HEADING = re.compile(r"[A-ZÅÄÖ][^\d.;:]{0,60}(?:indikatorer|verksamhetsmått|nyckeltal)", re.IGNORECASE)
_VALUE = re.compile(rf"(?:[-−]?\d[\d\s]{{0,20}}(?:[.,]\d{{1,6}})?\s*(?:%|procent)?|{MISSING})", re.IGNORECASE)
_REPORT_OF = re.compile(
    r"(?:årsredovisning|delårsrapport|tertialrapport|verksamhetsberättelse)\D{0,40}((?:20|21)\d\d)", re.I
)
_LONGEST_NAME = 300


@dataclass
class _Reader:
    """What has been read so far, and where in the document."""

    year: int | None
    #: Number and title of each chapter that the line lies in, the outermost first.
    path: list[tuple[str, str]] = field(default_factory=list)
    heading: str = ""
    #: The lines of the paragraph that a name may be.
    said: list[str] = field(default_factory=list)
    figure: ImportedFigure | None = None
    #: A period whose value comes on the next line, with the line of the period.
    waiting: tuple[str, int] | None = None
    table: TextTable | None = None
    values: list[ImportedValue] = field(default_factory=list)
    figures: list[ImportedFigure] = field(default_factory=list)
    columns: list[MatchedColumn] = field(default_factory=list)


def text_values(text: str, notes: tuple[str, ...] = ()) -> ImportedValues:
    """The values of the text; without columns when there are none. Tables that do not say Utfall are left alone."""
    told = _REPORT_OF.search(text)
    reader = _Reader(int(told[1]) if told else None)
    for number, raw in enumerate(text.split("\n"), 1):
        line = " ".join(raw.replace("\f", " ").split())
        _line(reader, "" if _PAGE.fullmatch(line) else line, number)
    _line(reader, "", 0)
    _end_table(reader)
    _no_value(reader)
    figures = {figure.name: figure for figure in reversed(reader.figures)}
    columns = tuple(dict.fromkeys(reader.columns))
    return ImportedValues("text", tuple(reader.values), columns, notes, tuple(reversed(figures.values())))


def _line(reader: _Reader, line: str, number: int) -> None:
    section = _SECTION.fullmatch(line)
    if section and not line.endswith("."):
        _end(reader)
        chapter = section["number"]
        within = [each for each in reader.path if chapter.startswith(f"{each[0]}.")]
        reader.path = [*within, (chapter, section["title"])]
        reader.heading = ""
    elif _HEADING.fullmatch(line):
        _end(reader)
        reader.heading = line
    elif columns := table_heading(line, reader.year):
        _end(reader)
        reader.table = TextTable(columns)
        reader.columns += [_matched(heading) for heading in columns]
    elif reader.table is not None and reader.table.add(line, number):
        return
    else:
        _end_table(reader)
        _indicator(reader, line, number)


def _end(reader: _Reader) -> None:
    """A new part of the document begins."""
    _end_table(reader)
    _no_value(reader)
    reader.said, reader.figure = [], None


def _matched(heading: str) -> MatchedColumn:
    return MatchedColumn(heading, taken_for(printed_period(heading)))


def _indicator(reader: _Reader, line: str, number: int) -> None:
    printed = printed_period(line, reader.year)
    if printed is not None and printed.measure is not None:
        _no_value(reader)
        if reader.figure is None and not _name(reader):
            return
        reader.waiting = (printed.period.label, number)
        reader.columns.append(_matched(printed.period.label))
    elif reader.waiting and line and _VALUE.fullmatch(line):
        _add(reader, *reader.waiting, line)
        reader.waiting = None
    elif line:
        _no_value(reader)
        if reader.figure is not None:
            reader.said, reader.figure = [], None
        reader.said.append(line)
    elif reader.figure is None and reader.said and reader.said[-1]:
        # An empty line ends the paragraph; the next one, if it is no period, begins another.
        reader.said.append("")


def _name(reader: _Reader) -> bool:
    """Takes the paragraph just above for the name of a key figure; False when there is none."""
    lines = reader.said[:-1] if reader.said and not reader.said[-1] else reader.said
    start = max((place + 1 for place, line in enumerate(lines) if not line), default=0)
    aimed = split_name(" ".join(lines[start:]))
    if not aimed.name or len(aimed.name) > _LONGEST_NAME:
        return False
    focus = reader.path[-1][1] if reader.path else ""
    reader.figure = ImportedFigure(
        aimed.name, reader.heading, focus, aimed.direction, aimed.unit, aimed.unit_short
    )
    reader.figures.append(reader.figure)
    return True


def _no_value(reader: _Reader) -> None:
    """A period that no value came after is a half-filled cell: it tells nothing."""
    reader.waiting = None


def _add(reader: _Reader, period: str, number: int, value: str) -> None:
    assert reader.figure is not None
    reader.values.append(_value(reader.figure.name, period, value, number))


def _value(name: str, period: str, value: str, number: int, why: str = "") -> ImportedValue:
    printed = printed_period(period)
    measure = MEASURES[printed.measure] if printed and printed.measure else ""
    return ImportedValue(f"rad {number}", name, period, value, measure=measure, why=why)


def _end_table(reader: _Reader) -> None:
    if reader.table is None:
        return
    table, reader.table = reader.table, None
    titles = [title for _, title in reader.path]
    heading, focus = (titles[-1] if titles else ""), (titles[-2] if len(titles) > 1 else "")
    for row in table.rows:
        aimed = split_name(row.name)
        reader.figures.append(
            ImportedFigure(aimed.name, heading, focus, aimed.direction, aimed.unit, aimed.unit_short)
        )
        reader.values.extend(_of_row(aimed.name, table, row.cells, row.number, row.why))


def _of_row(
    name: str, table: TextTable, cells: tuple[str, ...], number: int, why: str
) -> Iterator[ImportedValue]:
    if why:
        yield ImportedValue(f"rad {number}", name, ", ".join(table.columns), " ".join(cells), why=why)
        return
    for period, cell in zip(table.columns, cells, strict=True):
        yield _value(name, period, cell, number)
