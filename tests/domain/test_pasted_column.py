"""A pasted column: what is read, what is missing and what is refused, line by line."""

from datetime import date
from decimal import Decimal

import pytest

from tracker.domain.measurement import Unreadable, parsed_period
from tracker.domain.pasted_column import pasted_column

TODAY = date(2022, 4, 30)


def read(text: str, start: str | None = None):
    first = parsed_period(start, TODAY) if start else None
    return pasted_column(text, decimals=1, units=("%", "procent"), start=first, today=TODAY)


def test_swedish_numbers_are_read_and_a_missing_value_is_never_zero() -> None:
    taken, refused = read("jan 2022\t1 234,5\r\n2022-02\t−2 %\nmars 2022\tsaknas\napril 2022\t-\n2021\t0\n")
    assert [line.value for line in taken] == [Decimal("1234.5"), Decimal(-2), None, None, Decimal(0)]
    assert refused == ()


@pytest.mark.parametrize(
    ("start", "labels"),
    [
        ("december 2021", ["december 2021", "januari 2022", "februari 2022"]),
        ("T2 2021", ["T2 2021", "T3 2021", "T1 2022"]),
        ("2020", ["2020", "2021", "2022"]),
    ],
)
def test_values_alone_follow_each_other_and_an_empty_line_holds_its_place(start, labels) -> None:
    taken, refused = read("1\n\n3\n", start)
    assert [line.period.label for line in taken] == labels
    assert [line.value for line in taken] == [Decimal(1), None, Decimal(3)]
    assert refused == ()


def test_what_cannot_be_read_is_refused_by_line_and_the_rest_is_taken() -> None:
    taken, refused = read("2020\t1\nvet ej\t2\n2021\tcirka 3\n2020\t4\n2019\t5\t6\n2018\t7\n")
    assert [line.number for line in taken] == [1, 6]
    assert [line.number for line in refused] == [2, 3, 4, 5]
    assert refused[2].why == "2020 finns redan på en rad ovanför."


def test_a_refused_value_keeps_its_period_and_the_future_is_refused() -> None:
    taken, refused = read("1\nx\n3\n4", "februari 2022")
    assert [line.period.label for line in taken] == ["februari 2022", "april 2022"]
    assert [line.number for line in refused] == [2, 4]


def test_a_single_day_has_no_next_period() -> None:
    with pytest.raises(Unreadable, match="Välj en månad"):
        read("1\n2", "31 mars 2022")
