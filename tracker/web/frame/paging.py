"""Long lists in pages: which one is asked for, and what comes before and after."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Paging:
    """One page of a list. A page past the end is the last one."""

    asked: int
    total: int
    size: int = 50

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def number(self) -> int:
        """The page that is shown, from 1."""
        return min(self.asked, self.pages)

    @property
    def offset(self) -> int:
        """How many rows come before the page."""
        return (self.number - 1) * self.size


def asked_page(arguments: Mapping[str, str]) -> int:
    """The page of `?sida=`; 1 when it is missing or no sensible number."""
    text = arguments.get("sida", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
