"""The pieces of a report in Word: runs, status tags, blocks of text, captions, pictures, page numbers."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from tracker.domain.terms import Meaning
from tracker.reports import shapes
from tracker.reports.blocks import Block, printable
from tracker.reports.word import styles
from tracker.reports.word.styles import MUTED, TEXT
from tracker.reports.word.xml import element, field

#: Text, surface and edge of a status, as on the pages. Printed in grey the word still says it.
_TAGS: dict[Meaning | None, tuple[str, str, str, str]] = {
    Meaning.COMPLETED: ("14532D", "E2F0E6", "single", "E2F0E6"),
    Meaning.STARTED: ("1B4583", "E5EDF8", "single", "E5EDF8"),
    Meaning.DEVIATES: ("FFFFFF", "9C3A00", "single", "9C3A00"),
    Meaning.STOPPED: (TEXT, "FFFFFF", "single", TEXT),
    Meaning.NOT_STARTED: (MUTED, "FFFFFF", "single", "7D8A8F"),
    None: (TEXT, "FFFFFF", "dashed", TEXT),
}

_SHAPE = 8.5
#: Tells screen readers to pass the picture by (Word 2019 and later; others find no alternative text to read).
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)


def write(paragraph: Paragraph, text: str, *, bold: bool = False, small: bool = False) -> Run:
    """Adds text as it is: what looks like markup, a field or a template stays text."""
    run = paragraph.add_run(printable(text))
    if bold:
        run.bold = True
    if small:
        run.font.size = Pt(8.5)
        run.font.color.rgb = RGBColor.from_string(MUTED)
    return run


def old(paragraph: Paragraph, text: str, *, struck: bool) -> None:
    """What stood before, muted and perhaps struck through, with an arrow to what follows."""
    run = write(paragraph, text, small=True)
    if struck:
        run.font.strike = True
    write(paragraph, " → ", small=True)


def status_tag(paragraph: Paragraph, meaning: Meaning | None, label: str) -> None:
    """The status as a word on its pale surface, or with an edge."""
    colour, surface, line, edge = _TAGS[meaning]
    # The words of a status stay on one line: on two, the surface would have a hole.
    run = paragraph.add_run(printable(label).replace(" ", "\u00a0"))
    run.bold = True
    run.font.color.rgb = RGBColor.from_string(colour)
    properties = run._r.get_or_add_rPr()
    # The edge gives the word some air; spaces would do it too, but would be part of the text.
    properties.append(element("bdr", val=line, sz=8, space=1, color=edge))
    properties.append(element("shd", val="clear", color="auto", fill=surface))
    # LibreOffice paints the surface too short when nothing follows: this follows, neither seen nor read.
    paragraph.add_run()._r.append(element("softHyphen"))


def add_blocks(
    document: Document, blocks: Sequence[Block], *, keep: bool = False, keep_last: bool = False
) -> None:
    """Paragraphs with their line breaks, and bulleted lists; `keep` them on the page of what follows, or the last."""
    paragraph = None
    for block in blocks:
        style = "List Bullet" if block.bulleted else None
        for text in block.lines if block.bulleted else ("\n".join(block.lines),):
            paragraph = styles.new_paragraph(document, style)
            write(paragraph, text)
            if keep:
                paragraph.paragraph_format.keep_with_next = True
                paragraph.paragraph_format.keep_together = True
    if paragraph is not None and keep_last:
        paragraph.paragraph_format.keep_with_next = True


def counted_caption(paragraph: Paragraph, lead: str, number: int | None, text: str) -> None:
    """ "Diagram 1. …" with a number that Word counts itself; without a number "Nyckeltal. …"."""
    write(paragraph, lead)
    if number is not None:
        write(paragraph, " ")
        field(paragraph, f"SEQ {lead} \\* ARABIC", str(number))
    write(paragraph, f". {text}")


def add_picture(document: Document, png: bytes, width_cm: float, description: str, *, name: str) -> None:
    """A picture on a line of its own, with alternative text; `width_cm` is that on our own page."""
    paragraph = styles.new_paragraph(document)
    width = min(width_cm, styles.text_width_cm(document))
    picture_in(paragraph, png, width, description, name=name)


def picture_in(paragraph: Paragraph, png: bytes, width_cm: float, description: str, *, name: str) -> None:
    """The picture in the paragraph, on the page of what follows."""
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(png), width=Cm(width_cm))
    _no_distance(shape)
    properties = shape._inline.docPr
    properties.set("descr", printable(description))
    properties.set("name", printable(name))


def _no_distance(shape: Any) -> None:
    for side in ("distT", "distB", "distL", "distR"):
        # Left out, LibreOffice takes a third of a centimetre.
        shape._inline.set(side, "0")


def add_shape(paragraph: Paragraph, meaning: Meaning | None) -> None:
    """The shape of a status before its word, as high as the text and marked as decoration: the word says it."""
    run = paragraph.add_run()
    shape = run.add_picture(BytesIO(shapes.png(meaning)), height=Pt(_SHAPE))
    _no_distance(shape)
    # A little under the line on which the letters stand.
    run._r.get_or_add_rPr().append(element("position", val=-3))
    properties = shape._inline.docPr
    properties.set("name", "Form")
    properties.set("descr", "")
    properties.append(parse_xml(_DECORATIVE))


def count_pages(document: Document, beside: str) -> None:
    """The footer "AMN-2022-00099, version 1   Sida 1 (13)"; under a template's own when that counts no pages."""
    section = document.sections[0]
    footers = [section.footer]
    if section.different_first_page_header_footer:
        footers.append(section.first_page_footer)
    if document.settings.odd_and_even_pages_header_footer:
        footers.append(section.even_page_footer)
    for footer in footers:
        if not counts_pages(footer):
            _page_line(document, footer, beside)


def counts_pages(footer: Any) -> bool:
    """Whether the footer has a page number."""
    fields = [code.text or "" for code in footer._element.iter(qn("w:instrText"))]
    simple = [code.get(qn("w:instr")) or "" for code in footer._element.iter(qn("w:fldSimple"))]
    return any("PAGE" in code for code in (*fields, *simple))


def _page_line(document: Document, footer: Any, beside: str) -> None:
    footer.is_linked_to_previous = False
    empty = len(footer.paragraphs) == 1 and not footer.tables and not len(footer.paragraphs[0]._p.r_lst)
    line = footer.paragraphs[0] if empty else footer.add_paragraph()
    line.style = "Footer"
    width = Cm(styles.text_width_cm(document))
    line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    write(line, f"{beside}\tSida ")
    field(line, "PAGE", "1")
    write(line, " (")
    field(line, "NUMPAGES", "1")
    write(line, ")")
