"""The process that reads a file from outside, started by sandbox.py with READER SECONDS MEGABYTES NAME.

What the reader is told beside comes last. The file comes on stdin;
stdout gets one line of JSON, {"read": …} or {"refused": code, "message": sentence}.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

from tracker.importers.imported import FileRefused

_BROKEN = (
    "Filen är skadad eller ovanligt uppbyggd och går inte att läsa. "
    "Öppna den, spara en ny kopia och försök igen, eller kopiera texten till ett nytt dokument."
)


def main(arguments: list[str]) -> NoReturn:
    """Reads one file within its limits and ends the process."""
    reader, seconds, megabytes, filename, *known = arguments
    _limit(int(seconds), int(megabytes))
    # Libraries that complain on stderr complain about the file: nobody reads it.
    data = sys.stdin.buffer.read()
    sys.stdout.buffer.write(json.dumps(_answer(reader, data, filename, *known)).encode())
    sys.stdout.flush()
    # Freeing a damaged document at exit could still fail; all is said.
    os._exit(0)


def _limit(seconds: int, megabytes: int) -> None:
    room = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(reader: str, data: bytes, filename: str, *known: str) -> dict[str, Any]:
    from tracker.importers.sandbox import converter  # noqa: PLC0415  (after the limits)

    try:
        return {"read": converter().unstructure(_reader(reader)(data, filename, *known))}
    except FileRefused as refused:
        return {"refused": refused.why, "message": str(refused)}
    except (MemoryError, RecursionError):
        return {"refused": "too-heavy", "message": _BROKEN}
    except Exception as broken:  # whatever a library makes of a damaged file, a person gets a sentence
        return {"refused": f"damaged-{type(broken).__name__}", "message": _BROKEN}


def _reader(where: str) -> Callable[..., Any]:
    """The reader at "package.module:function", which the service named and never the file."""
    module, _, function = where.partition(":")
    reader: Callable[..., Any] = getattr(import_module(module), function)
    return reader
