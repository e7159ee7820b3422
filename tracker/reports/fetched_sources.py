"""Kolada as a source: fetched on many days, it is still one source, and the newest day is told."""

import re
from collections.abc import Sequence

from tracker.domain.swedish.words import MONTHS

_KOLADA = re.compile(r"Kolada(?P<kpi>, [A-Z][0-9]{5})?(?:, hämtat (?P<day>\d{1,2} \w+ \d{4}))?")


def together(sources: Sequence[str]) -> list[str]:
    """The sources, each once; "Kolada" and "Kolada, hämtat …" as one, where the first of them stands."""
    found = list(dict.fromkeys(sources))
    kolada = [match for source in found if (match := _KOLADA.fullmatch(source))]
    if len(kolada) < 2:
        return found
    kpi = next((match["kpi"] for match in kolada if match["kpi"]), "")
    day = max((match["day"] for match in kolada if match["day"]), key=_in_time, default="")
    one = f"Kolada{kpi}" + (f", senast hämtat {day}" if day else "")
    return list(dict.fromkeys(one if _KOLADA.fullmatch(source) else source for source in found))


def _in_time(day: str) -> tuple[int, int, int]:
    """What "26 november 2026" is sorted by."""
    number, month, year = day.split()
    return int(year), MONTHS.index(month) if month in MONTHS else 0, int(number)
