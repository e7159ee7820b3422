"""A period in a sentence is said in words."""

import pytest

from tracker.domain.swedish.period import spoken_period


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("T2 2026", "andra tertialet 2026"),
        ("K3 2026", "tredje kvartalet 2026"),
        ("H1 2026", "första halvåret 2026"),
        ("M10 2026", "oktober 2026"),
    ],
)
def test_a_short_label_is_said_in_words(label: str, said: str) -> None:
    assert spoken_period(label) == said


@pytest.mark.parametrize(
    "label", ["2026", "oktober 2026", "Utfall Aug", "T4 2026", "H0 2026", "M13 2026", ""]
)
def test_every_other_label_stays_as_it_is(label: str) -> None:
    assert spoken_period(label) == label
