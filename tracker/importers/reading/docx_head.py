"""The head of a Word report: its title, the block with date and dnr, introduction and summary."""

from collections.abc import Iterator

from tracker.importers.imported import ImportedHead
from tracker.importers.reading.document import Para, TableOf
from tracker.importers.reading.page_lines import Pages, without_furniture
from tracker.importers.reading.text_head import read_text_head


def read_docx_head(paras: list[Para], tables: list[TableOf]) -> ImportedHead:
    """What the paragraphs before the rows tell, and the first table when it is the block with date and dnr."""
    pages = Pages()
    for line in _block(tables):
        found = without_furniture(f"Datum: Diarienummer:\n{line}")
        pages.days += found.days
        pages.numbers += found.numbers
        if line.casefold().endswith(("nämnden", "styrelsen")):
            pages.senders.append(line)
    head, _ = read_text_head(pages, paras)
    return head


def _block(tables: list[TableOf]) -> Iterator[str]:
    if tables and len(tables[0].rows) < 6:
        for row in tables[0].rows:
            for cell in row:
                yield from (line.strip() for line in cell.text.split("\n"))
