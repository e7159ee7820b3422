"""Whether the goal is reached, as the first line of the board's page says it."""

from datetime import date
from decimal import Decimal

import pytest

from tracker.domain.goal import Measured, changed, goal_answer, movement, period, reached
from tracker.domain.terms import Direction


def value(number: str, year: int, label: str | None = None) -> Measured:
    return Measured(
        Decimal(number), number.replace(".", ","), label or str(year), date(year, 12, 31), date(year, 1, 1)
    )


REAL = [value("5", 2019), value("4.7", 2020), value("4.3", 2021)]
GOAL = value("4", 2022)


@pytest.mark.parametrize(
    ("direction", "outcomes", "target", "answer"),
    [
        (Direction.DOWN, REAL, GOAL, "Inte än. 4,3 procent 2021, målet är högst 4."),
        (Direction.DOWN, [value("4", 2021)], GOAL, "Ja. 4 procent 2021, målet är högst 4."),
        (Direction.DOWN, [value("4.3", 2022)], GOAL, "Nej. 4,3 procent 2022, målet är högst 4."),
        (Direction.UP, [value("3", 2021)], GOAL, "Inte än. 3 procent 2021, målet är minst 4."),
        (Direction.UP, [value("4.3", 2021)], GOAL, "Ja. 4,3 procent 2021, målet är minst 4."),
        (Direction.NONE, REAL, GOAL, "4,3 procent 2021, målet är 4."),
        (Direction.DOWN, REAL, None, "4,3 procent 2021. Målet är inte angivet i siffror."),
        (Direction.DOWN, [], GOAL, "Det går inte att säga än. Inget utfall finns, målet är högst 4 procent."),
        (Direction.DOWN, [], None, "Det går inte att säga än. Varken mål eller utfall finns i siffror."),
    ],
)
def test_the_answer_line(
    direction: Direction, outcomes: list[Measured], target: Measured | None, answer: str
) -> None:
    assert goal_answer(direction, "procent", outcomes, target).replace("\u00a0", " ") == answer


def test_no_direction_gives_no_verdict() -> None:
    assert reached(Direction.NONE, Decimal(1), Decimal(1)) is None


@pytest.mark.parametrize(
    ("outcomes", "sentence"),
    [
        (REAL, "Andelen elever har minskat två gånger i rad, från 5 procent 2019 till 4,3 procent 2021."),
        (REAL[1:], "Andelen elever har minskat från 4,7 procent 2020 till 4,3 procent 2021."),
        ([*REAL, value("6", 2022)], "Andelen elever har ökat från 4,3 procent 2021 till 6 procent 2022."),
        ([REAL[0], value("5", 2020)], "Andelen elever ligger kvar på 5 procent."),
        (
            [value("5", 2018), *REAL],
            "Andelen elever har minskat två gånger i rad, från 5 procent 2019 till 4,3 procent 2021.",
        ),
        (REAL[:1], ""),
        ([], ""),
    ],
)
def test_the_movement_in_words(outcomes: list[Measured], sentence: str) -> None:
    assert movement("Andel elever", "procent", outcomes).replace("\u00a0", " ") == sentence


def month(number: str, start: date, end: date, label: str) -> Measured:
    return Measured(Decimal(number), number.replace(".", ","), label, end, start)


def test_a_gap_is_not_in_a_row() -> None:
    late = [*REAL, value("3.9", 2025)]
    sentence = "Andelen elever har minskat från 4,3 procent 2021 till 3,9 procent 2025."
    assert movement("Andel elever", "procent", late).replace("\u00a0", " ") == sentence
    same = "Andelen elever var 4,3 procent 2025, lika mycket som 2021."
    assert movement("Andel elever", "procent", [*REAL, value("4.3", 2025)]).replace("\u00a0", " ") == same


def test_in_a_row_wants_periods_of_the_same_length() -> None:
    march = month("4.1", date(2022, 1, 1), date(2022, 3, 31), "kvartal 1")
    assert "i rad" not in movement("Andel elever", "procent", [*REAL, march])
    february = month("4.1", date(2022, 2, 1), date(2022, 2, 28), "februari 2022")
    months = [
        month("4.2", date(2022, 1, 1), date(2022, 1, 31), "januari 2022"),
        february,
        month("4", date(2022, 3, 1), date(2022, 3, 31), "mars 2022"),
    ]
    assert "minskat två gånger i rad" in movement("Andel elever", "procent", months)


def test_the_last_step_in_one_sentence() -> None:
    assert changed("Andel invånare", REAL) == "Andelen invånare minskade mellan 2020 och 2021."
    assert changed("Andel invånare", [REAL[0], value("5", 2020)]) == ""
    assert changed("Andel invånare", REAL[:1]) == ""


def test_periods_as_they_stand_after_a_value() -> None:
    assert [period(label) for label in ("2021", "mars 2022", "sommaren 2020", "T2", "Utfall Aug")] == [
        " 2021", " i mars 2022", " sommaren 2020", " (T2)", " (Utfall Aug)",
    ]  # fmt: skip
