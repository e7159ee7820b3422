"""What the fields of a plan's kind may hold, and how it is read and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.field_values import (
    field_problems,
    foreign_parts,
    given_values,
    joined_parts,
    left_empty,
    parts_of,
)
from tracker.domain.plan_fields import PlanField
from tracker.domain.terms import Demand, FieldPlace, FieldType

AREAS = ("arbete", "bostad", "utbildning", "delaktighet, inflytande", "folkhälsa")


def field(type_: FieldType, demand: Demand = Demand.ASKED, choices: tuple[str, ...] = ()) -> PlanField:
    return PlanField("it", "Analys {year}", type_, FieldPlace.UPDATE, demand, choices=choices)


def said(one: PlanField, text: str, before: str = "") -> str | None:
    found = field_problems([one], {"it": text}, {"it": before} if before else {}, 2021)
    return found[0].message if found else None


def test_a_demanded_field_may_not_be_empty_and_the_sentence_names_it() -> None:
    assert said(field(FieldType.TEXT, Demand.DEMANDED), " \n") == "Fyll i ”Analys 2021”. Svaret behöver det."
    one_of = field(FieldType.CHOICE, Demand.DEMANDED, ("Ja", "Nej"))
    assert said(one_of, "") == "Välj ett svar under ”Analys 2021”."
    assert said(field(FieldType.TEXT), "") is None


def test_the_problem_stands_at_the_field() -> None:
    [problem] = field_problems([field(FieldType.TEXT, Demand.DEMANDED)], {}, {}, 2021)
    assert problem.field == "own_it"


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        (FieldType.NUMBER, "4,5", "4.5 procent"),
        (FieldType.NUMBER, "1 200", "tolv"),
        (FieldType.NUMBER, "-3", "--3"),
        (FieldType.DATE, "2022-09-09", "2022-02-30"),
        (FieldType.DATE, " 2022-09-09 ", "i höst"),
        (FieldType.CHOICE, "arbete", "boende"),
        (FieldType.CHOICES, "arbete, folkhälsa", "arbete, boende"),
        (FieldType.LINE, "SFI och vux", "två\nrader"),
        (FieldType.LINE, "x" * 1000, "x" * 1001),
        (FieldType.TEXT, "två\nrader", "ett\x07tecken"),
        (FieldType.TEXT, "x" * 20_000, "x" * 20_001),
    ],
)
def test_each_type_takes_what_it_is_for(type_: FieldType, good: str, bad: str) -> None:
    one = field(type_, choices=AREAS)
    assert said(one, good) is None
    assert said(one, bad) is not None


@pytest.mark.parametrize("type_", [FieldType.NUMBER, FieldType.DATE, FieldType.CHOICE])
def test_what_an_import_wrote_may_stay(type_: FieldType) -> None:
    one = field(type_, choices=AREAS)
    assert said(one, "cirka tio", before="cirka tio") is None
    assert said(one, "cirka tio") is not None


def test_of_several_choices_the_imported_ones_may_stay_and_no_others_come() -> None:
    one = field(FieldType.CHOICES, choices=AREAS)
    assert said(one, "arbete, bostäder", before="bostäder") is None
    assert said(one, "arbete, torg", before="bostäder") is not None


def test_a_choice_is_found_whatever_its_case_and_may_hold_a_comma() -> None:
    one = field(FieldType.CHOICES, choices=AREAS)
    assert parts_of(one, "Arbete,delaktighet, inflytande, bostäder") == [
        "arbete", "delaktighet, inflytande", "bostäder",
    ]  # fmt: skip
    assert foreign_parts(one, "Arbete, bostäder") == ["bostäder"]


def test_nothing_is_stored_of_an_empty_field() -> None:
    line, text = field(FieldType.LINE), PlanField("text", "Text", FieldType.TEXT, FieldPlace.UPDATE)
    assert given_values([line, text], {"it": " Vux ", "text": "\n"}) == {"it": "Vux"}
    assert left_empty([field(FieldType.TEXT, Demand.DEMANDED), text], {}) != []


@given(
    st.sets(st.sampled_from(AREAS)),
    st.lists(st.sampled_from(["bostäder", "torg och gator", "övrigt"]), unique=True),
)
def test_chosen_and_written_is_read_as_it_was_chosen(chosen: set[str], others: list[str]) -> None:
    one = field(FieldType.CHOICES, choices=AREAS)
    text = joined_parts(one, [*chosen, *others])
    assert parts_of(one, text) == [*(area for area in AREAS if area in chosen), *others]


@given(st.text(max_size=200))
def test_whatever_stands_there_is_read_and_written_alike_for_ever(text: str) -> None:
    one = field(FieldType.CHOICES, choices=AREAS)
    written = joined_parts(one, parts_of(one, text))
    assert joined_parts(one, parts_of(one, written)) == written


@given(st.text(max_size=50), st.sampled_from(list(FieldType)))
def test_what_stands_there_is_judged_once_and_stays(text: str, type_: FieldType) -> None:
    one = field(type_, choices=AREAS)
    stored = given_values([one], {"it": text}).get("it", "")
    if said(one, text) is None:
        assert said(one, stored, before=stored) is None
