"""The PDF's structure, read with a library of its own: what PDF/UA-1 asks for (ISO 14289-1, Matterhorn protocol)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
import pikepdf
import pytest

from tests.reports.sample import report
from tests.reports.test_same_words import odd
from tracker.domain.text import squeezed
from tracker.reports import words
from tracker.reports.figures import describe
from tracker.reports.pdf import report_pdf


@cache
def made(which: str = "real") -> bytes:
    return report_pdf({"real": report, "odd": odd}[which]())


def opened(which: str = "real") -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(made(which)))


def elements(node: Any) -> Iterator[Any]:
    """The elements of the structure tree, in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def test_it_claims_to_be_accessible_in_swedish_and_shows_its_title() -> None:
    document = opened()
    assert bool(document.Root.MarkInfo.Marked)
    assert str(document.Root.Lang) == "sv"
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Uppföljning av 26-punktsplan per mars 2022"
    assert all(page.get("/Tabs") == "/S" for page in document.pages)


def test_the_headings_are_a_tree_and_the_bookmarks_are_the_same() -> None:
    document = opened()
    kinds = [str(element.S) for element in elements(document.Root.StructTreeRoot.K)]
    levels = [int(kind[2]) for kind in kinds if kind in ("/H1", "/H2", "/H3", "/H4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    with document.open_outline() as outline:
        (title,) = outline.root
        chapters = [squeezed(item.title) for item in title.children]
        rows = [squeezed(child.title) for item in title.children for child in item.children]
    assert squeezed(title.title) == squeezed(words.heading(report()))
    assert chapters == [squeezed(chapter.heading) for chapter in words.chapters(report())]
    assert len([row for row in rows if row.startswith("Aktivitet")]) == 27


def test_tables_have_headers_that_their_cells_name() -> None:
    document = opened()
    tables = [e for e in elements(document.Root.StructTreeRoot.K) if e.S == "/Table"]
    assert len(tables) >= 2
    for table in tables:
        inside = list(elements(table.K))
        heads = {str(element.ID) for element in inside if element.S == "/TH"}
        assert heads
        for cell in (element for element in inside if element.S == "/TD"):
            named = {str(name) for name in cell.A.Headers}
            assert named and named <= heads


@pytest.mark.parametrize("which", ["real", "odd"])
def test_every_figure_has_an_alternative_text_and_nothing_else_is_one(which: str) -> None:
    content = {"real": report, "odd": odd}[which]()
    document = opened(which)
    figures = [e for e in elements(document.Root.StructTreeRoot.K) if e.S == "/Figure"]
    drawn = [captioned.figure for captioned in words.figures(content) if captioned.number]
    assert [squeezed(str(figure.Alt)) for figure in figures] == [squeezed(describe(one)) for one in drawn]


def test_all_fonts_are_embedded_and_ours() -> None:
    fonts = {}
    for page in opened().pages:
        for font in (page.Resources.get("/Font") or {}).values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            fonts[str(font.BaseFont).split("+")[1]] = "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert all(fonts.values())
    assert {"Source-Serif-4-Semi-Bold", "Source-Sans-3-Semi-Bold"} <= {name.strip(",") for name in fonts}


def test_all_that_is_drawn_is_tagged_or_an_artifact() -> None:
    for page in opened().pages:
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += (name in ("BMC", "BDC")) - (name == "EMC")
            assert depth > 0 or name not in ("Tj", "TJ", "Do"), (name, operands)
        assert depth == 0


def test_links_lead_somewhere_and_are_tagged() -> None:
    document = opened()
    kinds = Counter(str(element.S) for element in elements(document.Root.StructTreeRoot.K))
    links = [a for page in document.pages for a in page.get("/Annots", []) if a.Subtype == "/Link"]
    # Each chapter in the contents and each row of the table.
    assert len(links) >= len(words.chapters(report())) + 27
    assert kinds["/Link"] >= len(words.chapters(report())) + 27
    assert all("/Contents" in link and "/StructParent" in link for link in links)


def test_the_pages_are_counted_beside_the_diarienummer() -> None:
    with pdfplumber.open(BytesIO(made())) as document:
        first, count = document.pages[0].extract_text(), len(document.pages)
    assert first.splitlines()[-1] == f"AMN-2022-00099, version 1 Sida 1 ({count})"


def test_the_same_content_gives_the_same_bytes() -> None:
    assert report_pdf(replace(report())) == made()


def test_a_text_cannot_fetch_anything_or_leave_its_style_sheet() -> None:
    hostile = '"; } @import url(http://203.0.113.1/x.css); <img src="file:///etc/passwd"></style><script>'
    content = replace(report(), diarienummer=hostile, summary=hostile, rows=())
    with pdfplumber.open(BytesIO(report_pdf(content))) as document:
        text = squeezed("".join(page.extract_text() for page in document.pages))
    assert squeezed(hostile) in text
