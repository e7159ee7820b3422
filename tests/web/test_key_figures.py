"""Nyckeltal: the list and the pages, for those who may see them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.following_up import the_plan
from tracker.domain.terms import Direction, KeyFigureKind, Visibility
from tracker.models import KeyFigure, KeyFigureValue, Organisation, db

KOLADA = "/nyckeltal/kolada-u40806"


def test_the_list_has_values_and_sources(client: PageClient) -> None:
    client.get("/nyckeltal")
    rows = client.page.texts("tbody tr")
    assert len(rows) == 11
    assert "4,3 %, 2021" in rows[0] and "AMN-2022-00099" in rows[0]
    assert client.page.texts("td[data-label=Mål]")[:2] == ["Högst 4 % 2022", "Ska öka"]
    assert client.page.texts("td[data-label=Mål]")[6] == "Inget mål"
    assert "Inget värde är angivet" in rows[2]
    assert "Uppsala kommun: 7 %, 2019 Borås Stad: 32 %, 2019" in rows[6] and "Kolada, U40806" in rows[6]


def test_kolada_shows_municipalities_side_by_side(client: PageClient) -> None:
    client.get(KOLADA)
    assert client.page.texts(".values thead th") == ["Period", "Uppsala kommun", "Borås Stad"]
    assert client.page.texts(".values tbody td")[:2] == ["12 %", "40 %"]
    assert "Kolada, U40806" in client.page.text(".facts")
    assert len(client.page.select("svg[role=img]")) == 2
    assert "Det är inte kopplat till någon plan." in client.page.text("main")


def test_the_own_municipality_stands_first(app: Flask, client: PageClient) -> None:
    with app.app_context():
        # One that begins earlier than the own does not come first for that.
        figure = db.session.scalars(select(KeyFigure).where(KeyFigure.slug == "kolada-u40806")).one()
        early = value(figure, "1490", Decimal(50))
        early.period_start, early.period_end, early.label = date(2010, 1, 1), date(2010, 12, 31), "2010"
        db.session.add(early)
        db.session.commit()
    client.get(KOLADA)
    assert client.page.texts(".values thead th") == ["Period", "Uppsala kommun", "Borås Stad"]
    assert client.page.texts(".values tbody th")[:2] == ["2010", "2013"]
    ends = [
        text for text in client.page.select("svg text[font-weight='700']") if text.get("fill") == "#0B5563"
    ]
    assert ["".join(text.itertext()).startswith("Uppsala") for text in ends] == [True, True]
    sign_in(client, "samordnare@boras.example.org")
    client.get(KOLADA)
    assert client.page.texts(".values thead th") == ["Period", "Borås Stad", "Uppsala kommun"]


def test_where_it_is_used(client: PageClient) -> None:
    client.get("/nyckeltal/andel-invanare-med-ekonomiskt-bistand")
    assert "Mäter planens mål" in client.page.text(".parts")
    client.get("/nyckeltal/andel-utrikesfodda-kvinnor-inskrivna")
    assert client.page.text(".parts").startswith("6 Erbjud utrikesfödda kvinnor")


def test_no_values_and_missing_values_are_said(app: Flask, client: PageClient) -> None:
    client.get("/nyckeltal/antal-personer-till-arbete-eller-studier")
    assert "Inga värden är angivna." in client.page.text("main")
    with app.app_context():
        figure = db.session.scalars(select(KeyFigure).where(KeyFigure.slug == "kolada-u40806")).one()
        db.session.add(value(figure, "0380", None))
        db.session.add(value(figure, "1490", Decimal(0)))
        db.session.commit()
    client.get(KOLADA)
    assert client.page.texts(".values tbody tr:last-child td") == ["saknas", "0 %"]
    assert "Värde saknas för 2020 (Uppsala kommun)." in client.page.text("main")


def value(figure: KeyFigure, code: str, number: Decimal | None) -> KeyFigureValue:
    return KeyFigureValue(
        key_figure=figure, municipality_code=code, period_start=date(2020, 1, 1), period_end=date(2020, 12, 31),
        label="2020", value=number, created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def test_figures_of_internal_plans_are_for_their_own_people(app: Flask, client: PageClient) -> None:
    with app.app_context():
        the_plan().visibility = Visibility.INTERNAL
        organisation = db.session.scalars(select(Organisation).where(Organisation.slug == "uppsala")).one()
        figure = KeyFigure(
            organisation_id=organisation.id, slug="hemligt", name="Hemligt tal <script>", unit="st",
            direction=Direction.NONE, kind=KeyFigureKind.MEASURE,
        )  # fmt: skip
        db.session.add(figure)
        db.session.commit()
    hidden = ["/nyckeltal/hemligt", "/nyckeltal/andel-invanare-med-ekonomiskt-bistand"]
    assert [client.get(path).status_code for path in hidden] == [404, 404]
    client.get("/nyckeltal")
    assert len(client.page.select("tbody tr")) == 5
    sign_in(client, "board_member")
    assert [client.get(path).status_code for path in hidden] == [200, 200]
    client.get("/nyckeltal/hemligt")
    assert client.page.h1 == "Hemligt tal <script>"


@pytest.mark.parametrize("slug", ["finns-inte", "9223372036854775808", "%00", "٢", "A", "a" * 300])
def test_unknown_figures_are_a_swedish_404(client: PageClient, slug: str) -> None:
    assert client.get(f"/nyckeltal/{slug}").status_code == 404
    assert client.page.h1 == "Sidan finns inte"
