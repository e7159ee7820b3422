"""The unit that a title of Kolada's ends with: its key figures carry it nowhere else."""

import re

_IN_PARENTHESES = re.compile(r"\(([^()]{1,30})\)\s*$")
#: What may stand after the last comma: "kr/inv", "antal", "andel (%)", "minuter".
_AFTER_COMMA = re.compile(
    r",\s*((?:kr|tkr|mnkr|antal|poäng|meritvärde|dagar|timmar|minuter|år|kvot|index)\b[^,]{0,30})$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"^antal\b\s*", re.IGNORECASE)
_PERCENT = ("procent", "%")
_LONGEST_UNIT, _LONGEST_SHORT = 40, 10


def unit_of(title: str) -> tuple[str, str]:
    """The unit and its short form: ("procent", "%") for "…, andel (%)", ("kr/inv", "") for "…, kr/inv".

    Empty when the title does not say it: a number is then shown as it stands.
    """
    found = _IN_PARENTHESES.search(title) or _AFTER_COMMA.search(title)
    unit = found[1].strip() if found else ""
    if unit.startswith("%") or (not unit and re.search(r"\bandel\b", title, re.IGNORECASE)):
        return _PERCENT
    # "antal" counts what the title names; "antal/100 000 inv" says per what.
    unit = _COUNTED.sub("", unit) if not unit.casefold().startswith("antal/") else unit
    return unit[:_LONGEST_UNIT], ""


def decimals_of(numbers: list[str]) -> int:
    """How many decimals a new key figure gets: as many as its values have, at most one."""
    return min(1, max((len(number.partition(".")[2]) for number in numbers), default=0))
