"""The table of rows in plain text, where only the order of the words tells the columns apart."""

import re
from collections.abc import Iterable

from tracker.domain.numbering import sort_key
from tracker.importers.imported import ImportedRow, MatchedColumn, Unreadable
from tracker.importers.reading.rows import Found
from tracker.importers.reading.years import read_horizon

_HEADING = re.compile(r"(?:Nr|Nummer|Punkt)\.?\s+.*\bStatus\b", re.IGNORECASE)
_START = re.compile(r"(?P<number>\d{1,4} ?[a-zåäö]?)\.?\s+(?=[A-ZÅÄÖ§\"”])")
_WORDS = (
    r"avviker(?: delvis)?(?: från plan(?:en)?)?|ej påbörjad|inte påbörjad|påbörjad|pågående|pågår(?: enligt plan)?"
    r"|färdig|klar|avslutad|genomförd|stoppad|avbruten|försenad|planerad|enligt plan|inte besvarad"
)
_TARGET = r"(?:tidigare [\d ,]+)?(?:nu )?(?:19|20|21)\d\d\??|ständigt(?: pågående)?|inget angivet år"
_LONGEST = 25
_COLUMNS = (
    ("Nr", "Nr"),
    ("Förkortad beskrivning", "Förkortad beskrivning av aktivitet"),
    ("Status", "Status"),
    ("Bedöms bli färdig", "Bedöms bli färdig"),
)


def read_text_table(lines: list[str], statuses: Iterable[str], found: Found) -> None:
    """Adds the rows of the table under the first heading line with Nr and Status.

    `statuses` are words that the sections use, beside the usual ones. A row ends where its status and year do.
    """
    start = next((place for place, line in enumerate(lines) if _HEADING.match(line.lstrip("\f"))), None)
    if start is None:
        return
    found.columns = tuple(MatchedColumn(*pair) for pair in _COLUMNS)
    reader = _Reader(statuses, found)
    for place in range(start + 1, len(lines)):
        if not reader.add(lines[place].lstrip("\f"), place + 1):
            break
    reader.close()


class _Reader:
    def __init__(self, statuses: Iterable[str], found: Found) -> None:
        own = [re.escape(word.strip(" .")) for word in statuses if 2 < len(word.strip(" .")) < 40]
        words = "|".join(sorted({*own, _WORDS}, key=len, reverse=True))
        self._row = re.compile(
            rf"(?P<text>.*?\S)\s+(?P<status>(?:{words})\.?)(?:\s+(?P<target>{_TARGET}))?",
            re.IGNORECASE | re.DOTALL,
        )
        self._found = found
        self._number, self._place, self._text, self._count = "", 0, "", 0

    def add(self, line: str, place: int) -> bool:
        """Takes one line; False when the table has ended before it."""
        if not line:
            return True
        start = _START.match(line)
        if start and self._follows(start["number"]):
            self.close()
            self._number, self._place = start["number"].replace(" ", ""), place
            self._text, self._count = line[start.end() :], 1
            return True
        if not self._number:
            # The heading may run on over lines.
            return True
        longer = f"{self._text} {line}"
        if self._row.fullmatch(self._text) and not self._row.fullmatch(longer):
            return bool(_HEADING.match(line))
        self._text, self._count = longer, self._count + 1
        return self._count < _LONGEST

    def _follows(self, number: str) -> bool:
        """Later than the row before and next to it: a line of text may begin with a number too."""
        if not self._number:
            return True
        before, now = int(re.sub(r"\D", "", self._number)), int(re.sub(r"\D", "", number))
        if self._row.fullmatch(self._text):
            return True
        return before <= now <= before + 1 and sort_key(number) > sort_key(self._number)

    def close(self) -> None:
        """Ends the row that is being read."""
        number, self._number = self._number, ""
        if not number:
            return
        where, row = f"rad {self._place}", self._row.fullmatch(self._text)
        if row is None:
            self._found.unreadable.append(
                Unreadable(
                    where,
                    f"{number} {self._text}"[:300],
                    "Raden har ingen status som går att läsa. Fyll i den för hand.",
                )
            )
        elif self._found.has(number):
            self._found.unreadable.append(
                Unreadable(
                    where,
                    f"{number} {self._text}"[:300],
                    f"Numret {number} finns redan på en annan rad. Rätta det ena i filen.",
                )
            )
        else:
            horizon = read_horizon(row["target"] or "")
            self._found.rows.append(
                ImportedRow(
                    number, where, " ".join(row["text"].split()), status=row["status"], target_year=horizon.year,
                    ongoing=horizon.ongoing, earlier_years=horizon.earlier, year_uncertain=horizon.uncertain,
                )
            )  # fmt: skip
