"""The table "Alla aktiviteter": its filters as addresses, its rows and its caption."""

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from tracker.domain.swedish.words import number_word
from tracker.domain.terms import Meaning
from tracker.reports.content import ReportContent, Row
from tracker.reports.layout import Part, TableColumn, parts, table_columns, told_in_table
from tracker.reports.words import last_known
from tracker.web.plans.words import UNANSWERED

#: How the statuses are written in addresses: no å ä ö.
STATUS_SLUGS: dict[str, Meaning | None] = {
    "fardig": Meaning.COMPLETED, "paborjad": Meaning.STARTED, "avviker": Meaning.DEVIATES,
    "stoppad": Meaning.STOPPED, "ej-paborjad": Meaning.NOT_STARTED, "inte-besvarad": None,
}  # fmt: skip
_CHANGED = "andrade"
_ONGOING = "standigt"
_LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Choice:
    """One link of a filter."""

    text: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class Filters:
    """What the reader chose; a value that means nothing is the same as none."""

    status: str = ""
    year: str = ""
    search: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Filters":
        """The filters of an address. Unknown statuses and years that are none are left out."""
        status, year = asked.get("status", ""), asked.get("ar", "")
        return cls(
            status=status if status in STATUS_SLUGS or status == _CHANGED else "",
            year=year if year == _ONGOING or _is_year(year) else "",
            search=_clean(asked.get("sok", ""))[:_LONGEST_SEARCH],
        )

    @property
    def chosen(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.status or self.year or self.search)

    def parameters(self, **other: str) -> dict[str, str]:
        """The address's parameters, some of them exchanged; empty ones fall away."""
        values = {"status": self.status, "ar": self.year, "sok": self.search, **other}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class Table:
    """What the template prints."""

    caption: str
    rows: tuple[Row, ...]
    statuses: tuple[Choice, ...]
    years: tuple[Choice, ...]
    #: The rows by focus area and the columns of a kind that tells all in its table; none for the usual table.
    parts: tuple[Part, ...]
    columns: tuple[TableColumn, ...]
    filters: Filters
    action: str
    everything: str
    #: By number: "senast Påbörjad, mars 2022" beside a row that is not answered.
    last_known: Mapping[str, str]
    #: The count's groups as links into the table.
    group_link: Callable[[str], str]


def table_of(
    content: ReportContent, filters: Filters, changed: Collection[str], address: Callable[..., str]
) -> Table:
    """The rows that pass the filters, in the report's order. `address` makes the page's own address of parameters."""
    anchor = "#alla"
    rows = tuple(row for row in content.rows if _passes(row, filters, changed))
    links = {key: _group_parameters(key) for key in (group.key for group in content.groups)}
    return Table(
        caption=caption(content.rows_note, len(rows), len(content.rows), filters.chosen),
        rows=rows,
        statuses=tuple(_statuses(content, filters, address, bool(changed))),
        years=tuple(_years(content, filters, address)),
        parts=parts(content, rows) if told_in_table(content) else (),
        columns=table_columns(content) if told_in_table(content) else (),
        filters=filters,
        action=address() + anchor,
        everything=address() + anchor,
        last_known={row.number: last_known(row) for row in rows if row.meaning is None},
        group_link=lambda key: address(**links[key]) + anchor,
    )


def caption(rows_note: str, shown: int, total: int, filtered: bool) -> str:
    """ "27 rader. Aktivitet 1 har två delar …" or "Visar sju av 27 rader. …"."""
    if not filtered:
        return rows_note
    _, _, split = rows_note.partition(". ")
    start = f"Visar {number_word(shown)} av {number_word(total)} rader." if shown else "Inga rader passar."
    return f"{start} {split}".strip() if shown else start


def _group_parameters(key: str) -> dict[str, str]:
    """The group's filter, from its key such as STARTED-2022."""
    name, _, horizon = key.partition("-")
    slug = next(
        (
            slug
            for slug, meaning in STATUS_SLUGS.items()
            if (meaning.value if meaning else "UNANSWERED") == name
        ),
        "",
    )
    year = _ONGOING if horizon == "ongoing" else horizon if _is_year(horizon) else ""
    return {"status": slug, "ar": year} if year else {"status": slug}


def _statuses(
    content: ReportContent, filters: Filters, address: Callable[..., str], any_changed: bool
) -> list[Choice]:
    def choice(text: str, slug: str) -> Choice:
        href = address(**filters.parameters(status=slug)) + "#alla"
        return Choice(text, href, filters.status == slug)

    meanings = {row.meaning for row in content.rows}
    words = {entry.meaning: entry.label for entry in reversed(content.legend)}
    found = [choice("Alla", "")]
    for slug, meaning in STATUS_SLUGS.items():
        if meaning in words:
            found.append(choice(words[meaning], slug))
    if None in meanings:
        found.append(choice(UNANSWERED, "inte-besvarad"))
    if any_changed:
        found.append(choice("Ändrade", _CHANGED))
    # Where nothing is counted and all have answered there is nothing to choose.
    return found if len(found) > 1 else []


def _years(content: ReportContent, filters: Filters, address: Callable[..., str]) -> list[Choice]:
    def choice(text: str, value: str) -> Choice:
        return Choice(text, address(**filters.parameters(ar=value)) + "#alla", filters.year == value)

    years = sorted({row.target_year for row in content.rows if row.target_year})
    found = [choice("Alla år", ""), *(choice(str(year), str(year)) for year in years)]
    if any(row.ongoing for row in content.rows):
        found.append(choice("Ständigt pågående", _ONGOING))
    return found if len(found) > 1 else []


def _passes(row: Row, filters: Filters, changed: Collection[str]) -> bool:
    if filters.status == _CHANGED:
        if row.number not in changed:
            return False
    elif filters.status and row.meaning is not STATUS_SLUGS[filters.status]:
        return False
    if filters.year == _ONGOING and not row.ongoing:
        return False
    if _is_year(filters.year) and row.target_year != int(filters.year):
        return False
    return all(word in _searchable(row) for word in _folded(filters.search).split())


def _searchable(row: Row) -> str:
    own = " ".join((row.board, row.focus_area, *row.field_values.values()))
    return _folded(f"{row.number} {row.short_text} {row.full_text} {own}")


def _folded(text: str) -> str:
    """Without regard to case, å ä ö too, however the letters were composed."""
    return unicodedata.normalize("NFC", text).casefold()


def _clean(text: str) -> str:
    """What was searched for, without what nobody can have meant: control characters and lone surrogates."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cs")).strip()


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()
