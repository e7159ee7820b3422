"""A row that cannot be read is told, never dropped."""

import pytest

from tracker.importers.reading.years import Horizon, read_horizon
from tracker.importers.sandbox import read_safely

HEADING = "Nr;Aktivitet;Status;Bedöms bli färdig;Ansvarig\n"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2023", Horizon(2023)),
        ("", Horizon()),
        ("Inget angivet år", Horizon()),
        ("Ständigt pågående", Horizon(ongoing=True)),
        ("Tidigare 2022, nu 2023?", Horizon(2023, earlier=(2022,), uncertain=True)),
        ("2023 (tidigare 2021, 2022, osäkert år)", Horizon(2023, earlier=(2021, 2022), uncertain=True)),
        ("hösten 2024", Horizon(2024)),
    ],
)
def test_years_are_read_as_people_write_them(text: str, read: Horizon) -> None:
    assert read_horizon(text) == read


@pytest.mark.parametrize("text", ["våren", "2022/2023", "snart"])
def test_what_is_no_year_says_so(text: str) -> None:
    assert read_horizon(text).why
    assert read_horizon(text).year is None


def test_each_row_that_cannot_be_read_is_listed_with_its_place() -> None:
    data = HEADING + "1;Ett;Klar;2022;A\n;Utan nummer;Klar;;\n1;Igen;Klar;;\n2;Två;Pågår lite till;våren;\n"
    read = read_safely(data.encode(), "a.csv")
    assert [(row.number, row.status) for row in read.rows] == [("1", "Klar"), ("2", "Pågår lite till")]
    assert [one.where for one in read.unreadable] == ["rad 3", "rad 4", "rad 5"]
    assert [one.text for one in read.unreadable] == ["Utan nummer | Klar", "1 | Igen | Klar", "våren"]


def test_an_unknown_column_is_shown_as_taken_for_nothing() -> None:
    read = read_safely((HEADING + "1;Ett;Klar;;A\n").encode(), "a.csv")
    assert [(one.heading, one.taken_for) for one in read.columns][-1] == ("Ansvarig", "")
