"""Activity numbers such as 1a, 2 and 10: how they sort and which are parts of which."""

import re

_DIGITS = re.compile(r"\d+")


def sort_key(number: str) -> str:
    """A text that sorts as a person would: 1a, 1b, 2, 10. Digits are padded to eight places."""
    return _DIGITS.sub(lambda match: match.group().zfill(8), number.strip().casefold())


def same_number(number: str) -> str:
    """What numbers have in common that a person takes for the same: 1A and 1a, 1 and 01, but not 1.1 and 11."""
    return _DIGITS.sub(lambda match: match.group().lstrip("0") or "0", "".join(number.split()).casefold())
