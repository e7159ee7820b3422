"""What an import of uppdrag knows of the plan, and what a person has said of the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.domain.exchange.assignment_columns import KNOWN_HEADINGS, AssignmentColumn, plain_heading
from tracker.domain.exchange.board_names import BoardNames
from tracker.domain.exchange.status_words import KnownStatus
from tracker.domain.follow_up_dates import LATEST_YEAR
from tracker.domain.plan_fields import PlanField, on_activity, on_update
from tracker.domain.swedish.words import MONTHS
from tracker.models import Plan
from tracker.services.imports.stored import statuses_of
from tracker.services.plans.assignment_facts import EARLIEST_DECISION
from tracker.services.plans.shares import boards_for_shares

#: Said of the report: the status of a row with several boards is that of the one that leads.
LEAD_REPORTS = 0
_OWN_WORDS = {
    "number_heading": AssignmentColumn.NUMBER,
    "text_heading": AssignmentColumn.TEXT,
    "status_heading": AssignmentColumn.STATUS,
    "target_heading": AssignmentColumn.TARGET,
    "comment_heading": AssignmentColumn.COMMENT,
    "focus_heading": AssignmentColumn.FOCUS,
}


_ISO = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?|\d{8}", re.ASCII)
_WORDED = re.compile(r"(?:den )?(?P<day>\d{1,2}) (?P<month>[a-z]+) (?P<year>\d{4})", re.ASCII)


@dataclass(frozen=True)
class Said:
    """What a person has said of the file, each once for all its rows.

    `columns` are keys of columns by plain heading ("" for one that is not read), `boards` ids by plain name (0 for
    one that is passed over), `words` labels by plain word, `days` ISO days by text ("" for none). `reporting` is the
    board whose report the file is, or LEAD_REPORTS.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    boards: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    reporting: int | None = None

    @classmethod
    def of(cls, choices: Mapping[str, Any]) -> "Said":
        """As it is kept with the file."""
        return cls(
            choices.get("columns", {}),
            choices.get("boards", {}),
            choices.get("words", {}),
            choices.get("days", {}),
            choices.get("reporting"),
        )


@dataclass(frozen=True)
class Known:
    """The boards, status words and columns that a file of the plan may speak of."""

    plan_board: int
    shared: bool
    boards: Mapping[int, str]
    names: BoardNames
    statuses: tuple[KnownStatus, ...]
    headings: Mapping[str, str]
    fields: Mapping[str, PlanField]
    said: Said

    @property
    def on_activity(self) -> tuple[PlanField, ...]:
        """The kind's own fields of what was decided."""
        return on_activity(self.fields.values())

    @property
    def on_update(self) -> tuple[PlanField, ...]:
        """The kind's own fields of each answer."""
        return on_update(self.fields.values())

    def column(self, heading: str) -> str:
        """The key of a heading: a column's name, own:<field>, board:<id>, or "" for what is not known."""
        plain = plain_heading(heading)
        if (told := self.said.columns.get(plain)) is not None and self._there(told):
            return told
        if found := self.headings.get(plain):
            return found
        board = self.names.one(heading) if self.shared else None
        return f"board:{board}" if board else ""

    def _there(self, key: str) -> bool:
        """Whether a column may be that. What was sent is believed no more than what is typed: a board is the own
        municipality's.
        """
        kind, named, rest = key.partition(":")
        if not named:
            return kind == "" or kind in AssignmentColumn.__members__
        if kind == "own":
            return rest in self.fields
        return kind == "board" and self.shared and rest in {str(board) for board in self.boards}


def known_of(plan: Plan, said: Said) -> Known:
    """What is known of the plan, beside what was said of the file."""
    kind = plan.kind
    boards = {board.id: board.name for board in boards_for_shares(plan.organisation_id)}
    headings = {heading: column.name for heading, column in KNOWN_HEADINGS.items()}
    for one in kind.own_fields:
        for name in (one.heading.replace("{year}", ""), *one.synonyms):
            headings[plain_heading(name)] = f"own:{one.key}"
    for word, column in _OWN_WORDS.items():
        if heading := str(kind.words.get(word) or "").replace("{year}", ""):
            headings[plain_heading(heading)] = column.name
    return Known(
        plan.board_id,
        kind.shared,
        boards,
        BoardNames({name: board for board, name in boards.items()}, said.boards),
        statuses_of(kind),
        headings,
        {one.key: one for one in kind.own_fields},
        said,
    )


def day_in(text: str, said: Mapping[str, str]) -> date | None:
    """The day that the text says, or that a person has said it means; None for none.

    Raises ValueError for what is no day, such as "hösten 2022": nobody knows which one is meant.
    """
    told = said.get(text, text).strip()
    if not told:
        return None
    worded = _WORDED.fullmatch(told.casefold())
    if worded and worded["month"] in MONTHS:
        return date(int(worded["year"]), MONTHS.index(worded["month"]) + 1, int(worded["day"]))
    if not _ISO.fullmatch(told):
        raise ValueError(told)
    day = date.fromisoformat(told[:10])
    if not EARLIEST_DECISION <= day.year <= LATEST_YEAR:
        raise ValueError(told)
    return day
