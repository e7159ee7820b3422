"""Several boards in one cell: known names first, so that "och" inside a name parts nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.domain.exchange.board_names import BoardNames

NAMES = (
    "Kommunstyrelsen", "Arbetslivsnämnden", "Fritids- och folkhälsonämnden", "Förskolenämnden", "Kulturnämnden",
    "Gymnasie- och vuxenutbildningsnämnden", "Individ- och familjeomsorgsnämnden", "Sociala omsorgsnämnden",
    "Vård- och äldrenämnden",
)  # fmt: skip
KNOWN = BoardNames({name: number for number, name in enumerate(NAMES, 1)})


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.sampled_from(range(1, len(NAMES) + 1)), min_size=1, unique=True),
    st.lists(
        st.sampled_from([", ", ";", "\n", " samt ", " och ", " / ", ",\n", "; och "]), min_size=9, max_size=9
    ),
    st.booleans(),
)
def test_any_boards_with_any_separators_come_back(boards: list[int], between: list[str], loud: bool) -> None:
    cell = "".join(f"{NAMES[board - 1]}{sign}" for board, sign in zip(boards, between, strict=False))
    found = KNOWN.split(cell.upper() if loud else cell)
    assert (found.boards, found.unknown) == (tuple(boards), ())


@given(st.text(max_size=60))
def test_nothing_is_made_up(text: str) -> None:
    found = KNOWN.split(text)
    plain = " ".join(text.casefold().split())
    assert all(NAMES[board - 1].casefold() in plain for board in found.boards)
    assert all(" ".join(piece.split()) in " ".join(text.split()) for piece in found.unknown)


@pytest.mark.parametrize(
    ("cell", "unknown"),
    [
        ("Äldrenämnden och Kulturnämnden", ("Äldrenämnden",)),
        ("Plan- och byggnadsnämnden, Kulturnämnden", ("Plan- och byggnadsnämnden",)),
        ("Plan och byggnadsnämnden", ("Plan och byggnadsnämnden",)),
        ("Kulturnämnden i samråd med KS", ("Kulturnämnden i samråd med KS",)),
    ],
)
def test_an_unknown_name_is_told_whole(cell: str, unknown: tuple[str, ...]) -> None:
    assert KNOWN.split(cell).unknown == unknown


def test_the_one_that_leads_is_told() -> None:
    assert KNOWN.split("Kommunstyrelsen, Kulturnämnden (leder)").lead == 5


def test_a_name_may_have_been_chosen() -> None:
    chosen = BoardNames({"Kulturnämnden": 5}, {"kn": 5, "ks": 0})
    assert chosen.split("KN, KS").boards == (5, 0)


def test_the_boards_that_a_wording_begins_with() -> None:
    wording = "Förskolenämnden uppdras att tillsammans med Arbetslivsnämnden höra Kulturnämnden."
    assert KNOWN.opening(wording) == (4, 2)
    assert KNOWN.opening("Se över hur Kulturnämnden arbetar.") == ()
