"""What can be wrong with a frozen report, and where."""

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """What is wrong with a frozen report."""

    CONTENT_CHANGED = "CONTENT_CHANGED"
    FILE_CHANGED = "FILE_CHANGED"
    FILE_MISSING = "FILE_MISSING"
    VERSION_MISSING = "VERSION_MISSING"
    #: The same of one above the newest that is there: only the anchor knows of it.
    VERSION_LOST = "VERSION_LOST"
    #: The hash agrees with what is stored, but not with the seal: both were changed.
    SEAL_BROKEN = "SEAL_BROKEN"
    #: It has no seal, and the anchor does not know it as older than seals.
    UNSEALED = "UNSEALED"
    #: The seal bears the mark of another key: nothing can be said of it.
    OTHER_KEY = "OTHER_KEY"
    #: The follow-up is not as it was sealed: its state, its versions or the board's decision.
    HEAD_BROKEN = "HEAD_BROKEN"
    HEAD_UNSEALED = "HEAD_UNSEALED"
    #: The anchor knows of something later, which is not there.
    SET_BACK = "SET_BACK"
    #: It is not what the anchor knows, and seals alone do not tell.
    DIFFERS = "DIFFERS"
    #: The whole follow-up is gone.
    GONE = "GONE"
    #: It holds something that this service has not written.
    UNREADABLE = "UNREADABLE"


class AnchorFault(StrEnum):
    """Why the anchor beside the database says nothing, or less than it should."""

    MISSING = "MISSING"
    BROKEN = "BROKEN"
    OTHER_KEY = "OTHER_KEY"


#: What an older backup shows as well: something is not there that was.
LOSSES = frozenset({Wrong.VERSION_LOST, Wrong.SET_BACK, Wrong.GONE, Wrong.DIFFERS})


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: follow-up, version and format; `version` is None for the follow-up as a whole."""

    name: str
    version: int | None
    format: str
    wrong: Wrong

    @property
    def where(self) -> str:
        """What a person is told."""
        number = f"version {self.version}" if self.version is not None else ""
        return " ".join(filter(None, [self.name, number, self.format]))
