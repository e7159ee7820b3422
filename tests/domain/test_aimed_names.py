"""The name of an indicator, where it is to go and its unit stand in one line, and are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.aimed_names import AIMS, AimedName, aimed, likely_unit, split_name, the_noun
from tracker.domain.terms import Direction

SHARE = "Andel sjukfrånvaro av ordinarie arbetstid"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{SHARE} ska minska, %.", AimedName(SHARE, Direction.DOWN, "procent", "%")),
        (f"{SHARE} ska öka; %.", AimedName(SHARE, Direction.UP, "procent", "%")),
        (f"{SHARE} ska öka, %", AimedName(SHARE, Direction.UP, "procent", "%")),
        ("Arbetad tid ska\nminska.", AimedName("Arbetad tid", Direction.DOWN)),
        ("Växla bidrag mot lön", AimedName("Växla bidrag mot lön")),
        ("Antal hushåll m.m.", AimedName("Antal hushåll m.m.")),
    ],
)
def test_three_things_in_a_line(text: str, told: AimedName) -> None:
    assert split_name(text) == told


@given(
    name=st.sampled_from([SHARE, "Antal hushåll", "Mottagna flyktingar", "Sjuktal 16–24 år"]),
    direction=st.sampled_from(list(Direction)),
    end=st.sampled_from(["", ".", "; %.", ", %"]),
)
def test_what_is_put_together_comes_apart(name: str, direction: Direction, end: str) -> None:
    told = split_name(aimed(name, direction) + end)
    assert told.direction is direction
    assert told.name.rstrip(".") == name
    # Said once, whoever says it.
    assert aimed(f"{name} {AIMS[direction]}".strip(), direction).count(" ska ") == (
        direction is not Direction.NONE
    )


def test_what_a_name_counts() -> None:
    assert likely_unit("Antal hushåll med försörjningsstöd") == ("hushåll", "")
    assert likely_unit("Andelen barn") == ("procent", "%")
    assert likely_unit("Växla bidrag mot lön") == ("", "")
    assert [the_noun(name)[1] for name in ("Andelen barn", "Antal hushåll", "Arbetad tid")] == [
        "den",
        "det",
        "det",
    ]
