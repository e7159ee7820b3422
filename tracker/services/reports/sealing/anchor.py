"""The anchor: what has been sealed, kept beside the database, where who can write in the database alone cannot reach.

A seal cannot be made without the key, but a row can be deleted, its seal emptied, or an older row put back. The file
knows of each frozen follow-up how often it was sealed, how many versions it has, and a digest of all of it. It is
written after the commit: it may lag by the last one, never run ahead.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from flask import current_app

from tracker.services.reports.sealing.seal import sealed, sealed_with_another_key

FILE = "frozen-mark.json"
_LOCK = "frozen-mark.lock"


@dataclass(frozen=True)
class Entry:
    """A frozen follow-up: how often it was sealed, which of its versions are older than seals, and digests.

    `digest` is of the follow-up itself; `chain` has one for each version, oldest first.
    """

    revision: int
    older: tuple[int, ...]
    digest: str
    chain: tuple[str, ...]
    name: str

    @property
    def versions(self) -> int:
        """The number of the newest version."""
        return len(self.chain)


@dataclass(frozen=True)
class Anchor:
    """Since when sealing is in force, and every frozen follow-up by its id.

    `broken`: the file is there and is not what was written. `other_key`: it bears the mark of another key.
    """

    since: str
    reports: Mapping[int, Entry]
    broken: bool = False
    other_key: bool = False

    @property
    def trusted(self) -> bool:
        """Whether it may be written on: it was made with the key of now."""
        return not self.broken and not self.other_key

    def with_reports(self, reports: Mapping[int, Entry]) -> "Anchor":
        """The same with these follow-ups, made with the key of now."""
        return replace(self, reports={**self.reports, **reports}, broken=False, other_key=False)


def read_anchor() -> Anchor | None:
    """The anchor as it stands, or None when there is none. Raises OSError when it cannot be opened."""
    try:
        text = anchor_path().read_bytes()
    except FileNotFoundError:
        return None
    try:
        return _parsed(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        return Anchor("", {}, broken=True)


def write_anchor(anchor: Anchor) -> None:
    """Puts the anchor in the place of what is there, all or nothing; the caller holds `locked_anchor`."""
    body = _body(anchor)
    made = anchor_path().with_suffix(".new")
    file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        json.dump({**body, "seal": _seal(body)}, stream, ensure_ascii=False, indent=1, sort_keys=True)
        stream.flush()
        # A power cut must not leave half a file: that would look like tampering.
        os.fsync(stream.fileno())
    made.replace(anchor_path())


@contextmanager
def locked_anchor() -> Iterator[None]:
    """Nobody else writes the anchor meanwhile. Raises OSError."""
    folder = anchor_path().parent
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def anchor_path() -> Path:
    """Where the anchor is."""
    folder: Path = current_app.config["SETTINGS"].data_dir
    return folder / FILE


def _body(anchor: Anchor) -> dict[str, Any]:
    return {
        "since": anchor.since,
        "reports": {
            str(id_): {**asdict(entry), "older": list(entry.older), "chain": list(entry.chain)}
            for id_, entry in anchor.reports.items()
        },
    }


def _seal(body: dict[str, Any]) -> str:
    return sealed(["anchor", body["since"], [[id_, body["reports"][id_]] for id_ in sorted(body["reports"])]])


def _parsed(found: dict[str, Any]) -> Anchor:
    reports = {
        int(id_): Entry(
            revision=int(each["revision"]),
            older=tuple(int(number) for number in each["older"]),
            digest=str(each["digest"]),
            chain=tuple(str(digest) for digest in each["chain"]),
            name=str(each["name"]),
        )
        for id_, each in found["reports"].items()
    }
    anchor = Anchor(str(found["since"]), reports)
    seal = str(found["seal"])
    if sealed_with_another_key(seal):
        return replace(anchor, other_key=True)
    return anchor if seal == _seal(_body(anchor)) else replace(anchor, reports={}, broken=True)
