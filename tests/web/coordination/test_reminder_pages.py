"""Påminnelser: the schedule with every day, the texts with their mails, and the pause."""

from collections.abc import Iterator
from unicodedata import normalize

import pytest
import time_machine
from flask import Flask

from tests.coordinating import COCKPIT, HERE, as_coordinator, plan, send, with_open_follow_up
from tests.page_check import PageClient, text_of
from tests.signing_in import sign_in
from tracker import clock
from tracker.domain.reminders.rules import CountedFrom, ListTo, ReminderRules
from tracker.domain.reminders.texts import SHAPES
from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, MailPause, Message, db
from tracker.queries.reminders.decided import rules_of, stored_rules
from tracker.queries.reminders.heartbeat import SCHEDULER
from tracker.services.reminders.settings.pause import pause
from tracker.services.reminders.settings.test_mode import end_test_mode, start_test_mode
from tracker.services.reminders.tick import work
from tracker.web.coordination.reminders.texts import SLUGS

PAGE = f"{HERE}/paminnelser"
TEXTS = f"{PAGE}/texter"
FORM = f"form[action='{PAGE}']"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Monday of the week in which the answers are due."""
    with time_machine.travel("2022-09-05T10:00:00+02:00", tick=False):
        yield


def days(client: PageClient) -> list[str]:
    """The preview, one line a day; cells apart by a stroke."""
    rows = client.page.select("#dagarna table")[0].cssselect("tbody tr")
    return [" | ".join(text_of(cell) for cell in row) for row in rows]


def save(client: PageClient, **changed: str) -> int:
    client.get(PAGE)
    data = {**client.page.fields(FORM), "do": "save", **changed}
    return client.post(PAGE, data=data).status_code


def write(client: PageClient, page: str, **changed: str) -> int:
    """Fetches a text's page and sends its form with these fields changed."""
    client.get(page)
    data = {**client.page.fields(f"form[action='{page}']"), "do": "save", **changed}
    return client.post(page, data=data).status_code


def test_every_day_of_the_open_follow_up_is_shown(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client).get(PAGE)
    shown = days(client)
    assert [line.split(" | ")[0] for line in shown] == [
        "måndag 22 augusti",
        "fredag 2 september",
        "torsdag 8 september",
        "måndag 12 september",
        "torsdag 15 september",
    ]
    assert "Flyttad från lördag 10 september, så att mejlet går på en arbetsdag." in shown[3]
    assert "Lista över svar som saknas, till de ansvarigas chefer" in shown[4]


def test_the_days_can_be_looked_at_without_saving(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    assert save(client, do="preview", before="4", after="", list_to="NOBODY") == 200
    assert [line.split(" ")[1] for line in days(client)] == ["22", "5"]
    assert client.page.texts("#dagarna th[scope=col]")[:3] == ["Dag", "Vad som går", "Till"], (
        "nothing was moved"
    )
    assert "Så här blir dagarna. Det här är inte sparat än." in client.page.text("#dagarna")
    assert client.page.one("#dagarna button").get("form") == client.page.one(FORM).get("id")
    with app.app_context():
        assert stored_rules(plan().id) is None
    assert save(client, do="preview") == 200
    assert "inte sparat än" not in client.page.text("main"), "nothing was changed"


def test_saved_it_is_what_reminders_follow(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    changed = {"before": "14 och 2", "after": "", "hour": "9", "list_to": "COORDINATOR", "list_after": "5"}
    assert save(client, not_in_july="y", counted_from="PAPERS_BY", **changed) == 303
    client.get(PAGE)
    assert "Påminnelserna är sparade." in client.page.text(".notices")
    assert client.page.fields(FORM)["before"] == "14, 2"
    with app.app_context():
        assert rules_of([plan().id])[plan().id] == ReminderRules(
            counted_from=CountedFrom.PAPERS_BY,
            before=(14, 2),
            after=(),
            hour=9,
            not_in_july=True,
            list_to=ListTo.COORDINATOR,
            list_after=5,
        )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("before", "en vecka", "Skriv antal dagar med siffror"),
        ("before", "0", "Skriv tal från 1 till 90"),
        ("before", "1, 2, 3, 4, 5, 6", "Skriv högst fem tal."),
        ("after", "1, 1", "Samma tal står två gånger: 1."),
        ("hour", "25", ""),
        ("list_after", "x", "Skriv hur många dagar, från 1 till 30."),
        ("list_to", "KUNGEN", ""),
        ("assignment_before", "-3", "Skriv antal dagar med siffror"),
    ],
)
def test_what_cannot_be_is_told_and_kept(
    app: Flask, client: PageClient, field: str, value: str, sentence: str
) -> None:
    as_coordinator(client)
    assert save(client, **{field: value}) == 400
    assert sentence in client.page.text(".govuk-error-summary")
    if sentence:
        assert client.page.fields(FORM)[field] == value
    with app.app_context():
        assert stored_rules(plan().id) is None


def test_two_who_edit_are_shown_both(app: Flask, client: PageClient) -> None:
    as_coordinator(client).get(PAGE)
    mine = {**client.page.fields(FORM), "do": "save", "hour": "8"}
    assert save(client, hour="10") == 303
    assert client.post(PAGE, data=mine).status_code == 409
    both = client.page.text("section[aria-labelledby=bada]")
    assert "10.00" in both and "08.00" in both
    assert client.post(PAGE, data={**client.page.fields(FORM), "do": "save"}).status_code == 303
    with app.app_context():
        assert rules_of([plan().id])[plan().id].hour == 8


def test_without_an_open_follow_up_the_days_are_an_example(client: PageClient) -> None:
    as_coordinator(client).get(PAGE)
    assert days(client)


def test_a_plan_is_paused_and_started(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client).get(PAGE)
    for _ in range(2):
        token = {"csrf_token": client.page.select("[name=csrf_token]")[0].get("value")}
        assert client.post(f"{PAGE}/pausa", data=token).status_code == 303
        client.get(PAGE)
    assert "pausade" in client.page.text("main")
    with app.app_context():
        assert db.session.query(MailPause).one().plan_id == plan().id
        work(db.session.query(MailPause).one().paused_at)
        assert db.session.query(Message).count() == 0
    token = client.page.fields(f"form[action='{PAGE}/starta']")
    for _ in range(2):
        assert client.post(f"{PAGE}/starta", data=token).status_code == 303
    with app.app_context():
        assert db.session.query(MailPause).count() == 0


def test_every_text_is_listed_and_opens(client: PageClient) -> None:
    as_coordinator(client).get(TEXTS)
    assert len(client.page.select("tbody tr")) == len(SHAPES)
    for kind, slug in SLUGS.items():
        assert f"{TEXTS}/{slug}" in client.page.links()
        assert client.get(f"{TEXTS}/{slug}").status_code == 200
        assert client.page.h1 == SHAPES[kind].name
        assert client.page.text(".mail-text")
        client.get(TEXTS)


def test_a_text_is_looked_at_saved_and_taken_back(app: Flask, client: PageClient) -> None:
    page = f"{TEXTS}/oppnar"
    as_coordinator(client)
    own = {"subject": "Dags för {plan}", "text": "Hej!\r\n\r\nNämnden väntar."}
    assert write(client, page, do="preview", **own) == 200
    assert "Dags för 26-punktsplanen" in client.page.text(".mail-text")
    assert "Det här är inte sparat än." in client.page.text("main")
    assert client.post(page, data={**client.page.fields(f"form[action='{page}']"), "do": "save"}).status_code
    client.get(page)
    assert "Texten är sparad." in client.page.text(".notices")
    assert "Nämnden väntar." in client.page.text(".mail-text")
    client.get(TEXTS)
    assert [line for line in client.page.texts("tbody tr") if line.endswith("Egen")]
    client.get(page)
    token = client.page.fields(f"form[action='{page}/vanlig']")
    for _ in range(2):
        assert client.post(f"{page}/vanlig", data=token).status_code == 303
    client.get(page)
    assert "Nämnden väntar." not in client.page.text("main")


def test_a_field_pasted_with_its_dots_apart_is_the_field(client: PageClient) -> None:
    as_coordinator(client)
    pasted = normalize("NFD", "{nämnd} väntar")
    assert write(client, f"{TEXTS}/oppnar", do="preview", subject=pasted, text="Hej!") == 200
    assert "Arbetsmarknadsnämnden väntar" in client.page.text(".mail-text")


@pytest.mark.parametrize(
    ("subject", "text"), [("", "Hej"), ("Hej", ""), ("Hej", "{okänt}"), ("Hej", "{plan"), ("x" * 300, "Hej")]
)
def test_a_text_that_cannot_be_is_told_and_kept(
    app: Flask, client: PageClient, subject: str, text: str
) -> None:
    page = f"{TEXTS}/paminnelse"
    as_coordinator(client)
    assert write(client, page, subject=subject, text=text) == 400
    assert client.page.select(".govuk-error-summary")
    assert client.page.fields(f"form[action='{page}']")["text"] == text


def test_two_who_write_the_same_text_are_shown_both(client: PageClient) -> None:
    page = f"{TEXTS}/lista"
    as_coordinator(client).get(page)
    mine = {**client.page.fields(f"form[action='{page}']"), "do": "save", "text": "Min text."}
    assert write(client, page, text="Deras text.") == 303
    assert client.post(page, data=mine).status_code == 409
    both = client.page.text("section[aria-labelledby=bada]")
    assert "Deras text." in both and "Min text." in both


def ask_for_trial(client: PageClient) -> str:
    """Presses the button; what the next page says of it."""
    page = f"{TEXTS}/oppnar"
    client.get(page)
    assert (
        client.post(f"{page}/prov", data=client.page.fields(f"form[action='{page}/prov']")).status_code == 303
    )
    client.get(page)
    return client.page.text(".notices")


def test_a_trial_goes_to_the_one_who_asks(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    sentence = "Ett prov går till controller@uppsala.example.org inom någon minut."
    assert sentence in ask_for_trial(client)
    with app.app_context():
        # A pause of all mail does not stop it either.
        pause(plan().organisation_id, None, by_title=None, now=clock.utc_now())
        work(clock.utc_now())
        sent = db.session.query(Message).one()
        assert (sent.to_address, sent.state) == ("controller@uppsala.example.org", MessageState.SENT)
    assert sentence in ask_for_trial(client)


def test_a_trial_says_when_it_goes_elsewhere_or_later(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    with app.app_context():
        start_test_mode(plan().organisation_id, "prov@example.org", by_title=None, now=clock.utc_now())
    assert "Testläget är på: provet går till prov@example.org inom någon minut." in ask_for_trial(client)
    with app.app_context():
        end_test_mode(plan().organisation_id)
        db.session.add(Heartbeat(name=SCHEDULER, at=clock.utc_now(), held="Klockan har gått bakåt."))
        db.session.commit()
    assert "Ett prov går till controller@uppsala.example.org när mejlen släpps." in ask_for_trial(client)


@pytest.mark.parametrize("slug", SLUGS.values())
def test_the_html_mail_is_shown_as_a_mail_program_would(client: PageClient, slug: str) -> None:
    as_coordinator(client)
    answer = client.get(f"{TEXTS}/{slug}/mejl")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy
    assert "unsafe-inline" not in policy
    html = answer.get_data(as_text=True)
    assert '<html lang="sv"' in html
    assert "<script" not in html and "<img" not in html


def test_an_unknown_text_is_not_found(client: PageClient) -> None:
    as_coordinator(client)
    for path in ("kung", "kung/mejl"):
        assert client.get(f"{TEXTS}/{path}").status_code == 404


@pytest.mark.parametrize("who", ["owner", "board_member", "elsewhere"])
def test_only_who_coordinates_the_plan_sees_them(client: PageClient, who: str) -> None:
    sign_in(client, who)
    for path in (PAGE, TEXTS, f"{TEXTS}/oppnar", f"{TEXTS}/oppnar/mejl"):
        assert client.get(path).status_code in (403, 404)


def test_stoppdatum_is_written_and_counted_from(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    client.get(COCKPIT)
    [facts] = [link for link in client.page.links() if link.endswith("/uppgifter")]
    assert send(client, facts, papers_by="2022-09-16") == 303
    client.get(COCKPIT)
    assert "16 september Stoppdatum för handlingar" in client.page.texts(".dates__step")
    assert save(client, counted_from="PAPERS_BY", do="preview") == 200
    assert any("9 september" in line and "Sju dagar före stoppdatum" in line for line in days(client))


def test_stoppdatum_after_the_meeting_is_refused(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client).get(COCKPIT)
    [facts] = [link for link in client.page.links() if link.endswith("/uppgifter")]
    assert send(client, facts, papers_by="2022-10-05") == 400
