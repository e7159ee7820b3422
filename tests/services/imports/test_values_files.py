"""Values from a file, on both databases: what is written, what is refused, and what stays as it is."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.services.imports.test_files import seeded
from tracker.domain.terms import Gender, ImportState, Measure
from tracker.models import ImportFile, KeyFigure, KeyFigureValue, User, db
from tracker.queries.key_figures.values import newest_values
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.imports.preview import RowState
from tracker.services.imports.values_files import Said, confirm_values, upload_values, values_preview
from tracker.services.imports.values_preview import ValuesPreview
from tracker.services.imports.waiting import ImportRefused
from tracker.services.reports.produce_report import produce

NOW = datetime(2023, 9, 1, 8, tzinfo=UTC)
SHARE = "Andel invånare med ekonomiskt bistånd"
HEADING = "Nyckeltal;Period;Mått;Kön;Plats;Värde;Enhet;Källa"


def by() -> User:
    return (
        db.session.scalars(select(User).where(User.organisation_id == seeded().organisation_id)).first()
        or User()
    )


def sent(*lines: str, heading: str = HEADING) -> int:
    return upload("\r\n".join([heading, *lines]).encode("utf-8-sig"), "v.csv")


def upload(data: bytes, name: str) -> int:
    plan = seeded()
    return upload_values(data, name, plan.organisation_id, plan.id, by=by(), now=NOW).id


def looked_at(file_id: int) -> ValuesPreview:
    return values_preview(db.session.get_one(ImportFile, file_id), NOW.date())


def taken(file_id: int, source: str = "", reason: str = "") -> ImportFile:
    return confirm_values(file_id, looked_at(file_id).digest, Said(source, reason), by=by(), now=NOW)


def states(preview: ValuesPreview) -> list[RowState]:
    return [value.state for value in preview.values]


def why(*lines: str, heading: str = HEADING) -> str:
    preview = looked_at(sent(*lines, heading=heading))
    assert states(preview)[-1] is RowState.REFUSED
    return preview.values[-1].why


def share() -> KeyFigure:
    return db.session.scalars(select(KeyFigure).where(KeyFigure.name == SHARE)).one()


def now_stored(label: str, measure: Measure = Measure.OUTCOME) -> KeyFigureValue:
    return next(
        value
        for value in newest_values(share().values)
        if (value.label, value.municipality_code, value.measure) == (label, "0380", measure)
    )


def stored_in_all() -> int:
    return db.session.scalar(select(func.count()).select_from(KeyFigureValue)) or 0


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_what_a_report_exports_changes_nothing(any_app: Flask, format: str) -> None:
    with any_app.app_context():
        data = produce("26-punktsplan", as_of=None, version=None, format=format).data
        preview = looked_at(upload(data, f"r.{format}"))
        assert len(preview.values) >= 10
        assert set(states(preview)) == {RowState.UNCHANGED}


def test_new_and_corrected_values_are_written_and_the_old_ones_kept(any_app: Flask) -> None:
    with any_app.app_context():
        revision = seeded().revision
        file_id = sent(
            f"{SHARE};2022;Utfall;;;4,1;procent;Socialstyrelsen",
            f"{SHARE};2021;;;;4,8;;",
            f"{SHARE};2030;Mål;K;;4;;",
        )
        assert states(looked_at(file_id)) == [RowState.NEW, RowState.CHANGED, RowState.NEW]
        before = stored_in_all()
        file = taken(file_id, "Uttag 4 april", "Räknat om")
        assert (file.state, file.outcome) == (
            ImportState.CONFIRMED,
            "3 värden: 2 nya, 1 ändrade, 0 oförändrade, 0 går inte att läsa in.",
        )
        assert stored_in_all() == before + 3
        new, corrected, target = now_stored("2022"), now_stored("2021"), now_stored("2030", Measure.TARGET)
        assert (new.value, new.source, new.reason) == (Decimal("4.1"), "Socialstyrelsen", "")
        assert (corrected.value, corrected.source, corrected.reason) == (
            Decimal("4.8"),
            "Uttag 4 april",
            "Räknat om",
        )
        assert corrected.author_title == by().title
        assert (target.measure, target.gender) == (Measure.TARGET, Gender.WOMEN)
        assert seeded().revision > revision
        assert set(states(looked_at(sent(f"{SHARE};2021;;;;4,8;;")))) == {RowState.UNCHANGED}


def test_confirmed_twice_it_is_written_once(any_app: Flask) -> None:
    with any_app.app_context():
        file_id = sent(f"{SHARE};2022;;;;4,1;;Kolada")
        digest = looked_at(file_id).digest
        for _ in range(2):
            confirm_values(file_id, digest, Said(), by=by(), now=NOW)
        assert [one.value for one in share().values if one.created_at == NOW] == [Decimal("4.1")]


def test_a_source_and_a_reason_are_demanded_only_when_they_are_needed(any_app: Flask) -> None:
    with any_app.app_context():
        before = stored_in_all()
        with pytest.raises(FormRefused) as refused:
            taken(sent(f"{SHARE};2021;;;;4,8;;"))
        assert [fault.field for fault in refused.value.faults] == ["source", "reason"]
        with pytest.raises(FormRefused) as refused:
            taken(sent(f"{SHARE};2021;;;;4,8;;Kolada"))
        assert [fault.field for fault in refused.value.faults] == ["reason"]
        db.session.rollback()
        assert stored_in_all() == before


def test_what_changed_since_it_was_seen_is_shown_anew(any_app: Flask) -> None:
    with any_app.app_context():
        first, second = (sent(f"{SHARE};2022;;;;{value};;Kolada") for value in ("4,1", "4,2"))
        seen = looked_at(second).digest
        taken(first)
        with pytest.raises(ChangedMeanwhile):
            confirm_values(second, seen, Said(), by=by(), now=NOW)
        assert now_stored("2022").value == Decimal("4.1")


def test_nothing_new_is_not_read_in(any_app: Flask) -> None:
    with any_app.app_context(), pytest.raises(ImportRefused):
        taken(sent(f"{SHARE};2031;;;;4,1;;"))


def test_a_missing_value_is_missing_and_never_zero(any_app: Flask) -> None:
    with any_app.app_context():
        taken(sent(f"{SHARE};2022;;;;saknas;;Kolada"))
        assert now_stored("2022").value is None
        assert states(looked_at(sent(f"{SHARE};2022;;;;;;"))) == [RowState.UNCHANGED]
        # What was missing is told, not corrected: no reason is needed.
        preview = looked_at(sent(f"{SHARE};2022;;;;0;;Kolada"))
        assert (states(preview), preview.needs_reason) == ([RowState.CHANGED], False)


def test_a_mean_of_our_own_report_is_counted_anew_and_not_stored(any_app: Flask) -> None:
    with any_app.app_context():
        mean = f"{SHARE};2022;Utfall, genomsnitt senaste 12 månaderna;;;4,1;;Kolada"
        preview = looked_at(sent(mean, f"{SHARE};2022;Utfall;;;4,2;;Kolada"))
        assert (preview.computed, [value.told for value in preview.values]) == (1, ["4,2"])


def test_gender_and_measure_may_stand_behind_the_name(any_app: Flask) -> None:
    with any_app.app_context():
        heading = f"År;{SHARE}, kvinnor;{SHARE} (män);{SHARE} – mål;{SHARE.upper()}"
        preview = looked_at(sent("2022;1;2;3;4", heading=heading))
        meant = [(one.new.measure, one.new.gender) for one in preview.values if one.new]
        assert meant == [
            (Measure.OUTCOME, Gender.WOMEN),
            (Measure.OUTCOME, Gender.MEN),
            (Measure.TARGET, Gender.TOTAL),
            (Measure.OUTCOME, Gender.TOTAL),
        ]


def test_each_line_that_is_refused_says_what_to_do(any_app: Flask) -> None:
    with any_app.app_context():
        assert "Skapa det först" in why("Något annat;2022;;;;1;;")
        assert "inte börjat än" in why(f"{SHARE};2024;Utfall;;;1;;")
        assert "Skriv en månad" in why(f"{SHARE};våren;;;;1;;")
        assert "Skriv värdet med siffror" in why(f"{SHARE};2022;;;;ca 4;;")
        assert "högst en decimal" in why(f"{SHARE};2022;;;;4,123;;")
        assert "mäts i procent" in why(f"{SHARE};2022;;;;4;tkr;")
        assert "utfall, mål, budget" in why(f"{SHARE};2022;Gissning;;;4;;")
        assert "kvinnor, män" in why(f"{SHARE};2022;;Barn;;4;;")
        assert "Platsen" in why(f"{SHARE};2022;;;Atlantis;4;;")
        assert "inte vilket nyckeltal" in why(";2022;;;;4;;")
        assert "finns redan i filen: rad 2" in why(f"{SHARE};2022;;;;4;;", f"{SHARE};2022;Utfall;Totalt;;5;;")
        assert "inte vilket" in why(";2022;;;;4;;")


def test_days_from_and_to_make_the_period(any_app: Flask) -> None:
    with any_app.app_context():
        heading = "Nyckeltal;Från;Till;Värde"
        preview = looked_at(
            sent(f"{SHARE};2022-01-01;2022-04-30;1", f"{SHARE};2022-01-05;2022-01-20;2", heading=heading)
        )
        assert [one.period for one in preview.values] == ["T1 2022", "5 januari 2022–20 januari 2022"]
        assert "samma dag som Från" in why(f"{SHARE};2022-02-01;2022-01-01;1", heading=heading)
        assert "ska vara dagar" in why(f"{SHARE};2022;2022-01-01;1", heading=heading)
