"""The link of a missing value is about the value: what it opens, stores, and leads to."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask

from tests import reminding
from tests.owners import OTHER, give_key_figure, link, updates
from tests.owners_pages import MAIN_FORM, errors
from tests.page_check import PageClient
from tracker.domain.terms import MatterKind, Rhythm
from tracker.models import ActivityKeyFigure, FollowUp, KeyFigure, KeyFigureValue, MessageItem, Plan, db
from tracker.services.plans.key_figure_rhythm import set_rhythm
from tracker.services.reminders.links.answer_links import token_of
from tracker.services.reminders.tick import work

FIGURE = "andel-invanare-med-ekonomiskt-bistand"
MORNING = reminding.swedish("2022-09-30T07:00")
NUMBER = "6"


@pytest.fixture(autouse=True)
def late_in_september(in_september: None) -> Iterator[None]:
    """The month after the tertial, when its value is due."""
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def token(app: Flask) -> str:
    """The link in the mail that asks for the second tertial's value of activity 6, which is Färdig."""
    with app.app_context():
        figure = give_key_figure(NUMBER, FIGURE)
        plan = db.session.query(Plan).filter_by(slug="26-punktsplan").one()
        set_rhythm(plan.id, figure.id, Rhythm.TERTIAL, 30)
        work(MORNING)
        return token_of(asked_for())


def asked_for() -> MessageItem:
    return db.session.query(MessageItem).filter_by(kind=MatterKind.VALUE).one()


def figure() -> KeyFigure:
    return db.session.query(KeyFigure).filter_by(slug=FIGURE).one()


def field(app: Flask, name: str) -> str:
    with app.app_context():
        return f"{name}_{figure().id}"


def sent(app: Flask, client: PageClient, value: str, **more: str) -> dict[str, str]:
    return client.page.fields(MAIN_FORM) | {field(app, "value"): value} | more


def stored() -> list[KeyFigureValue]:
    return db.session.query(KeyFigureValue).filter(KeyFigureValue.author_id.is_not(None)).all()


def test_the_page_is_about_the_value_and_the_period_that_is_due(
    app: Flask, client: PageClient, token: str
) -> None:
    assert client.get(f"/svara/{token}").status_code == 200
    assert client.page.h1 == "Fyll i värdet för andra tertialet 2022"
    assert "Senast 4,3 procent, 2021." in client.page.text("main")
    fields = client.page.fields(MAIN_FORM)
    assert fields[field(app, "period")] == "T2 2022"
    assert not {"status", "comment", "nonce"} & set(fields)
    assert client.page.texts("main .govuk-button") == ["Spara värdet"]


def test_saving_stores_the_value_only_and_the_reminder_has_what_it_asked_for(
    app: Flask, client: PageClient, token: str
) -> None:
    with app.app_context():
        before = len(updates(NUMBER))
    client.get(f"/svara/{token}")
    answer = client.post(f"/svara/{token}", data=sent(app, client, "4,1", source="Kolada"))
    assert answer.status_code == 303
    client.get(answer.location)
    assert client.page.h1 == "Värdet är sparat"
    text = client.page.text("main")
    assert "4,1 procent, T2 2022" in text
    assert "Källa: Kolada" in text
    assert "saknas fortfarande" not in text
    with app.app_context():
        [value] = stored()
        assert (value.period_end, value.status_update_id) == (date(2022, 8, 31), None)
        assert len(updates(NUMBER)) == before, "no status was said"
        work(reminding.swedish("2022-10-14T07:00"))
        assert asked_for(), "it is asked for once, and not again"


def test_a_value_for_another_time_is_saved_and_the_missing_one_still_named(
    app: Flask, client: PageClient, token: str
) -> None:
    client.get(f"/svara/{token}")
    data = sent(app, client, "4,1", **{field(app, "period"): "mars 2022"})
    client.get(client.post(f"/svara/{token}", data=data).location)
    assert "Värdet för andra tertialet 2022 saknas fortfarande." in client.page.text("main")


@pytest.mark.parametrize("value", ["", "  ", "vet inte"])
def test_what_is_no_value_is_said_and_stores_nothing(
    app: Flask, client: PageClient, token: str, value: str
) -> None:
    with app.app_context():
        before = len(updates(NUMBER))
    client.get(f"/svara/{token}")
    answer = client.post(f"/svara/{token}", data=sent(app, client, value, source="Kolada"))
    assert answer.status_code == 400
    [sentence] = errors(client).values()
    assert sentence.startswith("Skriv värdet")
    assert client.page.fields(MAIN_FORM)["source"] == "Kolada"
    with app.app_context():
        assert stored() == []
        assert len(updates(NUMBER)) == before


def test_the_receipt_leads_to_the_answer_that_waits(app: Flask, client: PageClient, token: str) -> None:
    with app.app_context():
        follow_up = db.session.get_one(FollowUp, reminding.open_follow_up(as_of=date(2022, 9, 30)))
        other = link(follow_up, "10", OTHER, MORNING)
    client.get(f"/svara/{token}")
    client.get(client.post(f"/svara/{token}", data=sent(app, client, "4,1")).location)
    assert f"/svara/{other}" in client.page.links()
    client.get(f"/svara/{other}")
    assert client.page.h1 != "Fyll i värdet för andra tertialet 2022"


def test_no_answer_leads_to_the_link_of_a_value(app: Flask, client: PageClient, token: str) -> None:
    with app.app_context():
        follow_up = db.session.get_one(FollowUp, reminding.open_follow_up(as_of=date(2022, 9, 30)))
        other = link(follow_up, "10", OTHER, MORNING)
    client.get(f"/svara/{other}")
    [radio] = [one.get("value") for one in client.page.select("input[type=radio][checked]")]
    fields = client.page.fields(MAIN_FORM) | {"status": radio}
    client.get(client.post(f"/svara/{other}", data=fields).location)
    assert f"/svara/{token}" not in client.page.links()


def test_when_the_activity_has_lost_the_key_figure_the_link_opens_the_form(
    app: Flask, client: PageClient, token: str
) -> None:
    with app.app_context():
        db.session.query(ActivityKeyFigure).delete()
        db.session.commit()
    client.get(f"/svara/{token}")
    assert "comment" in client.page.fields(MAIN_FORM)


def test_the_form_of_the_whole_activity_begins_with_the_period_that_is_due(
    app: Flask, client: PageClient, token: str
) -> None:
    with app.app_context():
        follow_up = db.session.get_one(FollowUp, reminding.open_follow_up(as_of=date(2022, 9, 30)))
        whole = link(follow_up, NUMBER, OTHER, MORNING)
    client.get(f"/svara/{whole}")
    assert client.page.fields(MAIN_FORM)[field(app, "period")] == "T2 2022"


def test_the_mail_holds_the_link(app: Flask, token: str) -> None:
    with app.app_context():
        mail = reminding.mail_to("omradeschef.arbetsmarknad")
        assert re.search(r"\{\{link:\d+\}\}", mail.text)
