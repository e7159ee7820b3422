"""The report as PDF/UA-1: the standalone page, laid out on A4 with tags, bookmarks and our own fonts."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from tracker.domain.exchange.columns import ORIGINALS_PIECE
from tracker.domain.terms import Meaning
from tracker.reports import charts, shapes, words
from tracker.reports.blocks import printable
from tracker.reports.content import KeyFigureContent, ReportContent, to_json
from tracker.reports.figures import describe
from tracker.reports.html import SMALL, WIDE, report_html
from tracker.reports.hyphens import SOFT_HYPHEN
from tracker.reports.json_file import originals_json
from tracker.reports.pdf_libraries import why_no_pdf
from tracker.reports.silent_font import silent_font

_FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
_STYLES = Path(__file__).resolve().parents[2] / "templates" / "report" / "_pdf.css"
#: An address that names our own files and nothing else: whatever else a text asks for is refused.
_OWN = "https://own.invalid/"
#: A word of so many letters fits in the narrowest column. Whole words can be searched for and copied, and the patterns
#: do divide some in the wrong place.
_FITS = 27
_LETTERS = re.compile(rf"(?:[^\W\d_]|{SOFT_HYPHEN})+")
#: In place of <wbr>, which ends no line before a single word.
_BREAK = "\u200b"


class PdfUnavailable(Exception):
    """No PDF can be made on this server; the message is a Swedish sentence that says why and what to do."""


def report_pdf(content: ReportContent) -> bytes:
    """The report as a tagged PDF/UA-1 with the words of the page; the same bytes for the same content.

    Takes seconds and a hundred megabytes: never in a request. Raises PdfUnavailable without the libraries.
    """
    weasyprint = _weasyprint()
    drawn: dict[str, bytes] = {}
    page = report_html(content, lambda figure, width: _drawing(figure, width, drawn))
    page = _LETTERS.sub(lambda word: _whole(word[0]), page).replace("<wbr>", _BREAK)
    # Behind the page's own styles, so that these win.
    page = page.replace("</style>", f"{_sheet(content)}</style>", 1)
    fetcher = _fetcher(weasyprint, {**_files(), **drawn})
    made: bytes = weasyprint.HTML(string=page, base_url=_OWN, url_fetcher=fetcher).write_pdf(
        pdf_variant="pdf/ua-1",
        # Part of the file's bytes: it must follow from the content, not from chance.
        pdf_identifier=sha256(to_json(content).encode()).digest()[:16],
        finisher=lambda _, pdf: _carry_originals(pdf, content),
    )
    return made


def _whole(word: str) -> str:
    """The word without soft hyphens, unless it may be wider than its column."""
    plain = word.replace(SOFT_HYPHEN, "")
    return word if len(plain) > _FITS else plain


def _carry_originals(pdf: Any, content: ReportContent) -> None:
    """Puts what the report was made of into the application's private data, which no reader shows.

    Tables that are drawn with hairlines cannot be read back from the page; ISO 32000-1, 14.5, says where to put it.
    """
    import pydyf  # noqa: PLC0415

    kept = pydyf.Stream([originals_json(content).encode("ascii")], compress=True)
    pdf.add_object(kept)
    written = pydyf.String(f"D:{content.report_on or content.as_of:%Y%m%d}")
    piece = pydyf.Dictionary({"LastModified": written, "Private": kept.reference})
    pdf.catalog["PieceInfo"] = pydyf.Dictionary({ORIGINALS_PIECE: piece})


def _weasyprint() -> Any:
    if reason := why_no_pdf():
        raise PdfUnavailable(reason)
    # Imported on first use: it takes a second and half the memory of a web process.
    import weasyprint  # noqa: PLC0415

    return weasyprint


def _drawing(figure: KeyFigureContent, width: int, drawn: dict[str, bytes]) -> str | None:
    """The wide or the small diagram as a picture with its whole description: an <svg> would have its title only."""
    svg = charts.svg(figure, width) if width in (WIDE, SMALL) else None
    if svg is None:
        return None
    name = f"diagram-{len(drawn) + 1}.svg"
    drawn[name] = svg.encode()
    return Markup('<img src="{}" alt="{}">').format(_OWN + name, describe(figure))


def _sheet(content: ReportContent) -> str:
    """The styles, with the footer's left side: a style sheet can hold it only as a quoted text."""
    beside = _quoted(printable(words.footer(content)))
    footer = f"@page {{ @bottom-left {{ content: {beside}; }} }}"
    return f"{_STYLES.read_text(encoding='utf-8')}\n{footer}"


def _quoted(text: str) -> str:
    """A CSS string of any text, every letter that could end it escaped (CSS Syntax, 4.3.5)."""
    plain = "".join(sign if sign.isalnum() or sign in " -.,:" else f"\\{ord(sign):x} " for sign in text)
    return f'"{plain}"'


@cache
def _files() -> dict[str, bytes]:
    """Fonts, and the shapes as backgrounds: a background is no part of what is read aloud."""
    files = {path.name: path.read_bytes() for path in _FONTS.glob("*.woff2")}
    files["silent.ttf"] = silent_font()
    for meaning in (*Meaning, None):
        name = meaning.value.lower().replace("_", "-") if meaning else "unanswered"
        files[f"{name}.svg"] = shapes.svg(meaning).encode()
    files["deviates-on-tag.svg"] = shapes.svg(Meaning.DEVIATES, on_tag=True).encode()
    files["arrow.svg"] = shapes.arrow().encode()
    return files


def _fetcher(weasyprint: Any, files: dict[str, bytes]) -> Any:
    class OwnFiles(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        """Gives our own files; a text that names an address of any other kind gets nothing."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            """The file of that name. Raises ValueError for anything else."""
            data = files.get(url.removeprefix(_OWN)) if url.startswith(_OWN) else None
            if data is None:
                raise ValueError(f"nothing is fetched for a report: {escape(url)}")
            kind = "image/svg+xml" if url.endswith(".svg") else f"font/{url.rpartition('.')[2]}"
            return weasyprint.urls.URLFetcherResponse(url, body=data, headers={"Content-Type": kind})

    return OwnFiles()
