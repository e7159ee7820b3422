"""The PDF's pages: what is copied comes in order, nothing stands out into the margin, no label ends a page."""

from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import pdfplumber
import pytest

from tests.reports.sample import report
from tests.reports.test_pdf import made
from tracker.domain.text import squeezed
from tracker.reports import words
from tracker.reports.pdf import report_pdf
from tracker.reports.silent_font import silent_font

#: A centimetre in points, and the right edge of the text.
_CM = 72 / 2.54
_RIGHT = (21 - 2.5) * _CM


@cache
def lines(which: str) -> list[list[str]]:
    """The lines of each page as they are copied, without the footer."""
    with pdfplumber.open(BytesIO(made(which))) as document:
        return [page.extract_text().splitlines()[:-1] for page in document.pages]


def test_what_was_and_what_is_are_copied_in_order() -> None:
    text = squeezed("".join("".join(page) for page in lines("odd")))
    assert "tidigare2022nu2023" in text
    assert "tidigareAvvikerfrånplannu" in text


@pytest.mark.parametrize("handler", ["Controller, arbetsmarknadsförvaltningen", "Verksamhetsutvecklings" * 3])
def test_nothing_stands_out_into_the_right_margin(handler: str) -> None:
    content = replace(report(), handler_title=handler, rows=report().rows[:3])
    with pdfplumber.open(BytesIO(report_pdf(content))) as document:
        assert max(letter["x1"] for letter in document.pages[0].chars) <= _RIGHT + 1


def test_a_word_that_fits_in_its_column_is_not_divided() -> None:
    text = ["".join(page) for page in lines("real")]
    for row in report().rows:
        for word in row.short_text.replace("/", " ").split():
            assert any(word in page for page in text), word


@pytest.mark.parametrize("which", ["real", "odd"])
def test_no_page_ends_with_a_heading_or_a_label(which: str) -> None:
    labels = {words.FULL_TEXT, words.CAUSE, words.REMAINING, words.KEY_FIGURES}
    labels |= {row.comment_heading for row in report().rows} | {"Ny status", "Nytt år"}
    labels |= {chapter.heading for chapter in words.chapters(report())}
    for page in lines(which):
        assert page[-1] not in labels and not page[-1].startswith("Aktivitet "), page[-1]


def test_no_row_stands_alone_under_repeated_headings() -> None:
    with pdfplumber.open(BytesIO(made())) as document:
        for page in document.pages:
            found = [line.split() for line in page.extract_text().splitlines()]
            if any(line[:2] == ["Nr", "Förkortad"] for line in found):
                numbers = {row.number for row in report().rows}
                assert len([line for line in found if line and line[0] in numbers]) > 1


def test_the_shapes_of_the_legend_are_drawn() -> None:
    def drawn(page: Any) -> int:
        return len(page.curves) + len(page.rects)

    bare = replace(report(), groups=())
    with pdfplumber.open(BytesIO(made())) as document, pdfplumber.open(BytesIO(report_pdf(bare))) as other:
        assert sum(map(drawn, document.pages)) > sum(map(drawn, other.pages)) + len(report().groups)


def test_the_font_without_ink_is_the_same_every_time() -> None:
    silent_font.cache_clear()
    first = silent_font()
    silent_font.cache_clear()
    assert silent_font() == first
