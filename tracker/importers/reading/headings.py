"""The numbered headings that a table stands under: "3.1 Vi tar gemensamt ansvar …", "3.1.1 Kommunfullmäktige"."""

import re

_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+(?P<text>\S.*)")
_LONGEST = 200
#: A table of who gave the uppdrag stands a level below the målområde.
_GIVER = 3


class Headings:
    """The headings met so far, by their level."""

    def __init__(self) -> None:
        self._at: dict[int, str] = {}

    def add(self, line: str, level: int | None = None) -> bool:
        """Takes a line; whether it was a heading. `level` is that of one without a number, in Word."""
        found = _NUMBERED.fullmatch(line.strip())
        if found and len(line) <= _LONGEST and found["text"][0].isupper():
            level, text = found["number"].count(".") + 1, found["text"]
        elif level is not None and line.strip():
            text = line.strip()
        else:
            return False
        self._at = {above: words for above, words in self._at.items() if above < level}
        self._at[level] = " ".join(text.split())[:_LONGEST]
        return True

    @property
    def focus_area(self) -> str:
        """The målområde: the nearest heading, or the one above who gave the uppdrag."""
        if not self._at:
            return ""
        nearest = max(self._at)
        if nearest >= _GIVER and nearest - 1 in self._at:
            return self._at[nearest - 1]
        return self._at[nearest] if nearest > 1 else ""

    @property
    def given_by(self) -> str:
        """Who gave the uppdrag, "" when no heading says it."""
        nearest = max(self._at, default=0)
        return self._at[nearest] if nearest >= _GIVER and nearest - 1 in self._at else ""
