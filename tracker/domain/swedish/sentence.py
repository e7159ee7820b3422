"""The sentence of counts as a person would write it in the report's summary."""

from collections.abc import Sequence

from tracker.domain.counting import Group
from tracker.domain.swedish.words import capitalised, counted, joined, number_word
from tracker.domain.terms import Meaning


def sentence_of_counts(
    groups: Sequence[Group],
    *,
    singular: str = "aktiviteten",
    plural: str = "aktiviteterna",
) -> str:
    """ "Av de 26 aktiviteterna bedöms 18 som färdiga, två pågår enligt plan och …", right for any counts.

    Groups of zero are left out; with no activity at all the sentence says so. When everything is in one
    group the sentence speaks of all of them.
    """
    total = sum(group.count for group in groups)
    if total == 0:
        return "Planen har inga aktiviteter."
    if total == 1:
        return _only_one(groups[0], singular)
    if len(groups) == 1:
        return _all_alike(groups[0], total, plural)
    clauses = [_clause(group, first=index == 0) for index, group in enumerate(groups)]
    return f"Av de {number_word(total)} {plural} {joined(clauses)}."


def _all_alike(group: Group, total: int, plural: str) -> str:
    subject = f"Båda {plural}" if total == 2 else f"Alla {number_word(total)} {plural}"
    return {
        Meaning.COMPLETED: f"{subject} bedöms som färdiga.",
        Meaning.STARTED: f"{subject} {_started_tail(group, plural=True)}.",
        Meaning.DEVIATES: f"{subject} avviker från plan.",
        Meaning.STOPPED: f"{subject} är stoppade.",
        Meaning.NOT_STARTED: f"{subject} är inte påbörjade.",
        None: f"{subject} är inte besvarade.",
    }[group.meaning]


def _only_one(group: Group, singular: str) -> str:
    # "Den enda aktiviteten", but "det enda uppdraget".
    neuter = singular.endswith("et")
    subject = f"{'Det' if neuter else 'Den'} enda {singular}"
    t, d = ("t", "t") if neuter else ("", "d")
    return {
        Meaning.COMPLETED: f"{subject} bedöms som färdig{t}.",
        Meaning.STARTED: f"{subject} {_started_tail(group)}.",
        Meaning.DEVIATES: f"{subject} avviker från plan.",
        Meaning.STOPPED: f"{subject} är stoppa{d}.",
        Meaning.NOT_STARTED: f"{subject} är inte påbörja{d}.",
        None: f"{subject} är inte besvara{d}.",
    }[group.meaning]


def _clause(group: Group, *, first: bool) -> str:
    """One group's clause; the verb leads only in the first, as Swedish word order wants after "Av de …"."""
    n = number_word(group.count)
    one = group.count == 1
    ending = "" if one else "a"
    match group.meaning:
        case Meaning.COMPLETED:
            return f"bedöms {n} som färdig{ending}"
        case Meaning.STARTED if group.ongoing:
            return _ordered(n, "är", "ständigt pågående", first)
        case Meaning.STARTED if group.year:
            return _ordered(n, "pågår", f"enligt plan och bedöms bli färdig{ending} {group.year}", first)
        case Meaning.STARTED:
            return _ordered(n, "pågår", "enligt plan utan angivet år", first)
        case Meaning.DEVIATES:
            return _ordered(n, "avviker", "från plan", first)
        case Meaning.STOPPED:
            return _ordered(n, "är", "stoppad" if one else "stoppade", first)
        case Meaning.NOT_STARTED:
            return _ordered(n, "är", "inte påbörjad" if one else "inte påbörjade", first)
        case _:
            return _ordered(n, "är", "inte besvarad" if one else "inte besvarade", first)


def _ordered(number: str, verb: str, rest: str, first: bool) -> str:
    return f"{verb} {number} {rest}" if first else f"{number} {verb} {rest}"


def _started_tail(group: Group, *, plural: bool = False) -> str:
    if group.ongoing:
        return "är ständigt pågående"
    if group.year:
        return f"pågår enligt plan och bedöms bli färdig{'a' if plural else ''} {group.year}"
    return "pågår enligt plan utan angivet år"


def rows_note(rows: int, split: Sequence[tuple[str, int]]) -> str:
    """How rows and activities relate: "27 rader. Aktivitet 1 har två delar och räknas som en aktivitet."

    `split` holds (number, number of parts) for activities with parts.
    """
    note = f"{capitalised(counted(rows, 'rad', 'rader'))}."
    for number, parts in split:
        note += f" Aktivitet {number} har {counted(parts, 'del', 'delar')} och räknas som en aktivitet."
    return note


def sentence_of_answers(
    rows: int, answered: int, boards: Sequence[tuple[int, int]], *, row_plural: str
) -> str:
    """What a kind without statuses can say of itself: "Åtta kontrollmoment, alla besvarade.".

    `boards` are the boards that share each row, with how many answers each owes and has given; none when every row
    has a board of its own.
    """
    if rows == 0:
        return f"Planen har inga {row_plural}."
    subject = f"{capitalised(number_word(rows))} {row_plural}"
    if len(boards) > 1:
        return f"{subject} till {number_word(len(boards))} nämnder. {_boards(boards)}"
    if rows == 1:
        return f"1 {row_plural}. {'Svaret' if answered else 'Inget svar'} har kommit in."
    if answered == rows:
        return f"{subject}, alla besvarade."
    given = "Ett" if answered == 1 else "Inget" if answered == 0 else capitalised(number_word(answered))
    return f"{subject}. {given} av {number_word(rows)} svar har kommit in."


def _boards(boards: Sequence[tuple[int, int]]) -> str:
    whole = sum(asked == given for asked, given in boards)
    none = sum(given == 0 for _, given in boards)
    if whole == len(boards):
        return "Alla har svarat på allt."
    if none == len(boards):
        return "Ingen har svarat."
    groups = [
        (whole, "svarat på allt"),
        (len(boards) - whole - none, "svarat på en del"),
        (none, "inte svarat"),
    ]
    told = [f"{number_word(count)} {word}" for count, word in groups if count]
    return f"Av dem har {joined(told)}."


def boards_told(nothing: Sequence[str], silent: Sequence[str], row_plural: str) -> str:
    """Where boards bring the rows, those without: "Kulturnämnden har inga insatser att redovisa."

    `nothing` are the boards that say so, `silent` those that have said nothing at all.
    """
    told = []
    if nothing:
        told.append(f"{joined(list(nothing))} har inga {row_plural} att redovisa.")
    if silent:
        told.append(f"{joined(list(silent))} har inte svarat.")
    return " ".join(told)
