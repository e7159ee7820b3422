"""The uppdrag of a file: its tables, their columns, and the rows that tell of the same uppdrag put together."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tracker.domain.exchange.assignment_columns import AssignmentColumn, plain_heading
from tracker.domain.numbering import same_number
from tracker.domain.text import squeezed
from tracker.importers.raw_tables import RawRow, RawTable, RawTables, TextTable
from tracker.services.imports.assignments.known import Known
from tracker.services.imports.assignments.read_rows import Questions, ReadShare, ReadUppdrag, RowReader
from tracker.services.imports.assignments.split_text import text_rows

_HEADING_WITHIN = 30
_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b")
_NOT_READ = AssignmentColumn.NUMBER.name, AssignmentColumn.TEXT.name


@dataclass(frozen=True)
class Heading:
    """A column of the file: its heading, plain and as it stands, and the key of what it was taken for."""

    heading: str
    plain: str
    key: str


@dataclass(frozen=True)
class ReadFile:
    """All uppdrag of the file; `year` is that of the statuses where the file tells it."""

    rows: tuple[ReadUppdrag, ...]
    headings: tuple[Heading, ...]
    questions: Questions
    year: int | None
    notes: tuple[str, ...]


def read_tables(tables: RawTables, known: Known) -> ReadFile:
    """Reads every table whose columns are known; of a file with none, the first, so that a person can say."""
    questions, headings = Questions(), dict[str, Heading]()
    rows: list[ReadUppdrag] = []
    year: int | None = None
    placed = [(table, place) for table in tables.tables if (place := _heading_row(table, known)) is not None]
    for table, place in placed or [(table, 0) for table in tables.tables[:1] if table.rows]:
        named = _headings(table.rows[place], known)
        headings.update((one.plain, one) for one in named if one.plain not in headings)
        year = year or _year(named)
        rows += _rows(table, place, named, known, questions)
    for text in tables.texts:
        found = _headings(RawRow(0, _TEXT_COLUMNS), known)
        headings.update((one.plain, one) for one in found)
        status = _YEAR.search(text.heading)
        year = year or (int(status.group()) if status else None)
        rows += _text_rows(text, known, questions)
    notes = (*tables.notes, *_givers(tables))
    return ReadFile(tuple(_together(rows)), tuple(headings.values()), questions, year, notes)


_TEXT_COLUMNS = ("Uppdrag", "Status", "Kommentar")


def _heading_row(table: RawTable, known: Known) -> int | None:
    """The row with the columns' names: it has the wording or the number, and something else that is known."""
    for place, row in enumerate(table.rows[:_HEADING_WITHIN]):
        keys = {known.column(cell) for cell in row.cells if cell.strip()} - {""}
        alone = max(len(other.cells) for other in table.rows) == 1
        if keys & set(_NOT_READ) and (len(keys) > 1 or (alone and len(keys) == 1)):
            return place
    return None


def _headings(row: RawRow, known: Known) -> list[Heading]:
    """Every column; of two that mean the same the one that a person has chosen is read, else the first."""
    keys = [known.column(cell) if cell.strip() else "" for cell in row.cells]
    plain = [plain_heading(cell)[:200] for cell in row.cells]
    taken: dict[str, int] = {}
    for place in sorted(range(len(keys)), key=lambda place: plain[place] not in known.said.columns):
        taken.setdefault(keys[place], place)
    return [
        Heading(" ".join(cell.split())[:200], name, key if taken[key] == place else "")
        for place, (cell, name, key) in enumerate(zip(row.cells, plain, keys, strict=True))
    ]


def _year(headings: Iterable[Heading]) -> int | None:
    told = (_YEAR.search(one.heading) for one in headings if one.key == AssignmentColumn.STATUS.name)
    return next((int(found.group()) for found in told if found), None)


def _rows(
    table: RawTable, place: int, headings: list[Heading], known: Known, questions: Questions
) -> Iterator[ReadUppdrag]:
    columns = {one.key: at for at, one in enumerate(headings) if one.key}
    reader = RowReader(columns, known, questions, table.focus_area)
    named = [one.plain for one in headings if one.plain]
    before: ReadUppdrag | None = None
    for row in table.rows[place + 1 :]:
        if not any(cell.strip() for cell in row.cells) and not row.faults:
            continue
        if _is_heading(row, named):
            continue
        read = reader.read(row, table.place(row.number), before.text if before else None)
        if not read.number and not read.text and before is not None:
            # Merged cells: the row has the next board of the uppdrag above.
            read = replace(read, number=before.number, text=before.text)
        before = read
        yield read


def _is_heading(row: RawRow, named: list[str]) -> bool:
    """Whether the row has the headings again, as on the next page."""
    told = [cell for cell in row.cells if cell.strip()]
    return len(told) == len(named) and all(
        plain_heading(cell) == name for cell, name in zip(told, named, strict=True)
    )


def _text_rows(table: TextTable, known: Known, questions: Questions) -> Iterator[ReadUppdrag]:
    columns = {
        AssignmentColumn.TEXT.name: 0,
        AssignmentColumn.STATUS.name: 1,
        AssignmentColumn.COMMENT.name: 2,
    }
    reader = RowReader(columns, known, questions, table.focus_area)
    for row in text_rows(table.paragraphs, known):
        yield reader.read(row, f"rad {row.number}")


def _givers(tables: RawTables) -> Iterator[str]:
    given = {table.given_by for table in tables.tables} | {text.given_by for text in tables.texts}
    for name in sorted(given - {""}):
        yield f"Uppdragen står under rubriken ”{name}”."


def same_text(text: str) -> str:
    """What two wordings of the same uppdrag have in common: all but spaces, case and the full stop."""
    return squeezed(text).casefold().rstrip(".")


def _together(rows: Iterable[ReadUppdrag]) -> Iterator[ReadUppdrag]:
    """The rows with the same number, or without one the same wording, as one uppdrag each."""
    groups: dict[str, list[ReadUppdrag]] = {}
    by_text: dict[str, str] = {}
    for row in rows:
        text = same_text(row.text)
        key = f"#{same_number(row.number)}" if row.number else by_text.get(text, f"={text}")
        if text:
            by_text.setdefault(text, key)
        groups.setdefault(key, []).append(row)
    for group in groups.values():
        yield group[0] if len(group) == 1 else _merged(group)


def _merged(group: list[ReadUppdrag]) -> ReadUppdrag:
    first = group[0]
    text = next((row.text for row in group if row.text), "")
    for row in group:
        if row.why:
            return replace(first, text=text, why=f"{row.why} ({row.where})" if row is not first else row.why)
        if row.text and same_text(row.text) != same_text(text):
            return replace(first, text=text, why=_apart(first, row, "lydelsen"))
    facts: dict[str, object] = {}
    for row in group:
        for name, value in (*row.facts, *((f"own:{key}", told) for key, told in row.own)):
            if facts.setdefault(name, value) != value:
                return replace(first, text=text, why=_apart(first, row, _FACTS.get(name, "uppgifterna")))
    shares: dict[int, ReadShare] = {}
    for row in group:
        for share in row.shares:
            merged = _one_share(shares.get(share.board), share)
            if merged is None:
                return replace(first, text=text, why=_apart(first, row, "samma nämnds svar"))
            shares[share.board] = merged
    leads = list(dict.fromkeys(row.lead for row in group if row.lead))
    if len(leads) > 1:
        return replace(first, text=text, why="Flera nämnder leder uppdraget i filen. Rätta det i filen.")
    return replace(
        first,
        text=text,
        number=next((row.number for row in group if row.number), ""),
        facts=tuple((name, value) for name, value in facts.items() if not name.startswith("own:")),  # type: ignore[misc]
        own=tuple((name[4:], str(value)) for name, value in facts.items() if name.startswith("own:")),
        shares=tuple(shares.values()),
        lead=leads[0] if leads else None,
    )


_FACTS = {
    "source": "källan", "decided_on": "beslutsdatumet", "decided_paragraph": "paragrafen", "answer_by": "svarsdagen",
    "diarienummer": "diarienumret", "focus_area": "målområdet", "asked_by": "vem som frågade",
}  # fmt: skip


def _apart(first: ReadUppdrag, other: ReadUppdrag, what: str) -> str:
    return (
        f"{first.where} och {other.where} gäller samma uppdrag men säger olika om {what}. Rätta det i filen."
    )


def _one_share(before: ReadShare | None, now: ReadShare) -> ReadShare | None:
    """What two rows say of a share together; None when they contradict each other."""
    if before is None or before == now:
        return now
    if before.status and now.status and before.status != now.status:
        return None
    if before.comment and now.comment and before.comment != now.comment:
        return None
    fuller = now if now.status else before
    own = {**dict(before.own), **dict(now.own)}
    return replace(
        fuller,
        comment=before.comment or now.comment,
        own=tuple(own.items()),
        elsewhere=before.elsewhere and now.elsewhere,
    )
