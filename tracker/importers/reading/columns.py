"""Which column of a table is which, by its heading."""

import re

from tracker.domain.exchange.columns import PAPER_ORDER, SYNONYMS, Column
from tracker.importers.imported import MatchedColumn

Places = dict[Column, int]
_OTHER = re.compile(r"[\s\-\u00ad.:]+")


def folded(text: str) -> str:
    """A heading without case, spaces, hyphens, full stops and line breaks."""
    return _OTHER.sub("", text).casefold()


_NAMES = {folded(name): column for column in Column for name in (*SYNONYMS[column], column.value)}
#: Whatever the plan kind calls them in our own files.
_OWN_WORDS = (Column.NUMBER, Column.SHORT_TEXT, Column.STATUS, Column.TARGET)
_ORDERS = (tuple(Column), PAPER_ORDER)


def places(headings: list[str], own: dict[str, Column] | None = None) -> Places | None:
    """The column of each heading that is known, first come first served; None when it is no table of rows.

    `own` are the plan kind's own headings, folded, where the file tells them.
    """
    names = [folded(heading) for heading in headings]
    for order in _ORDERS:
        if _is_ours(names, order):
            return {column: place for place, column in enumerate(order)}
    found: Places = {}
    for place, name in enumerate(names):
        column = (own or {}).get(name) or _NAMES.get(name)
        if column is not None and column not in found:
            found[column] = place
    told = {Column.SHORT_TEXT, Column.FULL_TEXT, Column.STATUS, Column.COMMENT} & found.keys()
    return found if Column.NUMBER in found and told else None


def _is_ours(names: list[str], order: tuple[Column, ...]) -> bool:
    """Whether the headings are those of our own file: but for the plan kind's own words they are always the same."""
    return len(names) >= len(order) and all(
        names[place] == folded(column.value) for place, column in enumerate(order) if column not in _OWN_WORDS
    )


def matched(headings: list[str], found: Places) -> tuple[MatchedColumn, ...]:
    """Every heading and what it was taken for."""
    taken = {place: column.value for column, place in found.items()}
    shown = ((" ".join(heading.split()), taken.get(place, "")) for place, heading in enumerate(headings))
    return tuple(MatchedColumn(heading, column) for heading, column in shown if heading)
