"""The beginning of a long text, cut where a sentence ends."""

import re

# A full stop after "t.ex." or "bl.a." is followed by a small letter, so it ends no sentence here.
_SENTENCE_END = re.compile(r"[.!?…][”\"')]*(?=\s+[^\sa-zåäö]|\s*$)")


def first_sentence(text: str, limit: int = 160) -> str:
    """The text's first sentence; one of more than `limit` characters is cut between words, with "…"."""
    return _beginning(text, 0, limit)


def opening(text: str, wanted: int = 140, limit: int = 320) -> str:
    """The sentences that begin the text: enough of them to pass `wanted` characters, at most `limit`."""
    return _beginning(text, wanted, limit)


def _beginning(text: str, wanted: int, limit: int) -> str:
    flat = " ".join(text.split())
    ends = [match.end() for match in _SENTENCE_END.finditer(flat)]
    fitting = [end for end in ends if end <= limit]
    if fitting:
        return flat[: next((end for end in fitting if end >= wanted), fitting[-1])]
    if len(flat) <= limit:
        return flat
    return flat[:limit].rsplit(" ", 1)[0].rstrip(",;:–-") + "…"
