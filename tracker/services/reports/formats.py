"""The formats of a report: what each is called, and what makes it of the content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tracker.reports.content import ReportContent
from tracker.reports.csv_file import report_csv
from tracker.reports.html import report_html
from tracker.reports.json_file import report_json
from tracker.reports.pdf import report_pdf
from tracker.reports.xlsx import report_xlsx

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Format:
    """One format; `name` is the ending of its files, `shown` what people call it."""

    name: str
    shown: str
    media_type: str
    make: Callable[[ReportContent], bytes]


def _docx(content: ReportContent) -> bytes:
    # Imported on first use: the library takes a tenth of a second, and most reports are handed out as they were kept.
    from tracker.reports.docx import report_docx  # noqa: PLC0415

    return report_docx(content)


def _html(content: ReportContent) -> bytes:
    return report_html(content).encode()


_ALL = (
    Format("docx", "Word", f"{_OFFICE}.wordprocessingml.document", _docx),
    Format("xlsx", "Excel", f"{_OFFICE}.spreadsheetml.sheet", report_xlsx),
    Format("html", "webbsida", "text/html; charset=utf-8", _html),
    Format("csv", "CSV", "text/csv; charset=utf-8", report_csv),
    Format("json", "JSON", "application/json", report_json),
    Format("pdf", "PDF", "application/pdf", report_pdf),
)
#: By name, in the order in which they are offered.
FORMATS: Mapping[str, Format] = {format.name: format for format in _ALL}
#: The format under which the tjänsteskrivelse is frozen beside the report.
LETTER = "skrivelse"
#: Made at once when a report is frozen; the others take longer and are made outside the request.
AT_ONCE = tuple(name for name in FORMATS if name != "pdf")
