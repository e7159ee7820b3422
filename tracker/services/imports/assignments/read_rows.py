"""A row of a table of uppdrag: its cells as facts, the boards it names, and what nobody knows the meaning of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar, cast

from tracker.domain.exchange.assignment_columns import ELSEWHERE, GIVEN, LEADS, AssignmentColumn
from tracker.domain.exchange.status_words import KnownStatus, plain_word, status_of, unanswered
from tracker.importers.raw_tables import RawRow
from tracker.importers.reading.years import read_horizon
from tracker.reports.blocks import printable
from tracker.services.imports.assignments.known import LEAD_REPORTS, Known, day_in

#: The columns whose cells are facts of the uppdrag, and the fields that hold them.
LINES = {
    AssignmentColumn.FULL_TEXT: "full_text",
    AssignmentColumn.FOCUS: "focus_area",
    AssignmentColumn.SOURCE: "source",
    AssignmentColumn.PARAGRAPH: "decided_paragraph",
    AssignmentColumn.DIARIENUMMER: "diarienummer",
    AssignmentColumn.ASKED_BY: "asked_by",
    AssignmentColumn.ANSWERED_WITH: "answered_with",
}
DAYS = {
    AssignmentColumn.DECIDED_ON: "decided_on",
    AssignmentColumn.ANSWER_BY: "answer_by",
    AssignmentColumn.ANSWERED_ON: "answered_on",
}
_LONGEST_BOARDS = 2000


@dataclass
class Questions:
    """What a person is asked, once for all rows: names, words and days that nobody knows, and whose report it is."""

    boards: dict[str, None] = field(default_factory=dict)
    words: dict[str, None] = field(default_factory=dict)
    days: dict[str, None] = field(default_factory=dict)
    reporting: bool = False
    #: Whether any row has a status.
    statuses: bool = False
    #: How many comments stand beside no status: they are no answers, and are not read.
    comments_alone: int = 0


@dataclass(frozen=True)
class ReadShare:
    """What a row says of a board's share; `status` None is no answer, None as a text is what it does not speak of."""

    board: int
    status: KnownStatus | None = None
    target_year: int | None = None
    ongoing: bool = False
    comment: str | None = None
    own: tuple[tuple[str, str], ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True)
class ReadUppdrag:
    """An uppdrag as the file tells it. `facts` are those that have a text; `why` is why it cannot be taken."""

    number: str
    where: str
    text: str
    facts: tuple[tuple[str, str | date], ...] = ()
    own: tuple[tuple[str, str], ...] = ()
    shares: tuple[ReadShare, ...] = ()
    lead: int | None = None
    why: str = ""


class _Stopped(Exception):
    """The row cannot be taken; the message says why and what to do."""


_A = TypeVar("_A")
_B = TypeVar("_B")
_C = TypeVar("_C")


def _all_of(first: Callable[[], _A], second: Callable[[], _B], third: Callable[[], _C]) -> tuple[_A, _B, _C]:
    """What each gives; the first that stops the row does so when all have asked what they ask."""
    stopped: list[_Stopped] = []
    found: list[object] = []
    for part in (first, second, third):
        try:
            found.append(part())
        except _Stopped as stop:
            stopped.append(stop)
    if stopped:
        raise stopped[0]
    return cast("tuple[_A, _B, _C]", tuple(found))


class RowReader:
    """Reads the rows of one table, whose columns are known."""

    def __init__(self, columns: Mapping[str, int], known: Known, questions: Questions, focus: str) -> None:
        self._columns, self._known, self._questions, self._focus = columns, known, questions, focus
        self._boards = {
            int(key.partition(":")[2]): at for key, at in columns.items() if key.startswith("board:")
        }

    def read(self, row: RawRow, where: str, text: str | None = None) -> ReadUppdrag:
        """The row; `text` is the wording of the row above that it goes on."""
        cells = row.cells
        number = " ".join(self._cell(cells, AssignmentColumn.NUMBER).split()).rstrip(".)").lower()
        wording = printable(self._cell(cells, AssignmentColumn.TEXT)).strip()
        try:
            if row.faults:
                raise _Stopped(row.faults[0])
            # All that the row leaves open is asked at once: nobody answers twice.
            (boards, lead), facts, status = _all_of(
                lambda: self._named(cells, wording or text or ""),
                lambda: self._facts(cells),
                lambda: self._status(self._cell(cells, AssignmentColumn.STATUS)),
            )
            if self._focus and "focus_area" not in dict(facts):
                facts = (*facts, ("focus_area", self._focus))
            shares = (*self._shares(cells, boards, lead, status), *self._matrix(cells))
            lead = lead or next(
                (b for b, at in self._boards.items() if "leder" in _at(cells, at).casefold()), None
            )
        except _Stopped as stopped:
            return ReadUppdrag(number, where, wording, why=str(stopped))
        own = self._own(cells, self._known.on_activity)
        return ReadUppdrag(number, where, wording, facts, own, shares, lead)

    def _cell(self, cells: tuple[str, ...], column: AssignmentColumn) -> str:
        return _at(cells, self._columns.get(column.name, -1))

    def _facts(self, cells: tuple[str, ...]) -> tuple[tuple[str, str | date], ...]:
        found: list[tuple[str, str | date]] = []
        for column, name in LINES.items():
            told = printable(self._cell(cells, column)).strip()
            if column is AssignmentColumn.PARAGRAPH and told.isdecimal():
                told = f"§ {told}"
            if told:
                found.append((name, told if name == "full_text" else " ".join(told.split())))
        for column, name in DAYS.items():
            day = self._day(" ".join(self._cell(cells, column).split()), column)
            if day is not None:
                found.append((name, day))
        return tuple(found)

    def _day(self, told: str, column: AssignmentColumn) -> date | None:
        try:
            return day_in(told, self._known.said.days)
        except ValueError:
            self._questions.days[told[:200]] = None
            raise _Stopped(
                f"{column.value}: ”{told[:80]}” är ingen dag. Skriv vilken dag det är, bland frågorna."
            ) from None

    def _named(self, cells: tuple[str, ...], wording: str) -> tuple[tuple[int, ...], int | None]:
        """The boards of the row, and the one that it says leads."""
        if not self._known.shared:
            return (self._known.plan_board,), None
        told = self._cell(cells, AssignmentColumn.BOARDS)
        if len(told) > _LONGEST_BOARDS:
            raise _Stopped("Cellen med nämnder är för lång. Dela upp den i filen.")
        named = self._known.names.split(told)
        self._ask_boards(named.unknown)
        boards = tuple(board for board in named.boards if board)
        if not boards and AssignmentColumn.BOARDS.name not in self._columns and not self._boards:
            boards = self._known.names.opening(wording)
        lead = self._lead(self._cell(cells, AssignmentColumn.LEAD).strip(), boards) or named.lead
        if lead and lead not in boards:
            boards = (*boards, lead)
        return boards, lead

    def _ask_boards(self, names: Iterable[str]) -> None:
        unknown = [name for name in names if name.strip()]
        for name in unknown:
            self._questions.boards[name[:200]] = None
        if unknown:
            raise _Stopped(
                f"{unknown[0][:80]} finns inte bland nämnderna. Välj vilken det är, bland frågorna."
            )

    def _lead(self, told: str, boards: tuple[int, ...]) -> int | None:
        if not told or plain_word(told) in ("nej", "-", "–"):
            return None
        if plain_word(told) in LEADS and len(boards) == 1:
            return boards[0]
        board = self._known.names.one(told)
        if board is None:
            self._ask_boards([told])
        return board or None

    def _shares(
        self, cells: tuple[str, ...], boards: tuple[int, ...], lead: int | None, status: KnownStatus | None
    ) -> tuple[ReadShare, ...]:
        """The boards of the row, of which one has its answer: the only one, the leading one, or whose report it is."""
        told = self._cell(cells, AssignmentColumn.STATUS)
        if plain_word(told) in ELSEWHERE:
            return tuple(ReadShare(board, elsewhere=True) for board in boards)
        lead_reports = self._known.said.reporting == LEAD_REPORTS and bool(boards)
        reporting = self._known.said.reporting or None
        if reporting is not None and reporting not in boards:
            boards = (*boards, reporting)
        if status is not None and reporting is None and len(boards) != 1 and self._known.shared:
            self._ask_whose(len(boards), answered=lead_reports)
        if lead_reports or len(boards) == 1:
            answering: int | None = lead or boards[0]
        else:
            answering = reporting
        return tuple(
            self._answer(board, status, cells)
            if board == answering
            else ReadShare(board, elsewhere=reporting is not None)
            for board in boards
        )

    def _ask_whose(self, boards: int, *, answered: bool) -> None:
        if answered:
            return
        self._questions.reporting = True
        many = "flera nämnder" if boards else "ingen nämnd"
        raise _Stopped(f"Raden har en status men {many}. Välj vems statusen är, bland frågorna.")

    def _answer(self, board: int, status: KnownStatus | None, cells: tuple[str, ...]) -> ReadShare:
        horizon = read_horizon(self._cell(cells, AssignmentColumn.TARGET))
        if horizon.why:
            raise _Stopped(f"{AssignmentColumn.TARGET.value}: {horizon.why}")
        comment = printable(self._cell(cells, AssignmentColumn.COMMENT)).strip()
        self._questions.comments_alone += bool(comment) and status is None
        own = self._own(cells, self._known.on_update)
        return ReadShare(board, status, horizon.year, horizon.ongoing, comment or None, own)

    def _own(self, cells: tuple[str, ...], fields: Iterable[object]) -> tuple[tuple[str, str], ...]:
        told = ((one.key, _at(cells, self._columns.get(f"own:{one.key}", -1))) for one in fields)  # type: ignore[attr-defined]
        return tuple((key, printable(text).strip()) for key, text in told if text.strip())

    def _matrix(self, cells: tuple[str, ...]) -> tuple[ReadShare, ...]:
        """A column per board: its status word, a mark for one that was only given the uppdrag, or nothing."""
        found = []
        for board, at in self._boards.items():
            told = _at(cells, at).replace("(leder)", "").strip()
            word = plain_word(told)
            if word in ("", "-", "–"):
                continue
            elsewhere = word in ELSEWHERE
            status = None if elsewhere or word in GIVEN else self._status(told)
            found.append(ReadShare(board, status, elsewhere=elsewhere))
        return tuple(found)

    def _status(self, told: str) -> KnownStatus | None:
        """The status of the word; None for no answer. An unknown one stops the row with a question."""
        said = self._known.said.words
        if unanswered(told) or plain_word(told) in ELSEWHERE:
            return None
        self._questions.statuses = True
        if unanswered(said.get(plain_word(told), "?")):
            return None
        status = status_of(told, self._known.statuses, said)
        if status is None:
            self._questions.words[plain_word(told)[:200]] = None
            raise _Stopped(
                f"Statusen ”{told[:80]}” finns inte i planens statusord. Välj vad den betyder, bland frågorna."
            )
        return status


def _at(cells: tuple[str, ...], place: int) -> str:
    return cells[place] if 0 <= place < len(cells) else ""
