"""What an uppdrag counts as, what it lacks, and which uppdrag a reader wants to see (rules 2 and 9)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.assignments import (
    SOON,
    Assignment,
    Only,
    Said,
    Share,
    Wanted,
    counted_as,
    passes,
    word_for,
)
from tracker.domain.counting import State, roll_up
from tracker.domain.terms import Meaning

TODAY = date(2022, 3, 1)
BOARDS = ("kulturnamnden", "tekniska-namnden", "forskolenamnden")


def share(board: str, meaning: Meaning | None, label: str = "", **other: object) -> Share:
    said = Said(label or meaning.value, State(meaning)) if meaning else None
    return Share(board, said=said, **other)  # type: ignore[arg-type]


shares = st.lists(
    st.builds(
        share,
        st.sampled_from(BOARDS),
        st.sampled_from([*Meaning, None]),
        collected=st.booleans(),
        owner=st.sampled_from([None, "Chef"]),
    ),
    max_size=3,
    unique_by=lambda each: each.board,
).map(tuple)
assignments = st.builds(
    Assignment,
    number=st.just("1"),
    short_text=st.just("Ett uppdrag"),
    focus_area=st.sampled_from(["", "Barn", "Miljö"]),
    answer_by=st.none() | st.dates(TODAY - timedelta(90), TODAY + timedelta(90)),
    fulfilled=st.booleans(),
    proposed=st.booleans(),
    shares=shares,
)
wishes = st.builds(
    Wanted,
    meanings=st.frozensets(st.sampled_from([*Meaning, None]), max_size=2),
    only=st.frozensets(st.sampled_from(list(Only))),
    focus_area=st.sampled_from(["", "Barn", "Miljö"]),
    board=st.sampled_from(["", *BOARDS]),
)


def is_shown(assignment: Assignment, wanted: Wanted) -> bool:
    return passes(assignment, counted_as(assignment), wanted, TODAY)


@given(assignments, wishes)
def test_every_combination_gives_what_passes_each_alone(assignment: Assignment, wanted: Wanted) -> None:
    alone = [
        Wanted(meanings=wanted.meanings), Wanted(focus_area=wanted.focus_area), Wanted(board=wanted.board),
        *(Wanted(only=frozenset({only})) for only in wanted.only),
    ]  # fmt: skip
    assert is_shown(assignment, wanted) == all(is_shown(assignment, one) for one in alone)


@given(assignments)
def test_without_a_wish_everything_is_shown(assignment: Assignment) -> None:
    assert is_shown(assignment, Wanted())


@given(assignments)
def test_it_counts_as_the_roll_up_of_what_is_told_of_here(assignment: Assignment) -> None:
    told = [each.state for each in assignment.shares if each.collected]
    expected = State(Meaning.COMPLETED) if assignment.fulfilled else roll_up(told)
    assert counted_as(assignment) == expected


@given(assignments)
def test_what_is_declared_fulfilled_is_not_chased(assignment: Assignment) -> None:
    if assignment.fulfilled:
        for only in (Only.DUE_SOON, Only.OVERDUE, Only.UNANSWERED, Only.NO_OWNER, Only.PROPOSED):
            assert not is_shown(assignment, Wanted(only=frozenset({only})))


def test_it_is_late_the_day_after_and_due_soon_for_60_days() -> None:
    state = State(Meaning.STARTED)

    def of(day: date) -> tuple[bool, bool]:
        found = Assignment("1", "", answer_by=day)
        return found.overdue(TODAY, state), found.due_soon(TODAY, state)

    assert of(TODAY - timedelta(1)) == (True, False)
    assert of(TODAY) == (False, True)
    assert of(TODAY + SOON) == (False, True)
    assert of(TODAY + SOON + timedelta(1)) == (False, False)


def test_what_is_done_or_stopped_is_never_late() -> None:
    late = Assignment("1", "", answer_by=TODAY - timedelta(9))
    assert [meaning for meaning in Meaning if not late.overdue(TODAY, State(meaning))] == [
        Meaning.COMPLETED, Meaning.STOPPED,
    ]  # fmt: skip
    assert late.overdue(TODAY, State(None))
    assert late.overdue(TODAY, None)


def test_the_word_is_that_of_the_shares_or_the_vocabularys_first() -> None:
    words = [
        (Meaning.COMPLETED, "Genomfört"), (Meaning.STARTED, "Pågår"), (Meaning.STARTED, "Väntar"),
        (Meaning.NOT_STARTED, "Ej genomfört"),
    ]  # fmt: skip
    waiting = share("a", Meaning.STARTED, "Väntar")
    begun = share("b", Meaning.STARTED, "Pågår")
    done = share("c", Meaning.COMPLETED, "Genomfört")
    assert word_for(State(Meaning.STARTED), [waiting, done], words) == "Väntar"
    assert word_for(State(Meaning.STARTED), [waiting, begun], words) == "Pågår"
    # Done beside not begun counts as begun, which no share says.
    assert word_for(State(Meaning.STARTED), [done, share("d", Meaning.NOT_STARTED)], words) == "Pågår"
    assert word_for(State(None), [share("e", None)], words) is None


def test_a_share_that_nobody_has_asked_for_counts_nowhere() -> None:
    later = share("tekniska-namnden", None, asked=False)
    assert counted_as(Assignment("1", "", shares=(later,))) is None
    done = share("kulturnamnden", Meaning.COMPLETED)
    assert counted_as(Assignment("1", "", shares=(done, later))) == State(Meaning.COMPLETED)
    assert not passes(
        Assignment("1", "", shares=(later,)), None, Wanted(only=frozenset({Only.UNANSWERED})), TODAY
    )
    # What was said between follow-ups is known all the same.
    told = share("tekniska-namnden", Meaning.DEVIATES, asked=False)
    assert counted_as(Assignment("1", "", shares=(done, told))) == State(Meaning.DEVIATES)
