"""The cockpit, and the pages that lead to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from tests.coordinating import (
    COCKPIT,
    HERE,
    PLAN,
    as_coordinator,
    cells,
    person,
    plan,
    row,
    with_open_follow_up,
)
from tests.page_check import PageClient, text_of
from tests.reminding import mail_to
from tracker import clock
from tracker.domain.reminders.steps import REQUESTED
from tracker.domain.terms import MessageState
from tracker.models import AnswerLink, Message, db
from tracker.services.reminders.links.ask_for_links import ask_for_links
from tracker.services.reminders.settings.pause import pause
from tracker.services.reminders.tick import work

FILLED = "main .govuk-button:not(.govuk-button--secondary)"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Four days before the last day to answer."""
    with time_machine.travel("2022-09-05T10:00:00+02:00"):
        yield


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    listener = lambda *args: asked.append(args[2]) if args[2] != "BEGIN" else None  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    yield asked
    event.remove(engine, "before_cursor_execute", listener)


def test_the_cockpit_in_order(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "1b", "12")
    as_coordinator(client).get(COCKPIT)
    main = client.page.text("main")
    assert "2 av 8 har svarat" in main
    said = "Fyra dagar kvar. Nästa påminnelse går 8 september. 19 färdiga och stoppade aktiviteter frågas inte igen."
    assert said in main
    assert client.page.texts(".answers__cell--in") == ["aktivitet 1b besvarad", "aktivitet 12 besvarad"]
    assert len(client.page.select(".answers__cell")) == 8
    assert client.page.texts(".dates__step") == [
        "22 augusti Öppnades", "2 september Första påminnelsen", "9 september Svara senast",
        "28 september Nämndens möte",
    ]  # fmt: skip
    assert [text.split(":")[0] for text in client.page.texts("h2")] == [
        "Har inte svarat", "Värt att titta på", "Klart för rapporten", "Innan du stänger", "Uppgifter",
    ]  # fmt: skip
    assert list(cells(client, "saknas")) == ["1a", "8", "10", "22", "23", "25"]
    assert cells(client, "saknas")["10"][1:4] == ["Områdeschef, arbetsmarknad", "Inte påmind än", ""]
    assert "Klart för rapporten: 19 av 27 rader" in main
    assert "Sex svar saknas. Om du stänger nu står de som ”inte besvarad” i rapporten." in main
    assert "Året är osäkert: ”2023?” i mars 2022." in main


def test_while_answers_are_missing_the_filled_button_reminds(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client).get(COCKPIT)
    assert client.page.texts(FILLED) == ["Påminn fem ansvariga om svar som saknas"]
    assert "Förhandsgranska rapporten" in client.page.texts("main .govuk-button--secondary")


def test_all_rows_on_request(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client).get(COCKPIT)
    assert len(cells(client, "rapporten")) == 8
    assert cells(client, "rapporten")["12"][2:4] == ["31 augusti", "Nej"]
    assert cells(client, "rapporten")["12"][4].startswith("Inte klar")
    assert f"{COCKPIT}?rader=alla#rapporten" in client.page.links()
    client.get(f"{COCKPIT}?rader=alla")
    lines = cells(client, "rapporten")
    assert len(lines) == 27
    assert lines["2"][1:5] == ["Färdig", "Frågas inte, står från mars 2022", "Behövs inte", "Klar"]


def test_reminders_as_they_are_known(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with app.app_context():
        work(datetime(2022, 9, 2, 8, tzinfo=UTC))
        for message in db.session.scalars(select(Message)):
            if message.user_id == person("omradeschef.arbetsmarknad").id:
                message.state = MessageState.UNCERTAIN
            if message.user_id == person("ekonomichef").id:
                message.state = MessageState.FAILED
        for link in db.session.scalars(select(AnswerLink)):
            if link.user_id == person("rektor.vuxenutbildningen").id:
                link.first_opened_at = datetime(2022, 9, 2, 12, tzinfo=UTC)
        # Somebody else answers for 23 now: what the one before got says nothing.
        row("23").responsibility.owner = person("rektor.sfi")
        db.session.commit()
    as_coordinator(client).get(COCKPIT)
    lines = cells(client, "saknas")
    assert lines["1a"][2:4] == ["2 september", "Ja, 2 september"]
    assert lines["10"][2:4] == ["2 september, oklart om mejlet kom fram", "Nej"]
    assert lines["22"][2] == "2 september, men mejlet gick inte att skicka"
    assert lines["23"][1:4] == ["Rektor, sfi", "Inte påmind än", ""]
    assert "Oklart om mejlet 2 september kom fram." in client.page.text("#vart")
    assert f"{HERE}/aktiviteter/10/ansvarig?fran=uppfoljning" in client.page.links()


def test_links_that_were_asked_for_are_no_reminder(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with app.app_context():
        work(datetime(2022, 9, 2, 8, tzinfo=UTC))
        ask_for_links(person("omradeschef.arbetsmarknad").email, "192.0.2.1", now=clock.utc_now())
        work(datetime(2022, 9, 5, 8, tzinfo=UTC))
        for link in db.session.scalars(select(AnswerLink).where(AnswerLink.item.has(step=REQUESTED))):
            link.first_opened_at = datetime(2022, 9, 5, 9, tzinfo=UTC)
        db.session.commit()
    as_coordinator(client).get(COCKPIT)
    assert cells(client, "saknas")["10"][2:4] == ["2 september", "Ja, 5 september"]


def test_see_the_mail_leads_to_the_mail(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with app.app_context():
        work(datetime(2022, 9, 2, 8, tzinfo=UTC))
        message = mail_to("omradeschef.arbetsmarknad")
        message.state, number = MessageState.FAILED, message.id
        db.session.commit()
    as_coordinator(client).get(COCKPIT)
    [link] = [link for link in client.page.select("#vart a") if text_of(link).startswith("Se mejlet")]
    assert link.get("href") == f"/samordning/utskick/{number}"
    assert client.get(link.get("href")).status_code == 200


@pytest.mark.parametrize("everything", [False, True])
def test_while_mail_is_paused_no_next_reminder_is_promised(
    app: Flask, client: PageClient, everything: bool
) -> None:
    with_open_follow_up(app)
    with app.app_context():
        pause(plan().organisation_id, None if everything else plan().id, by_title=None, now=clock.utc_now())
    as_coordinator(client)
    for url, place in ((COCKPIT, ".cockpit-state"), ("/samordning", ".coordinated")):
        client.get(url)
        assert "Inga påminnelser går medan mejlen är pausade. Se Påminnelser." in client.page.text(place)
        assert "Nästa påminnelse" not in client.page.text("main")
        assert f"{HERE}/paminnelser" in [a.get("href") for a in client.page.select(f"{place} a")]


def test_the_index_says_which_mails_somebody_must_look_at(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client).get("/samordning")
    assert "kom kanske inte fram" not in client.page.text("main")
    assert "Utskick: mejlen och vad som hände med dem" in client.page.text("#mer")
    with app.app_context():
        work(datetime(2022, 9, 2, 8, tzinfo=UTC))
        mail_to("omradeschef.arbetsmarknad").state = MessageState.FAILED
        mail_to("rektor.vuxenutbildningen").state = MessageState.UNCERTAIN
        db.session.commit()
    client.get("/samordning")
    assert "Två mejl kom kanske inte fram. Se dem" in client.page.text(".coordinated")
    assert "/samordning/utskick?lage=behover-atgard" in client.page.links()


def test_when_all_have_answered(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "1a", "1b", "8", "10", "12", "22", "23", "25")
    as_coordinator(client).get(COCKPIT)
    assert "8 av 8 har svarat" in client.page.text("main")
    assert client.page.texts(FILLED) == ["Förhandsgranska rapporten"]
    assert "Alla har svarat. Inga fler påminnelser går ut." in client.page.text("main")
    assert client.page.select("#saknas") == []
    assert "svar saknas" not in client.page.text("main")


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2022-08-21", "19 dagar kvar. Det första mejlet går 22 augusti."),
        ("2022-08-22", "18 dagar kvar. Det första mejlet går i dag."),
        ("2022-09-08", "En dag kvar, svaren ska in i morgon. Nästa påminnelse går i dag."),
        ("2022-09-09", "Svaren ska in i dag. Nästa påminnelse går 12 september."),
        ("2022-09-10", "Svarstiden gick ut i går. Nästa påminnelse går 12 september."),
        (
            "2022-09-13",
            "Svarstiden gick ut för fyra dagar sedan. Fler påminnelser går inte ut av sig själva.",
        ),
    ],
)
def test_days_in_words(app: Flask, client: PageClient, today: str, words: str) -> None:
    with_open_follow_up(app)
    with time_machine.travel(f"{today}T12:00:00+02:00"):
        as_coordinator(client).get(COCKPIT)
        assert words in client.page.text("main")


def test_the_cockpit_costs_few_questions(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client).get(COCKPIT)
    for url in (
        COCKPIT,
        "/samordning",
        HERE,
        f"{HERE}/paminnelser",
        f"{COCKPIT}/sprak/12",
        f"{COCKPIT}/stang",
        f"{HERE}/aktiviteter",
    ):
        with counted(app) as asked:
            client.get(url)
        assert len(asked) <= 12, (url, asked)


@pytest.mark.parametrize(
    "as_of",
    [
        "2022-08-30",
        "20220831",
        "2022-W35-3",
        "9223372036854775808",
        "2022-08-31%00",
        "åäö",
        "2022-08-31T00:00:00",
    ],
)
def test_an_unknown_follow_up_is_not_found(app: Flask, client: PageClient, as_of: str) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    for tail in ("", "/stang", "/uppgifter", "/sprak/12", "/forhandsgranska", "/utkast.docx"):
        assert client.get(f"{HERE}/uppfoljningar/{as_of}{tail}").status_code == 404


def test_the_index_says_what_runs_and_what_rests(app: Flask, client: PageClient) -> None:
    as_coordinator(client).get("/samordning")
    assert f"{HERE}/ny-uppfoljning" in client.page.links()
    with_open_follow_up(app, "12")
    client.get("/samordning")
    main = client.page.text("main")
    assert "1 av 8 har svarat" in main
    assert "Svara senast fredag 9 september. Fyra dagar kvar. Nästa påminnelse går 8 september." in main
    assert COCKPIT in client.page.links()
    client.get(HERE)
    assert "1 av 8 har svarat" in client.page.text("main")
    assert f"{HERE}/uppfoljningar/2022-03-31" in client.page.links()


def test_a_closed_follow_up_shows_its_report(client: PageClient) -> None:
    as_coordinator(client).get(f"{HERE}/uppfoljningar/2022-03-31")
    assert "rapporten är fryst" in client.page.text("main")
    assert f"/planer/{PLAN}/uppfoljningar/2022-03-31/rapport.docx" in client.page.links()
