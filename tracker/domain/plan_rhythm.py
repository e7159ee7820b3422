"""On which days of the year a plan is followed up, and what those occasions are called: "Tertial 1 2021"."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tracker.domain.fault import Fault
from tracker.domain.swedish.words import MONTHS, capitalised, month_year

MOST_DAYS = 12
LONGEST_NAME = 60
_LEAP_YEAR = 2024
#: "Tertial 1, 30 april" and "Tertial 1: 30/4".
_LINE = re.compile(
    r"(?P<name>.*\S)\s*[,:]\s*(?P<day>[0-9]{1,2})(?:\.?\s+(?P<word>[a-zåäö]+)|/(?P<month>[0-9]{1,2}))"
)
EXAMPLE = "Tertial 1, 30 april"


@dataclass(frozen=True)
class RhythmDay:
    """One day of the year with the occasion's name."""

    name: str
    month: int
    day: int

    def in_year(self, year: int) -> date:
        """The day in that year; the last of February is the 29th when there is one."""
        last = monthrange(year, self.month)[1]
        ends = self.day >= monthrange(_LEAP_YEAR - 1, self.month)[1]
        return date(year, self.month, last if ends else self.day)

    def called_in(self, year: int) -> str:
        """Tertial 1 2021."""
        return f"{self.name} {year}"


PRESETS: dict[str, tuple[RhythmDay, ...]] = {
    "tertial": (RhythmDay("Tertial 1", 4, 30), RhythmDay("Tertial 2", 8, 31), RhythmDay("Helår", 12, 31)),
    "mars-augusti": (RhythmDay("Mars", 3, 31), RhythmDay("Augusti", 8, 31), RhythmDay("Helår", 12, 31)),
    "kvartal": tuple(
        RhythmDay(f"Kvartal {number}", month, day)
        for number, month, day in ((1, 3, 31), (2, 6, 30), (3, 9, 30), (4, 12, 31))
    ),
    "helar": (RhythmDay("Helår", 12, 31),),
}


def rhythm_of(rows: Iterable[Mapping[str, Any]]) -> tuple[RhythmDay, ...]:
    """The days as they are stored with a plan."""
    return tuple(RhythmDay(str(row["name"]), int(row["month"]), int(row["day"])) for row in rows)


def rows_of(rhythm: Iterable[RhythmDay]) -> list[dict[str, Any]]:
    """The days as they are stored with a plan."""
    return [asdict(day) for day in rhythm]


def preset_of(rhythm: Sequence[RhythmDay]) -> str:
    """The preset that the days are; "own" for others and "" for none."""
    if not rhythm:
        return ""
    return next((name for name, days in PRESETS.items() if days == tuple(rhythm)), "own")


def written(rhythm: Iterable[RhythmDay]) -> str:
    """The days as a person writes them, one on each line: "Tertial 1, 30 april"."""
    return "\n".join(f"{each.name}, {each.day} {MONTHS[each.month - 1]}" for each in rhythm)


def read(text: str) -> tuple[tuple[RhythmDay, ...], list[Fault]]:
    """The days that a person wrote, in the order of the year, and what is wrong with them (field `own_days`)."""
    days, found = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        day = _read_line(line.strip())
        if isinstance(day, RhythmDay):
            days.append(day)
        else:
            found.append(Fault("own_days", "bad-rhythm-day", f"Rad {number}: {day}"))
    days.sort(key=lambda day: (day.month, day.day))
    return tuple(days), found or _together(days)


def _read_line(line: str) -> RhythmDay | str:
    """The day of one line, or the sentence that refuses it."""
    match = _LINE.fullmatch(line)
    word = (match["word"] or "") if match else ""
    if match is None or (word and word not in MONTHS):
        return f"Skriv namn, dag och månad, till exempel {EXAMPLE}."
    month = MONTHS.index(word) + 1 if word else int(match["month"])
    day = int(match["day"])
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(_LEAP_YEAR, month)[1]:
        return "Den dagen finns inte i almanackan."
    name = capitalised(match["name"].strip())
    if len(name) > LONGEST_NAME or not name.isprintable():
        return f"Namnet får ha högst {LONGEST_NAME} tecken."
    return RhythmDay(name, month, day)


def _together(days: Sequence[RhythmDay]) -> list[Fault]:
    """What is wrong with the days beside each other."""
    sentence = ""
    if not days:
        sentence = f"Skriv minst en dag, till exempel {EXAMPLE}."
    elif len(days) > MOST_DAYS:
        sentence = f"Det får vara högst {MOST_DAYS} dagar på ett år."
    elif len({(day.month, day.day) for day in days}) < len(days):
        sentence = "Två uppföljningar har samma dag. Välj olika dagar."
    elif len({day.name.casefold() for day in days}) < len(days):
        sentence = "Två uppföljningar heter likadant. Ge dem olika namn."
    return [Fault("own_days", "bad-rhythm", sentence)] if sentence else []


def occasion(rhythm: Iterable[RhythmDay], as_of: date) -> str:
    """What the follow-up as of that day is called; "" when it is none of the rhythm's days."""
    return next((each.called_in(as_of.year) for each in rhythm if each.in_year(as_of.year) == as_of), "")


def named(rows: Iterable[Mapping[str, Any]], as_of: date) -> str:
    """The occasion on its own: "Tertial 1 2021", or "mars 2022" without such a name. `rows`: as for `of_occasion`."""
    return occasion(rhythm_of(rows), as_of) or month_year(as_of)


def of_occasion(rows: Iterable[Mapping[str, Any]], as_of: date) -> str:
    """What stands after "uppföljning" in a heading: "av tertial 1 2021", or "per mars 2022" without such a name.

    `rows` are the days as they are stored with the plan.
    """
    name = occasion(rhythm_of(rows), as_of)
    if not name or name.casefold() == month_year(as_of):
        return f"per {month_year(as_of)}"
    # "KS 1" stays as it is written.
    return f"av {name if name[1:2].isupper() else name[:1].lower() + name[1:]}"


def next_as_of(
    rhythm: Sequence[RhythmDay],
    earlier: Collection[date],
    today: date,
    valid: tuple[date | None, date | None] = (None, None),
) -> date | None:
    """The day that the next follow-up is about: the newest that is over and not followed up, else the first to come.

    `earlier`: as_of of the plan's follow-ups. None when the plan has no rhythm, or its years are followed up.
    """
    newest = max(earlier, default=date.min)
    first, last = valid
    start = first.year if first else today.year - 1
    end = last.year if last else max(today.year, newest.year, start) + 1
    days = sorted(each.in_year(year) for year in range(start, end + 1) for each in rhythm)
    left = [day for day in days if day > newest and (first or day) <= day <= (last or day)]
    over = [day for day in left if day <= today]
    return over[-1] if over else left[0] if left else None
