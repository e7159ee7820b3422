"""A file as an uppföljningsrapport, whatever kind it is of."""

from tracker.importers.grid import grid_of
from tracker.importers.imported import ImportedReport
from tracker.importers.known_kinds import of_text
from tracker.importers.opening import Kind, opened


def read_report(data: bytes, filename: str, known: str = "") -> ImportedReport:
    """The report in the file. Raises FileRefused. `known` are kinds of plan as known_kinds.to_text wrote them.

    Run it through sandbox.read_safely for a file from outside. Readers are imported when they are needed: each
    costs the child memory.
    """
    file, kinds = opened(data, filename), of_text(known)
    if file.kind in (Kind.XLSX, Kind.CSV):
        from tracker.importers.reading.tabular import read_tabular  # noqa: PLC0415

        return read_tabular(grid_of(file), kinds)
    if file.kind is Kind.JSON:
        from tracker.importers.reading.json_report import read_json  # noqa: PLC0415

        return read_json(file.text, notes=file.notes, kinds=kinds)
    if file.kind is Kind.DOCX:
        from tracker.importers.reading.docx import read_docx  # noqa: PLC0415

        return read_docx(file, kinds)
    if file.kind is Kind.PDF:
        from tracker.importers.reading.pdf import read_pdf  # noqa: PLC0415

        return read_pdf(file, kinds)
    from tracker.importers.reading.text import read_text  # noqa: PLC0415

    return read_text(file.text, notes=file.notes)
