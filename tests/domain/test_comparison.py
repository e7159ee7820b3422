"""What changed between two follow-ups, in words."""

from datetime import date

import pytest

from tracker.domain.comparison import (
    Change,
    Standing,
    changes,
    definite,
    fallen_silent,
    news,
    printed_changes,
)  # fmt: skip
from tracker.domain.terms import ChangeKind, Meaning

AS_OF = date(2022, 8, 31)
WORDS = {
    Meaning.COMPLETED: "Färdig", Meaning.STARTED: "Påbörjad", Meaning.DEVIATES: "Avviker från plan",
    Meaning.STOPPED: "Stoppad", Meaning.NOT_STARTED: "Ej påbörjad", None: "Inte besvarad",
}  # fmt: skip


def row(
    meaning: Meaning | None, year: int | None = None, *, ongoing: bool = False, number: str = "1"
) -> Standing:
    return Standing(number, WORDS[meaning], meaning, year, ongoing)


def only(old: Standing, new: Standing) -> Change:
    found = changes([old], [new], AS_OF)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (Meaning.STARTED, Meaning.COMPLETED, "Har blivit färdig."),
        (Meaning.STARTED, Meaning.DEVIATES, "Avviker nu från plan."),
        (Meaning.DEVIATES, Meaning.STARTED, "Följer planen igen."),
        (Meaning.NOT_STARTED, Meaning.STARTED, "Har påbörjats."),
        (Meaning.STARTED, Meaning.STOPPED, "Har stoppats."),
        (Meaning.STOPPED, Meaning.STARTED, "Har tagits upp igen."),
        (Meaning.COMPLETED, Meaning.STARTED, "Är inte längre färdig."),
        (Meaning.STARTED, Meaning.NOT_STARTED, "Är inte längre påbörjad."),
        (Meaning.STARTED, None, "Har inte besvarats den här gången."),
        (None, Meaning.STARTED, "Har besvarats: Påbörjad."),
    ],
)
def test_a_new_status_is_told_with_both_words(
    old: Meaning | None, new: Meaning | None, sentence: str
) -> None:
    kind = {Meaning.STOPPED: ChangeKind.STOPPED, None: ChangeKind.SILENT}.get(new, ChangeKind.STATUS)
    assert only(row(old), row(new)) == Change("1", sentence, WORDS[old], WORDS[new], kind=kind)


def test_every_step_between_two_statuses_has_a_sentence() -> None:
    for old in WORDS:
        for new in WORDS:
            found = changes([row(old)], [row(new)], AS_OF)
            assert len(found) == (0 if old is new else 1)
            assert all(change.sentence.endswith(".") for change in found)


@pytest.mark.parametrize(
    ("old", "new", "sentence", "late"),
    [
        (2022, 2023, "Bedöms bli färdig ett år senare.", True),
        (2022, 2025, "Bedöms bli färdig tre år senare.", True),
        (2024, 2023, "Bedöms bli färdig ett år tidigare.", False),
        (2024, 2022, "Bedöms bli färdig två år tidigare.", False),
    ],
)
def test_a_moved_year_is_a_slip(old: int, new: int, sentence: str, late: bool) -> None:
    found = only(row(Meaning.STARTED, old), row(Meaning.STARTED, new))
    assert found == Change("1", sentence, str(old), str(new), late=late, struck=True, kind=ChangeKind.YEAR)


def test_ongoing_takes_the_place_of_a_year_and_back() -> None:
    year, ongoing = row(Meaning.STARTED, 2022), row(Meaning.STARTED, ongoing=True)
    assert only(year, ongoing).sentence == "Är nu ständigt pågående."
    assert only(ongoing, year).sentence == "Bedöms nu bli färdig 2022."
    assert not only(ongoing, year).late
    assert only(year, row(Meaning.STARTED)).sentence == "Har inte längre något år."


@pytest.mark.parametrize("old", [Meaning.NOT_STARTED, Meaning.COMPLETED, Meaning.STARTED])
def test_a_year_where_there_was_none_is_new(old: Meaning) -> None:
    year = changes([row(old)], [row(Meaning.STARTED, 2023)], AS_OF)[-1]
    assert year == Change("1", "Bedöms nu bli färdig 2023.", new="2023", kind=ChangeKind.YEAR)
    ongoing = changes([row(old)], [row(Meaning.STARTED, ongoing=True)], AS_OF)[-1]
    assert (ongoing.sentence, ongoing.new) == ("Är nu ständigt pågående.", "ständigt pågående")


def test_silence_hides_no_slip() -> None:
    told = Standing("1", "Påbörjad", Meaning.STARTED, 2024, previous_year=2022)
    answered, slip = changes([row(None)], [told], AS_OF)
    assert answered.sentence == "Har besvarats: Påbörjad."
    assert (slip.sentence, slip.old, slip.new) == ("Bedöms bli färdig två år senare.", "2022", "2024")
    assert slip.late and slip.struck
    # The first year that is ever given has not moved from anything.
    assert len(changes([row(None)], [row(Meaning.STARTED, 2024)], AS_OF)) == 1


def test_what_is_done_or_unanswered_has_no_slip() -> None:
    for meaning in (Meaning.COMPLETED, Meaning.STOPPED, None):
        found = changes([row(Meaning.STARTED, 2022)], [row(meaning)], AS_OF)
        assert [change.struck for change in found] == [False]


def test_a_year_that_has_passed_is_late_though_nothing_changed() -> None:
    late = row(Meaning.STARTED, 2021)
    assert changes([late], [late], AS_OF) == [
        Change("1", "Skulle ha blivit färdig 2021.", late=True, kind=ChangeKind.LATE)
    ]
    assert changes([late], [row(Meaning.COMPLETED, 2021)], AS_OF)[0].sentence == "Har blivit färdig."
    assert changes([row(Meaning.STARTED, 2022)], [row(Meaning.STARTED, 2022)], AS_OF) == []


def test_only_what_has_become_late_since_is_news() -> None:
    before = [row(Meaning.STARTED, 2020, number="1"), row(Meaning.STARTED, 2021, number="2")]
    found = news(before, date(2021, 8, 31), before, AS_OF)
    assert [(change.kind, change.number) for change in found] == [(ChangeKind.LATE, "2")]


def test_who_has_not_answered_is_told_each_time_but_not_of_the_same_follow_up() -> None:
    before = [row(None, number="1"), row(Meaning.STARTED, number="2")]
    now = [row(None, number="1"), row(None, number="2"), row(None, number="3")]
    found = news(before, date(2022, 3, 31), now, AS_OF)
    silent = [(change.number, change.sentence) for change in found if change.kind is ChangeKind.SILENT]
    assert silent == [
        ("1", "Har inte besvarats den här gången heller."),
        ("2", "Har inte besvarats den här gången."),
        ("3", "Har inte besvarats den här gången."),
    ]
    assert news(now, AS_OF, now, AS_OF) == []


def test_rows_come_and_go() -> None:
    found = changes([row(None, number="2")], [row(None, number="3")], AS_OF)
    assert [(change.number, change.sentence, change.kind) for change in found] == [
        ("3", "Är ny i planen.", ChangeKind.ADDED),
        ("2", "Finns inte längre i planen.", ChangeKind.REMOVED),
    ]


def test_without_an_earlier_follow_up_only_what_the_report_prints_counts() -> None:
    printed = Standing("1a", "Avviker", Meaning.DEVIATES, 2023, previous_year=2022, year_uncertain=True)
    found = printed_changes([printed, row(Meaning.STARTED, 2022)], AS_OF)
    assert found == [
        Change(
            "1a",
            "Bedöms bli färdig ett år senare.",
            "2022",
            "2023",
            late=True,
            struck=True,
            uncertain=True,
            kind=ChangeKind.YEAR,
        )
    ]


def test_those_that_fell_silent_are_told_of_in_one_line() -> None:
    before = [row(Meaning.STARTED, number="2"), row(Meaning.DEVIATES, number="3"), row(None, number="4")]
    now = [row(None, number=number) for number in ("2", "3", "4")]
    found = changes(before, now, AS_OF)
    sentence = "Har inte besvarats den här gången: 2 (Påbörjad) och 3 (Avviker från plan)."
    assert fallen_silent(found, WORDS[None]) == sentence
    assert fallen_silent(changes(now, before, AS_OF), WORDS[None]) == ""


def test_names_of_key_figures_inside_a_sentence() -> None:
    assert definite("Andel invånare") == "Andelen invånare"
    assert definite("Antal hushåll") == "Antalet hushåll"
    assert definite("Kostnad per elev") == "Kostnad per elev"


def test_a_change_names_the_board_whose_share_it_is() -> None:
    before = [
        Standing("1", "Påbörjad", Meaning.STARTED, place=place, board=board)
        for place, board in enumerate("AB")
    ]
    now = [before[0], Standing("1", "Inte besvarad", None, place=1, board="B")]
    [change] = changes(before, now, AS_OF)
    assert (change.number, change.board, change.kind) == ("1", "B", ChangeKind.SILENT)
    [gone] = changes(before, before[:1], AS_OF)
    assert (gone.board, gone.kind) == ("B", ChangeKind.REMOVED)
