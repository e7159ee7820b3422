"""A column pasted from a spreadsheet: looked at first, saved as a whole, corrections with their reason."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.models import KeyFigure, KeyFigureValue, db

SLUG = "andel-invanare-med-ekonomiskt-bistand"
PAGE = f"/samordning/26-punktsplan/nyckeltal/{SLUG}/klistra-in"


@pytest.fixture
def coordinator(client: PageClient) -> PageClient:
    sign_in(client, "coordinator")
    client.get(PAGE)
    return client


def send(client: PageClient, *, save: bool = False, **typed: str) -> int:
    fields = {**client.page.fields("form[novalidate]"), **typed}
    return client.post(PAGE, data={**fields, "spara": "ja"} if save else fields).status_code


def values(app: Flask) -> dict[str, list[Decimal | None]]:
    with app.app_context():
        query = (
            select(KeyFigureValue)
            .join(KeyFigure)
            .where(KeyFigure.slug == SLUG, KeyFigureValue.measure == "OUTCOME")
            .order_by(KeyFigureValue.id)
        )
        found: dict[str, list[Decimal | None]] = {}
        for value in db.session.scalars(query):
            found.setdefault(value.label, []).append(value.value)
        return found


COLUMN = "2020\t4,7\n2021\t4,2\n2022\t−\n2023\tca 4"


def test_it_shows_what_is_new_changed_and_refused_and_saves_nothing(
    app: Flask, coordinator: PageClient
) -> None:
    before = values(app)
    assert send(coordinator, text=COLUMN, source="Kolada") == 200
    assert (
        "1 nya, 1 ändrade, 1 oförändrade, 1 går inte att läsa. Inget är sparat än."
        in coordinator.page.text("main")
    )
    assert any(
        line.startswith("Rad 4, ”2023\tca 4”") or "Rad 4" in line
        for line in coordinator.page.texts("main li")
    )
    assert values(app) == before


def test_a_correction_needs_its_reason_and_the_old_value_stays(app: Flask, coordinator: PageClient) -> None:
    send(coordinator, text=COLUMN, source="Kolada")
    assert send(coordinator, save=True) == 400
    assert "Skriv varför värdena rättas" in coordinator.page.text(".govuk-error-summary")
    assert values(app)["2021"] == [Decimal("4.3")]
    send(coordinator, reason="Fel uttag")
    assert send(coordinator, save=True) == 303
    assert values(app)["2021"] == [Decimal("4.3"), Decimal("4.2")]
    # Missing, never 0.
    assert values(app)["2022"] == [None]
    assert values(app)["2020"] == [Decimal("4.7")]


def test_what_was_not_looked_at_is_not_saved(app: Flask, coordinator: PageClient) -> None:
    before = values(app)
    assert send(coordinator, save=True, text="2018\t6", source="Kolada") == 200
    assert values(app) == before
    assert send(coordinator, save=True, text="2018\t7") == 200
    assert values(app) == before


def test_values_alone_follow_on_from_the_first_period(app: Flask, coordinator: PageClient) -> None:
    send(coordinator, text="6,1\n\n5,9", start="2015", source="Kolada")
    assert send(coordinator, save=True) == 303
    found = values(app)
    assert (found["2015"], found["2016"], found["2017"]) == ([Decimal("6.1")], [None], [Decimal("5.9")])


def test_what_cannot_be_read_is_told_at_its_field(coordinator: PageClient) -> None:
    assert send(coordinator, text="", source="Kolada") == 400
    assert send(coordinator, text="5", start="2022-03-31", source="Kolada") == 400
    assert "första period" in coordinator.page.text(".govuk-error-summary")
