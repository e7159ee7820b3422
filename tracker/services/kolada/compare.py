"""Compares what Kolada answered with what is stored. Nothing is guessed, and nothing missing becomes a number."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from tracker.domain.measurement import year_of
from tracker.domain.terms import Gender, Measure, NoticeKind
from tracker.domain.unit_of_title import decimals_of, unit_of
from tracker.importers.kolada.rows import KoladaKpi
from tracker.models import KeyFigure, KeyFigureValue, KoladaNotice, KoladaSource, Organisation, db
from tracker.queries.key_figures.values import key_figures_with_values, newest_values
from tracker.queries.kolada.sources import notices_of, sources_of
from tracker.services.kolada.asking import Fetched, in_years
from tracker.services.kolada.preview import ComparedFigure, ComparedValue, KoladaPreview, ValueState
from tracker.services.plans.appended_values import looks_the_same, municipality_of

SOURCE = "Kolada"
#: Place as stored, year and gender.
Key = tuple[str | None, int, Gender]


def compare(fetched: Fetched, organisation_id: int) -> KoladaPreview:
    """What writing would do now for the organisation's key figures."""
    organisation = db.session.get_one(Organisation, organisation_id)
    figures = figures_of(organisation_id, fetched.wanted.kpis)
    sources = {source.kpi: source for source in sources_of(organisation_id)}
    notices = notices_of([figure.id for figure in figures.values()])
    return KoladaPreview(
        tuple(
            _Comparing(
                fetched,
                kpi,
                figures.get(kpi.id),
                sources.get(kpi.id),
                notices,
                organisation.municipality_code,
            ).figure()
            for kpi in fetched.kpis
        )
    )


def figures_of(organisation_id: int, kpis: Sequence[str]) -> dict[str, KeyFigure]:
    """The organisation's key figures of these numbers with their values; the oldest where there are several."""
    query = select(KeyFigure.id).where(
        KeyFigure.organisation_id == organisation_id, KeyFigure.kolada_id.in_(kpis)
    )
    found = key_figures_with_values(db.session.scalars(query).all())
    return {figure.kolada_id: figure for figure in reversed(found) if figure.kolada_id}


class _Comparing:
    """One key figure of the answer beside the one that is stored."""

    def __init__(
        self,
        fetched: Fetched,
        kpi: KoladaKpi,
        stored: KeyFigure | None,
        source: KoladaSource | None,
        notices: Sequence[KoladaNotice],
        own_code: str | None,
    ) -> None:
        self._kpi = kpi
        self._stored = stored
        self._told = [value for value in fetched.values if value.kpi == kpi.id]
        self._new = {(value.place, value.year, value.gender): value.number for value in self._told}
        self._wanted = fetched.wanted
        self._names = {place.code: place.title for place in fetched.places}
        self._own = own_code
        self._expected = source.title if source else stored.name if stored else kpi.title
        self._notices = [notice for notice in notices if stored and notice.key_figure_id == stored.id]
        self._before = _stored_values(stored) if stored else {}
        self._decimals = stored.decimals if stored else decimals_of([v.value for v in self._told if v.value])

    def figure(self) -> ComparedFigure:
        """The key figure with all its values."""
        values, kept = [], 0
        for code in self._wanted.places:
            place = self._place(code)
            for (_, year, gender), old in self._of_place(place).items():
                if (compared := self._value(code, place, year, gender, old)) is not None:
                    dropped = compared.state is ValueState.WITHDRAWN and self._decided(compared)
                    kept += dropped
                    values += [] if dropped else [compared]
        unit, short = (
            (self._stored.unit, self._stored.unit_short) if self._stored else unit_of(self._kpi.title)
        )
        changed = " ".join(self._expected.split()) != self._kpi.title
        return ComparedFigure(
            kpi=self._kpi.id,
            title=self._kpi.title,
            name=self._stored.name if self._stored else self._kpi.title,
            unit=unit,
            unit_short=short,
            decimals=self._decimals,
            figure_id=self._stored.id if self._stored else None,
            old_title=self._expected if changed else "",
            values=tuple(values),
            kept=kept,
        )

    def _place(self, code: str) -> str | None:
        """What a value of the place is stored for: the own place as it stands in the values that are there."""
        return municipality_of(self._stored, code) if self._stored and code == self._own else code

    def _of_place(self, place: str | None) -> Mapping[Key, KeyFigureValue | None]:
        """Every value of the place that Kolada tells of or that is here, by gender in time order."""
        keys = {(self._place(told.place), told.year, told.gender) for told in self._told}
        keys |= {key for key in self._before if in_years(key[1], self._wanted)}
        mine = sorted((key for key in keys if key[0] == place), key=lambda key: (_ORDER[key[2]], key[1]))
        return {key: self._before.get(key) for key in mine}

    def _value(
        self, code: str, place: str | None, year: int, gender: Gender, old: KeyFigureValue | None
    ) -> ComparedValue | None:
        new = self._new.get((code, year, gender))
        before = old.value if old else None
        state = self._state(old, before, new)
        if state is None:
            return None
        name = self._names.get(code, code)
        return ComparedValue(code, place, name, year, gender, state, before, new)

    def _state(
        self, old: KeyFigureValue | None, before: Decimal | None, new: Decimal | None
    ) -> ValueState | None:
        """None for what is missing here and there."""
        if before is None:
            return None if new is None else ValueState.NEW
        assert old is not None and self._stored is not None
        if new is not None and looks_the_same(before, new, self._decimals):
            return ValueState.UNCHANGED
        if not from_kolada(self._stored, old):
            return None if new is None else ValueState.OTHERS
        return ValueState.WITHDRAWN if new is None else ValueState.CHANGED

    def _decided(self, value: ComparedValue) -> bool:
        """Whether somebody has said that this very value stays although Kolada has withdrawn it."""
        same = (value.place, value.year, value.gender)
        return any(
            notice.kind is NoticeKind.WITHDRAWN
            and notice.accepted is False
            and (notice.municipality_code, notice.year, notice.gender) == same
            and notice.value == value.old
            for notice in self._notices
        )


_ORDER = {gender: number for number, gender in enumerate(Gender)}


def _stored_values(figure: KeyFigure) -> dict[Key, KeyFigureValue]:
    """The outcomes of whole years that count now."""
    return {
        (value.municipality_code, value.period_start.year, value.gender): value
        for value in newest_values(figure.values)
        if value.board_id is None and value.measure is Measure.OUTCOME and _is_a_year(value)
    }


def _is_a_year(value: KeyFigureValue) -> bool:
    period = year_of(date(value.period_start.year, 1, 1))
    return (value.period_start, value.period_end) == (period.start, period.end)


def from_kolada(figure: KeyFigure, value: KeyFigureValue) -> bool:
    """Whether Kolada is where the value came from, by its own source or by the key figure's."""
    return (value.source or figure.source).strip().startswith(SOURCE)
