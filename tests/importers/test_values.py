"""Values of key figures, in the shapes in which people keep them."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from tracker.importers.imported import FileRefused, ImportedValues
from tracker.importers.sandbox import run_safely
from tracker.importers.values import read_values


def csv(*lines: str) -> ImportedValues:
    return read_values("\r\n".join(lines).encode("utf-8-sig"), "v.csv")


def xlsx(*rows: list[Any]) -> ImportedValues:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    saved = BytesIO()
    book.save(saved)
    return read_values(saved.getvalue(), "v.xlsx")


def told(read: ImportedValues) -> list[tuple[str, str, str]]:
    return [(value.figure, value.period, value.value) for value in read.values]


def test_a_list_has_a_value_on_each_line() -> None:
    read = csv(
        "Uttag 4 april", "", "Nyckeltal;Period;Kön;Utfall;Övrigt", "A;2021;Kvinnor;4,7;x", "A;2022;;;y"
    )
    assert told(read) == [("A", "2021", "4,7"), ("A", "2022", "")]
    assert [value.gender for value in read.values] == ["Kvinnor", ""]
    assert [value.where for value in read.values] == ["rad 4", "rad 5"]
    taken = {column.heading: column.taken_for for column in read.columns}
    assert taken == {
        "Nyckeltal": "Nyckeltal",
        "Period": "Period",
        "Kön": "Kön",
        "Utfall": "Värde",
        "Övrigt": "",
    }


def test_a_table_has_a_period_on_each_line() -> None:
    read = csv("Månad;Antal hushåll;Andel, kvinnor", "januari 2022;380;4,7", "februari 2022;;–")
    assert told(read) == [
        ("Antal hushåll", "januari 2022", "380"),
        ("Andel, kvinnor", "januari 2022", "4,7"),
        # An empty cell tells nothing, a dash tells that the value is missing.
        ("Andel, kvinnor", "februari 2022", "–"),
    ]


def test_a_table_has_a_period_in_each_column() -> None:
    read = xlsx(["Uttag"], [None, 2021, 2022], ["Andel", 4.7, 4.2], ["Antal", None, 380])
    assert told(read) == [("Andel", "2021", "4.7"), ("Andel", "2022", "4.2"), ("Antal", "2022", "380")]
    assert all(value.is_number for value in read.values)


def test_days_that_are_all_the_first_of_a_month_are_months() -> None:
    months = xlsx(["Period", "Andel"], [date(2022, 1, 1), 4], [date(2022, 2, 1), 5])
    assert [value.period for value in months.values] == ["2022-01", "2022-02"]
    assert "hela månader" in months.notes[0]
    days = xlsx(["Period", "Andel"], [date(2022, 1, 1), 4], [date(2022, 2, 15), 5])
    assert [value.period for value in days.values] == ["2022-01-01", "2022-02-15"]
    assert days.notes == ()


def test_a_list_goes_before_tables_of_the_same_file() -> None:
    read = csv(
        "Period;Antal", "2021;1", "", "Nyckeltal", "Nyckeltal;Period;Värde", "A;2022;2", "", "Trender", "A;x"
    )
    assert told(read) == [("A", "2022", "2")]


@pytest.mark.parametrize("text", ["Nr;Aktivitet;Status\n1;Ett;Klar", "hej", "2021;2022\n1;2"])
def test_a_file_without_values_says_what_to_write(text: str) -> None:
    with pytest.raises(FileRefused, match="Nyckeltal, Period och Värde"):
        read_values(text.encode(), "v.csv")


def test_a_formula_without_a_stored_value_is_told_on_its_line() -> None:
    read = xlsx(["Nyckeltal", "Period", "Värde"], ["A", 2022, "=1+1"])
    assert "formel utan sparat värde" in read.values[0].why


def test_the_sandbox_gives_the_same() -> None:
    data = b"Nyckeltal;Period;V\xe4rde\r\nA;2022;4,5\r\n"
    assert run_safely("values", data, "v.csv") == read_values(data, "v.csv")
    assert Decimal(read_values(data, "v.csv").values[0].value.replace(",", ".")) == Decimal("4.5")


def test_a_list_of_days_that_are_all_the_first_of_a_month_is_one_of_months_as_text_too() -> None:
    read = csv("Nyckeltal;Period;Värde", "A;2022-01-01;1", "A;2022-02-01;2")
    assert [value.period for value in read.values] == ["2022-01", "2022-02"]
    assert "hela månader" in read.notes[0]


def test_a_cell_in_per_cent_says_so() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Nyckeltal", "Period", "Värde"])
    sheet.append(["A", 2022, 0.043])
    sheet["C2"].number_format = "0.0%"
    saved = BytesIO()
    book.save(saved)
    (value,) = read_values(saved.getvalue(), "v.xlsx").values
    assert (value.value, value.is_number, value.percent) == ("0.043", True, True)


def test_a_name_that_is_none_is_refused_before_anybody_compares_it() -> None:
    (value,) = csv("Nyckeltal;Period;Värde", f"Andel{' ' * 200_000}x;2022;1").values
    assert (value.figure, value.why) == ("Andel x", "")
    (value,) = csv("Nyckeltal;Period;Värde", f"{'Andel, ' * 200}x;2022;1").values
    assert "längre än 300 tecken" in value.why


def test_more_values_than_anybody_can_look_at_are_refused() -> None:
    names = ";".join(f"N{n}" for n in range(150))
    with pytest.raises(FileRefused) as refused:
        csv(f"Period;{names}", *(f"{1900 + n};{';'.join('1' * 150)}" for n in range(80)))
    assert refused.value.why == "too-many-values"
