"""The numbers in what a report gets of a template: Word opens no file whose page or lists are measured in letters."""

import re
from collections.abc import Mapping

from tracker.importers.template.refusals import bad_number, bad_page

_WHOLE = re.compile(r"[+-]?\d{1,10}")
#: A page in twips, from a narrow receipt to the widest that Word takes.
_NARROWEST, _WIDEST = 2_800, 31_680
_NUMBERS = {
    "num": ("numId",),
    "abstractNum": ("abstractNumId",),
    "abstractNumId": ("val",),
    "numId": ("val",),
    "lvl": ("ilvl",),
    "ilvl": ("val",),
    "outlineLvl": ("val",),
    "start": ("val",),
}


def check_measures(name: str, attributes: Mapping[str, str]) -> None:
    """Raises FileRefused for an element, with its attributes by their names, whose numbers are none."""
    if name == "pgSz":
        for side in ("w", "h"):
            if side in attributes and not _NARROWEST <= _twips(attributes[side]) <= _WIDEST:
                raise bad_page()
    elif name == "pgMar" and any(abs(_twips(value)) > _WIDEST for value in attributes.values()):
        raise bad_page()
    for attribute in _NUMBERS.get(name, ()):
        if attribute in attributes and not _WHOLE.fullmatch(attributes[attribute]):
            raise bad_number(f"{name} {attribute}")


def _twips(value: str) -> int:
    if not _WHOLE.fullmatch(value):
        raise bad_page()
    return int(value)
