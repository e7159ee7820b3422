"""The words of the matrix, the same on the page, in Excel and in open data."""

from datetime import date

from tracker.domain.assignments import Share
from tracker.domain.swedish.words import long_date

#: The uppdrag, an ett-word, is not answered.
UNANSWERED = "Inte besvarat"
ELSEWHERE = "redovisas inte här"
NOBODY = "Ingen nämnd redovisar det här"
#: Of a share that no closed follow-up has had.
NOT_YET = "Inget svar än"


def answer_by_words(day: date | None) -> str:
    """ "Svar senast 31 december 2021"."""
    return f"Svar senast {long_date(day)}" if day else "Inget svarsdatum"


def share_word(share: Share) -> str:
    """The plan's word for how a board's share stands."""
    if not share.collected:
        return ELSEWHERE
    if not share.counts:
        return NOT_YET
    return share.said.label if share.said else UNANSWERED
