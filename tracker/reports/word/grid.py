"""Tables of a Word file: widths that hold in Word and LibreOffice, repeated headings, rows that stay whole."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from tracker.reports.blocks import printable
from tracker.reports.word.styles import CELL, CELL_HEADING, TEXT, TEXT_WIDTH_CM, style_id, text_width_cm
from tracker.reports.word.xml import element

_TWIPS_PER_CM = 567


class Grid:
    """A table with fixed columns. `widths` are cm of a page `of_width`, and are scaled to the page at hand.

    `name` is the table's title for a screen reader. Rows are copies of one that was made once: the library's own
    way reads the whole table for every new row.
    """

    def __init__(
        self, document: Document, widths: Sequence[float], *, name: str = "", of_width: float = TEXT_WIDTH_CM
    ) -> None:
        scale = text_width_cm(document) / of_width
        # Rounded down: a table a hair wider than the text stands out into the margin.
        self._twips = [int(width * scale * _TWIPS_PER_CM - 0.5) for width in widths]
        self._table: Table = document.add_table(rows=0, cols=len(widths))
        self._style_ids = {name: style_id(document, name) for name in (CELL, CELL_HEADING)}
        self._made: dict[str, Any] = {}
        self._prepare(name)

    def heading(self, headings: Sequence[str]) -> None:
        """The row of headings, repeated on every page."""
        cells = self._add("heading", CELL_HEADING, ("cantSplit", "tblHeader"), edge=(8, TEXT))
        for cell, text in zip(cells, headings, strict=True):
            cell.paragraphs[0].add_run(printable(text))

    def row(self) -> tuple[_Cell, ...]:
        """The cells of a new row that is never divided between two pages, with a hairline under it."""
        return self._add("row", CELL, ("cantSplit",), edge=(4, "D3DBDD"))

    def long_row(self) -> tuple[_Cell, ...]:
        """The cells of a new row that goes on over the end of a page: it may be longer than one."""
        return self._add("long", CELL, (), edge=(4, "D3DBDD"))

    def end(self) -> None:
        """Keeps the last row from standing alone under a repeated heading."""
        rows = self._table._tbl.tr_lst
        for paragraph in rows[-2].iter(qn("w:p")) if len(rows) > 2 else ():
            Paragraph(paragraph, self._table).paragraph_format.keep_with_next = True

    def bare_row(self) -> tuple[_Cell, ...]:
        """The cells of a new row without lines."""
        return self._add("bare", CELL, ())

    def _add(
        self, kind: str, style: str, marks: Sequence[str], edge: tuple[int, str] | None = None
    ) -> tuple[_Cell, ...]:
        if kind not in self._made:
            self._made[kind] = self._row(style, marks, edge)
        made = deepcopy(self._made[kind])
        self._table._tbl.append(made)
        return tuple(_Cell(cell, self._table) for cell in made.iterchildren(qn("w:tc")))

    def _row(self, style: str, marks: Sequence[str], edge: tuple[int, str] | None) -> Any:
        row = element("tr")
        if marks:
            properties = element("trPr")
            properties.extend([element(mark) for mark in marks])
            row.append(properties)
        for width in self._twips:
            cell, about = element("tc"), element("tcPr")
            # Every cell has its width too: LibreOffice reads no other.
            about.append(element("tcW", w=width, type="dxa"))
            if edge:
                borders = element("tcBorders")
                borders.append(element("bottom", val="single", sz=edge[0], space=0, color=edge[1]))
                about.append(borders)
            paragraph, layout = element("p"), element("pPr")
            layout.append(element("pStyle", val=self._style_ids[style]))
            paragraph.append(layout)
            cell.extend([about, paragraph])
            row.append(cell)
        return row

    def _prepare(self, name: str) -> None:
        table = self._table
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        # A template's table style could draw lines of its own beside ours.
        table.style = None
        properties: Any = table._tbl.tblPr
        width = properties.find(qn("w:tblW"))
        if width is None:
            width = element("tblW")
            properties.append(width)
        width.set(qn("w:type"), "dxa")
        width.set(qn("w:w"), str(sum(self._twips)))
        margins = element("tblCellMar")
        for side, size in (("top", 50), ("left", 0), ("bottom", 50), ("right", 110)):
            margins.append(element(side, w=size, type="dxa"))
        _insert_before(properties, margins, "tblLook")
        if name:
            properties.append(element("tblCaption", val=printable(name)))
        for column, twips in zip(table._tbl.tblGrid.iterchildren(qn("w:gridCol")), self._twips, strict=True):
            column.set(qn("w:w"), str(twips))


def paragraph_in(cell: _Cell, style: str = CELL) -> Paragraph:
    """The cell's first paragraph, which has the style of the row; another one when it is asked for."""
    paragraph: Paragraph = cell.paragraphs[0]
    if style != CELL:
        paragraph.style = style
    return paragraph


def _insert_before(parent: Any, child: Any, tag: str) -> None:
    """Word reads a table's properties in the order of the standard only."""
    later = parent.find(qn(f"w:{tag}"))
    if later is None:
        parent.append(child)
    else:
        later.addprevious(child)
