"""The Word file: read back with python-docx and as XML, compared with the real report and with the HTML."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import html5lib
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from tests.page_check import text_of
from tests.reports.sample import figure, report
from tracker.reports.content import ReportContent
from tracker.reports.docx import report_docx
from tracker.reports.html import report_html

SENTENCE = (
    "Av de 26 aktiviteterna bedöms 18 som färdiga, två pågår enligt plan och bedöms bli färdiga 2022, en avviker "
    "från plan, fyra är ständigt pågående och en är stoppad."
)
EXPECTED = json.loads(
    (Path(__file__).parents[1] / "documents" / "26-punktsplan-2022-03.json").read_text(encoding="utf-8")
)


def read(content: ReportContent) -> Document:
    return docx.Document(BytesIO(report_docx(content)))


@cache
def real() -> Document:
    return read(report())


def paragraphs(document: Document) -> Iterator[str]:
    """What a person reads, paragraph by paragraph, the tables' cells in their place."""
    for part in document.iter_inner_content():
        yield from paragraphs_of(part)


def paragraphs_of(part: Paragraph | Table) -> Iterator[str]:
    if isinstance(part, Paragraph):
        yield from _lines(part)
    else:
        for row in part.rows:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    yield from _lines(paragraph)


def _lines(paragraph: Paragraph) -> Iterator[str]:
    text = " ".join(paragraph.text.split())
    if text:
        yield text


def rows_table(document: Document) -> Table:
    (found,) = (table for table in document.tables if table.cell(0, 0).text == "Nr")
    return found


def headings(document: Document, level: int) -> list[str]:
    return [p.text for p in document.paragraphs if p.style is not None and p.style.name == f"Heading {level}"]


def test_the_27_rows_are_those_of_the_real_report() -> None:
    table = rows_table(real())
    assert [cell.text for cell in table.rows[0].cells] == [
        "Nr", "Förkortad beskrivning av aktivitet", "Status", "Bedöms bli färdig",
    ]  # fmt: skip
    assert len(table.rows) == 28
    short = {"Avviker": "Avviker från plan"}
    for row, expected in zip(table.rows[1:], EXPECTED["rows"], strict=True):
        year = "Ständigt pågående" if expected["ongoing"] else str(expected["target_year"] or "")
        number, text, status, horizon = (cell.text for cell in row.cells)
        assert number == expected["nr"]
        assert " ".join(text.split()) == " ".join(expected["short_description"].split())
        assert status.replace("\u00a0", " ") == short.get(expected["status"], expected["status"])
        assert horizon.split("\n")[0].split(" → ")[-1] == year
    assert table.cell(1, 3).text == "2022 → 2023\nosäkert år"


def test_the_sentence_of_counts_is_the_issues() -> None:
    assert SENTENCE in list(paragraphs(real()))


def test_the_parts_come_in_order_under_real_headings() -> None:
    document = real()
    titles = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Title"]
    assert titles == ["Uppföljning av 26-punktsplan per mars 2022"]
    assert headings(document, 1) == [
        "Sammanfattning", "Ändrat sedan förra uppföljningen", "Sammanställning av aktiviteter och status",
        "Rapportering", "Nyckeltal",
    ]  # fmt: skip
    second = headings(document, 2)
    assert second[0].startswith("Aktivitet 1a. Alla elever")
    assert len([heading for heading in second if heading.startswith("Aktivitet ")]) == 27
    assert second[27] == "Andel invånare med ekonomiskt bistånd"


def test_the_head_says_who_when_and_which() -> None:
    found = list(paragraphs(real()))
    assert found[:11] == [
        "Uppsala kommun", "Arbetsmarknadsnämnden", "Uppföljningsrapport, bilaga 1",
        "Datum", "2022-04-20", "Version", "1",
        "Diarienummer", "AMN-2022-00099", "Handläggare", "Controller, arbetsmarknadsförvaltningen",
    ]  # fmt: skip


def test_definitions_and_narratives_are_whole() -> None:
    found = set(paragraphs(real()))
    assert "Statusen för aktiviteterna kommenteras på följande sätt:" in found
    for entry in report().legend:
        assert f"{entry.label} {' '.join(entry.definition.split())}" in found
    for row in report().rows:
        for paragraph in re.split(r"\n\s*\n", row.comment):
            assert " ".join(paragraph.split()) in found, row.number


def test_the_table_repeats_its_heading_keeps_rows_whole_and_fits_the_page() -> None:
    table = rows_table(real())
    assert [bool(row._tr.trPr.findall(qn("w:tblHeader"))) for row in table.rows] == [True] + [False] * 27
    assert all(row._tr.trPr.findall(qn("w:cantSplit")) for row in table.rows)
    section = real().sections[0]
    room = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
    for row in table.rows:
        assert sum(cell.width for cell in row.cells) <= room
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)  # type: ignore[union-attr]


def test_the_language_is_swedish_everywhere() -> None:
    with ZipFile(BytesIO(report_docx(report()))) as package:
        styles = package.read("word/styles.xml").decode()
        core = package.read("docProps/core.xml").decode()
        settings = package.read("word/settings.xml").decode()
    languages = re.findall(r'<w:lang [^>]*w:val="([^"]+)"', styles)
    assert languages and set(languages) == {"sv-SE"}
    assert "<dc:language>sv-SE</dc:language>" in core
    assert "en-US" not in settings and "sv-SE" in settings


def test_the_properties_are_the_contents() -> None:
    core = real().core_properties
    assert core.title == "Uppföljning av 26-punktsplan per mars 2022"
    assert core.author == core.last_modified_by == "Uppsala kommun"
    assert core.subject == "26-punktsplan för fler uppsalabor i jobb. Arbetsmarknadsnämnden"
    assert core.created == core.modified == datetime(2022, 4, 20, 12, tzinfo=UTC)
    assert core.comments == ""


def test_pictures_have_alternative_texts() -> None:
    pictures: list[Any] = list(real().element.body.iter(qn("wp:docPr")))
    # The shapes in the legend say nothing that the words beside them do not, and are marked so.
    shapes = [
        picture for picture in pictures if picture.xpath(".//*[local-name()='decorative' and @val='1']")
    ]
    assert len(shapes) == len(report().groups)
    assert {shape.get("descr") for shape in shapes} == {""}
    texts = [picture.get("descr") for picture in pictures if picture not in shapes]
    assert len(texts) == 2
    assert texts[0].startswith("18 Färdig; 2 Påbörjad, färdig 2022; 1 Avviker från plan")
    assert texts[1].startswith("Linjediagram. Andel invånare med ekonomiskt bistånd. Trend positiv. Från 5")
    assert len({picture.get("id") for picture in pictures}) == len(pictures)


def test_pages_are_counted_beside_the_diarienummer() -> None:
    footer: Any = real().sections[0].footer
    assert footer.paragraphs[0].text == "AMN-2022-00099, version 1\tSida 1 (1)"
    codes = [code.text.strip() for code in footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_the_same_content_gives_the_same_bytes() -> None:
    first = report_docx(report())
    assert report_docx(replace(report())) == first
    assert report_docx(replace(report(), version=2)) != first
    with ZipFile(BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in package.namelist() if "thumbnail" in name]


def test_headings_stay_with_their_picture_and_end_without_a_full_stop() -> None:
    long = figure("5", "4.7", "4.3", trend="Ett stycke.\n\nEtt till.\n• a\n• b")
    found = docx.Document(BytesIO(report_docx(replace(report(), rows=(), key_figures=(long,))))).paragraphs
    start = next(place for place, line in enumerate(found) if line.text == "Andel")
    picture = next(place for place, line in enumerate(found) if place > start and line._p.xpath(".//pic:pic"))
    assert [line.text for line in found[start:picture]] == [
        "Andel",
        "Trend positiv. Från 5\u00a0% 2019 till 4,3\u00a0% 2021.",
        "Ett stycke.",
        "Ett till.",
        "a",
        "b",
    ]
    for line in found[start - 1 : picture]:
        style = line.style.paragraph_format.keep_with_next if line.style else None
        assert line.paragraph_format.keep_with_next or style, line.text
    assert not [line for line in headings(real(), 2) if line.endswith(".")]


HOSTILE = "<script>alert(1)</script> {{7*7}} {% x %} </w:t> 👩🏽‍🚒 \u202eשלום\u202c & \"'"


def test_hostile_text_stays_text_in_both_formats() -> None:
    rows = tuple(
        replace(row, short_text=HOSTILE, full_text=HOSTILE + "!", comment=HOSTILE, owner_title=HOSTILE)
        for row in report().rows[:2]
    )
    content = replace(
        report(), organisation=HOSTILE, board=HOSTILE, plan_title=HOSTILE, report_title=HOSTILE, summary=HOSTILE,
        introduction=HOSTILE, diarienummer=HOSTILE, handler_title=HOSTILE, rows=rows,
        key_figures=(figure("5", "4", "3", name=HOSTILE, caption=HOSTILE, trend=HOSTILE, source=HOSTILE),),
    )  # fmt: skip
    document = read(content)
    assert rows_table(document).cell(1, 1).text == HOSTILE
    assert list(paragraphs(document)).count(" ".join(HOSTILE.split())) >= 8
    html = report_html(content)
    assert "<script" not in html
    assert words_of_html(html).count("{{7*7}}") >= 8
    assert words_of_docx(document) == words_of_html(html)


def test_a_control_character_from_long_ago_cannot_stop_the_report() -> None:
    row = replace(report().rows[0], comment="före\x00efter \uf0b7 \ud800", short_text="\x1bx")
    document = read(replace(report(), rows=(row,), summary="a\x0bb"))
    assert rows_table(document).cell(1, 1).text == "\ufffdx"
    assert "före\ufffdefter • \ufffd" in list(paragraphs(document))


def test_not_answered_and_standing_rows_say_so() -> None:
    rows = (
        replace(report().rows[0], meaning=None, label=None, comment="", comment_heading=""),
        replace(report().rows[2], last_said=date(2021, 3, 31)),
    )
    found = list(paragraphs(read(replace(report(), rows=rows))))
    assert "Inte besvarad i den här uppföljningen." in found
    assert "Status Inte besvarad" in found
    assert "Status och text står kvar från uppföljningen per mars 2021." in found


def test_a_plan_without_rows_statuses_or_figures_is_still_a_report() -> None:
    bare = replace(
        report(), rows=(), groups=(), legend=(), key_figures=(), sentence="", summary="", introduction="",
        report_on=None, diarienummer=None, decided_on=None, handler_title=None, version=None,
    )  # fmt: skip
    document = read(bare)
    assert len(rows_table(document).rows) == 1
    assert headings(document, 1)[-1] == "Rapportering"
    assert document.core_properties.created == datetime(2022, 3, 31, 12, tzinfo=UTC)
    assert words_of_docx(document) == words_of_html(report_html(bare))


@pytest.mark.parametrize("count", [41, 150])
def test_a_long_plan_keeps_its_bar_on_the_page(count: int) -> None:
    (group,) = [group for group in report().groups if group.count == 18]
    many = replace(report(), groups=(replace(group, numbers=tuple(map(str, range(count)))),))
    extent: Any = next(read(many).element.body.iter(qn("wp:extent")))
    assert int(extent.get("cx")) <= 16 * 360000
    assert int(extent.get("cy")) < 5 * 360000


def words_of_docx(document: Document) -> list[str]:
    """Also the chapters' numbers, which Word counts itself; arrows are pictures on the page."""
    numbers = count(1)
    found = []
    for line in document.iter_inner_content():
        chapter = isinstance(line, Paragraph) and line.style is not None and line.style.name == "Heading 1"
        found.append(str(next(numbers)) if chapter else "")
        found += list(paragraphs_of(line))
    return [word for word in " ".join(found).split() if word != "→"]


def words_of_html(html: str) -> list[str]:
    """The words of the file's body, in order; drawings and what only a screen reader meets left out."""
    root = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)
    for drawing in [found for found in root.iter(etree.Element) if found.tag.rsplit("}")[-1] == "svg"]:
        # Its words are said by the table beside it; what follows it stays.
        drawing.clear(keep_tail=True)
    body = root.getroot().find("body")
    for hidden in [found for found in body.iter() if found.get("class") == "govuk-visually-hidden"]:
        hidden.clear(keep_tail=True)
    for element in body.iter(etree.Element):
        if element.tag in (
            "p",
            "div",
            "dt",
            "dd",
            "td",
            "th",
            "li",
            "br",
            "caption",
            "figcaption",
            "h1",
            "h2",
            "h3",
        ):
            element.tail = f" {element.tail or ''}"
            element.text = f" {element.text or ''}"
    return text_of(body).split()


def test_page_and_word_say_the_same_words_rows_and_numbers() -> None:
    assert words_of_docx(real()) == words_of_html(report_html(report()))
