"""A PDF as a report: its ruled tables, and the text of its pages."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, TypeVar

from tracker.domain.exchange.columns import ORIGINALS_PIECE
from tracker.importers.imported import FileRefused, ImportedReport
from tracker.importers.known_kinds import KnownKind
from tracker.importers.opening import Opened
from tracker.importers.reading.columns import folded
from tracker.importers.reading.document import Said, TableOf
from tracker.importers.reading.json_report import read_json
from tracker.importers.reading.text import read_text

_MAX_PAGES = 300
_Pages = list[tuple[str, list[list[list[str]]]]]
_Read = TypeVar("_Read")
_OURS = "Filen är en rapport härifrån: texterna är hämtade som de skrevs, inte som sidorna är satta."
_BROKEN = "PDF-filen är skadad och går inte att läsa. Spara den på nytt som PDF, eller ladda upp rapporten som .docx."


def read_pdf(file: Opened, kinds: Sequence[KnownKind] = ()) -> ImportedReport:
    """The report in the PDF. Raises FileRefused: encrypted, damaged, scanned (no text), or no rows."""

    def read(pdf: Any) -> ImportedReport | _Pages:
        return _kept(pdf.doc.catalog, file.notes, kinds) or _pages(pdf)

    found = _opened(file, read)
    if isinstance(found, ImportedReport):
        return found
    text, tables = _told(found)
    return read_text(text, "pdf", file.notes, tables)


def pages_of(file: Opened) -> tuple[str, tuple[TableOf, ...]]:
    """The text of the pages outside of their ruled tables, and those tables. Raises FileRefused."""
    return _told(_opened(file, _pages))


def _opened(file: Opened, read: Callable[[Any], _Read]) -> _Read:
    import pdfplumber  # noqa: PLC0415
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    try:
        with pdfplumber.open(BytesIO(file.data)) as pdf:
            return read(pdf)
    except (FileRefused, MemoryError):
        raise
    except Exception as problem:  # pdfminer has no common class for what a damaged file can do
        causes = (
            (problem, *problem.args, problem.__cause__)
            if isinstance(problem, PdfminerException)
            else (problem,)
        )
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
            raise FileRefused(
                "encrypted", "PDF-filen är låst med lösenord. Spara den utan lösenord och försök igen."
            ) from problem
        raise FileRefused("damaged", _BROKEN) from problem


def _pages(pdf: Any) -> _Pages:
    if len(pdf.pages) > _MAX_PAGES:
        raise FileRefused(
            "too-many-pages",
            "PDF-filen har fler än 300 sidor. Spara bara rapportens sidor och försök igen.",
        )
    return [_page(page) for page in pdf.pages]


def _told(pages: _Pages) -> tuple[str, tuple[TableOf, ...]]:
    text = "\n".join(f"\f{words}" for words, _ in pages)
    if not text.strip("\f\n "):
        raise FileRefused(
            "scanned",
            "PDF-filen innehåller bilder av sidor men ingen text. Ladda upp rapporten som .docx.",
        )
    return text, _whole([tables for _, tables in pages])


def _kept(catalog: Any, notes: tuple[str, ...], kinds: Sequence[KnownKind]) -> ImportedReport | None:
    """The report that a PDF of ours carries; None when it carries none, or one that somebody damaged.

    Unlike Word, nobody corrects a report in its PDF: what it was made of is what it says.
    """
    from pdfminer.pdftypes import PDFStream, resolve1  # noqa: PLC0415

    place = resolve1(catalog.get("PieceInfo"))
    for name in (ORIGINALS_PIECE, "Private"):
        place = resolve1(place.get(name)) if isinstance(place, dict) else None
    if not isinstance(place, PDFStream):
        return None
    try:
        return read_json(place.get_data().decode("ascii"), "pdf", (*notes, _OURS), kinds)
    except (FileRefused, ValueError):
        return None


def _page(page: Any) -> tuple[str, list[list[list[str]]]]:
    """The text outside of the tables, and the tables; each page is dropped from memory when it is read."""
    drawn = [(table.bbox, table.extract()) for table in page.find_tables()]
    found = [(box, rows) for box, rows in drawn if rows and len(rows[0]) > 2]
    tables = [[[cell or "" for cell in row] for row in rows] for _, rows in found]
    rest = page
    for box, _ in found:
        rest = rest.outside_bbox(box)
    text = rest.extract_text(y_tolerance=3) or ""
    page.close()
    return text, tables


def _whole(pages: list[list[list[list[str]]]]) -> tuple[TableOf, ...]:
    """The tables with their continuation on the next page: same width and heading, or no heading of its own."""
    whole: list[list[list[str]]] = []
    for tables in pages:
        for place, table in enumerate(tables):
            if whole and place == 0 and len(whole[-1][0]) == len(table[0]):
                same = [folded(cell) for cell in table[0]] == [folded(cell) for cell in whole[-1][0]]
                _continue(whole[-1], table[1:] if same else table)
            else:
                whole.append(table)
    return tuple(
        TableOf(f"tabell {number}", tuple(tuple(Said(_unbroken(cell)) for cell in row) for row in table))
        for number, table in enumerate(whole, 1)
    )


def _continue(table: list[list[str]], rest: list[list[str]]) -> None:
    """Adds the rows of the next page; a row that the page broke in two has its number in one of the halves."""
    if rest and len(table) > 1 and not (table[-1][0].strip() and rest[0][0].strip()):
        table[-1] = [f"{above}\n{below}".strip() for above, below in zip(table[-1], rest[0], strict=True)]
        rest = rest[1:]
    table.extend(rest)


def _unbroken(cell: str) -> str:
    """The cell on one line; a word that the page hyphenated is whole again."""
    return " ".join(cell.replace("\u2010\n", "").replace("\u00ad\n", "").split())
