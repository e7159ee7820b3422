"""What people wrote, as a mail quotes it."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.swedish import words as swedish
from tracker.mail.wire import one_line

_QUOTE_LENGTH = 300


@dataclass(frozen=True)
class Previous:
    """What was answered last time, in the words that are printed."""

    by_reader: bool
    as_of: date
    #: "" where the plan's kind has no statuses.
    label: str
    target_year: int | None
    ongoing: bool
    comment: str
    #: The year was printed with a question mark, or otherwise as a guess.
    year_uncertain: bool = False


def last_answer(previous: Previous, today: date) -> str:
    """Ditt svar i mars: Påbörjad, bedöms bli färdig 2022."""
    when = swedish.month_year(previous.as_of)
    if previous.as_of.year == today.year:
        when = swedish.MONTHS[previous.as_of.month - 1]
    words = [previous.label]
    if previous.ongoing:
        words.append("ständigt pågående")
    elif previous.target_year is not None:
        note = " (osäkert år)" if previous.year_uncertain else ""
        words.append(f"bedöms bli färdig {previous.target_year}{note}")
    said = f"{'Ditt svar' if previous.by_reader else 'Svaret'} i {when}"
    told = ", ".join(word for word in words if word)
    return f"{said}: {told}" if told else said


def headline(number: str, text: str, board: str = "") -> str:
    """8. Vuxenutbildningen rapporterar avvikelser från heltidsplan; with a board its name stands last."""
    words = f"{harmless(number)}. {shortened(text)}" if text.strip() else harmless(number)
    return f"{words} ({harmless(board)})" if board else words


def quoted(text: str) -> str:
    """What a person wrote, in quotation marks; empty when nothing was written."""
    return f"”{shortened(text)}”" if text.strip() else ""


def quoted_whole(text: str) -> str:
    """The same, however long: what stands nowhere else."""
    return f"”{harmless(one_line(text))}”" if text.strip() else ""


def shortened(text: str) -> str:
    """What a person wrote, on one line, cut between words when it is long."""
    words = one_line(text)
    if len(words) > _QUOTE_LENGTH:
        words = words[:_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
    return harmless(words)


def harmless(text: str) -> str:
    """The text with nothing in it that could be taken for the place of a link."""
    return text.replace("{{link:", "{ {link:")


def day(on: date, today: date) -> str:
    """fredag 9 september; with the year when it is another one."""
    spoken = swedish.weekday_date(on)
    return spoken if on.year == today.year else f"{spoken} {on.year}"


def near_day(on: date, today: date) -> str:
    """The same with "i dag" or "i morgon" before it."""
    spoken = day(on, today)
    if on == today:
        return f"i dag, {spoken}"
    return f"i morgon, {spoken}" if (on - today).days == 1 else spoken
