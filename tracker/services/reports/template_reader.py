"""A municipality's template from outside, read and tried. Runs in the sandbox: no tables, no settings."""

import gc
from collections.abc import Callable
from typing import TypeVar

from tracker.importers.template.check import check_bare, check_template
from tracker.importers.template.refusals import damaged
from tracker.importers.template.taken import TakenTemplate
from tracker.reports.word.template import bare, lacks
from tracker.reports.word.trial import try_template

_Made = TypeVar("_Made")


def read_template(data: bytes, filename: str) -> TakenTemplate:
    """Raises FileRefused, with what to do, for a template that is not harmless or that no report comes out of."""
    check_template(data)
    check_bare(_without_faults(lambda: bare(data)))
    gc.collect()
    _without_faults(lambda: try_template(data))
    return TakenTemplate(tuple(_without_faults(lambda: lacks(data))))


def _without_faults(use: Callable[[], _Made]) -> _Made:
    """What it gives. Any fault of a library is the file's: the same report is written without it."""
    try:
        return use()
    except (MemoryError, RecursionError):
        raise
    except Exception as problem:
        raise damaged() from problem
