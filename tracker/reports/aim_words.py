"""Whether a figure goes where it is to go, in a sentence or two."""

from datetime import date

from tracker.domain.aimed_names import AIMS, the_noun
from tracker.domain.goal import reached
from tracker.domain.measurement import period_kind
from tracker.domain.swedish.words import capitalised
from tracker.domain.terms import Direction, Gender, Measure
from tracker.reports.content import KeyFigureContent, Point
from tracker.reports.figures import goal_text, value_text


def aim_text(figure: KeyFigureContent) -> str:
    """ "Målet är att andelen ska öka; den minskade från 99 % 2020 till 98 % 2021."; "" when nothing can be said.

    Then the target and the budget in numbers, beside the outcome of the same period. Spoken of everybody together;
    what is told by place or gender only stands in the table.
    """
    outcomes = _known(figure, Measure.OUTCOME)
    parts = [_moved(figure, outcomes), _target(figure, outcomes), _budget(figure, outcomes)]
    return " ".join(part for part in parts if part)


def _known(figure: KeyFigureContent, measure: Measure) -> list[Point]:
    """The known values of the measure for everybody, oldest first; none where several places stand side by side."""
    found = [p for p in figure.points if p.measure is measure and p.gender is Gender.TOTAL]
    if len({point.series for point in found}) > 1:
        return []
    return [point for point in found if point.value is not None]


def _moved(figure: KeyFigureContent, outcomes: list[Point]) -> str:
    noun, pronoun = the_noun(figure.name)
    aim = AIMS[figure.direction]
    if not outcomes:
        return f"Målet är att {noun} {aim}." if aim else ""
    newest = outcomes[-1]
    earlier = _before(outcomes)
    if earlier is None:
        step = f"är {_told(figure, newest)}"
    elif earlier.value == newest.value:
        step = f"är {_told(figure, newest)}, lika mycket som {earlier.label}"
    else:
        assert earlier.value is not None and newest.value is not None
        verb = "ökade" if newest.value > earlier.value else "minskade"
        step = f"{verb} från {_told(figure, earlier)} till {_told(figure, newest)}"
    return f"Målet är att {noun} {aim}; {pronoun} {step}." if aim else f"{capitalised(noun)} {step}."


def _before(outcomes: list[Point]) -> Point | None:
    """The outcome to compare the newest with: the same part of an earlier year, else the last one equally long."""
    newest, older = outcomes[-1], outcomes[:-1]
    same = [point for point in older if _part_of_year(point) == _part_of_year(newest)]
    alike = [point for point in older if _kind(point) == _kind(newest)]
    return next(reversed(same or alike), None)


def _part_of_year(point: Point) -> tuple[object, ...]:
    def place(day: date) -> tuple[int, int]:
        return day.month, min(day.day, 28)

    return place(point.period_start), place(point.period_end)


def _kind(point: Point) -> str:
    return period_kind(point.period_start, point.period_end)


def _target(figure: KeyFigureContent, outcomes: list[Point]) -> str:
    """ "Målet 2022, minst 70 %, är nått: 72 % 2022."; of a target whose time has not come only what it is."""
    target = figure.target
    if target is None or target.value is None:
        return ""
    aim = f"Målet {target.label}, {goal_text(figure)},"
    of_period = [point for point in outcomes if point.period_end >= target.period_end]
    if figure.direction is Direction.NONE or not outcomes:
        return f"Målet {target.label} är {goal_text(figure)}."
    newest = (of_period or outcomes)[-1]
    assert newest.value is not None
    met = reached(figure.direction, newest.value, target.value)
    state = "är nått" if met else "är inte nått" if of_period else "är inte nått än"
    return f"{aim} {state}: {_told(figure, newest)}."


def _budget(figure: KeyFigureContent, outcomes: list[Point]) -> str:
    budgets = _known(figure, Measure.BUDGET)
    if not budgets:
        return ""
    budget = budgets[-1]
    of_period = [
        p for p in outcomes if (p.period_start, p.period_end) == (budget.period_start, budget.period_end)
    ]
    told = f"Budgeten {budget.label} {'var' if of_period else 'är'} {value_text(figure, budget.value)}"
    return f"{told}; utfallet blev {value_text(figure, of_period[-1].value)}." if of_period else f"{told}."


def _told(figure: KeyFigureContent, point: Point) -> str:
    return f"{value_text(figure, point.value)} {point.label}"
