"""Where a line may end inside a long Swedish word; a narrow screen has no room for "socialsekreterare" whole."""

import itertools
import re

SOFT_HYPHEN = "\u00ad"

#: Shorter words fit on any line; of a longer one so many letters stay before and after the hyphen.
_LONG, _BEFORE, _AFTER = 16, 6, 5
_WORD = re.compile(rf"[^\W\d_]{{{_LONG},}}")
_VOWELS = frozenset("aeiouyåäöé")
#: Two letters that sound as one, or begin a syllable together.
_TOGETHER = frozenset({"ck", "ng", "ch", "sj", "tj", "kj", "sk"})


def at_slashes(text: str) -> list[str]:
    """The text in pieces that each fit on a line of their own: "arbetsmarknads-/", "socialsekreterare"."""
    return re.findall(r"[^/]*/|[^/]+$", text)


def hyphenated(text: str) -> str:
    """The text with a soft hyphen at every place where a long word may be divided.

    A Swedish syllable begins with the last consonant before a vowel: "social-sek-re-terare".
    """
    return _WORD.sub(lambda word: _divided(word[0]), text)


def _divided(word: str) -> str:
    lower = word.casefold()
    if len(lower) != len(word):
        return word
    places = [
        place
        for place in range(_BEFORE, len(word) - _AFTER + 1)
        if lower[place] not in _VOWELS
        and lower[place + 1] in _VOWELS
        and lower[place - 1 : place + 1] not in _TOGETHER
    ]
    # After the s that joins two words it reads best: "arbetsmarknads-nämnden", not "arbetsmark-nadsnämnden".
    joints = [place for place in places if lower[place - 1] == "s" and lower[place - 2] not in _VOWELS]
    parts = _parts(word, joints)
    if max(map(len, parts)) >= _LONG:
        parts = _parts(word, places)
    return SOFT_HYPHEN.join(parts)


def _parts(word: str, places: list[int]) -> list[str]:
    edges = [0, *places, len(word)]
    return [word[start:end] for start, end in itertools.pairwise(edges)]
