"""What a reader is told of the kinds of plan: their headings, as data, because a file from outside is read apart."""

import json
import re
from dataclasses import asdict, dataclass

from tracker.domain.exchange.columns import SYNONYMS, Beside, Column
from tracker.importers.reading.columns import folded

_WHEN = re.compile(
    r"\{year\}|\b(?:19|20|21)\d\d\b|\b(?:jan|feb|mars?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|sept?(?:ember)?|okt(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|tertial [123]|t[123]|helår)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class KnownField:
    """A column of the kind's own: its headings, the usual one first, and whether it is part of the plan."""

    key: str
    headings: tuple[str, ...]
    decided: bool


@dataclass(frozen=True)
class KnownKind:
    """A kind of plan with its headings. `answered` is what a row says that has an answer and no status."""

    slug: str
    number: str
    text: str
    status: str
    target: str
    comment: str
    focus: str
    counted: bool
    shared: bool
    answered: str
    fields: tuple[KnownField, ...]

    def names(self) -> dict[str, str]:
        """By plain heading what it stands for: a Column, a Beside or the key of a field; the kind's own words win."""
        found: dict[str, str] = {}
        own: list[tuple[str, str]] = [(field.headings[0], field.key) for field in self.fields]
        own += [(self.number, Column.NUMBER), (self.text, Column.SHORT_TEXT), (self.focus, Beside.AREA)]
        if self.counted:
            own += [
                (self.status, Column.STATUS), (self.target, Column.TARGET), (self.comment, Column.COMMENT),
            ]  # fmt: skip
        own += [(heading, field.key) for field in self.fields for heading in field.headings[1:]]
        usual: list[tuple[str, str]] = [(column.value, column) for column in Column]
        usual += [(name, column) for column in Column for name in SYNONYMS[column]]
        usual += [(name, column) for column in Beside for name in (column.value, *_BESIDE[column])]
        for heading, column in (*own, *usual):
            if heading:
                found.setdefault(plain_heading(heading), column)
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its own columns."""
        return tuple(field.key for field in self.fields)

    def own_headings(self) -> frozenset[str]:
        """The plain headings that only this kind has: of its text and of its own columns."""
        return frozenset(
            plain_heading(heading) for heading in (self.text, *(field.headings[0] for field in self.fields))
        )


_BESIDE: dict[Beside, tuple[str, ...]] = {
    Beside.BOARD: ("nämnd eller bolag", "ange nämnd eller bolag", "ansvarig nämnd", "nämnd/bolag"),
    Beside.AREA: ("område", "målområde", "rubrik", "delområde"),
}


def plain_heading(text: str) -> str:
    """A heading without its year and month, case and spaces: "Analys 2022" and "Analys aug" are "analys"."""
    return folded(_WHEN.sub(" ", text)).replace("/", "")


def to_text(kinds: tuple[KnownKind, ...]) -> str:
    """The kinds as they are handed to the process that reads."""
    return json.dumps([asdict(kind) for kind in kinds])


def of_text(text: str) -> tuple[KnownKind, ...]:
    """The kinds that `to_text` wrote; none for an empty text."""
    rows = json.loads(text) if text else []
    return tuple(
        KnownKind(**{**row, "fields": tuple(_field(field) for field in row["fields"])}) for row in rows
    )


def _field(row: dict[str, object]) -> KnownField:
    headings = row["headings"]
    assert isinstance(headings, list)
    return KnownField(str(row["key"]), tuple(map(str, headings)), bool(row["decided"]))
