"""How far away the last day to answer is, in words."""

from datetime import date

from tracker.domain.swedish.words import counted


def days_left(day: date, today: date) -> str:
    """ "i dag", "i morgon", "om tolv dagar", "i går" or "för tre dagar sedan"."""
    days = (day - today).days
    near = {0: "i dag", 1: "i morgon", -1: "i går"}
    if days in near:
        return near[days]
    words = counted(abs(days), "dag", "dagar")
    return f"om {words}" if days > 0 else f"för {words} sedan"
