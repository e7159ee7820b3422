"""The yardsticks: python-docx and WeasyPrint making a bare document of the report's words, rows and diagrams."""

from html import escape
from io import BytesIO

from tracker.reports import words
from tracker.reports.content import ReportContent, Row


def bare_docx(content: ReportContent, pictures: list[bytes]) -> bytes:
    """Headings, paragraphs, one table and the pictures, in python-docx's own template; no numbering, no contents."""
    import docx  # noqa: PLC0415

    document = docx.Document()
    document.add_heading(words.heading(content), 0)
    for text in (content.introduction, content.summary, *(entry.definition for entry in content.legend)):
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=4)
    for row in content.rows:
        for cell, text in zip(table.add_row().cells, _cells(row), strict=True):
            cell.text = text
    for row in content.rows:
        document.add_heading(f"{row.number} {row.short_text}", 1)
        for text in _texts(row):
            document.add_paragraph(text)
    for picture in pictures:
        document.add_picture(BytesIO(picture))
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def bare_pdf(content: ReportContent, drawings: list[str]) -> bytes:
    """The same as HTML without a style sheet, laid out by WeasyPrint as PDF/UA-1."""
    import weasyprint  # noqa: PLC0415

    title = escape(words.heading(content))
    rows = "".join(_tag("tr", *(_tag("td", escape(text)) for text in _cells(row))) for row in content.rows)
    sections = "".join(
        _tag("h2", escape(f"{row.number} {row.short_text}"))
        + "".join(_tag("p", escape(text)) for text in _texts(row))
        for row in content.rows
    )
    head = f"<!doctype html><html lang=sv><title>{title}</title><h1>{title}</h1>"
    before = "".join(_tag("p", escape(text)) for text in (content.introduction, content.summary))
    page = f"{head}{before}{_tag('table', rows)}{sections}{''.join(drawings)}"
    made: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _tag(name: str, *inside: str) -> str:
    return f"<{name}>{''.join(inside)}</{name}>"


def _cells(row: Row) -> tuple[str, str, str, str]:
    return row.number, row.short_text, words.status_label(row), words.horizon(row)


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(text for text in (row.full_text, row.comment, row.cause, row.remaining_work) if text)
