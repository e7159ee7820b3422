"""The words of the plan pages that follow from counts, statuses and dates."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.counting import Group
from tracker.domain.swedish.words import capitalised, counted, day_and_month, joined, long_date, month_year
from tracker.domain.terms import Meaning
from tracker.queries.plans.plan_page import Occasion
from tracker.reports.content import LegendEntry, ReportContent, Row
from tracker.reports.layout import board_of

#: Texts of a board page longer than this are folded: about a screen on a telephone.
_LONG = 1200
_OPENING = 600

_GENERAL = {
    Meaning.COMPLETED: "Färdig", Meaning.STARTED: "Påbörjad", Meaning.DEVIATES: "Avviker från plan",
    Meaning.STOPPED: "Stoppad", Meaning.NOT_STARTED: "Ej påbörjad",
}  # fmt: skip
UNANSWERED = "Inte besvarad"


@dataclass(frozen=True)
class GroupView:
    """A group of the count with its words: "Påbörjad, färdig 2022"."""

    key: str
    meaning: Meaning | None
    ongoing: bool
    year: int | None
    label: str
    count: int
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Folded:
    """A text that is shown whole, or its opening and the rest of it folded."""

    opening: str
    rest: str = ""


def word_of(meaning: Meaning | None, legend: Sequence[LegendEntry]) -> str:
    """The plan's own word for the meaning."""
    if meaning is None:
        return UNANSWERED
    return next((entry.label for entry in legend if entry.meaning is meaning), _GENERAL[meaning])


def group_views(groups: Sequence[Group], legend: Sequence[LegendEntry]) -> list[GroupView]:
    """The groups with the plan's words."""
    return [
        GroupView(
            group.key,
            group.meaning,
            group.ongoing,
            group.year,
            _group_word(group, legend),
            group.count,
            group.numbers,
        )
        for group in groups
    ]


def _group_word(group: Group, legend: Sequence[LegendEntry]) -> str:
    word = word_of(group.meaning, legend)
    if group.meaning is not Meaning.STARTED:
        return word
    if group.ongoing:
        return f"{word}, ständigt pågående"
    return f"{word}, färdig {group.year}" if group.year else f"{word}, utan angivet år"


def folded(text: str) -> Folded:
    """A long text in two: whole paragraphs first, at least some of it; a single endless one is cut at a sentence."""
    if len(text) <= _LONG:
        return Folded(text)
    for cut in (
        text.rfind("\n\n", 1, _LONG),
        text.rfind(". ", 1, _OPENING) + 1,
        text.rfind(" ", 1, _OPENING),
    ):
        if cut > 0:
            return Folded(text[:cut].rstrip(), text[cut:].strip())
    return Folded(text[:_OPENING], text[_OPENING:])


def size_note(content: ReportContent) -> str:
    """ "26 aktiviteter. Alla ska vara genomförda senast 2022." """
    words = content.words
    note = f"{capitalised(counted(content.activity_count, words.row_singular, words.row_plural))}."
    if content.finish_by and content.activity_count > 1:
        note += f" Alla ska vara genomförda senast {content.finish_by}."
    return note


def silent_boards(content: ReportContent) -> str:
    """Which boards have not answered all that they were asked: "Grundskolenämnden (14 frågor)"; "" for none."""
    if content.counted or len({row.board for row in content.rows}) < 2:
        return ""
    missing = Counter(board_of(content, row) for row in content.rows if row.meaning is None)
    words = content.words
    return joined(
        [f"{board} ({counted(n, words.row_singular, words.row_plural)})" for board, n in missing.items()]
    )


def unanswered_note(content: ReportContent) -> str:
    """ "Fem aktiviteter är inte besvarade: 1 (1a och 1b), 12, …. De är sex rader i tabellen."; "" when all are.

    It counts activities as the summary does, and says how they relate to the table's rows. A part that is not
    answered in an activity that counts as something worse is named beside.
    """
    if not content.counted:
        return ""
    rows = [row for row in content.rows if row.meaning is None]
    counted_so = [number for group in content.groups if group.meaning is None for number in group.numbers]
    inside = [row for row in rows if (row.parent or row.number) in counted_so]
    note = _unanswered_activities(content, counted_so, inside)
    for row in (row for row in rows if row not in inside):
        number = row.parent or row.number
        group = next((group for group in content.groups if number in group.numbers), None)
        if group is not None:
            word, whole = word_of(group.meaning, content.legend), f"{content.words.row_singular} {number}"
            part = row.number if row.parent else f"{board_of(content, row)}s del av {number}"
            note += f" {part} är inte besvarad, men {whole} räknas som {word}."
    return note.strip()


def _unanswered_activities(content: ReportContent, numbers: Sequence[str], rows: Sequence[Row]) -> str:
    if not numbers:
        return ""
    words = content.words
    named = []
    for number in numbers:
        parts = joined([row.number for row in rows if row.parent == number])
        named.append(f"{number} ({parts})" if parts else number)
    verb = "är inte besvarad" if len(numbers) == 1 else "är inte besvarade"
    note = (
        f"{capitalised(counted(len(numbers), words.row_singular, words.row_plural))} {verb}: {joined(named)}."
    )
    if len(rows) == len(numbers):
        return note
    return (
        f"{note} {'Den' if len(numbers) == 1 else 'De'} är {counted(len(rows), 'rad', 'rader')} i tabellen."
    )


def answered(occasion: Occasion) -> str:
    """ "5 av 8 har svarat"; an open follow-up that asks nobody says so."""
    if occasion.asked == 0:
        return "Ingen tillfrågas den här gången, allt är färdigt eller stoppat"
    return f"{occasion.answered} av {occasion.asked} har svarat"


def last_day(answer_by: date | None, today: date) -> str:
    """ "Svar senast 9 september."; with the year when it is not this one, in the past tense when it is over."""
    if answer_by is None:
        return ""
    day = day_and_month(answer_by) if answer_by.year == today.year else long_date(answer_by)
    return f"Svar senast {day}." if answer_by >= today else f"Sista dag att svara var {day}."


def per(as_of: date) -> str:
    """ "per mars 2022"."""
    return f"per {month_year(as_of)}"


def counts_as(parent: str, singular: str, meaning: Meaning | None, parts: Sequence[Row]) -> str:
    """Why an activity counts as it does: "Aktivitet 1 avviker, eftersom 1a gör det." (rule 2)."""
    whole = f"{capitalised(singular)} {parent}"
    those = joined([part.number for part in parts if part.meaning is meaning])
    if meaning is Meaning.DEVIATES:
        return f"{whole} avviker, eftersom {those} gör det."
    if meaning is None:
        return f"{whole} är inte besvarad, eftersom {those} inte är det."
    if meaning is Meaning.STARTED:
        return f"{whole} är påbörjad, eftersom {those} är det." if those else f"{whole} räknas som påbörjad."
    word = {Meaning.COMPLETED: "färdig", Meaning.STOPPED: "stoppad", Meaning.NOT_STARTED: "inte påbörjad"}[
        meaning
    ]
    stopped = [part.number for part in parts if part.meaning is Meaning.STOPPED]
    if meaning is not Meaning.STOPPED and stopped:
        return (
            f"{whole} är {word}, eftersom {those} är det. {joined(stopped)} är stoppad och räknas inte med."
        )
    return f"{whole} är {word}, eftersom alla delar är det."
