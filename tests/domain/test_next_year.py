"""Next year's plan made of this year's: names, days and which rows go on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.follow_up_dates import month_end
from tracker.domain.next_year import Names, WhyNot, a_year_on, moved_on, next_names, why_not_carried, year_of
from tracker.domain.swedish.slug import slug_fault, slug_of

YEARS = st.integers(1990, 2098)
WORDS = st.text(alphabet="abcåäö KF-–/", max_size=20)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("KF-uppdrag 2021", "KF-uppdrag 2022"),
        ("kf-uppdrag-2021", "kf-uppdrag-2022"),
        ("kf-uppdrag-2021-2", "kf-uppdrag-2022-2"),
        ("Mål och budget 2021–2023", "Mål och budget 2022–2024"),
        ("Läsåret 2021/22", "Läsåret 2022/23"),
        ("Läsåret 2021/2022", "Läsåret 2022/2023"),
        ("Beslutad 2019, gäller 2021", "Beslutad 2019, gäller 2022"),
        ("Dnr 20210 och 12021", "Dnr 20210 och 12021"),
        ("26-punktsplan", "26-punktsplan"),
    ],
)
def test_the_plans_year_is_moved_on_wherever_a_text_holds_it(text: str, later: str) -> None:
    assert moved_on(text, 2021) == later


@given(WORDS, YEARS, WORDS)
def test_moving_on_changes_the_year_alone(before: str, year: int, after: str) -> None:
    text = f"{before}{year}{after}"
    assert moved_on(text, year) == f"{before}{year + 1}{after}"
    assert moved_on(text, year + 1) == text


NAMES = Names(
    "Kommunfullmäktiges uppdrag 2021", "KF-uppdrag 2021", "Uppföljning av uppdrag 2021", "kf-uppdrag-2021"
)


def test_all_names_are_moved_on_and_a_taken_address_gets_a_number() -> None:
    taken = {"kf-uppdrag-2022", "kf-uppdrag-2022-2"}
    later = next_names(NAMES, 2021, taken.__contains__)
    assert (later.title, later.short_title) == ("Kommunfullmäktiges uppdrag 2022", "KF-uppdrag 2022")
    assert (later.report_title, later.slug) == ("Uppföljning av uppdrag 2022", "kf-uppdrag-2022-3")


def test_names_without_a_year_get_one() -> None:
    names = Names("26-punktsplan", "26-punktsplanen", "Uppföljning av 26-punktsplan", "26-punktsplan")
    assert next_names(names, 2022, lambda _: False) == Names(
        "26-punktsplan 2023",
        "26-punktsplanen 2023",
        "Uppföljning av 26-punktsplan 2023",
        "26-punktsplan-2023",
    )


@given(st.text(alphabet="abc å2021-", min_size=1, max_size=300).filter(slug_of), YEARS)
def test_next_names_fit_their_columns_and_the_address_is_good(title: str, year: int) -> None:
    names = Names(title, title[:200], title, slug_of(title))
    later = next_names(names, year, lambda slug: bool(slug_fault(slug)) or slug == names.slug)
    assert len(later.title) <= 300 and len(later.short_title) <= 200 and len(later.report_title) <= 300
    assert slug_fault(later.slug) == [] and later.slug != names.slug


def test_the_year_is_that_of_its_first_day_else_the_last_of_its_names_else_the_one_given() -> None:
    assert year_of(NAMES, date(2020, 1, 1), 2030) == 2020
    assert year_of(NAMES, None, 2030) == 2021
    assert year_of(Names("Beslutad 2019 för 2022", "", "", ""), None, 2030) == 2022
    assert year_of(Names("Plan", "Plan", "Plan", "plan"), None, 2030) == 2030


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_year_on_is_the_same_day_and_the_last_of_a_month_stays_the_last(day: date) -> None:
    later = a_year_on(day)
    assert (later.year, later.month) == (day.year + 1, day.month)
    assert later == month_end(later) if day == month_end(day) else later.day == day.day


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, None),
        ({"settled": [True, False]}, None),
        ({"settled": [True, True]}, WhyNot.SETTLED),
        ({"settled": [True], "assignments": True}, None),
        ({"fulfilled": True, "assignments": True}, WhyNot.FULFILLED),
        ({"withdrawn": True}, WhyNot.WITHDRAWN),
    ],
)
def test_what_goes_on(facts: dict[str, object], why: WhyNot | None) -> None:
    usual = {"fulfilled": False, "withdrawn": False, "assignments": False, "settled": [], **facts}
    assert why_not_carried(**usual) is why  # type: ignore[arg-type]


def test_only_a_settled_row_may_be_chosen_all_the_same() -> None:
    assert [why for why in WhyNot if not why.final] == [WhyNot.SETTLED]
