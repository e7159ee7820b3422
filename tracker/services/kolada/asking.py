"""Asks Kolada: outside every transaction, within a time, a few at once. What goes wrong is a refusal that says so."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask import current_app

from tracker.config import Settings
from tracker.importers.kolada import questions
from tracker.importers.kolada.client import Client, Patience
from tracker.importers.kolada.faults import KoladaFault
from tracker.importers.kolada.rows import KPI_ID, PLACE_CODE, KoladaKpi, KoladaPlace, KoladaValue
from tracker.models import db
from tracker.services.imports.reading import one_reader
from tracker.services.imports.waiting import ImportRefused

#: Seconds: nobody waits longer for a page; a command and the night may take their time.
PAGE, COMMAND, NIGHT = 18.0, 300.0, 60.0
#: What one page asks for at once; more is a command.
MOST_KPIS, MOST_PLACES = 25, 25
_CROWDED = "Andra hämtar från Kolada just nu. Vänta en halv minut och försök igen. Inget har sparats."
_LACKING = {
    "kpi": "Kolada har inget nyckeltal {}. Kontrollera numret. Inget har sparats.",
    "place": "Kolada har ingen kommun ”{}”. Skriv kommunens namn eller kod. Inget har sparats.",
}
#: Where tests put a sleep that takes no time.
SLEEP = "kolada_sleep"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: numbers of key figures, codes of places, and years; None is all before, or all that come."""

    kpis: tuple[str, ...]
    places: tuple[str, ...]
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True)
class Fetched:
    """Kolada's whole answer, checked: what was wanted, what it is called, and the values of the wanted years."""

    wanted: Wanted
    kpis: tuple[KoladaKpi, ...]
    places: tuple[KoladaPlace, ...]
    values: tuple[KoladaValue, ...]


@contextmanager
def conversation(seconds: float, sleep: Callable[[float], object] | None = None) -> Iterator[Client]:
    """A client of the address in the settings. The transaction before is ended. Raises ImportRefused."""
    db.session.rollback()
    settings: Settings = current_app.config["SETTINGS"]
    sleep = current_app.extensions.get(SLEEP) or sleep
    patience = Patience(seconds, sleep) if sleep else Patience(seconds)
    try:
        with one_reader("kolada", ("crowded", _CROWDED)), Client(settings.kolada_url, patience) as client:
            yield client
    except KoladaFault as fault:
        raise ImportRefused(fault.why, fault.message, 503, fault.detail) from fault


def search(words: str) -> list[KoladaKpi]:
    """The key figures whose title has the words. Raises ImportRefused."""
    with conversation(PAGE) as client:
        return questions.kpis_about(client, words)


def fetch(
    wanted: Wanted,
    *,
    this_year: int,
    names: Mapping[str, str] | None = None,
    seconds: float = PAGE,
    sleep: Callable[[float], object] | None = None,
) -> Fetched:
    """Everything that is wanted, whole, or ImportRefused: a key figure or a place that is not there stops it all.

    Places may be wanted by code or by name: by Kolada's, or by what they are called here (`names`, by code).
    """
    with conversation(seconds, sleep) as client:
        kpis = questions.kpis_of(client, wanted.kpis)
        _all_there("kpi", wanted.kpis, [kpi.id for kpi in kpis])
        places = _places(client, wanted.places, names or {})
        wanted = replace(wanted, places=tuple(place.code for place in places))
        values = questions.values_for(client, wanted.kpis, wanted.places, _years(wanted, this_year))
    values = [value for value in values if in_years(value.year, wanted)]
    order = {code: number for number, code in enumerate(wanted.places)}
    values.sort(key=lambda value: (value.kpi, order[value.place], value.gender, value.year))
    return Fetched(wanted, tuple(kpis), tuple(places), tuple(values))


def kpis_in(text: str) -> list[str]:
    """The numbers in "U40806, u40807", each once. Raises ImportRefused for anything else."""
    found = [one.upper() for one in text.replace(",", " ").replace(";", " ").split()]
    for one in found:
        if KPI_ID.fullmatch(one) is None:
            raise ImportRefused(
                "bad-kpi",
                f"”{one[:40]}” är inget nyckeltal i Kolada. Skriv en bokstav och fem siffror, som U40806.",
            )
    return list(dict.fromkeys(found))


def places_in(text: str) -> list[str]:
    """The names and codes in "Uppsala, Riket; 0180 1490", each once."""
    found: list[str] = []
    for part in re.split(r"[,;\n]", text):
        words = part.split()
        codes = all(PLACE_CODE.fullmatch(word.upper()) for word in words)
        found += words if codes else [" ".join(words)]
    return list(dict.fromkeys(found))


def folded_name(name: str) -> str:
    """What a name is compared by: "Borås stad", "Borås" and "borås kommun" are the same place."""
    words = name.casefold().split()
    while len(words) > 1 and words[-1] in ("kommun", "stad"):
        words.pop()
    return " ".join(words)


def _places(client: Client, wanted: Sequence[str], names: Mapping[str, str]) -> list[KoladaPlace]:
    """The places that are wanted by code or name, each once and in that order. Raises ImportRefused."""
    codes = {folded_name(name): code for code, name in names.items()}
    found: dict[str, KoladaPlace] = {}
    groups = [one.upper() for one in wanted if _is_group(one)]
    if len(groups) < len(wanted):
        found |= {place.code: place for place in questions.all_places(client)}
        codes |= {folded_name(place.title): place.code for place in found.values()}
    if groups:
        found |= {place.code: place for place in questions.groups_of(client, groups)}
    asked = [
        one.upper() if PLACE_CODE.fullmatch(one.upper()) else codes.get(folded_name(one), one)
        for one in wanted
    ]
    _all_there("place", asked, list(found))
    return [found[code] for code in dict.fromkeys(asked)]


def _is_group(typed: str) -> bool:
    return PLACE_CODE.fullmatch(typed.upper()) is not None and typed.upper().startswith("G")


def _all_there(what: str, wanted: Sequence[str], found: Sequence[str]) -> None:
    if lacking := [one for one in wanted if one not in found]:
        told = ", ".join(lacking)[:200]
        raise ImportRefused(f"no-{what}", _LACKING[what].format(told), detail=told)


def _years(wanted: Wanted, this_year: int) -> range | None:
    """The years to ask for; None asks for all, which is less to ask when the first is not said."""
    if wanted.from_year is None:
        return None
    return range(wanted.from_year, (wanted.to_year or this_year) + 1)


def in_years(year: int, wanted: Wanted) -> bool:
    """Whether the year is asked for."""
    return (wanted.from_year or year) <= year <= (wanted.to_year or year)
