"""Addresses made from titles: small letters without å, ä and ö, digits and hyphens."""

import re
import unicodedata
from collections.abc import Callable

from tracker.domain.fault import Fault

LONGEST = 80
#: Words that stand in the same place of an address as a plan's own.
_RESERVED = frozenset({"importera", "kolada", "namndens-uppdrag", "ny-plan", "utskick"})
_GOOD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NOT_GOOD = re.compile(r"[^a-z0-9]+")
#: Letters that do not fall apart into a plain one and its mark.
_PLAIN = str.maketrans({"ø": "o", "æ": "a", "ð": "d", "þ": "t", "ł": "l", "ß": "ss"})


def slug_of(title: str) -> str:
    """The address that a title suggests: "Handlingsplan för äldre" becomes "handlingsplan-for-aldre"."""
    apart = unicodedata.normalize("NFKD", title.casefold().translate(_PLAIN))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _NOT_GOOD.sub("-", plain).strip("-")[:LONGEST].strip("-")


def slug_fault(slug: str) -> list[Fault]:
    """Why the address cannot be used; empty when it can."""
    if not slug:
        return [Fault("slug", "no-slug", "Skriv en adress, till exempel plan-for-fler-i-jobb.")]
    if len(slug) > LONGEST or _GOOD.fullmatch(slug) is None:
        sentence = "Adressen får ha små bokstäver a–z, siffror och bindestreck, högst 80 tecken."
        return [Fault("slug", "bad-slug", sentence)]
    if slug in _RESERVED:
        return [Fault("slug", "slug-reserved", "Den adressen används av tjänsten själv. Välj en annan.")]
    return []


def free_slug(slug: str, taken: Callable[[str], bool]) -> str:
    """The address itself, or with a number behind it when something else has it."""
    number, found = 1, slug
    while taken(found):
        number += 1
        ending = f"-{number}"
        found = f"{slug[: LONGEST - len(ending)].rstrip('-')}{ending}"
    return found
