"""Which status a word in a foreign file stands for: known words only, never a guess."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.domain.terms import Meaning

#: What stands for a row that nobody has answered for: as we write it, and as it is met.
UNANSWERED = "Inte besvarad"
_UNANSWERED = frozenset({"", UNANSWERED.casefold(), "ej besvarad", "inget svar än", "-", "–"})


@dataclass(frozen=True)
class KnownStatus:
    """A status of the plan's vocabulary with the other words under which it is met."""

    label: str
    meaning: Meaning
    words: tuple[str, ...]


def plain_word(word: str) -> str:
    """The word without case, spaces around it and the full stop after it: "Påbörjad." is "påbörjad"."""
    return " ".join(word.casefold().split()).rstrip(".:;").strip()


def unanswered(word: str | None) -> bool:
    """Whether the cell says that nobody has answered, or says nothing."""
    return word is None or plain_word(word) in _UNANSWERED


def status_of(word: str, known: Iterable[KnownStatus], chosen: Mapping[str, str]) -> KnownStatus | None:
    """The status that the word stands for; None for a word that the plan does not know.

    `chosen` are labels that a person has chosen, by plain word.
    """
    plain = plain_word(word)
    for status in known:
        if plain in {plain_word(other) for other in (status.label, *status.words)}:
            return status
        if chosen.get(plain) == status.label:
            return status
    return None
