"""The unit of a key figure, as its title in Kolada tells it."""

import pytest

from tracker.domain.unit_of_title import decimals_of, unit_of


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Anvisningar som initierats av socialtjänst, andel (%)", ("procent", "%")),
        ("Elever i åk 9, lägeskommun, andel (%) av alla", ("procent", "%")),
        ("Nettokostnad äldreomsorg, kr/inv", ("kr/inv", "")),
        ("Kostnad hemtjänst, kr/inv 80+", ("kr/inv 80+", "")),
        ("Invånare totalt, antal", ("", "")),
        ("Anmälda brott, antal/100 000 inv", ("antal/100 000 inv", "")),
        ("Väntetid i snitt (dagar)", ("dagar", "")),
        ("Nettokostnad (kr/inv)", ("kr/inv", "")),
        ("Nöjd medborgarindex", ("", "")),
    ],
)
def test_units(title: str, unit: tuple[str, str]) -> None:
    assert unit_of(title) == unit


def test_decimals() -> None:
    assert (decimals_of([]), decimals_of(["1", "20"]), decimals_of(["1", "2.25"])) == (0, 0, 1)
