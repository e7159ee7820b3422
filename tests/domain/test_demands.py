"""Rule 1: what a status demands, with the field named; rule 6: when nothing new may be said, and who is not asked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.demands import Answer, Demands, parsed_year, problems, settled, why_not_repeatable
from tracker.domain.terms import Demand

AS_OF = date(2026, 10, 31)
NEVER, ASKED, DEMANDED = Demand.NEVER, Demand.ASKED, Demand.DEMANDED
DONE = Demands("Färdig", DEMANDED, NEVER, NEVER, NEVER)
STARTED = Demands("Påbörjad", DEMANDED, NEVER, ASKED, DEMANDED)


def answer(year: str = "", ongoing: bool = False, comment: str = "Så här går det.") -> Answer:
    return Answer(target_year=year, ongoing=ongoing, comment=comment)


def fields(given_answer: Answer, demands: Demands) -> list[str]:
    return [problem.field for problem in problems(given_answer, demands, AS_OF)]


def test_done_needs_a_reason_and_no_year() -> None:
    assert fields(answer(), DONE) == []
    assert fields(answer(comment="  \n"), DONE) == ["comment"]
    assert fields(answer(year="1999"), DONE) == []


def test_started_needs_a_year_or_ongoing() -> None:
    assert fields(answer("2027"), STARTED) == []
    assert fields(answer(ongoing=True), STARTED) == []
    [problem] = problems(answer(), STARTED, AS_OF)
    assert problem.field == "target_year"
    assert problem.message == "Skriv ett år eller kryssa i Ständigt pågående. Påbörjad behöver ett av dem."


def test_not_both_a_year_and_ongoing() -> None:
    assert fields(answer("2027", ongoing=True), STARTED) == ["target_year"]


@pytest.mark.parametrize(
    "year", ["2025", "snart", "20", "20277", "２０２７", "٢٠٢٧", "2101", "-2027", "2027.0"]
)
def test_a_year_before_the_follow_up_or_not_a_year_is_refused(year: str) -> None:
    assert fields(answer(year), STARTED) == ["target_year"]


def test_a_year_beyond_any_plan_names_the_range() -> None:
    [late] = problems(answer("3027"), STARTED, AS_OF)
    assert late.message == "Skriv ett år mellan 2026 och 2100."
    [typed] = problems(answer("27"), STARTED, AS_OF)
    assert typed.message == "Skriv året med fyra siffror, till exempel 2027."


@given(st.integers(2026, 2100))
def test_every_later_year_is_taken(year: int) -> None:
    assert fields(answer(f" {year} "), STARTED) == []
    assert parsed_year(str(year)) == year


def test_too_long_and_control_characters_name_the_field() -> None:
    assert fields(answer("2027", comment="a" * 20_001), STARTED) == ["comment"]
    assert fields(answer("2027", comment="a" * 20_000), STARTED) == []
    for character in ("\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"):
        assert fields(answer("2027", comment=f"hej{character}"), STARTED) == ["comment"]


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=200))
def test_everything_else_a_person_can_write_is_kept(text: str) -> None:
    assert fields(answer("2027", comment=text + "x"), STARTED) == []


def test_nothing_new_is_not_offered_when_last_times_answer_no_longer_holds() -> None:
    def reason(year: int | None, ongoing: bool, demands: Demands, comment: str = "Pågår.") -> str:
        return why_not_repeatable(year, ongoing, comment, demands, AS_OF)

    assert reason(2026, False, STARTED) == ""
    assert reason(None, True, STARTED) == ""
    assert reason(2020, False, DONE) == ""
    assert reason(2025, False, STARTED).startswith("Året 2025 har passerat.")
    assert "behöver ett år" in reason(None, False, STARTED)
    assert "ingen text" in reason(None, False, DONE, comment=" ")


@pytest.mark.parametrize(
    ("fulfilled", "in_follow_up", "asked_again", "expected"),
    [
        (False, False, True, False),
        (False, True, True, False),
        (False, True, False, True),
        # News settles nothing (rule 5); what the council has decided settles all (rule 9).
        (False, False, False, False),
        (True, False, True, True),
        (True, True, True, True),
    ],
)
def test_who_is_not_asked_again(
    fulfilled: bool, in_follow_up: bool, asked_again: bool, expected: bool
) -> None:
    assert settled(fulfilled=fulfilled, in_follow_up=in_follow_up, asked_again=asked_again) is expected
