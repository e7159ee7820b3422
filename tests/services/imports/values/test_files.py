"""Values from a file, on both databases: what is written, what is refused, and what stays as it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.services.answers.test_answers_at_once import at_once
from tests.services.imports.test_files import seeded
from tracker.domain.measurement import month_of
from tracker.domain.terms import Gender, ImportState, KeyFigureKind, Measure
from tracker.importers.imported import ImportedValue, ImportedValues
from tracker.models import (
    ImportFile,
    KeyFigure,
    KeyFigureValue,
    PlanKeyFigure,
    Responsibility,
    User,
    db,
)
from tracker.queries.key_figures.values import newest_values
from tracker.services.answers.key_figure_values import Giver, new_rows
from tracker.services.answers.key_figure_values import NewValue as NewOwnersValue
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.imports.preview import RowState
from tracker.services.imports.values.compare import Places, compare_values
from tracker.services.imports.values.files import (
    Said,
    Target,
    confirm_values,
    upload_values,
    values_preview,
)
from tracker.services.imports.values.preview import ValuesPreview
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
    return upload_values(data, name, Target(plan.organisation_id, plan.id), by=by(), now=NOW).id


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
            "Tre värden: två nya, ett ändrat.",
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


def test_an_empty_cell_takes_no_value_away(any_app: Flask) -> None:
    with any_app.app_context():
        assert "Skriv ”saknas”" in why(f"{SHARE};2021;;;;;;")
        assert states(looked_at(sent(f"{SHARE};2021;;;;saknas;;"))) == [RowState.CHANGED]
        assert states(looked_at(sent(f"{SHARE};2022;;;;;;"))) == [RowState.NEW]


def test_per_cent_is_per_cent(any_app: Flask) -> None:
    with any_app.app_context():
        families = "Antal hushåll med ekonomiskt bistånd med 3 eller fler barn"
        lines = [ImportedValue("rad 2", SHARE, "2022", "0.041", is_number=True, percent=True),
                 ImportedValue("rad 3", families, "2022", "0.041", is_number=True, percent=True)]  # fmt: skip
        figures = db.session.scalars(select(KeyFigure)).all()
        places = Places("0380", {"0380": "Uppsala"})
        share_of, count_of = compare_values(
            ImportedValues("xlsx", tuple(lines)), figures, places, NOW.date()
        ).values
        assert share_of.new is not None and share_of.new.value == Decimal("4.1")
        assert "mäts i familjer" in count_of.why


def test_a_corrected_value_keeps_the_label_of_its_period(any_app: Flask) -> None:
    with any_app.app_context():
        value = now_stored("2021")
        value.label = "helåret 2021"
        db.session.commit()
        taken(
            sent(f"{SHARE};4,8;2021-01-01;2021-12-31", heading="Nyckeltal;Värde;Från;Till"), "Kolada", "Fel"
        )
        assert now_stored("helåret 2021").value == Decimal("4.8")
        taken(
            sent(
                f"{SHARE};hösten 2022;4,8;2022-08-01;2022-12-31", heading="Nyckeltal;Period;Värde;Från;Till"
            ),
            "Kolada",
        )
        assert now_stored("hösten 2022").value == Decimal("4.8")


def test_an_own_value_is_of_the_same_place_whoever_writes_it(any_app: Flask) -> None:
    with any_app.app_context():
        figure = KeyFigure(
            organisation_id=seeded().organisation_id, slug="ny", name="Ny", unit="personer", decimals=0,
            kind=KeyFigureKind.MEASURE,
        )  # fmt: skip
        db.session.add(figure)
        db.session.commit()
        taken(sent("Ny;januari 2023;;;;10;;Kolada"))
        responsibility = db.session.scalars(select(Responsibility)).first()
        assert responsibility is not None
        told = NewOwnersValue(figure, Decimal(12), month_of(date(2023, 1, 1)))
        (row,) = new_rows([told], Giver(by().id, "Chef", "Chefen"), responsibility, NOW)
        assert (row.municipality_code, row.author_title, row.reason) == (
            "0380", "Chef", "Den ansvariga lämnade ett nytt värde.",
        )  # fmt: skip
        db.session.add(row)
        db.session.commit()
        assert states(looked_at(sent("Ny;januari 2023;;;;12;;Kolada"))) == [RowState.UNCHANGED]


def test_two_who_bring_the_same_value_meet(any_app: Flask) -> None:
    """No plan shows the key figure: the figure itself is what they wait for."""
    with any_app.app_context():
        for link in db.session.scalars(select(PlanKeyFigure)):
            db.session.delete(link)
        db.session.commit()
        files = [sent(f"{SHARE};2022;;;;{value};;Kolada") for value in ("4,1", "4,2")]
        digests = [looked_at(file_id).digest for file_id in files]
        db.session.commit()

        def confirming(file_id: int, digest: str) -> Callable[[], object]:
            return lambda: confirm_values(file_id, digest, Said(), by=None, now=NOW)

        results = at_once(any_app, *map(confirming, files, digests))
        assert set(results) == {ImportFile, ChangedMeanwhile}
