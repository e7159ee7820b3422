"""The report as CSV for people: opens in a Swedish Excel, and holds everything that the other formats hold."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

from tracker.domain.exchange.guarded import guarded
from tracker.reports.blocks import printable
from tracker.reports.content import ReportContent
from tracker.reports.tables import Cell, tables


def report_csv(content: ReportContent) -> bytes:
    """The report's tables one after another, each under a line with its name and before an empty line.

    Semicolons, decimal comma, UTF-8 with a byte order mark and CR LF: what Excel takes for Swedish. A cell that
    a spreadsheet would run is guarded (domain/exchange/guarded.py). The same bytes for the same content.
    """
    written = StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    for number, table in enumerate(tables(content)):
        if number:
            written.write("\r\n")
        writer.writerow([table.name])
        if table.headings:
            writer.writerow(table.headings)
        writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return written.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    if isinstance(cell, date):
        return cell.isoformat()
    return guarded(printable(cell)) if isinstance(cell, str) else str(cell)
