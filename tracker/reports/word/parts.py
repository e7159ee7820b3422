"""The pieces of a Word file that python-docx has no words for: status tags, fields, table rules, pictures."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from tracker.domain.terms import Meaning
from tracker.reports.word.styles import CELL, CELL_HEADING, MUTED, TEXT
from tracker.reports.words import Block, printable

#: Text, surface and edge of a status, as on the pages. Printed in grey the word still says it.
_TAGS: dict[Meaning | None, tuple[str, str, str, str]] = {
    Meaning.COMPLETED: ("14532D", "E2F0E6", "single", "E2F0E6"),
    Meaning.STARTED: ("1B4583", "E5EDF8", "single", "E5EDF8"),
    Meaning.DEVIATES: ("FFFFFF", "9C3A00", "single", "9C3A00"),
    Meaning.STOPPED: (TEXT, "FFFFFF", "single", TEXT),
    Meaning.NOT_STARTED: (MUTED, "FFFFFF", "single", "7D8A8F"),
    None: (TEXT, "FFFFFF", "dashed", TEXT),
}


def element(tag: str, **attributes: str | int) -> Any:
    """An XML element of the w namespace with attributes of the same."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def write(paragraph: Paragraph, text: str, *, bold: bool = False, small: bool = False) -> Run:
    """Adds text as it is: what looks like markup, a field or a template stays text."""
    run = paragraph.add_run(printable(text))
    if bold:
        run.bold = True
    if small:
        run.font.size = Pt(8.5)
        run.font.color.rgb = RGBColor.from_string(MUTED)
    return run


def status_tag(paragraph: Paragraph, meaning: Meaning | None, label: str) -> None:
    """The status as a word on its pale surface, or with an edge."""
    colour, surface, line, edge = _TAGS[meaning]
    run = paragraph.add_run(printable(label))
    run.bold = True
    run.font.color.rgb = RGBColor.from_string(colour)
    properties = run._r.get_or_add_rPr()
    # The edge gives the word some air; spaces would do it too, but would be part of the text.
    properties.append(element("bdr", val=line, sz=8, space=1, color=edge))
    properties.append(element("shd", val="clear", color="auto", fill=surface))
    # LibreOffice paints the surface too short when nothing follows: this follows, neither seen nor read.
    paragraph.add_run()._r.append(element("softHyphen"))


def add_blocks(document: Document, blocks: Sequence[Block], *, keep: bool = False) -> None:
    """Paragraphs with their line breaks, and bulleted lists; `keep` on the page of what follows."""
    for block in blocks:
        style = "List Bullet" if block.bulleted else None
        for text in block.lines if block.bulleted else ("\n".join(block.lines),):
            paragraph = document.add_paragraph(style=style)
            write(paragraph, text)
            if keep:
                paragraph.paragraph_format.keep_with_next = True
                paragraph.paragraph_format.keep_together = True


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field such as PAGE, with what is shown until the program has counted."""
    for part in (
        element("fldChar", fldCharType="begin"),
        f" {code} ",
        element("fldChar", fldCharType="separate"),
        None,
        element("fldChar", fldCharType="end"),
    ):
        run = paragraph.add_run(shown if part is None else "")
        if isinstance(part, str):
            instruction = element("instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = part
            run._r.append(instruction)
        elif part is not None:
            run._r.append(part)


def add_table(document: Document, headings: Sequence[str], widths: Sequence[float], *, name: str) -> Table:
    """A table with a heading row that is repeated on every page; widths in cm hold in Word and LibreOffice.

    `name` is the table's title for a screen reader.
    """
    table = bare_table(document, widths)
    properties = table._tbl.tblPr
    properties.append(element("tblCaption", val=printable(name)))
    cells = new_row(table, widths, "cantSplit", "tblHeader")
    for cell, text in zip(cells, headings, strict=True):
        write(fill(cell, CELL_HEADING), text)
    _edges(cells, "bottom", size=8, colour=TEXT)
    return table


def bare_table(document: Document, widths: Sequence[float]) -> Table:
    """A table without rows and lines, with fixed column widths in cm."""
    table: Table = document.add_table(rows=0, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    properties: Any = table._tbl.tblPr
    width = properties.find(qn("w:tblW"))
    if width is None:
        width = element("tblW")
        properties.append(width)
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(round(sum(widths) * 567)))
    margins = element("tblCellMar")
    for side, size in (("top", 50), ("left", 0), ("bottom", 50), ("right", 110)):
        margins.append(element(side, w=size, type="dxa"))
    _insert_before(properties, margins, "tblLook")
    for column, centimetres in zip(table.columns, widths, strict=True):
        column.width = Cm(centimetres)
    return table


def add_row(table: Table, widths: Sequence[float]) -> tuple[_Cell, ...]:
    """A row that is never divided between two pages, with a hairline under it."""
    cells = new_row(table, widths, "cantSplit")
    _edges(cells, "bottom", size=4, colour="D3DBDD")
    return cells


def new_row(table: Table, widths: Sequence[float], *marks: str) -> tuple[_Cell, ...]:
    """A row with these marks of the standard; every cell has its width too: LibreOffice reads no other."""
    row: Any = table.add_row()  # type: ignore[no-untyped-call]
    for mark in marks:
        row._tr.get_or_add_trPr().append(element(mark))
    for cell, size in zip(row.cells, widths, strict=True):
        cell.width = Cm(size)
    return tuple(row.cells)


def fill(cell: _Cell, style: str = CELL) -> Paragraph:
    """The cell's first paragraph, in that style."""
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.style = style
    return paragraph


def _edges(cells: Sequence[_Cell], side: str, *, size: int, colour: str) -> None:
    for cell in cells:
        borders = element("tcBorders")
        borders.append(element(side, val="single", sz=size, space=0, color=colour))
        cell._tc.get_or_add_tcPr().append(borders)


def _insert_before(parent: Any, child: Any, tag: str) -> None:
    """Word reads a table's properties in the order of the standard only."""
    later = parent.find(qn(f"w:{tag}"))
    if later is None:
        parent.append(child)
    else:
        later.addprevious(child)


def add_picture(document: Document, png: bytes, width_cm: float, description: str, *, name: str) -> None:
    """A picture on a line of its own, with alternative text."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(png), width=Cm(width_cm))
    for side in ("distT", "distB", "distL", "distR"):
        # Left out, LibreOffice takes a third of a centimetre.
        shape._inline.set(side, "0")
    properties = shape._inline.docPr
    properties.set("descr", printable(description))
    properties.set("name", printable(name))
