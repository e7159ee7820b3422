"""Kolada's rows: both versions' names are read, what is null or deleted is never 0, and changed types are refused."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.terms import Gender
from tracker.importers.kolada.faults import KoladaFault
from tracker.importers.kolada.rows import group_of, kpi_of, place_of, values_of


def row(*values: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"kpi": "N00945", "municipality": "0380", "period": 2021, "values": list(values), **changed}


def part(gender: Any = "T", value: Any = Decimal("31.3"), **changed: Any) -> dict[str, Any]:
    return {"gender": gender, "count": 1, "status": "", "value": value, "isdeleted": False, **changed}


def test_null_and_deleted_are_missing_and_zero_is_zero() -> None:
    read = values_of(
        row(part(value=0), part("K", None, status="Missing"), part("M", Decimal(4), isdeleted=True))
    )
    assert {value.gender: value.number for value in read} == {
        Gender.TOTAL: Decimal(0), Gender.WOMEN: None, Gender.MEN: None,
    }  # fmt: skip


def test_a_withdrawn_value_beside_the_one_that_stands_does_not_matter() -> None:
    (value,) = values_of(row(part(value=3, isdeleted=1), part(value=Decimal("4.0"))))
    assert value.value == "4"
    with pytest.raises(KoladaFault, match="gender"):
        values_of(row(part(value=3), part(value=4)))


def test_the_names_of_version_2_are_read_too() -> None:
    assert kpi_of({"id": "U40806", "title": " Andel\n(%) ", "is_divided_by_gender": 1}).by_gender
    assert kpi_of({"id": "U40806", "title": "Andel", "description": None}).title == "Andel"
    assert place_of({"id": "0000", "title": "Riket", "type": "K"}).code == "0000"
    assert (
        group_of({"id": "G35869", "title": "Liknande", "members": [{"id": "0180", "title": "x"}]}).kind == "G"
    )


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("kpi", 40806), ("kpi", "U4080"), ("kpi", "U40806\n"), ("municipality", 380), ("municipality", "380"),
        ("period", "2021"), ("period", True), ("period", 21), ("period", 2021.0), ("values", None), ("values", [1]),
    ],
)  # fmt: skip
def test_a_changed_row_is_named(name: str, wrong: Any) -> None:
    with pytest.raises(KoladaFault, match=rf"\({name}\)"):
        values_of(row(part(), **{name: wrong}))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("gender", "X"), ("gender", None), ("value", "31.3"), ("value", True), ("value", []), ("isdeleted", "no"),
        ("isdeleted", 2), ("isdeleted", None), ("value", 10**12), ("value", Decimal("1e999")),
        ("value", Decimal("-1e999999999")),
    ],
)  # fmt: skip
def test_a_changed_value_is_named(name: str, wrong: Any) -> None:
    with pytest.raises(KoladaFault, match=rf"\({name}\)"):
        values_of(row(part(**{name: wrong})))


@pytest.mark.parametrize("title", [None, "", "  ", 7, "x" * 501, "a\0b"])
def test_a_title_is_a_line_of_text(title: Any) -> None:
    with pytest.raises(KoladaFault, match=r"\(title\)"):
        kpi_of({"id": "U40806", "title": title})


@given(
    st.lists(
        st.tuples(
            st.sampled_from("TKM"),
            st.none() | st.decimals(-(10**11), 10**11, allow_nan=False) | st.integers(-(10**11), 10**11),
            st.booleans(),
        ),
        unique_by=lambda told: told[0],
    )
)
def test_each_gender_keeps_its_own_value_and_nothing_missing_becomes_a_number(told: list[Any]) -> None:
    read = values_of(row(*(part(gender, value, isdeleted=gone) for gender, value, gone in told)))
    assert [value.gender for value in read] == [gender for gender, _, _ in told]
    for value, (_, number, gone) in zip(read, told, strict=True):
        if number is None or gone:
            assert value.number is None
        else:
            assert value.number is not None and abs(value.number - Decimal(number)) <= Decimal("0.0000005")


def test_a_number_that_is_next_to_nothing_is_zero() -> None:
    [tiny] = values_of(row(part(value=Decimal("1e-999999999"))))
    assert tiny.value == "0"


@pytest.mark.parametrize("text", ["\ud800", "a\0b"])
def test_a_description_that_no_page_can_hold_is_left_out(text: str) -> None:
    assert kpi_of({"id": "U40806", "title": "Något", "description": text}).description == ""
