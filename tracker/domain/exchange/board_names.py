"""Which boards a cell or a sentence names: known names only, never a guess."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SPACES = re.compile(r"[\s\u00ad]+")
_SEPARATOR = re.compile(r"\s*(?:[,;\n/&]|\b(?:samt|och)\b)\s*", re.IGNORECASE)
_FIRM = re.compile(r"\s*[,;\n]\s*")
_LEADS = re.compile(r"\s*\(?\s*leder\s*\)?", re.IGNORECASE)
_ENDS = ("nämnden", "styrelsen", "nämnd", "styrelse", "utskottet", "ab")
_TOGETHER = re.compile(r"tillsammans med\s+", re.IGNORECASE)


@dataclass(frozen=True)
class NamedBoards:
    """The boards of a cell by id, in its order; what it names that nobody knows; and which of them leads."""

    boards: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    lead: int | None = None


def plain_name(name: str) -> str:
    """A board's name without regard to case, spaces and line breaks."""
    return _SPACES.sub(" ", name).strip(" .:").casefold()


class BoardNames:
    """The names that are known, the longest first: "Fritids- och folkhälsonämnden" is one board.

    `chosen` are boards that a person has chosen for names that nobody knew, by plain name.
    """

    def __init__(self, names: Mapping[str, int], chosen: Mapping[str, int] | None = None) -> None:
        known = {plain_name(name): board for name, board in names.items()}
        known.update(chosen or {})
        self._known = {name: board for name, board in known.items() if name}
        # Any run of white space stands for any other.
        words = [
            r"\s+".join(map(re.escape, name.split())) for name in sorted(self._known, key=len, reverse=True)
        ]
        self._name = re.compile(f"(?:{'|'.join(words)})(?!\\w)" if words else "(?!)", re.IGNORECASE)

    def one(self, text: str) -> int | None:
        """The board that the whole text names."""
        return self._known.get(plain_name(text))

    def split(self, text: str) -> NamedBoards:
        """The boards of a cell such as "Kulturnämnden (leder), Vård- och äldrenämnden samt Kommunstyrelsen"."""
        boards, unknown, lead, rest = [], [], None, text.strip()
        while rest:
            found = self._name.match(rest)
            if found and self._ended(rest[found.end() :]):
                board, rest = self._known[plain_name(found.group())], rest[found.end() :]
                boards.append(board)
                if leads := _LEADS.match(rest):
                    lead, rest = board, rest[leads.end() :]
            else:
                piece, rest = _unknown_piece(rest)
                if piece:
                    unknown.append(piece)
            separator = _SEPARATOR.match(rest)
            while separator and separator.end():
                rest = rest[separator.end() :]
                separator = _SEPARATOR.match(rest)
        return NamedBoards(tuple(dict.fromkeys(boards)), tuple(dict.fromkeys(unknown)), lead)

    @staticmethod
    def _ended(rest: str) -> bool:
        """Whether a name has ended where a known one has: "Kulturnämnden i samråd" names something else."""
        leads = _LEADS.match(rest)
        after = rest[leads.end() :] if leads else rest
        return not after.strip() or _SEPARATOR.match(after) is not None

    def opening(self, text: str) -> tuple[int, ...]:
        """The boards that the wording of an uppdrag begins with, and those that it names as doing it together.

        "Förskolenämnden uppdras att tillsammans med Arbetslivsnämnden …" gives both, in that order.
        """
        found: list[int] = []
        self._run(text.lstrip(), found)
        if found and (together := _TOGETHER.search(text)):
            self._run(text[together.end() :], found)
        return tuple(dict.fromkeys(found))

    def _run(self, rest: str, found: list[int]) -> None:
        while name := self._name.match(rest):
            found.append(self._known[plain_name(name.group())])
            rest = rest[name.end() :]
            separator = _SEPARATOR.match(rest)
            if not separator:
                return
            rest = rest[separator.end() :]


def _unknown_piece(text: str) -> tuple[str, str]:
    """What stands up to the next separator. "och" parts two boards only after something that looks like one."""
    for separator in _SEPARATOR.finditer(text):
        piece = text[: separator.start()].strip()
        firm = _FIRM.fullmatch(separator.group()) is not None
        if separator.start() and (firm or piece.casefold().endswith(_ENDS)):
            return piece, text[separator.end() :]
    return text.strip(), ""
