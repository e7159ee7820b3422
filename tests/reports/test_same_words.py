"""One content, six formats: each is read back by a library of its own, and says the same words, rows and numbers."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from io import BytesIO, StringIO
from typing import Any

import docx
import html5lib
import openpyxl
import pdfplumber
import pytest
from cssselect import HTMLTranslator
from docx.oxml.ns import qn
from docx.text.run import Run

from tests.reports.sample import figure, report
from tracker.domain.exchange.guarded import unguarded
from tracker.domain.terms import ChangeKind
from tracker.domain.text import squeezed
from tracker.reports import words
from tracker.reports.blocks import printable
from tracker.reports.content import ChangeLine, Changes, ReportContent, Row
from tracker.reports.figure_words import figure_trend
from tracker.reports.figures import value_table
from tracker.services.reports.formats import FORMATS


@dataclass(frozen=True)
class Said:
    """What a format says, however it lays it out; texts without spaces, because a page may break lines."""

    title: str
    #: Number, short text, status word and year of every row, in order.
    rows: tuple[tuple[str, ...], ...]
    counts: frozenset[tuple[str, int]]
    everything: str


def odd() -> ReportContent:
    """A made-up report with what the real one lacks."""
    content = report()
    first, second, third, *others = content.rows
    silent = replace(
        third, meaning=None, label=None, comment="", comment_heading="", last_label="Påbörjad",
        last_label_on=date(2021, 3, 31), target_year=None,
    )  # fmt: skip
    changed = replace(
        second, comment="=1+1 och mer\n• en punkt\n\nEtt stycke <b>till</b> & slut", cause="-5 grader",
        remaining_work="@alla", changed_from="Avviker från plan", target_year=2024, earlier_years=(2022, 2023),
        key_figures=(figure("1234.5", None, "3", slug="gap", caption="Med lucka", name="Med lucka"),),
    )  # fmt: skip
    lines = (
        ChangeLine(ChangeKind.STATUS, "1b", second.short_text, "Följer planen igen.", "Avviker från plan", "Påbörjad"),
        ChangeLine(ChangeKind.YEAR, "1b", second.short_text, "Bedöms bli färdig ett år senare.", "2023", "2024", True),
    )  # fmt: skip
    return replace(
        content, rows=(first, changed, silent, *others), version=2, reason="Ett år var fel.",
        changes=Changes(date(2021, 3, 31), lines),
    )  # fmt: skip


def _expected(row: Row) -> tuple[str, ...]:
    return row.number, row.short_text, words.status_label(row), words.horizon(row)


def _flat(*texts: object) -> str:
    return squeezed("".join(str(text) for text in texts if text is not None))


def _line(*cells: object) -> tuple[str, ...]:
    return tuple(_flat(cell) for cell in cells)


def from_json(data: bytes, content: ReportContent) -> Said:
    printed = json.loads(data)["printed"]
    rows = tuple(_line(row["number"], row["text"], row["status"], row["horizon"]) for row in printed["rows"])

    def texts(thing: Any) -> list[str]:
        if isinstance(thing, dict):
            return [text for key, value in thing.items() for text in (str(key), *texts(value))]
        return [text for value in thing for text in texts(value)] if isinstance(thing, list) else [str(thing)]

    counts = frozenset(printed["groups"].items())
    content_texts = texts(json.loads(data)["content"])
    return Said(printed["title"], rows, counts, _flat(*texts(printed), *content_texts))


def _of_tables(blocks: dict[str, list[list[str]]], everything: str) -> Said:
    head = {line[0]: line[1] for line in blocks["Uppföljning"]}
    heading, *lines = blocks["Aktiviteter"]
    names = ("Nr", "Förkortad beskrivning av aktivitet", "Status", "Bedöms bli färdig")
    places = [heading.index(name) for name in names]
    counts = frozenset(
        (name, int(value)) for name, value in head.items() if value.isdigit() and _counted(name)
    )
    rows = tuple(_line(*(line[place] for place in places)) for line in lines)
    return Said(head["Rapport"], rows, counts, everything)


def _counted(name: str) -> bool:
    return name not in ("Version", "Ska vara klar")


def from_csv(data: bytes, content: ReportContent) -> Said:
    text = data.decode("utf-8-sig")
    blocks: dict[str, list[list[str]]] = {}
    lines: list[list[str]] = []
    fresh = True
    for line in csv.reader(StringIO(text, newline=""), delimiter=";"):
        if not line:
            fresh = True
        elif fresh:
            lines = blocks.setdefault(line[0], [])
            fresh = False
        else:
            lines.append([unguarded(cell) for cell in line])
    return _of_tables(blocks, _flat(*(cell for block in blocks.values() for line in block for cell in line)))


def from_xlsx(data: bytes, content: ReportContent) -> Said:
    book = openpyxl.load_workbook(BytesIO(data))
    blocks: dict[str, list[list[str]]] = {}
    for sheet in book.worksheets:
        cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
        name = "Uppföljning" if sheet.title == "Sammanfattning" else sheet.title
        blocks[name] = [["" if value is None else _shown(value) for value in line] for line in cells]
    return _of_tables(blocks, _flat(*(cell for block in blocks.values() for line in block for cell in line)))


def _shown(value: object) -> str:
    """As a Swedish Excel shows it."""
    if isinstance(value, float):
        return str(value).removesuffix(".0").replace(".", ",")
    return str(value.date()) if hasattr(value, "date") else str(value)


def from_docx(data: bytes, content: ReportContent) -> Said:
    document = docx.Document(BytesIO(data))
    body = document.element.body
    everything = _flat(*(text.text for text in body.iter(qn("w:t"))))
    pictures = _flat(*(shape.get("descr") for shape in body.iter(qn("wp:docPr"))))
    title = next(p.text for p in document.paragraphs if p.style is not None and p.style.name == "Title")
    table = next(t for t in document.tables if t.cell(0, 0).text == content.words.number_heading)
    rows = tuple(_line(*(_own(cell) for cell in row.cells)) for row in table.rows[1:])
    return Said(title, rows, _counts_in(everything, content), everything + pictures)


def _own(cell: Any) -> str:
    """The cell's own word: what is struck through, and notes in small type, are about what was before."""
    runs = [Run(run, cell) for run in cell._tc.iter(qn("w:r"))]
    return "".join(run.text for run in runs if not run.font.strike and not run.font.size)


def from_html(data: bytes, content: ReportContent) -> Said:
    tree = html5lib.parse(data.decode(), treebuilder="lxml", namespaceHTMLElements=False)

    def select(css: str, start: Any = tree) -> list[Any]:
        return list(start.xpath(HTMLTranslator().css_to_xpath(css)))

    def own(cell: Any) -> str:
        for aside in select(".rows__note, .slip__old, .govuk-visually-hidden, .changed-from, svg", cell):
            aside.text = ""
            for child in list(aside):
                aside.remove(child)
        return "".join(cell.itertext())

    whole = _flat(*tree.getroot().find("body").itertext())
    lines = tuple(_line(*(own(cell) for cell in row)) for row in select("#sammanstallning tbody tr"))
    (title,) = ("".join(h.itertext()) for h in select("h1"))
    # "mars 2022" stays on one line.
    return Said(title.replace("\u00a0", " "), lines, _counts_in(whole, content), whole)


def _counts_in(everything: str, content: ReportContent) -> frozenset[tuple[str, int]]:
    """The groups that stand there as "18 Färdig"."""
    labels = [(words.group_label(content, group), group.count) for group in content.groups]
    return frozenset((label, count) for label, count in labels if _flat(count, label) in everything)


def from_pdf(data: bytes, content: ReportContent) -> Said:
    """The text in the order of the structure tree, as a screen reader meets it; footers are no part of it."""
    with pdfplumber.open(BytesIO(data)) as document:
        title = document.metadata["Title"]
        everything = _flat(*(part for page in document.pages for part in _tagged(page)))
    lines = [_line(*_expected(row)) for row in content.rows]
    rows = tuple(line for line in lines if all(part in everything for part in line))
    return Said(title, rows, _counts_in(everything, content), everything)


def _tagged(page: Any) -> Iterator[str]:
    texts: dict[int, str] = {}
    for char in page.chars:
        if char.get("mcid") is not None:
            texts[char["mcid"]] = texts.get(char["mcid"], "") + char["text"]

    def walk(element: Any) -> Iterator[str]:
        yield from (texts.get(mcid, "") for mcid in element.get("mcids", ()))
        for child in element.get("children", ()):
            yield from walk(child)

    for element in page.structure_tree:
        yield from walk(element)


READERS: dict[str, Callable[[bytes, ReportContent], Said]] = {
    "docx": from_docx, "xlsx": from_xlsx, "html": from_html, "csv": from_csv, "json": from_json, "pdf": from_pdf,
}  # fmt: skip
CONTENTS = {"real": report, "odd": odd}


@cache
def said(format: str, which: str) -> Said:
    content = CONTENTS[which]()
    return READERS[format](FORMATS[format].make(content), content)


def test_every_format_is_compared() -> None:
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("which", CONTENTS)
@pytest.mark.parametrize("format", READERS)
def test_the_title_the_rows_and_the_counts_are_the_same(format: str, which: str) -> None:
    content = CONTENTS[which]()
    found = said(format, which)
    assert found.title == words.heading(content)
    assert found.rows == tuple(_line(*_expected(row)) for row in content.rows)
    assert found.counts == {(words.group_label(content, group), group.count) for group in content.groups}


def sentences(content: ReportContent) -> list[str]:
    """Every text that the report says, as the words of the report have it."""
    texts = [content.introduction, content.summary, content.sentence, content.rows_note, content.reason]
    texts += [value for _, value in words.head_facts(content) if value != "saknas"]
    texts += [text for entry in words.definitions(content) for text in (entry.label, entry.definition)]
    for row in content.rows:
        texts += [
            row.number,
            row.short_text,
            row.full_text,
            words.status_label(row),
            words.standing_note(row),
        ]
        texts += [row.comment_heading if row.comment else "", row.comment, row.cause, row.remaining_work]
        texts += [words.last_known(row), *map(str, row.year_steps), row.changed_from or ""]
        texts += [words.figure_line(one) for one in row.key_figures]
    for line in content.changes.lines if content.changes else ():
        texts += [line.text, line.sentence, line.old, line.new]
    for captioned in words.figures(content):
        texts += [captioned.caption, figure_trend(captioned.figure)]
    return [printable(text) for text in texts if text.strip()]


def numbers(content: ReportContent) -> list[str]:
    """Every value of a key figure, without its unit."""
    tables = [value_table(captioned.figure) for captioned in words.figures(content)]
    cells = [cell for table in tables if table for row in table.rows for cell in row[1:]]
    kept = [cell.replace("högst ", "").replace("minst ", "").split("\u00a0")[0] for cell in cells]
    return [cell for cell in kept if cell and cell != "saknas"]


@pytest.mark.parametrize("which", CONTENTS)
@pytest.mark.parametrize("format", READERS)
def test_every_word_and_every_number_stands_in_every_format(format: str, which: str) -> None:
    content = CONTENTS[which]()
    everything = said(format, which).everything
    missing = [text for text in sentences(content) if squeezed(text) not in everything]
    missing += [number for number in numbers(content) if squeezed(number) not in everything]
    assert missing == []


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_content_gives_the_same_bytes(format: str) -> None:
    assert FORMATS[format].make(odd()) == FORMATS[format].make(odd())
