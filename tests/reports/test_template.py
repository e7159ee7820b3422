"""A municipality's own template: what of it the report takes, and what it fills in."""

from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm

from tests.reports.sample import report
from tests.word_templates import as_dotx, saved
from tracker.reports.docx import report_docx
from tracker.reports.word.template import lacks


def written(template: bytes) -> Document:
    return docx.Document(BytesIO(report_docx(report(), template)))


def test_a_template_file_of_word_is_taken_too() -> None:
    plain = saved(docx.Document())
    assert report_docx(report(), as_dotx(plain)) == report_docx(report(), plain)


def test_a_swedish_heading_style_gives_its_looks_to_the_headings() -> None:
    template = docx.Document()
    for name in ("Heading 1", "Heading 2"):
        template.styles.element.remove(template.styles[name].element)
    for name in ("Rubrik 1", "Rubrik 2"):
        template.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    document = written(saved(template))
    assert document.styles["Heading 1"].base_style.name == "Rubrik 1"  # type: ignore[union-attr]
    level = document.styles["Heading 1"].element.pPr.find(qn("w:outlineLvl"))
    assert level.get(qn("w:val")) == "0"


def test_a_style_is_known_whatever_case_its_name_is_written_in() -> None:
    """LibreOffice writes Heading 1 where Word writes heading 1; to both it is the same style."""
    template = docx.Document()
    for name, other in (("Heading 1", "Heading 1"), ("Caption", "CAPTION"), ("Title", "title")):
        style: Any = template.styles[name]
        style.element.name_val = other
    template.styles.element.remove(template.styles["Heading 2"].element)
    template.styles.add_style("RUBRIK 2", WD_STYLE_TYPE.PARAGRAPH)
    document = written(saved(template))
    names = [style.name for style in document.styles]
    assert {"Heading 1", "Caption", "Title"} <= set(names)
    assert document.styles["Heading 2"].base_style.name == "RUBRIK 2"  # type: ignore[union-attr]
    assert len({str(name).casefold() for name in names}) == len(names)


def test_own_numbers_of_the_headings_are_kept_and_not_doubled() -> None:
    template = docx.Document()
    own = template.styles["Heading 1"].element.get_or_add_pPr().get_or_add_numPr()
    own.get_or_add_numId().val = 7
    document = written(saved(template))
    assert document.styles["Heading 1"].element.pPr.numPr.numId.val == 7
    contents = document.styles["TOC Heading"].element.pPr.numPr
    assert contents is None or contents.numId.val == 0


def test_tables_are_as_wide_as_the_templates_text() -> None:
    template = docx.Document()
    section = template.sections[0]
    section.page_width, section.left_margin, section.right_margin = Cm(14.8), Cm(2), Cm(2)
    document = written(saved(template))
    for table in document.tables:
        for row in table.rows[:2]:
            assert sum(cell.width for cell in row.cells) <= Cm(10.8)


def test_the_last_section_goes_on_with_the_nearest_header_before_it() -> None:
    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "Först"
    second = template.add_section(WD_SECTION.NEW_PAGE)
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "Sedan"
    second.footer.is_linked_to_previous = False
    second.footer.paragraphs[0].text = "Fot"
    template.add_section(WD_SECTION.NEW_PAGE)
    document = written(saved(template))
    assert len(document.sections) == 1
    assert document.sections[0].header.paragraphs[0].text == "Sedan"
    # A footer with text of its own stays as it is.
    assert document.sections[0].footer.paragraphs[0].text == "Fot"


def test_what_is_lacking_is_named() -> None:
    template = docx.Document()
    template.styles.element.remove(template.styles["Caption"].element)
    found = lacks(saved(template))
    assert any(sentence.startswith("Formatmallen Beskrivning (Caption) saknas.") for sentence in found)
    assert "Sidfoten är tom. Rapporten fyller i diarienummer, version och sidnummer." in found
    assert "Caption" in [style.name for style in written(saved(template)).styles]
