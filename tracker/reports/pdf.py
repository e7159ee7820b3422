"""The report as PDF/UA-1: the standalone page, laid out on A4 with tags, bookmarks and our own fonts."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from tracker.domain.exchange.columns import ORIGINALS_PIECE
from tracker.domain.terms import Meaning
from tracker.reports import charts, words
from tracker.reports.blocks import printable
from tracker.reports.content import KeyFigureContent, ReportContent, to_json
from tracker.reports.figures import describe
from tracker.reports.html import WIDE, arrow_svg, report_html, shape_svg
from tracker.reports.json_file import originals_json
from tracker.reports.pdf_libraries import why_no_pdf

_FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
_STYLES = Path(__file__).resolve().parents[2] / "templates" / "report" / "_pdf.css"
#: An address that names our own files and nothing else: whatever else a text asks for is refused.
_OWN = "https://own.invalid/"
_COLOURS: dict[Meaning | None, str] = {
    Meaning.COMPLETED: "#14532d",
    Meaning.STARTED: "#1b4583",
    Meaning.DEVIATES: "#ffffff",
    Meaning.STOPPED: "#18242a",
    Meaning.NOT_STARTED: "#4a5960",
    None: "#18242a",
}


class PdfUnavailable(Exception):
    """No PDF can be made on this server; the message is a Swedish sentence that says why and what to do."""


def report_pdf(content: ReportContent) -> bytes:
    """The report as a tagged PDF/UA-1 with the words of the page; the same bytes for the same content.

    Takes seconds and a hundred megabytes: never in a request. Raises PdfUnavailable without the libraries.
    """
    weasyprint = _weasyprint()
    drawn: dict[str, bytes] = {}
    page = report_html(content, lambda figure, width: _drawing(figure, width, drawn))
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
    """The wide diagram as a picture with its whole description: the tags of an <svg> would hold its title only."""
    svg = charts.svg(figure, width) if width == WIDE else None
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
    for meaning, colour in _COLOURS.items():
        name = meaning.value.lower().replace("_", "-") if meaning else "unanswered"
        files[f"{name}.svg"] = _alone(shape_svg(meaning), colour)
    files["arrow.svg"] = _alone(arrow_svg(), "#18242a")
    return files


def _alone(svg: str, colour: str) -> bytes:
    """The drawing as a file: without the style sheet that gives it its colours."""
    cut = "#9c3a00" if colour == "#ffffff" else "#ffffff"
    coloured = svg.replace("currentColor", colour).replace('stroke="#fff"', f'stroke="{cut}"')
    return coloured.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()


def _fetcher(weasyprint: Any, files: dict[str, bytes]) -> Any:
    class OwnFiles(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        """Gives our own files; a text that names an address of any other kind gets nothing."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            """The file of that name. Raises ValueError for anything else."""
            data = files.get(url.removeprefix(_OWN)) if url.startswith(_OWN) else None
            if data is None:
                raise ValueError(f"nothing is fetched for a report: {escape(url)}")
            kind = "image/svg+xml" if url.endswith(".svg") else "font/woff2"
            return weasyprint.urls.URLFetcherResponse(url, body=data, headers={"Content-Type": kind})

    return OwnFiles()
