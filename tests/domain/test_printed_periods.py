"""Headings of columns as municipalities print them are periods, and come out as they were printed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.measurement import Unreadable
from tracker.domain.printed_periods import column_label, parsed_printed, span_of, told_label
from tracker.domain.terms import Measure

TODAY = date(2022, 9, 15)


@pytest.mark.parametrize(
    ("text", "measure", "start", "end", "told"),
    [
        ("Utfall År 2021", Measure.OUTCOME, "2021-01-01", "2021-12-31", "2021"),
        ("Årsutfall 2021", Measure.OUTCOME, "2021-01-01", "2021-12-31", "2021"),
        ("UTFALL  aug 2022", Measure.OUTCOME, "2022-01-01", "2022-08-31", "januari–augusti 2022"),
        ("Utfall Apr 2022", Measure.OUTCOME, "2022-01-01", "2022-04-30", "T1 2022"),
        ("Utfall mars 2022", Measure.OUTCOME, "2022-03-01", "2022-03-31", "mars 2022"),
        ("Utfall T2 2022", Measure.OUTCOME, "2022-05-01", "2022-08-31", "T2 2022"),
        ("Budget 2023", Measure.BUDGET, "2023-01-01", "2023-12-31", "2023"),
        ("Mål för 2024", Measure.TARGET, "2024-01-01", "2024-12-31", "2024"),
        ("Prognos T3 2022", Measure.FORECAST, "2022-09-01", "2022-12-31", "T3 2022"),
    ],
)
def test_a_heading_says_what_and_when(text: str, measure: Measure, start: str, end: str, told: str) -> None:
    printed = parsed_printed(text, TODAY)
    period = printed.period
    assert (printed.measure, str(period.start), str(period.end)) == (measure, start, end)
    assert period.label == " ".join(text.split())
    assert told_label(period.label, period.start, period.end) == told
    assert column_label(period.label, "Utfall") == period.label


@pytest.mark.parametrize("text", ["helår 2021", "år 2021", "2021", "Helår 2021"])
def test_a_whole_year_is_labelled_as_one(text: str) -> None:
    printed = parsed_printed(text, TODAY)
    assert (printed.measure, printed.period.label) == (None, "2021")
    assert column_label("2021", "Utfall") == "Utfall 2021"


@pytest.mark.parametrize("text", ["Utfall Aug", "Utfall", "Utfall T2", "Budget"])
def test_a_year_that_goes_without_saying_is_given(text: str) -> None:
    with pytest.raises(Unreadable):
        parsed_printed(text, TODAY)
    assert parsed_printed(text, TODAY, 2022).period.label == f"{text} 2022"


@pytest.mark.parametrize(
    "text", ["Utfallet 2021", "Mål 20222", "Utfall Aug 2023", "", "Tkr", "Utfall År 0000"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parsed_printed(text, TODAY)


@given(
    word=st.sampled_from(["Utfall", "Utfall År", "Årsutfall", "Budget", "Mål", "Prognos"]),
    year=st.integers(1950, 2022),
)
def test_every_year_comes_back(word: str, year: int) -> None:
    printed = parsed_printed(f"{word} {year}", TODAY)
    assert printed.measure is not None
    assert (printed.period.start, printed.period.end) == (date(year, 1, 1), date(year, 12, 31))
    assert told_label(printed.period.label, printed.period.start, printed.period.end) == str(year)


@given(st.text(max_size=60))
def test_any_text_is_a_period_or_is_refused(text: str) -> None:
    try:
        period = parsed_printed(text, TODAY, 2022).period
    except Unreadable:
        return
    assert period.start <= period.end and 0 < len(period.label) <= 60


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 800))
def test_every_span_has_words(start: date, days: int) -> None:
    end = date.fromordinal(start.toordinal() + days)
    assert span_of(start, end).label
