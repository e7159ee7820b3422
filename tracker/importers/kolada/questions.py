"""The questions that Kolada is asked: which key figures and places there are, and their values."""

from collections.abc import Iterator, Sequence

from tracker.importers.kolada.client import Client
from tracker.importers.kolada.faults import KoladaFault
from tracker.importers.kolada.rows import (
    KPI_ID,
    KoladaKpi,
    KoladaPlace,
    KoladaValue,
    group_of,
    kpi_of,
    place_of,
    values_of,
)

#: More ids than this in a part of an address are refused.
MOST_IDS = 25
#: The most rows of a page.
_PER_PAGE = 5000


def kpis_about(client: Client, words: str) -> list[KoladaKpi]:
    """The key figures whose title has all the words, or whose number it is, in Kolada's order.

    Kolada finds one piece of text in a title: it is given the longest word, and the others are looked for here.
    """
    typed = words.split()
    if len(typed) == 1 and KPI_ID.fullmatch(typed[0].upper()):
        return kpis_of(client, [typed[0].upper()])
    wanted = max(typed, key=len)
    found = [kpi_of(row) for row in client.rows("kpi", title=wanted, per_page=_PER_PAGE)]
    return [kpi for kpi in found if all(word.casefold() in kpi.title.casefold() for word in typed)]


def kpis_of(client: Client, ids: Sequence[str]) -> list[KoladaKpi]:
    """The key figures of these numbers that there are, in the order of the numbers."""
    found = {kpi.id: kpi for part in _parts(ids) for kpi in map(kpi_of, client.rows(f"kpi/{','.join(part)}"))}
    return [found[one] for one in ids if one in found]


def all_places(client: Client) -> list[KoladaPlace]:
    """Every municipality and region, and the whole country."""
    return [place_of(row) for row in client.rows("municipality", per_page=_PER_PAGE)]


def groups_of(client: Client, codes: Sequence[str]) -> list[KoladaPlace]:
    """The groups of municipalities of these codes that there are."""
    return [
        group_of(row)
        for part in _parts(codes)
        for row in client.rows(f"municipality_groups/{','.join(part)}")
    ]


def values_for(
    client: Client, kpis: Sequence[str], places: Sequence[str], years: range | None
) -> list[KoladaValue]:
    """The values of the key figures for the places; without years those of all years."""
    found: dict[tuple[str, str, int, str], KoladaValue] = {}
    for path in _data_paths(kpis, places, years):
        for row in client.rows(path, per_page=_PER_PAGE):
            for value in values_of(row):
                if value.kpi not in kpis or value.place not in places:
                    raise KoladaFault("changed", "kpi")
                key = (value.kpi, value.place, value.year, value.gender)
                if found.setdefault(key, value) != value:
                    raise KoladaFault("changed", "period")
    return [value for value in found.values() if years is None or value.year in years]


def _data_paths(kpis: Sequence[str], places: Sequence[str], years: range | None) -> Iterator[str]:
    for some_kpis in _parts(kpis):
        for some_places in _parts(places):
            path = f"data/kpi/{','.join(some_kpis)}/municipality/{','.join(some_places)}"
            if years is None:
                yield path
                continue
            for some_years in _parts([str(year) for year in years]):
                yield f"{path}/year/{','.join(some_years)}"


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), MOST_IDS):
        yield ids[start : start + MOST_IDS]
