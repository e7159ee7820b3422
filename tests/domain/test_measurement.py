"""A key figure's value and period as people type them, how far away a day is, and where a text is cut."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.measurement import Unreadable, month_of, parsed_period, parsed_value
from tracker.domain.swedish.deadline import days_left
from tracker.domain.swedish.excerpt import first_sentence, opening
from tracker.domain.swedish.words import decimal_comma

TODAY = date(2022, 9, 1)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("4,3", "4.3"),
        ("4.3", "4.3"),
        (" 4,30 ", "4.3"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1\u202f234,5", "1234.5"),
        ("\u22122", "-2"),
        ("-0,5", "-0.5"),
        ("69 %", "69"),
        ("69 Procent", "69"),
        ("0", "0"),
        ("999999999999", "999999999999"),
    ],
)
def test_a_swedish_number_is_read(typed: str, value: str) -> None:
    assert parsed_value(typed, 1, ("procent", "%")) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    ["", "sju", "1,2,3", "1.234,5", "1,234.5", "12 34", "1 23", "4,35", "٤", "４", "nan", "1e3", "1_000",
     "--2", "5 kr", "1000000000000", "1" * 40, "4,", ",5", "\x00"],
)  # fmt: skip
def test_anything_else_is_refused_with_what_to_write(typed: str) -> None:
    with pytest.raises(Unreadable, match=r"Skriv|Avrunda"):
        parsed_value(typed, 1, ("procent", "%"))


def test_no_more_decimals_than_the_pages_show() -> None:
    with pytest.raises(Unreadable, match="i heltal"):
        parsed_value("37,5", 0)
    with pytest.raises(Unreadable, match="högst två decimaler"):
        parsed_value("4,355", 2)
    assert parsed_value("37,0", 0) == 37


@given(st.decimals(-(10**11), 10**11, places=2))
def test_what_a_page_prints_can_be_typed_again(value: Decimal) -> None:
    assert parsed_value(decimal_comma(value, 2), 2) == value


@pytest.mark.parametrize(
    ("typed", "start", "end", "label"),
    [
        ("mars 2022", "2022-03-01", "2022-03-31", "mars 2022"),
        (" Mars  2022 ", "2022-03-01", "2022-03-31", "mars 2022"),
        ("feb 2020", "2020-02-01", "2020-02-29", "februari 2020"),
        ("sept. 2021", "2021-09-01", "2021-09-30", "september 2021"),
        ("2022-03", "2022-03-01", "2022-03-31", "mars 2022"),
        ("2021", "2021-01-01", "2021-12-31", "2021"),
        ("31 mars 2022", "2022-03-31", "2022-03-31", "31 mars 2022"),
        ("2022-03-31", "2022-03-31", "2022-03-31", "31 mars 2022"),
        ("2022", "2022-01-01", "2022-12-31", "2022"),
    ],
)
def test_a_period_is_read(typed: str, start: str, end: str, label: str) -> None:
    period = parsed_period(typed, TODAY)
    assert (str(period.start), str(period.end), period.label) == (start, end, label)


@pytest.mark.parametrize(
    "typed",
    ["", "nyss", "ju 2022", "ma 2022", "2022-13", "2022-00", "0000", "1899", "2022-02-30", "30 feb 2022", "10000",
     "oktober 2022", "2023", "2022-09-02", "٢٠٢٢", "T2"],
)  # fmt: skip
def test_no_period_or_one_that_has_not_begun(typed: str) -> None:
    with pytest.raises(Unreadable, match=r"Skriv (en månad|när)"):
        parsed_period(typed, TODAY)


@given(st.dates(date(1900, 1, 1), TODAY))
def test_the_month_that_is_proposed_can_be_read(day: date) -> None:
    assert parsed_period(month_of(day).label, TODAY) == month_of(day)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "i dag"), (1, "i morgon"), (2, "om två dagar"), (12, "om tolv dagar"), (13, "om 13 dagar"),
     (-1, "i går"), (-2, "för två dagar sedan")],
)  # fmt: skip
def test_days_in_words(days: int, words: str) -> None:
    assert days_left(TODAY + timedelta(days), TODAY) == words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("En mening. En till.", "En mening."),
        ("Med t.ex. en förkortning. 2022 kom.", "Med t.ex. en förkortning."),
        ("Utan punkt", "Utan punkt"),
        ("Rad\nett? Rad två.", "Rad ett?"),
        ("  ", ""),
    ],
)
def test_the_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


@given(st.text())
def test_a_beginning_is_short_and_of_the_text(text: str) -> None:
    flat = " ".join(text.split())
    for cut, limit in ((first_sentence(text), 160), (opening(text), 320)):
        assert len(cut) <= limit + 1
        assert flat.startswith(cut.removesuffix("…").rstrip())


def test_an_opening_takes_enough_sentences() -> None:
    text = "Kort. " * 40
    assert opening(text) == ("Kort. " * 24).strip()
    assert first_sentence("ord " * 100).endswith("ord…")
