"""The sections "Aktivitet 2. Inrätta …": decided text, status, year and what is told about the row."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.importers.reading.columns import folded
from tracker.importers.reading.document import Para

_START = re.compile(
    r"(?P<word>[^\W\d_]{3,25}) (?P<number>\d{1,4}(?:\.\d{1,3}){0,3} ?[a-zåäö]?)[.:)]?(?: +|$)(?P<text>.*)",
    re.DOTALL,
)
_INNER = r"(?<=[.!?]) (?={word} \d{{1,4}} ?[a-z]?[.:])"
_KNOWN = ("aktivitet", "uppdrag", "åtgärd", "insats", "punkt", "delmål", "mål")
#: What captions are called: "Tabell 1." is about no row, also where there is only one.
_CAPTIONS = ("tabell", "diagram", "figur", "bild", "bilaga")
_STATUS = re.compile(r"status\s*(?:[:\t]\s*(?P<rest>.+))?$", re.IGNORECASE)
_TARGET = re.compile(r"bedöms blir? färdig\w*\s*:?\s*(?P<rest>.*)$", re.IGNORECASE)
_REMAINING = re.compile(
    r"(?:plan för )?återstående arbete\s*:\s*|(?:det som )?återstår\s*:\s*", re.IGNORECASE
)
_CAUSE = re.compile(r"orsak(?: till avvikelsen?)?\s*:\s*", re.IGNORECASE)
_PRINTED = re.compile(
    r"Status(?:en| och text) står kvar från uppföljningen per |Rättad \d{1,2} [a-z]+ \d{4}\.$"
    r"|Inget nytt sedan förra uppföljningen\.$"
    r"|Inte besvarad i den här uppföljningen\.$|Diagram \d+\b|DIAGRAM \d+\b"
)
_LABELS = {"beslutadtext": "full", "orsak": "cause", "återstår": "remaining", "nyckeltal": "skip"}


@dataclass
class Section:
    """A section as it was read; `numbers` are the rows that share it."""

    numbers: list[str]
    headings: list[str]
    full: list[str] = field(default_factory=list)
    status: str | None = None
    target: str | None = None
    comment: list[str] = field(default_factory=list)
    cause: list[str] = field(default_factory=list)
    remaining: list[str] = field(default_factory=list)
    labelled: bool = False

    def told(self, number: str) -> tuple[str, str, str]:
        """Comment, cause and remaining work of one of its rows: what begins with its number, or all of it."""
        return tuple(
            _own(paras, number, self.numbers) for paras in (self.comment, self.cause, self.remaining)
        )  # type: ignore[return-value]


def row_word(paras: Iterable[Para], numbers: set[str]) -> str:
    """What the document calls its rows: the word that most often opens a paragraph before one of their numbers."""
    counted = Counter[str]()
    for para in paras:
        start = _START.match(para.text)
        if (
            start
            and (not numbers or folded(start["number"]) in numbers)
            and (para.heading or start["word"].lower() in _KNOWN)
            and start["word"].lower() not in _CAPTIONS
        ):
            counted[start["word"]] += 1
    return counted.most_common(1)[0][0] if counted else ""


class Sections:
    """Reads paragraphs one by one; `found` are the sections so far.

    `ours` tells that we wrote the document: a section begins with a heading and is about one row, whatever a text
    inside it looks like.
    """

    def __init__(
        self, word: str, status_heading: str = "", target_heading: str = "", *, ours: bool = False
    ) -> None:
        self._ours = ours
        self.found: list[Section] = []
        self._word = word
        self._status = _own_label(status_heading) or _STATUS
        self._target = _own_label(target_heading) or _TARGET
        self._now: Section | None = None
        self._state = "heading"

    def add(self, para: Para) -> None:
        """One more paragraph of the document."""
        starts = self._starts(para.text)
        if self._ours:
            starts = starts[:1] if para.heading else []
        if starts:
            self._open(starts)
        elif self._now is not None:
            if para.heading:
                self._now = None
            else:
                self._inside(self._now, para)

    def _starts(self, text: str) -> list[tuple[str, str]]:
        if not self._word or not text.startswith(self._word):
            return []
        inner = _INNER.format(word=re.escape(self._word))
        pieces = [text] if self._ours else re.split(inner, text)
        found = [_START.match(piece) for piece in pieces]
        return [
            (start["number"].replace(" ", ""), start["text"].strip())
            for start in found
            if start and start["word"] == self._word
        ]

    def _open(self, starts: list[tuple[str, str]]) -> None:
        shared = self._now is not None and self._state == "heading" and not self._now.full
        if not shared:
            self._now = Section([], [])
            self.found.append(self._now)
        assert self._now is not None
        self._now.numbers += [number for number, _ in starts]
        self._now.headings += [text for _, text in starts]
        self._state = "heading"

    def _inside(self, section: Section, para: Para) -> None:
        text = para.text.strip()
        status, target = self._status.match(text), self._target.match(text)
        if status and section.status is None:
            section.status = _first(status["rest"])
            self._state = "told" if section.status is not None else "status"
        elif target and section.target is None and section.status is not None and self._may_tell_target():
            section.target = target["rest"]
            self._state = "told" if section.target else "target"
        elif self._state == "status":
            section.status, self._state = text, "told"
        elif self._state == "target":
            section.target, self._state = text, "told"
        elif para.label and not _REMAINING.match(text):
            self._state = _LABELS.get(folded(text), "comment")
            section.labelled |= self._state == "full"
        elif not _PRINTED.match(text):
            self._tell(section, text)

    def _may_tell_target(self) -> bool:
        """In a document of ours the year stands right after the status; later it is somebody's text."""
        return not self._ours or self._state == "told"

    def _tell(self, section: Section, text: str) -> None:
        for pattern, state in ((_REMAINING, "remaining"), (_CAUSE, "cause")):
            lead = pattern.match(text)
            if lead and self._state == "told":
                self._state, text = state, text[lead.end() :]
        if self._state == "heading":
            section.full.append(text)
        elif self._state != "skip" and text:
            {"full": section.full, "cause": section.cause, "remaining": section.remaining}.get(
                self._state, section.comment
            ).append(text)


def _own_label(heading: str) -> re.Pattern[str] | None:
    words = r"\s+".join(re.escape(word) for word in heading.split())
    return re.compile(rf"{words}\s*(?:[:\t]\s*(?P<rest>.+))?$", re.IGNORECASE | re.DOTALL) if words else None


def _first(text: str | None) -> str | None:
    """The status beside its label, without "senast Påbörjad, mars 2022" after it."""
    return re.split(r"\s{2,}senast ", text)[0].strip() if text else None


def _own(paras: list[str], number: str, numbers: list[str]) -> str:
    if len(numbers) < 2:
        return _joined(paras)
    named = re.compile(rf"(?P<number>{'|'.join(map(re.escape, numbers))})[.:)]\s+", re.IGNORECASE)
    if not any(named.match(text) for text in paras):
        return _joined(paras)
    kept, now = [], ""
    for text in paras:
        lead = named.match(text)
        if lead:
            now = lead["number"].casefold()
        if now in ("", number.casefold()):
            kept.append(text[lead.end() :] if lead else text)
    return _joined(kept)


def _joined(paras: list[str]) -> str:
    """Paragraphs with an empty line between them; the items of a list stand close."""
    text = ""
    for para in paras:
        close = para.startswith("•") and text.rpartition("\n")[2].startswith("•")
        text += ("\n" if close else "\n\n" if text else "") + para
    return text


def joined(paras: list[str]) -> str:
    """The paragraphs as one text."""
    return _joined(paras)
