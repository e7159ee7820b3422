"""What a reader of the matrix chose: as an address, as the rule's wishes, and as links that keep each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from werkzeug.datastructures import MultiDict

from tracker.domain.assignments import Only, Wanted
from tracker.domain.swedish.slug import slug_of
from tracker.domain.swedish.words import sort_key
from tracker.web.assignments.matrix import Matrix
from tracker.web.assignments.words import UNANSWERED
from tracker.web.plans.table import STATUS_SLUGS, Choice

_SLUG = re.compile(r"[a-z0-9-]{1,80}")
#: In the order of the page; the address knows them without å ä ö.
_ONLY = {
    "svar-inom-60-dagar": (Only.DUE_SOON, "Svar inom 60 dagar"),
    "forsenade": (Only.OVERDUE, "Försenade"),
    "svar-saknas": (Only.UNANSWERED, "Svar saknas"),
    "utan-ansvarig": (Only.NO_OWNER, "Utan ansvarig"),
    "utan-svarsdatum": (Only.NO_DATE, "Utan svarsdatum"),
    "foreslas-fullgjorda": (Only.PROPOSED, "Föreslås fullgjorda"),
}
_CLOSED = "avslutade"


@dataclass(frozen=True)
class Filters:
    """A value that means nothing is the same as none."""

    plan: str = ""
    status: str = ""
    only: tuple[str, ...] = ()
    area: str = ""
    board: str = ""
    #: The last closed follow-up is shown to whoever could see the running one.
    closed: bool = False

    @classmethod
    def of(cls, asked: MultiDict[str, str]) -> "Filters":
        """The filters of an address."""
        status = asked.get("status", "")
        chosen = asked.getlist("visa")
        return cls(
            plan=_slug(asked.get("plan", "")),
            status=status if status in STATUS_SLUGS else "",
            only=tuple(slug for slug in _ONLY if slug in chosen),
            area=_slug(asked.get("omrade", "")),
            board=_slug(asked.get("namnd", "")),
            closed=asked.get("svar") == _CLOSED,
        )

    @property
    def chosen(self) -> bool:
        """Whether fewer than all uppdrag may be shown."""
        return bool(self.status or self.only or self.area or self.board)

    @property
    def endless(self) -> bool:
        """Whether there is no end of pages like this one, so that they are not kept."""
        return bool(self.area or self.board or len(self.only) > 1)

    def known_to(self, matrix: Matrix) -> "Filters":
        """Without boards and focus areas that the plan does not have."""
        areas = {slug_of(line.assignment.focus_area) for line in matrix.lines}
        return replace(
            self,
            area=self.area if self.area in areas else "",
            board=self.board if self.board in [board.slug for board in matrix.boards] else "",
        )

    def wanted(self, matrix: Matrix) -> Wanted:
        """As the rule takes them."""
        areas = areas_of(matrix)
        return Wanted(
            meanings=frozenset({STATUS_SLUGS[self.status]}) if self.status else frozenset(),
            only=frozenset(_ONLY[slug][0] for slug in self.only),
            focus_area=next((area for area in areas if slug_of(area) == self.area), ""),
            board=self.board,
        )

    def address(self, endpoint: str = "assignments.matrix", **changed: object) -> str:
        """The address of the page, some of the filters exchanged."""
        other = replace(self, **changed)  # type: ignore[arg-type]  # named by the callers beside
        parameters: dict[str, str | list[str]] = {
            "plan": other.plan,
            "status": other.status,
            "visa": list(other.only),
            "omrade": other.area,
            "namnd": other.board,
            "svar": _CLOSED if other.closed else "",
        }
        return url_for(endpoint, **{name: value for name, value in parameters.items() if value})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Row:
    """A labelled row of choices."""

    label: str
    choices: tuple[Choice, ...]


def filter_rows(filters: Filters, matrix: Matrix) -> list[Row]:
    """The rows above the table; one that offers nothing to choose between is left out."""
    rows = [
        Row("Samlat läge", tuple(_statuses(filters, matrix))),
        Row("Visa bara", tuple(_only(filters))),
    ]
    areas = areas_of(matrix)
    if areas:
        found = [_choice(filters, "Alla", area="")]
        rows.append(
            Row(
                matrix.focus_heading,
                (*found, *(_choice(filters, area, area=slug_of(area)) for area in areas)),
            )
        )
    if len(matrix.boards) > 1:
        boards = [_choice(filters, board.name, board=board.slug) for board in matrix.boards]
        rows.append(Row("Nämnd", (_choice(filters, "Alla", board=""), *boards)))
    return rows


def areas_of(matrix: Matrix) -> list[str]:
    """The focus areas by name; of two that an address cannot tell apart the first stands for both."""
    areas = sorted({line.assignment.focus_area for line in matrix.lines} - {""}, key=sort_key)
    return list({slug_of(area): area for area in reversed(areas)}.values())[::-1]


def _statuses(filters: Filters, matrix: Matrix) -> list[Choice]:
    words = {meaning: label for meaning, label, _ in reversed(matrix.vocabulary)}
    found = [_choice(filters, "Alla", status="")]
    for slug, meaning in STATUS_SLUGS.items():
        if meaning is None:
            found.append(_choice(filters, UNANSWERED, status=slug))
        elif meaning in words:
            found.append(_choice(filters, words[meaning], status=slug))
    return found


def _only(filters: Filters) -> list[Choice]:
    """Each is chosen and let go by itself."""
    found = []
    for slug, (_, text) in _ONLY.items():
        chosen = slug in filters.only
        kept = [other for other in _ONLY if (other in filters.only) != (other == slug)]
        found.append(Choice(text, filters.address(only=tuple(kept)), chosen))
    return found


def _choice(filters: Filters, text: str, **changed: str) -> Choice:
    chosen = all(getattr(filters, name) == value for name, value in changed.items())
    return Choice(text, filters.address(**changed), chosen)


def plan_row(filters: Filters, plans: Sequence[tuple[str, str]]) -> Row | None:
    """Which plan, when there are several: slug and text of each. Boards and areas are each plan's own."""
    if len(plans) < 2:
        return None
    return Row(
        "Plan",
        tuple(
            Choice(text, filters.address(plan=slug, area="", board=""), filters.plan == slug)
            for slug, text in plans
        ),
    )


def _slug(text: str) -> str:
    return text if _SLUG.fullmatch(text) else ""
