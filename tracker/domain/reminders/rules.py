"""What a coordinator decides about a plan's reminders, and what can be wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from tracker.domain.fault import Fault
from tracker.domain.swedish.words import joined

#: From an hour between these a plan's mails leave, in Sweden: before a working day's first coffee at the
#: earliest. There is no hour at which they stop: what is late leaves the same day, until midnight.
FIRST_HOUR, LAST_HOUR = time(7), time(16)
#: How far from the last day a step may lie, in days, and how many there may be on each side of it.
LONGEST_BEFORE, LONGEST_AFTER, MOST_STEPS = 90, 30, 5
#: How long after the last step a list is written.
LONGEST_UNTIL_LIST = 30
_SUMMER = 7


class CountedFrom(StrEnum):
    """Which of a follow-up's days its steps are counted from."""

    ANSWER_BY = "ANSWER_BY"
    #: Stoppdatum: the day when the papers for the board's meeting must be in.
    PAPERS_BY = "PAPERS_BY"


class ListTo(StrEnum):
    """Who gets the list of those who have not answered after the last step."""

    MANAGER = "MANAGER"
    COORDINATOR = "COORDINATOR"
    NOBODY = "NOBODY"


@dataclass(frozen=True)
class ReminderRules:
    """A plan's schedule. Days are calendar days; a step on a free day moves to a working day."""

    counted_from: CountedFrom = CountedFrom.ANSWER_BY
    #: Whether a mail goes when the follow-up opens.
    opening: bool = True
    before: tuple[int, ...] = (7, 1)
    after: tuple[int, ...] = (1,)
    #: The hour in Sweden from which the plan's mails leave.
    hour: int = FIRST_HOUR.hour
    not_in_july: bool = False
    list_to: ListTo = ListTo.MANAGER
    list_after: int = 3
    #: An activity that is ständigt pågående is asked about when nobody has looked at it for a year.
    review: bool = True
    #: Owners are asked for the value of a nyckeltal when its period is over.
    values: bool = True
    #: So many days before an uppdrag's own answer-by date its owner is reminded of it.
    assignment_before: tuple[int, ...] = (30, 7)

    def rests_on(self, day: date) -> bool:
        """Whether the plan's mails wait on that day although it may be a working day."""
        return self.not_in_july and day.month == _SUMMER


def rules_faults(rules: ReminderRules) -> list[Fault]:
    """All that is wrong with the rules, in the form's order."""
    found = [
        *_days_faults("before", rules.before, LONGEST_BEFORE),
        *_days_faults("after", rules.after, LONGEST_AFTER),
    ]
    if not (rules.opening or rules.before or rules.after):
        sentence = (
            "Välj minst ett tillfälle. Vill du inte att några mejl ska gå pausar du utskicken i stället."
        )
        found.append(Fault("before", "no-step", sentence))
    if not FIRST_HOUR.hour <= rules.hour <= LAST_HOUR.hour:
        sentence = f"Välj en timme från {FIRST_HOUR.hour} till {LAST_HOUR.hour}."
        found.append(Fault("hour", "bad-hour", sentence))
    if rules.list_to is not ListTo.NOBODY and not 1 <= rules.list_after <= LONGEST_UNTIL_LIST:
        sentence = f"Skriv hur många dagar, från 1 till {LONGEST_UNTIL_LIST}."
        found.append(Fault("list_after", "bad-list-after", sentence))
    return found + _days_faults("assignment_before", rules.assignment_before, LONGEST_BEFORE)


def _days_faults(field: str, days: tuple[int, ...], longest: int) -> list[Fault]:
    if len(days) > MOST_STEPS:
        return [Fault(field, f"many-{field}", "Skriv högst fem tal. Fler mejl än så läser ingen.")]
    if any(not 1 <= number <= longest for number in days):
        return [Fault(field, f"bad-{field}", f"Skriv tal från 1 till {longest}, till exempel 7, 1.")]
    twice = sorted({number for number in days if days.count(number) > 1})
    if twice:
        words = joined([str(number) for number in twice])
        return [Fault(field, f"twice-{field}", f"Samma tal står två gånger: {words}.")]
    return []


def parsed_days(text: str) -> tuple[int, ...]:
    """The numbers in "7, 1" or "7 och 1", largest first; empty for an empty text. Raises ValueError."""
    words = text.replace(",", " ").replace(";", " ").split()
    numbers = [word for word in words if word.casefold() not in ("och", "dagar", "dag")]
    if any(not (word.isascii() and word.isdigit() and len(word) <= 4) for word in numbers):
        raise ValueError("Skriv antal dagar med siffror och komma emellan, till exempel 7, 1.")
    return tuple(sorted((int(word) for word in numbers), reverse=True))


def printed_days(days: Iterable[int]) -> str:
    """The numbers as the form shows them: "7, 1"."""
    return ", ".join(str(number) for number in days)
