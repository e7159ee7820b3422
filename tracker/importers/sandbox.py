"""Files from outside are read in a process of their own, with little memory, little time and nothing to write to."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from cattrs.preconf.json import JsonConverter, make_converter

from tracker.importers.imported import FileRefused, ImportedReport, ImportedValues
from tracker.importers.opening import check_size, plain_name
from tracker.importers.raw_tables import RawTables

#: What may be asked of the child: where the reader stands, as the child finds it, and what it gives.
READS: dict[str, tuple[str, type[Any]]] = {
    "report": ("tracker.importers.report:read_report", ImportedReport),
    "values": ("tracker.importers.values:read_values", ImportedValues),
    "assignments": ("tracker.importers.assignments:read_assignments", RawTables),
}
_Given = TypeVar("_Given")
_PACKAGE = Path(__file__).resolve().parents[1]
#: The child gets the package without its own module, which wires the web service: a second and 40 MB for nothing.
_START = (
    "import sys, types; package = types.ModuleType('tracker'); package.__path__ = [sys.argv.pop(1)]; "
    "sys.modules['tracker'] = package; from tracker.importers.child import main; main(sys.argv[1:])"
)
_TOO_HARD = (
    "Filen är för stor eller för invecklad att läsa. Ta bort bilder och bilagor, "
    "eller kopiera tabellen och texterna till ett nytt dokument, och försök igen."
)


def read_safely(data: bytes, filename: str, *, seconds: int = 10, megabytes: int = 300) -> ImportedReport:
    """The report out of a file from outside. Raises FileRefused, and nothing else, for any file."""
    report: ImportedReport = run_safely("report", data, filename, seconds=seconds, megabytes=megabytes)
    return report


def run_safely(
    reader: str, data: bytes, filename: str, *known: str, seconds: int = 10, megabytes: int = 300
) -> Any:
    """What the reader of that name in READS makes of the file."""
    where, given = READS[reader]
    return run_reader(where, given, data, filename, *known, seconds=seconds, megabytes=megabytes)


def run_reader(
    where: str,
    given: type[_Given],
    data: bytes,
    filename: str,
    *known: str,
    seconds: int = 10,
    megabytes: int = 300,
) -> _Given:
    """What the reader at `where` ("package.module:function", of data, name and `known`) makes of the file, a `given`.

    A reader may stand above this layer, and so is found by the child and not imported here. It must be importable
    without the web service: no tables, no settings. The child has `megabytes` of address space, has ended when
    `seconds` have passed, sees no setting of the service and can write no file. Raises FileRefused for any file
    that it cannot read, also when it runs out of either.
    """
    check_size(len(data))
    limits = [str(seconds), str(megabytes)]
    command = [sys.executable, "-c", _START, str(_PACKAGE), where, *limits, plain_name(filename), *known]
    try:
        ended = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=max(seconds - 0.5, 0.1),
            cwd="/",
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise FileRefused("too-slow", _TOO_HARD) from late
    try:
        answer = json.loads(ended.stdout)
    except ValueError as silent:
        # Memory or time ran out, or a library fell: the child could not say so itself.
        raise FileRefused("too-heavy", _TOO_HARD) from silent
    if "refused" in answer:
        raise FileRefused(answer["refused"], answer["message"])
    return converter().structure(answer["read"], given)


@cache
def converter() -> JsonConverter:
    """How results travel between the two processes."""
    return make_converter()


def _environment() -> dict[str, str]:
    """No secrets, and one thread for libraries that would reserve memory for many."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
