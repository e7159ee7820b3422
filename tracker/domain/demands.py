"""What an answer must hold for its status (rule 1), and when nothing new may be said and who is not asked (rule 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.domain.terms import Demand
from tracker.domain.text import text_problem

#: Later than any plan; a year beyond this is a slip of the finger.
LATEST_YEAR = 2100


@dataclass(frozen=True)
class Demands:
    """A status label's demands, with the word it prints."""

    label: str
    comment: Demand
    cause: Demand
    remaining_work: Demand
    horizon: Demand


@dataclass(frozen=True)
class Answer:
    """What an owner wrote. `target_year` is the text as typed, so that it can be judged and shown again.

    `fields` are those of the plan's kind, by key (domain/field_values.py).
    """

    target_year: str
    ongoing: bool
    comment: str
    cause: str = ""
    remaining_work: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """A refused field and the Swedish sentence that says what to do."""

    field: str
    message: str


def parsed_year(text: str) -> int | None:
    """The year as a number, or None when it is not four ASCII digits."""
    text = text.strip()
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None


def problems(answer: Answer, demands: Demands, as_of: date) -> list[Problem]:
    """Every reason to refuse the answer, in the order of the form; empty when it may be saved.

    The year is judged against the follow-up's `as_of`, never against the clock.
    """
    found = _text_problems(answer, demands)
    if demands.horizon is not Demand.NEVER:
        found += _horizon_problems(answer, demands, as_of)
    return found


def _text_problems(answer: Answer, demands: Demands) -> list[Problem]:
    fields = (
        ("comment", answer.comment, demands.comment, "Skriv vad som har hänt, eller varför."),
        ("cause", answer.cause, demands.cause, "Skriv varför."),
        ("remaining_work", answer.remaining_work, demands.remaining_work, "Skriv vad som återstår."),
    )
    found = []
    for name, text, demand, sentence in fields:
        if wrong := text_problem(text):
            found.append(Problem(name, wrong))
        elif demand is Demand.DEMANDED and not text.strip():
            found.append(Problem(name, f"{sentence} {demands.label} behöver en förklaring."))
    return found


def _horizon_problems(answer: Answer, demands: Demands, as_of: date) -> list[Problem]:
    typed = answer.target_year.strip()
    if answer.ongoing:
        if typed:
            return [Problem("target_year", "Välj ett av dem: antingen ett år eller Ständigt pågående.")]
        return []
    if not typed:
        if demands.horizon is Demand.ASKED:
            return []
        sentence = f"Skriv ett år eller kryssa i Ständigt pågående. {demands.label} behöver ett av dem."
        return [Problem("target_year", sentence)]
    year = parsed_year(typed)
    if year is None:
        return [Problem("target_year", f"Skriv året med fyra siffror, till exempel {as_of.year + 1}.")]
    if year > LATEST_YEAR:
        return [Problem("target_year", f"Skriv ett år mellan {as_of.year} och {LATEST_YEAR}.")]
    if year < as_of.year:
        sentence = f"Året {year} har redan passerat. Skriv {as_of.year} eller senare."
        return [Problem("target_year", sentence)]
    return []


def year_has_passed(target_year: int | None, ongoing: bool, demands: Demands, as_of: date) -> bool:
    """Whether last time's year lies before the follow-up, so that a new one is needed (rule 6)."""
    timed = demands.horizon is not Demand.NEVER and not ongoing
    return timed and target_year is not None and target_year < as_of.year


def settled(*, fulfilled: bool, in_follow_up: bool, asked_again: bool) -> bool:
    """Whether a row is not asked (again), after what it said last outside the follow-up.

    `fulfilled`: the council has declared it so (rule 9). `in_follow_up`: it was said in one; what was said between
    follow-ups is news and settles nothing (rule 5). `asked_again`: its status is, unlike Färdig and Stoppad (rule 6).
    """
    return fulfilled or (in_follow_up and not asked_again)


def why_not_repeatable(
    target_year: int | None,
    ongoing: bool,
    comment: str,
    demands: Demands,
    as_of: date,
    *,
    row: str = "aktiviteten",
) -> str:
    """Why "Inget nytt sedan sist" cannot be said of last time's answer (rule 6); empty when it can.

    `row` is what the plan's kind calls the row inside a sentence.
    """
    if year_has_passed(target_year, ongoing, demands, as_of):
        done = "färdigt" if row.endswith("t") else "färdig"
        return f"Året {target_year} har passerat. Skriv när {row} nu bedöms bli {done}."
    if demands.horizon is Demand.DEMANDED and not ongoing and target_year is None:
        return f"{demands.label} behöver ett år eller Ständigt pågående, och förra gången angavs inget."
    if demands.comment is Demand.DEMANDED and not comment.strip():
        return "Förra gången skrevs ingen text. Skriv kort hur det går."
    return ""
