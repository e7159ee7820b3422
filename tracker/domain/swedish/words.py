"""Swedish as a person would write it: numbers, dates, sorting (rule 11)."""

from datetime import date
from decimal import Decimal

_WORDS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")

# å ä ö sort last; the placeholders lie after z and keep their order.
_SORT = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})


def number_word(count: int, *, neuter: bool = False) -> str:
    """0–12 in words, 13 and up in digits. `neuter` gives "ett" for things that are ett-words (ett svar)."""
    if count == 1 and neuter:
        return "ett"
    return _WORDS[count] if 0 <= count <= 12 else str(count)


def capitalised(text: str) -> str:
    """The text with its first letter upper case and the rest as it is."""
    return text[:1].upper() + text[1:]


def counted(count: int, singular: str, plural: str, *, neuter: bool = False) -> str:
    """Number and noun together: "ett svar", "tre svar", "13 aktiviteter"."""
    return f"{number_word(count, neuter=neuter)} {singular if count == 1 else plural}"


def joined(parts: list[str]) -> str:
    """A list in a sentence: "a", "a och b", "a, b och c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} och {parts[-1]}"


def genitive(name: str) -> str:
    """Whose: "Kulturnämndens", "Lokalförsörjningsutskottets"; a name that ends in s stays as it is."""
    return name if name[-1:].casefold() in ("s", "x", "z") else f"{name}s"


def long_date(day: date) -> str:
    """20 april 2022."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_and_month(day: date) -> str:
    """20 april."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def weekday_date(day: date) -> str:
    """fredag 9 september."""
    return f"{WEEKDAYS[day.weekday()]} {day_and_month(day)}"


def month_year(day: date) -> str:
    """mars 2022."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def decimal_comma(value: Decimal, decimals: int | None = None) -> str:
    """Decimal comma and no-break digit groups; without `decimals` trailing zeros are left out."""
    text = f"{value.normalize():,f}" if decimals is None else f"{value:,.{decimals}f}"
    return text.replace(",", "\u00a0").replace(".", ",").replace("-", "\u2212")


def sort_key(text: str) -> str:
    """A key that sorts å, ä, ö last and without regard to case."""
    return text.casefold().translate(_SORT)
