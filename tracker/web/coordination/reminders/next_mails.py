"""Who gets the next mail about an open follow-up, on which day, and which rows nobody is asked about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.domain.swedish.words import capitalised, long_date, weekday_date
from tracker.services.reminders.coming import Coming


@dataclass(frozen=True)
class NextMail:
    """Who gets the next reminder, about what, and when."""

    to: str
    numbers: str
    when: str


@dataclass(frozen=True)
class NotAsked:
    """A row that no mail goes about until a coordinator has chosen who answers, and why."""

    number: str
    why: str


def next_mails(coming: Iterable[Coming], today: date) -> list[NextMail]:
    """Who is reminded next, if nobody answers before; one line per person and day."""
    found: dict[tuple[int, date | None], tuple[str, list[str]]] = {}
    for one in coming:
        if one.user is not None and not one.declined:
            _, numbers = found.setdefault((one.user.id, one.on), (one.user.title, []))
            numbers.append(one.row.activity.number)
    return [
        NextMail(title, ", ".join(numbers), _when(on, today)) for (_, on), (title, numbers) in found.items()
    ]


def not_asked(coming: Iterable[Coming]) -> list[NotAsked]:
    """The rows that wait for a coordinator: who answers has said that it is not theirs, or cannot be mailed."""
    return [NotAsked(one.row.activity.number, _why(one)) for one in coming if one.stuck]


def _why(one: Coming) -> str:
    if one.user is not None:
        return f"ingen, {one.user.title} har svarat att någon annan ansvarar."
    if one.row.responsibility.owner is None:
        return "ingen är ansvarig."
    return "ingen som ansvarar har en adress som fungerar."


def _when(on: date | None, today: date) -> str:
    if on is None:
        return "Inga fler går av sig själva"
    if on == today:
        return "I dag"
    return capitalised(weekday_date(on)) if on.year == today.year else long_date(on)
