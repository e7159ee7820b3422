"""What Kolada answers is written whole or not at all, and what it changes or withdraws is not taken in silence."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.kolada_server import KoladaServer, asking
from tracker.domain.terms import Gender, NoticeKind
from tracker.models import (
    KeyFigure,
    KeyFigureValue,
    KoladaNotice,
    KoladaSource,
    Organisation,
    PlaceName,
    User,
    db,
)
from tracker.queries.key_figures.values import municipality_names, newest_values
from tracker.queries.kolada.sources import open_notices
from tracker.services.form_refusal import ChangedMeanwhile
from tracker.services.imports.waiting import ImportRefused, keep
from tracker.services.kolada.asking import Wanted, fetch, search
from tracker.services.kolada.bring_in import confirm, fetch_for_preview, preview_of, unsaved
from tracker.services.kolada.preview import ValueState, outcome
from tracker.services.kolada.refresh import refresh, refresh_due
from tracker.services.kolada.settle import settle
from tracker.services.refusal import Refusal

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
SEEDED = Wanted(("U40806", "U40807"), ("0380", "1490", "0000"))
TABLES = (KeyFigure, KeyFigureValue, KoladaNotice, KoladaSource, PlaceName)


def own() -> int:
    found = db.session.scalar(select(Organisation.id).where(Organisation.slug == "uppsala"))
    assert found is not None
    return found


def counts() -> list[int | None]:
    return [db.session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def bring_in(wanted: Wanted = SEEDED, now: datetime = NOW) -> Any:
    file = keep(unsaved(wanted, own(), now=now), now=now)
    preview = preview_of(file)
    confirm(file.id, preview.digest, by=None, now=now)
    return preview


def figure(kpi: str) -> KeyFigure:
    db.session.expire_all()
    return db.session.scalars(select(KeyFigure).where(KeyFigure.kolada_id == kpi)).one()


def value(kpi: str, place: str, year: int, gender: Gender = Gender.TOTAL) -> KeyFigureValue:
    (found,) = [
        one
        for one in newest_values(figure(kpi).values)
        if (one.municipality_code, one.label, one.gender) == (place, str(year), gender)
    ]
    return found


def coordinator() -> User:
    return db.session.scalars(select(User).where(User.email == "controller@uppsala.example.org")).one()


def test_a_seeded_key_figure_is_extended(any_app: Flask, kolada: KoladaServer) -> None:
    asking(any_app, kolada)
    with any_app.app_context():
        preview = bring_in()
        assert outcome(preview) == "42 värden: 14 nya, 28 oförändrade."
        assert value("U40806", "0380", 2013).source == "", "12 % stays: a reader would see the same"
        country = value("U40806", "0000", 2015)
        assert (country.value, country.source, country.label) == (
            Decimal("22.5"), "Kolada, hämtat 26 november 2026", "2015",
        )  # fmt: skip
        names = municipality_names(own())
        assert list(names.values()) == ["Uppsala kommun", "Borås Stad", "Riket"]
        assert outcome(bring_in()) == "42 värden: 42 oförändrade."


def test_a_new_key_figure_has_unit_genders_and_public_page(any_app: Flask, kolada: KoladaServer) -> None:
    asking(any_app, kolada)
    kolada.tell("N00945", "0380", 2021, None, 0)
    kolada.deleted.add(("N00945", "0000", 2020, "K"))
    with any_app.app_context():
        preview = bring_in(Wanted(("N00945",), ("0380", "0000"), 2019, 2022))
        assert outcome(preview) == "Tolv värden: tolv nya." and preview.figures[0].figure_id is None
        made = figure("N00945")
        assert (made.slug, made.name, made.unit, made.decimals) == (
            "kolada-n00945", "Invånare med ekonomiskt bistånd, kr/inv", "kr/inv", 1,
        )  # fmt: skip
        assert value("N00945", "0380", 2019, Gender.WOMEN).value == Decimal("980.5")
        assert value("N00945", "0380", 2022).value == 0, "zero is a value"
        years = {one.label for one in made.values if one.municipality_code == "0380"}
        assert years == {"2019", "2020", "2022"}, "null is no row, and 2018 was not asked for"
        assert [
            o.label for o in made.values if (o.municipality_code, o.gender) == ("0000", Gender.WOMEN)
        ] == ["2019"]


def test_each_municipality_has_its_own_key_figure(any_app: Flask, kolada: KoladaServer) -> None:
    asking(any_app, kolada)
    with any_app.app_context():
        other = db.session.scalar(select(Organisation.id).where(Organisation.slug == "boras"))
        assert other is not None
        file = keep(unsaved(Wanted(("U40806",), ("borås", "Riket")), other, now=NOW), now=NOW)
        (made,) = confirm(file.id, preview_of(file).digest, by=None, now=NOW)
        assert (made.slug, made.organisation_id, len(made.values)) == ("kolada-u40806-2", other, 14)
        assert confirm(file.id, "", by=None, now=NOW) == [made], "written once"


@pytest.mark.parametrize(
    ("fault", "where", "said"),
    [
        ("status 500", "", "svar 500"),
        ("status 429 1", "data", "inte emot fler frågor"),
        ("cut", "data", "bröts"),
        ("endless", "municipality", "utan slut"),
        ("next https://kolada.example.org/v3/data", "data", "en annan adress"),
        ("redirect https://kolada.example.org/", "data", "en annan adress"),
        ("not-json", "data", "inte går att läsa"),
        ("types value", "data", "(value)"),
        ("types period", "data", "(period)"),
        ("types gender", "data", "(gender)"),
        ("types isdeleted", "data", "(isdeleted)"),
        ("types title", "kpi", "(title)"),
        ("types title", "municipality", "(title)"),
        ("huge", "data", "mer än tjänsten tar emot"),
    ],
)
def test_a_fault_anywhere_is_a_clear_message_and_no_half_import(
    app: Flask, kolada: KoladaServer, fault: str, where: str, said: str
) -> None:
    asking(app, kolada)
    with app.app_context():
        before = counts()
        kolada.fail(fault, where=where)
        with pytest.raises(ImportRefused) as refused:
            fetch_for_preview(SEEDED, own(), by=coordinator(), now=NOW)
        assert said in refused.value.message and "Inget har sparats." in refused.value.message
        assert counts() == before


def test_the_last_of_many_questions_failing_leaves_nothing(app: Flask, kolada: KoladaServer) -> None:
    asking(app, kolada)
    with app.app_context():
        before = counts()
        kolada.fail("status 500", where="data/kpi/U40806,U40807/municipality/0380,1490,0000/year/2015")
        with pytest.raises(ImportRefused, match="svar 500"):
            unsaved(Wanted(SEEDED.kpis, SEEDED.places, 1990), own(), now=NOW)
        assert len([path for path in kolada.asked if "/data/" in path]) > 1
        assert counts() == before


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(("U99999", "U40806"), ("0380",)), "inget nyckeltal U99999"),
        (Wanted(("U40806",), ("9999", "G1", "Ankeborg")), "ingen kommun ”9999, G1, Ankeborg”"),
    ],
)
def test_what_is_not_there_is_named(app: Flask, kolada: KoladaServer, wanted: Wanted, said: str) -> None:
    asking(app, kolada)
    with app.app_context(), pytest.raises(ImportRefused, match=said):
        fetch(wanted, this_year=2026)


def test_only_two_ask_at_once(app: Flask, kolada: KoladaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.services.imports import reading

    monkeypatch.setattr(reading, "_PATIENCE", 0.1)
    asking(app, kolada)
    refused = pytest.raises(ImportRefused, match="Andra hämtar från Kolada just nu")
    with app.app_context(), reading.one_reader("kolada"), reading.one_reader("kolada"), refused:
        search("bistånd")


def test_a_revised_value_is_a_new_row_with_its_reason(any_app: Flask, kolada: KoladaServer) -> None:
    asking(any_app, kolada)
    with any_app.app_context():
        bring_in()
        kolada.values["U40806", "0380", 2019, "T"] = 9
        assert outcome(bring_in()).endswith("ett ändrat, 41 oförändrade.")
        old, new = [
            one for one in figure("U40806").values if (one.municipality_code, one.label) == ("0380", "2019")
        ]
        assert (old.value, new.value, new.reason) == (7, 9, "Värdet är ändrat i Kolada.")


def test_a_value_of_another_source_is_not_kolada_s_to_change(any_app: Flask, kolada: KoladaServer) -> None:
    asking(any_app, kolada)
    with any_app.app_context():
        value("U40806", "0380", 2019).source = "Verksamhetssystemet"
        db.session.commit()
        kolada.values["U40806", "0380", 2019, "T"] = 9
        preview = bring_in()
        assert preview.count(ValueState.OTHERS) == 1 and value("U40806", "0380", 2019).value == 7


@pytest.mark.parametrize("how", ["deleted", "null", "gone"])
@pytest.mark.parametrize("accept", [True, False])
def test_a_withdrawn_value_waits_for_the_coordinator(
    app: Flask, kolada: KoladaServer, how: str, accept: bool
) -> None:
    asking(app, kolada)
    key = ("U40806", "0380", 2016, "T")
    with app.app_context():
        bring_in()
        if how == "deleted":
            kolada.deleted.add(key)
        elif how == "null":
            kolada.values[key] = None
        else:
            del kolada.values[key]
        bring_in()
        bring_in()
        (notice,) = open_notices(own())
        assert (notice.kind, notice.municipality_code, notice.year, notice.value) == (
            NoticeKind.WITHDRAWN, "0380", 2016, 12,
        )  # fmt: skip
        assert value("U40806", "0380", 2016).value == 12, "nothing is taken in silence"
        settle([notice.id], own(), accept=accept, by=coordinator(), now=NOW)
        assert value("U40806", "0380", 2016).value == (None if accept else 12)
        preview = bring_in()
        assert open_notices(own()) == [] and preview.count(ValueState.WITHDRAWN) == 0
        assert preview.figures[0].kept == (0 if accept else 1)
        settle([notice.id], own(), accept=not accept, by=coordinator(), now=NOW)
        assert value("U40806", "0380", 2016).value == (None if accept else 12), "decided once"


def test_what_kolada_takes_back_needs_no_decision(app: Flask, kolada: KoladaServer) -> None:
    asking(app, kolada)
    key = ("U40806", "0380", 2016, "T")
    with app.app_context():
        bring_in()
        kolada.deleted.add(key)
        title = kolada.titles["U40807"]
        kolada.titles["U40807"] = "Något annat"
        bring_in()
        assert len(open_notices(own())) == 2
        kolada.deleted.clear()
        kolada.titles["U40807"] = title
        bring_in()
        assert open_notices(own()) == []


@pytest.mark.parametrize("accept", [True, False])
def test_a_changed_title_stops_its_values_until_somebody_decides(
    any_app: Flask, kolada: KoladaServer, accept: bool
) -> None:
    asking(any_app, kolada)
    with any_app.app_context():
        name = figure("U40806").name
        kolada.titles["U40806"] = "Anvisningar på ett nytt sätt, andel (%)"
        preview = bring_in()
        assert [one.kpi for one in preview.stopped] == ["U40806"] and preview.written == 7
        assert outcome(preview) == "21 värden: sju nya, 14 oförändrade."
        (notice,) = open_notices(own())
        assert (notice.title_before, notice.title_after) == (name, "Anvisningar på ett nytt sätt, andel (%)")
        assert figure("U40806").name == name and len(figure("U40806").values) == 14
        settle([notice.id], own(), accept=accept, by=coordinator(), now=NOW)
        assert figure("U40806").name == (notice.title_after if accept else name)
        assert bring_in().written == 7
        assert open_notices(own()) == []


def test_somebody_else_decides_about_nothing_here(app: Flask, kolada: KoladaServer) -> None:
    asking(app, kolada)
    with app.app_context():
        kolada.titles["U40806"] = "Annat"
        bring_in()
        (notice,) = open_notices(own())
        with pytest.raises(Refusal):
            settle([notice.id], own() + 1, accept=True, by=coordinator(), now=NOW)
        with pytest.raises(Refusal):
            settle([0], own(), accept=True, by=coordinator(), now=NOW)


def test_what_has_changed_since_it_was_seen_is_not_written(app: Flask, kolada: KoladaServer) -> None:
    asking(app, kolada)
    with app.app_context():
        file = keep(unsaved(SEEDED, own(), now=NOW), now=NOW)
        seen = preview_of(file).digest
        bring_in()
        before = counts()
        with pytest.raises(ChangedMeanwhile):
            confirm(file.id, seen, by=None, now=NOW)
        assert counts() == before


def test_every_night_each_is_asked_for_once(any_app: Flask, kolada: KoladaServer) -> None:
    asking(any_app, kolada)
    with any_app.app_context(), time_machine.travel(NIGHT, tick=False):
        bring_in()
        assert refresh_due(NOW + timedelta(hours=5)) == 0, "not in the evening of the same day"
        kolada.values["U40806", "0380", 2020, "T"] = 11
        assert refresh_due(NIGHT) == 2
        assert value("U40806", "0380", 2020).value == 11
        assert refresh_due(NIGHT + timedelta(hours=8)) == 0
        assert refresh_due(NIGHT + timedelta(days=1), stopping=lambda: True) == 0
        assert refresh_due(NIGHT + timedelta(days=1)) == 2


def test_a_fault_at_night_is_kept_for_the_coordinator_and_the_others_wait(
    any_app: Flask, kolada: KoladaServer
) -> None:
    asking(any_app, kolada)
    with any_app.app_context(), time_machine.travel(NIGHT, tick=False):
        bring_in()
        before = counts()
        kolada.fail("status 500")
        assert [refresh_due(NIGHT) for _ in range(3)] == [1, 1, 0]
        for source in db.session.scalars(select(KoladaSource)):
            assert "svar 500" in source.fault and source.refreshed_at == NOW
        kolada.fail("")
        assert counts() == before
        source_id = db.session.scalar(select(func.min(KoladaSource.id)))
        refresh(source_id or 0, now=NIGHT)
        db.session.expire_all()
        assert [
            source.fault == ""
            for source in db.session.scalars(select(KoladaSource).order_by(KoladaSource.id))
        ] == [
            True,
            False,
        ]


def test_a_mistake_of_ours_at_night_is_told_and_stops_no_other(
    app: Flask, kolada: KoladaServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asking(app, kolada)
    with app.app_context(), time_machine.travel(NIGHT, tick=False):
        bring_in()
        monkeypatch.setattr("tracker.services.kolada.refresh.write", lambda *_a, **_k: 1 / 0)
        assert refresh_due(NIGHT) == 2
        faults = {source.fault for source in db.session.scalars(select(KoladaSource))}
        assert len(faults) == 1 and "felet är noterat" in faults.pop()
    assert "ZeroDivisionError" in caplog.text
