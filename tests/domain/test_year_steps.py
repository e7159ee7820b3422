"""Every year that was given before stays, and nothing that was given twice."""

import pytest

from tracker.domain.year_steps import GivenYear, earlier_years


@pytest.mark.parametrize(
    ("given", "now", "steps"),
    [
        ([], None, ()),
        ([GivenYear(2022)], 2022, ()),
        ([GivenYear(2023, 2022), GivenYear(2027)], 2027, (2022, 2023)),
        ([GivenYear(2022), GivenYear(2022), GivenYear(2024)], 2024, (2022,)),
        # An import that prints what is known already, and a printed year that is not.
        ([GivenYear(2022), GivenYear(2023, 2022)], 2023, (2022,)),
        ([GivenYear(2021), GivenYear(2023, 2022)], 2023, (2021, 2022)),
        # The printed year is carried along by answers that give the same year again.
        ([GivenYear(2023, 2022), GivenYear(2023, 2022)], 2023, (2022,)),
        # There and back again is two steps.
        ([GivenYear(2022), GivenYear(2024), GivenYear(2022)], 2022, (2022, 2024)),
        ([GivenYear(2022), GivenYear(2023)], None, (2022, 2023)),
    ],
)
def test_the_chain(given: list[GivenYear], now: int | None, steps: tuple[int, ...]) -> None:
    assert earlier_years(given, now) == steps
