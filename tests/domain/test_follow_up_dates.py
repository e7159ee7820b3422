"""Which dates a follow-up may have, and which are suggested."""

from datetime import date

import pytest

from tracker.domain.follow_up_dates import Dates, faults, month_end, suggested

EARLIER = [date(2022, 3, 31)]


def dates(**more: date) -> Dates:
    days = {
        "as_of": date(2022, 8, 31),
        "opens_on": date(2022, 8, 22),
        "answer_by": date(2022, 9, 9),
        "meeting_on": date(2022, 9, 28),
        **more,
    }
    return Dates(**days)


def test_good_dates_have_no_fault() -> None:
    assert faults(dates(), EARLIER) == []
    assert faults(dates(), []) == []


@pytest.mark.parametrize(
    ("changed", "field", "code", "words"),
    [
        ({"as_of": date(2022, 3, 31)}, "as_of", "as-of-taken", "redan en uppföljning per 31 mars 2022"),
        (
            {"as_of": date(2021, 12, 31)},
            "as_of",
            "as-of-too-early",
            "Den senaste uppföljningen är per 31 mars",
        ),
        ({"as_of": date(2023, 12, 31)}, "as_of", "as-of-too-late", "mer än ett år efter öppningen"),
        ({"answer_by": date(2022, 8, 21)}, "answer_by", "answer-before-opening", "22 augusti 2022"),
        ({"answer_by": date(2023, 9, 9)}, "answer_by", "answer-too-late", "mer än ett år"),
        ({"meeting_on": date(2022, 9, 9)}, "meeting_on", "meeting-before-answer", "9 september 2022"),
        ({"meeting_on": date(2023, 9, 28)}, "meeting_on", "meeting-too-late", "mer än ett år"),
        ({"as_of": date(202, 8, 31)}, "as_of", "as_of-year", "året blev 202"),
        ({"answer_by": date(9999, 9, 9)}, "answer_by", "answer_by-year", "året blev 9999"),
        ({"report_on": date(1999, 9, 9)}, "report_on", "report_on-year", "året blev 1999"),
    ],
)
def test_bad_dates_are_named(changed: dict[str, date], field: str, code: str, words: str) -> None:
    first = faults(dates(**changed), EARLIER)[0]
    assert (first.field, first.code) == (field, code)
    assert words in first.message


def test_answering_on_the_day_of_opening_is_allowed() -> None:
    assert faults(dates(answer_by=date(2022, 8, 22)), EARLIER) == []


def test_all_faults_are_told_at_once() -> None:
    found = faults(
        dates(as_of=date(2022, 3, 1), answer_by=date(2022, 8, 1), meeting_on=date(2022, 7, 1)), EARLIER
    )
    assert [fault.field for fault in found] == ["as_of", "answer_by", "meeting_on"]


def test_suggestion_is_last_month_and_working_days() -> None:
    free = {date(2022, 9, 5)}
    found = suggested(date(2022, 8, 22), EARLIER, free)
    assert found.as_of == date(2022, 7, 31)
    assert found.opens_on == date(2022, 8, 22)
    assert found.answer_by == date(2022, 9, 6)
    assert found.meeting_on == date(2022, 9, 26)
    assert faults(found, EARLIER) == []


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        (date(2022, 7, 30), date(2022, 7, 31)),
        (date(2022, 7, 31), date(2022, 8, 31)),
        (date(2022, 12, 5), date(2022, 12, 31)),
        (date(2022, 12, 31), date(2023, 1, 31)),
    ],
)
def test_suggestion_comes_after_the_newest_follow_up(newest: date, expected: date) -> None:
    assert suggested(date(2022, 8, 22), [newest], ()).as_of == expected


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2024, 2, 10), date(2024, 2, 29)),
        (date(2022, 12, 31), date(2022, 12, 31)),
        (date(2022, 1, 31), date(2022, 1, 31)),
    ],
)
def test_month_end(day: date, last: date) -> None:
    assert month_end(day) == last
