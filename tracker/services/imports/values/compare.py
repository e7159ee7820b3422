"""Compares values of key figures that were read from a file with those that are stored."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from tracker.domain.aimed_names import split_name
from tracker.domain.exchange.value_columns import GENDER_WORDS, MEASURE_WORDS, MEASURES
from tracker.domain.follow_up_dates import LATEST_YEAR
from tracker.domain.measurement import (
    FIRST_YEAR,
    TOO_LARGE,
    Period,
    Unreadable,
    parsed_value,
    rounded,
)
from tracker.domain.pasted_column import value_or_missing
from tracker.domain.printed_periods import parsed_printed, span_of
from tracker.domain.terms import Gender, Measure
from tracker.domain.text import text_problem
from tracker.importers.imported import ImportedValue, ImportedValues
from tracker.models import KeyFigure, KeyFigureValue
from tracker.queries.key_figures.values import newest_values
from tracker.reports.blocks import printable
from tracker.services.imports.preview import RowState
from tracker.services.imports.values.offers import offered_figures
from tracker.services.imports.values.preview import ComparedValue, ValuesPreview
from tracker.services.plans.appended_values import (
    NewValue,
    Place,
    looks_the_same,
    only_board_of,
    place_of,
    where_of,
)  # fmt: skip

#: "Andel i arbete, kvinnor": what parts a key figure's name from what its column is of.
_PARTING = ",(–:-"
_OTHER = re.compile(r"[\s\u00ad]+")
_LONGEST_SOURCE = 500
#: As the table of values holds.
_LONGEST_LABEL = 60
#: Period, measure, gender and place: two values of a key figure with the same are the same.
_Key = tuple[date, date, Measure, Gender, Place]


@dataclass(frozen=True)
class Places:
    """The municipalities that the service knows: the own code, and names by code; and the own boards by id.

    `board_id` is the board that the whole file is for, None when nobody has said it.
    """

    own: str | None
    names: Mapping[str, str]
    boards: Mapping[int, str] = field(default_factory=dict)
    board_id: int | None = None


def compare_values(
    read: ImportedValues, figures: Iterable[KeyFigure], places: Places, today: date
) -> ValuesPreview:
    """The preview. Nothing is guessed: what does not fit a key figure, a period or a place is refused and says so.

    A mean that a report of ours prints is counted anew from the months, and left out. Key figures that are to be
    made have ids below zero.
    """
    known = _Known(figures, places, today)
    told = [line for line in read.values if not _is_mean(line)]
    compared = tuple(known.compared(line) for line in told)
    offers = offered_figures(read, known.unknown)
    return ValuesPreview(compared, read.columns, read.notes, len(read.values) - len(told), offers)


def figure_names(read: ImportedValues) -> set[str]:
    """Every name under which the file speaks of a key figure, folded, with and without "kvinnor" or "mål"."""
    return {
        each
        for line in read.values
        for name in (line.figure, split_name(line.figure).name)
        for each, _ in _namings(name)
    }


def named_so(figure: KeyFigure) -> set[str]:
    """The names that a file may give the key figure, folded: its own, its address and Kolada's."""
    return {_folded(name) for name in (figure.name, figure.slug, figure.kolada_id or "") if name}


def _folded(text: str) -> str:
    return _OTHER.sub(" ", text).strip().casefold()


def _is_mean(line: ImportedValue) -> bool:
    measure, comma, rest = line.measure.partition(", ")
    return bool(comma) and measure == MEASURES[Measure.OUTCOME] and rest.startswith("genomsnitt")


def _namings(text: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The name whole, and without one and two words at its end that tell gender and measure."""
    words: tuple[str, ...] = ()
    rest = text
    yield _folded(rest), words
    for _ in range(2):
        rest = rest.strip().removesuffix(")").strip()
        at = max(rest.rfind(sign) for sign in _PARTING)
        word = _folded(rest[at + 1 :])
        if at < 1 or not word or word not in {*GENDER_WORDS, *MEASURE_WORDS}:
            return
        rest, words = rest[:at], (*words, word)
        yield _folded(rest), words


class _Known:
    """The key figures with what is stored, and the lines of the file so far."""

    def __init__(self, figures: Iterable[KeyFigure], places: Places, today: date) -> None:
        self._figures: dict[str, list[KeyFigure]] = {}
        self._stored: dict[int, dict[_Key, KeyFigureValue]] = {}
        for figure in figures:
            for name in named_so(figure):
                self._figures.setdefault(name, []).append(figure)
            self._stored[figure.id] = {_key_of(value): value for value in newest_values(figure.values)}
        self._places = places
        self._codes = {_folded(name): code for code, name in places.names.items()}
        self._boards = {_folded(name): board_id for board_id, name in places.boards.items()}
        self._today = today
        self._taken: dict[tuple[int, _Key], str] = {}
        #: The names that stand for no key figure, in the order of the file.
        self.unknown: dict[str, None] = {}

    def compared(self, line: ImportedValue) -> ComparedValue:
        """The line beside what is stored, or refused."""
        refused = ComparedValue(
            line.where,
            printable(line.figure),
            printable(line.period),
            printable(line.value),
            RowState.REFUSED,
        )
        try:
            return self._compared(line, refused)
        except Unreadable as problem:
            return replace(refused, why=str(problem))

    def _compared(self, line: ImportedValue, blank: ComparedValue) -> ComparedValue:
        if line.why:
            raise Unreadable(line.why)
        figure, words = self._figure(line.figure)
        measure, gender, period = self._meant(line, words)
        place = self._place(line.place, figure)
        key = (period.start, period.end, measure, gender, place)
        if before := self._taken.get((figure.id, key)):
            raise Unreadable(f"Samma period finns redan i filen: {before}. Ta bort den ena raden.")
        self._taken[figure.id, key] = line.where
        source = _OTHER.sub(" ", printable(line.source)).strip()
        if problem := text_problem(source, _LONGEST_SOURCE, single_line=True):
            raise Unreadable(f"Källa: {problem}")
        old = self._stored[figure.id].get(key)
        value = _value(line, figure, old)
        period = replace(period, label=_label(line, period, old))
        return replace(
            blank,
            figure=figure.name,
            period=period.label,
            state=_state(old, value, figure.decimals),
            figure_id=figure.id,
            decimals=figure.decimals,
            unit=figure.unit_short or figure.unit,
            new=NewValue(period, measure, value, source, gender, board_id=place.board_id),
            place=place,
            place_name=self._name_of(place),
            rounded=value is not None and line.is_number and _number(line) != value,
            old=old.value if old else None,
        )

    def _figure(self, name: str) -> tuple[KeyFigure, tuple[str, ...]]:
        if not name.strip():
            raise Unreadable("Raden säger inte vilket nyckeltal det gäller. Skriv namnet i filen.")
        plain = split_name(name).name
        for folded, words in dict.fromkeys((*_namings(name), *_namings(plain))):
            found = list({figure.id: figure for figure in self._figures.get(folded, [])}.values())
            if len(found) == 1:
                return found[0], words
            if found:
                raise Unreadable(
                    "Flera nyckeltal heter så. Skriv nyckeltalets adress i stället, som den står i dess länk."
                )
        self.unknown[name] = None
        raise Unreadable(f"Det finns inget nyckeltal som heter ”{printable(name)[:100]}”. Skapa det först.")

    def _meant(self, line: ImportedValue, words: tuple[str, ...]) -> tuple[Measure, Gender, Period]:
        """What the value is, for whom and when; the heading of a column may say what it is."""
        measure, gender = _measure_and_gender(line, words)
        # A target, a budget and a forecast are about what has not happened yet.
        today = self._today if measure in (None, Measure.OUTCOME) else date(LATEST_YEAR, 12, 31)
        if line.start and line.end:
            return measure or Measure.OUTCOME, gender, self._between(line, today)
        printed = parsed_printed(line.period, today)
        if measure and printed.measure not in (None, measure):
            raise Unreadable(
                f"Perioden säger {MEASURES[printed.measure].lower()} men måttet ett annat. Rätta i filen."
            )
        return measure or printed.measure or Measure.OUTCOME, gender, printed.period

    def _between(self, line: ImportedValue, today: date) -> Period:
        try:
            start, end = date.fromisoformat(line.start), date.fromisoformat(line.end)
        except ValueError as problem:
            raise Unreadable("Från och Till ska vara dagar, till exempel 2022-03-31.") from problem
        if not (start.year >= FIRST_YEAR and start <= end):
            raise Unreadable("Till ska vara samma dag som Från eller en senare.")
        period = span_of(start, end)
        if start > today:
            raise Unreadable(f"{period.label.capitalize()} har inte börjat än. Skriv när värdet mättes.")
        return period

    def _name_of(self, place: Place) -> str:
        """What is told of a place that is not the own municipality."""
        if place.board_id:
            return self._places.boards.get(place.board_id, "")
        return "" if place.code == self._places.own else self._places.names.get(place.code or "", "")

    def _place(self, text: str, figure: KeyFigure) -> Place:
        named = _folded(text)
        if board_id := self._boards.get(named):
            return Place(board_id=board_id)
        if not named:
            return place_of(figure, self._places.own, self._places.board_id or only_board_of(figure))
        code = named if named in self._places.names else self._codes.get(named)
        if code is None:
            raise Unreadable(f"Platsen ”{printable(text)[:60]}” finns inte i tjänsten. Rätta den i filen.")
        return place_of(figure, code) if code == self._places.own else Place(code)


def _key_of(value: KeyFigureValue) -> _Key:
    return (value.period_start, value.period_end, value.measure, value.gender, where_of(value))


def _measure_and_gender(line: ImportedValue, words: tuple[str, ...]) -> tuple[Measure | None, Gender]:
    """What is measured (None: not told) and for whom: in columns of their own, or behind the name."""
    measure, gender = line.measure.strip().casefold(), line.gender.strip().casefold()
    for word in words:
        if word in MEASURE_WORDS:
            measure = measure or word
        else:
            gender = gender or word
    if measure not in MEASURE_WORDS:
        raise Unreadable(
            f"Måttet ”{printable(line.measure)[:60]}” ska vara utfall, mål, budget eller prognos."
        )
    if gender not in GENDER_WORDS:
        raise Unreadable(f"Kön ”{printable(line.gender)[:60]}” ska vara kvinnor, män eller totalt.")
    return MEASURE_WORDS[measure] if measure else None, GENDER_WORDS[gender]


def _label(line: ImportedValue, period: Period, old: KeyFigureValue | None) -> str:
    """What the period is called: as it is stored, else as the file prints it beside its days."""
    if old is not None:
        return old.label
    printed = " ".join(printable(line.period).split())
    return printed if line.start and line.end and 0 < len(printed) <= _LONGEST_LABEL else period.label


def _value(line: ImportedValue, figure: KeyFigure, old: KeyFigureValue | None) -> Decimal | None:
    """The value with the key figure's decimals: a number cell is rounded to them, a typed text must have them."""
    if not line.value.strip() and old is not None and old.value is not None:
        raise Unreadable("Cellen är tom, men värdet finns. Skriv ”saknas” i filen om värdet ska bort.")
    units = (figure.unit, figure.unit_short)
    if line.unit.strip() and _folded(line.unit) not in {_folded(unit) for unit in units}:
        raise Unreadable(
            f"Filen säger ”{printable(line.unit)[:40]}” men nyckeltalet mäts i {figure.unit}. Räkna om värdet."
        )
    if not line.is_number:
        return value_or_missing(line.value, figure.decimals, units)
    if line.percent and not {"procent", "%"} & {_folded(unit) for unit in units}:
        raise Unreadable(f"Cellen är i procent men nyckeltalet mäts i {figure.unit}. Räkna om värdet.")
    number = _number(line)
    if abs(number) < TOO_LARGE:
        number = rounded(number, figure.decimals)
    return parsed_value(f"{number:f}", figure.decimals)


def _number(line: ImportedValue) -> Decimal:
    """The number as the cell shows it."""
    return Decimal(line.value) * (100 if line.percent else 1)


def _state(old: KeyFigureValue | None, value: Decimal | None, decimals: int) -> RowState:
    if old is None:
        return RowState.NEW
    return RowState.UNCHANGED if looks_the_same(old.value, value, decimals) else RowState.CHANGED
