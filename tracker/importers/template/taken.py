"""What comes of a template that may be used."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TakenTemplate:
    """A template that reports can be written into; `lacks` is what they fill in, a sentence each."""

    lacks: tuple[str, ...]
