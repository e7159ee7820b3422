"""Where a line may end inside a long Swedish word, by the patterns that typesetters use."""

import re
from functools import cache, lru_cache

from pyphen import Pyphen

SOFT_HYPHEN = "\u00ad"

#: Shorter words fit on any line; of a longer one at least so many letters stay on either side.
_LONG, _EDGE = 16, 5
_WORD = re.compile(rf"[^\W\d_]{{{_LONG},}}")


@cache
def _patterns() -> Pyphen:
    """Read on first use: commands that print nothing need none."""
    return Pyphen(lang="sv_SE", left=_EDGE, right=_EDGE)


#: Where a board's name is divided: between its words, which the patterns do not know.
_BOARD = re.compile(
    r"(?<=\w{3})(?=nämnden|nämnd\b|styrelsen|fullmäktige|beredningen|utbildnings|omsorgs|marknads|byggnads|"
    r"planerings|räddnings|utvecklings|hälso|tjänst)"
)
_PIECE = re.compile(r"[^\W\d_]{14,}")


def hyphenated(text: str) -> str:
    """The text with a soft hyphen wherever a word of 16 letters or more may be divided."""
    return _WORD.sub(lambda word: _divided(word[0]), text)


@lru_cache(maxsize=4096)
def _divided(word: str) -> str:
    divided: str = _patterns().inserted(word, SOFT_HYPHEN)
    return divided


def column_heading(name: str) -> str:
    """A board's name for a narrow column: "Arbetslivs-nämnden" is divided between its words first."""
    pieces = _BOARD.sub(SOFT_HYPHEN, name).split(SOFT_HYPHEN)
    return SOFT_HYPHEN.join(_PIECE.sub(lambda word: _divided(word[0]), piece) for piece in pieces)
