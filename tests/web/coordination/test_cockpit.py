"""The cockpit, the opening, the facts, the preview and the closing of a follow-up, as pages."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from tests.coordinating import (
    AS_OF,
    COCKPIT,
    HERE,
    PLAN,
    answer,
    as_coordinator,
    opened,
    person,
    plan,
    row,
    with_open_follow_up,
)
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.domain.terms import FollowUpState, MessageState
from tracker.models import AnswerLink, FollowUp, Message, db
from tracker.queries.plans import follow_up_as_of, open_follow_up
from tracker.services.tick import work

NEW = f"{HERE}/ny-uppfoljning"


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
    listener = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    yield asked
    event.remove(engine, "before_cursor_execute", listener)


def send(client: PageClient, url: str, **changed: str) -> int:
    """Fetches the page and sends its form with these fields changed."""
    client.get(url)
    fields = {**client.page.fields("main form[method=post]"), **changed}
    return client.post(url, data=fields).status_code


def cells(client: PageClient, table: str) -> dict[str, list[str]]:
    """A table's rows by their number."""
    rows = client.page.select(f"#{table} table tbody tr")
    texts = [[" ".join("".join(cell.itertext()).split()) for cell in line] for line in rows]
    return {line[0]: line[1:] for line in texts}


# Opening


def test_opening_suggests_days_and_shows_who_is_asked(client: PageClient) -> None:
    as_coordinator(client).get(NEW)
    fields = client.page.fields("main form")
    assert (fields["as_of"], fields["opens_on"]) == ("2022-08-31", "2022-09-05")
    assert (fields["answer_by"], fields["meeting_on"]) == ("2022-09-19", "2022-10-10")
    assert "De här frågas: åtta av 27" in client.page.text("main")
    assert list(cells(client, "fragas"))[:8] == ["1a", "1b", "8", "10", "12", "22", "23", "25"]
    assert "19 aktiviteter frågas inte" in client.page.text("summary")


def test_opened_from_the_page(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    assert send(client, NEW, diarienummer="AMN-2022-00500") == 303
    client.get(COCKPIT)
    assert client.page.h1 == "Uppföljning per augusti 2022"
    assert "0 av 8 har svarat" in client.page.text("main")
    with app.app_context():
        follow_up = open_follow_up(plan().id)
        assert follow_up is not None
        assert (follow_up.opens_on, follow_up.diarienummer) == (date(2022, 9, 5), "AMN-2022-00500")
    assert client.get(NEW).headers["Location"].endswith(COCKPIT)


def test_the_same_opening_sent_twice_counts_once(app: Flask, client: PageClient) -> None:
    as_coordinator(client).get(NEW)
    fields = client.page.fields("main form")
    assert [client.post(NEW, data=fields).status_code for _ in range(2)] == [303, 303]
    fields["as_of"] = "2022-09-30"
    assert client.post(NEW, data=fields).status_code == 409
    assert "Stäng den innan du öppnar nästa" in client.page.text("main")
    with app.app_context():
        assert len(db.session.scalars(select(FollowUp)).all()) == 2


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("as_of", "2022-03-31", "redan en uppföljning per 31 mars 2022"),
        ("as_of", "2021-03-31", "Den senaste uppföljningen är per 31 mars 2022"),
        ("as_of", "", "Skriv vilken dag läget gäller"),
        ("as_of", "31/8 2022", "år, månad och dag"),
        ("as_of", "2022-02-30", "år, månad och dag"),
        ("as_of", "9999-12-31", "året blev 9999"),
        ("as_of", "0001-01-01", "året blev 1"),
        ("opens_on", "", "vilken dag uppföljningen öppnas"),
        ("answer_by", "2022-09-04", "kan inte vara före dagen då uppföljningen öppnas, 5 september 2022"),
        ("answer_by", "9223372036854775808", "år, månad och dag"),
        ("meeting_on", "2022-09-19", "måste vara efter sista dagen att svara, 19 september 2022"),
        ("meeting_on", "\x00", "år, månad och dag"),
        ("report_on", "<script>", "år, månad och dag"),
        ("diarienummer", "x" * 61, "61 tecken lång"),
        ("diarienummer", "AMN\x07", "inte syns"),
    ],
)
def test_bad_openings_are_told_and_kept(client: PageClient, field: str, typed: str, words: str) -> None:
    as_coordinator(client)
    assert send(client, NEW, **{field: typed}) == 400
    assert words in client.page.text(".govuk-error-summary")
    assert words in client.page.text(f"#{field}-error")
    if typed.isprintable():
        assert client.page.fields("main form")[field] == typed
    assert client.page.title.startswith("Öppna en uppföljning – rätta och spara igen")


# The cockpit


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
        "Har inte svarat", "Värt att titta på", "Klart för rapporten", "Uppgifter",
    ]  # fmt: skip
    assert list(cells(client, "saknas")) == ["1a", "8", "10", "22", "23", "25"]
    assert cells(client, "saknas")["10"][1:4] == ["Områdeschef, arbetsmarknad", "Inte påmind än", ""]
    assert "Klart för rapporten: 19 av 27 rader" in main
    assert "Sex svar saknas. Om du stänger nu står de som ”inte besvarad” i rapporten." in main
    assert "Året är osäkert: ”2023?” i mars 2022." in main


def test_all_rows_on_request(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client).get(COCKPIT)
    assert len(cells(client, "rapporten")) == 8
    assert cells(client, "rapporten")["12"][2:5] == ["31 augusti", "Nej", "Inte klar"]
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


def test_when_all_have_answered(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "1a", "1b", "8", "10", "12", "22", "23", "25")
    as_coordinator(client).get(COCKPIT)
    assert "8 av 8 har svarat" in client.page.text("main")
    assert "Alla har svarat. Inga fler påminnelser går ut." in client.page.text("main")
    assert client.page.select("#saknas") == []
    assert "saknas" not in client.page.text("main")


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


# Facts


def test_facts_are_edited(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    changed = {
        "answer_by": "2022-09-13",
        "introduction": "Ett.\r\n\r\nTvå. <b>{{7*7}}</b> 🙂 עברית",
        "report_on": "2022-09-20",
    }
    assert send(client, f"{COCKPIT}/uppgifter", **changed) == 303
    with app.app_context():
        follow_up = follow_up_as_of(plan().id, date(2022, 8, 31))
        assert follow_up is not None
        assert follow_up.answer_by == date(2022, 9, 13)
        assert follow_up.introduction == "Ett.\n\nTvå. <b>{{7*7}}</b> 🙂 עברית"
    client.get(COCKPIT)
    assert "Åtta dagar kvar." in client.page.text("main")


def test_two_editors_of_facts_are_shown_both(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client).get(f"{COCKPIT}/uppgifter")
    mine = {**client.page.fields("main form"), "summary": "Min sammanfattning."}
    assert send(client, f"{COCKPIT}/uppgifter", summary="Deras sammanfattning.") == 303
    assert client.post(f"{COCKPIT}/uppgifter", data=mine).status_code == 409
    assert client.page.texts(".two-texts__text") == [
        "Sammanfattning, sparat nu Deras sammanfattning.", "Sammanfattning, din Min sammanfattning.",
    ]  # fmt: skip
    again = client.page.fields("main form")
    assert again["summary"] == "Min sammanfattning."
    assert client.post(f"{COCKPIT}/uppgifter", data=again).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("answer_by", "2022-08-01", "kan inte vara före"),
        ("meeting_on", "", "vilken dag nämnden möts"),
        ("introduction", "x" * 20_001, "högst 20\u00a0000"),
        ("summary", "a\x00b", "inte syns"),
        ("diarienummer", "x" * 61, "61 tecken"),
    ],
)
def test_bad_facts_are_told(app: Flask, client: PageClient, field: str, typed: str, words: str) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    assert send(client, f"{COCKPIT}/uppgifter", **{field: typed}) == 400
    assert words in client.page.html.replace("&nbsp;", "\u00a0")
    assert client.page.select(f"#{field}-error")


# Preview and closing


def test_the_preview_is_a_draft(app: Flask, client: PageClient) -> None:
    with app.app_context():
        answer(opened(), "12", "Två <jobbspår> har startat.")
    as_coordinator(client).get(f"{COCKPIT}/forhandsgranska")
    assert "utkast" in client.page.title
    assert client.page.text(".draft").startswith("Utkast")
    assert "Sju svar saknas." in client.page.text(".draft")
    assert "Två <jobbspår> har startat." in client.page.text("main")
    answer_docx = client.get(f"{COCKPIT}/utkast.docx")
    assert answer_docx.status_code == 200
    assert f"utkast-{PLAN}-{AS_OF}.docx" in answer_docx.headers["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(answer_docx.data)) as archive:
        assert "Två &lt;jobbspår&gt; har startat." in archive.read("word/document.xml").decode()
    with app.app_context():
        assert open_follow_up(plan().id) is not None


def test_closing_from_the_page(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client).get(f"{COCKPIT}/stang")
    main = client.page.text("main")
    assert "Sju svar saknas. Om du stänger nu står de som ”inte besvarad” i rapporten." in main
    fields = client.page.fields("main form")
    assert fields["report_on"] == "2022-09-05"
    fields["diarienummer"] = "AMN-2022-00500"
    assert [client.post(f"{COCKPIT}/stang", data=fields).status_code for _ in range(2)] == [303, 303]
    client.get(COCKPIT)
    assert "rapporten är fryst" in client.page.text("main")
    assert "AMN-2022-00500" in client.page.text("main")
    client.get(f"/planer/{PLAN}/uppfoljningar/{AS_OF}/rapport")
    assert "AMN-2022-00500" in client.page.text("main")
    for tail in ("uppgifter", "sprak/12"):
        assert client.get(f"{COCKPIT}/{tail}").status_code == 409
    assert client.get(f"{COCKPIT}/forhandsgranska").status_code == 303


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [("report_on", "i morgon", "år, månad och dag"), ("diarienummer", "a\x00", "inte syns")],
)
def test_bad_closings_close_nothing(
    app: Flask, client: PageClient, field: str, typed: str, words: str
) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    assert send(client, f"{COCKPIT}/stang", **{field: typed}) == 400
    assert words in client.page.text(f"#{field}-error")
    with app.app_context():
        assert open_follow_up(plan().id) is not None


def test_closing_what_somebody_edited_shows_both(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client).get(f"{COCKPIT}/stang")
    mine = {**client.page.fields("main form"), "diarienummer": "AMN-MITT"}
    assert send(client, f"{COCKPIT}/uppgifter", diarienummer="AMN-DERAS") == 303
    assert client.post(f"{COCKPIT}/stang", data=mine).status_code == 409
    assert "AMN-DERAS" in client.page.text(".two-texts")
    with app.app_context():
        follow_up = open_follow_up(plan().id)
        assert follow_up is not None
        assert follow_up.state is FollowUpState.OPEN


@pytest.mark.parametrize("who", ["owner", "board_member", "elsewhere"])
def test_others_neither_see_nor_close(app: Flask, client: PageClient, who: str) -> None:
    with_open_follow_up(app)
    sign_in(client, who)
    for tail in ("", "/stang", "/uppgifter", "/sprak/12", "/forhandsgranska", "/utkast.docx"):
        assert client.get(f"{COCKPIT}{tail}").status_code == 403
    client.get("/planer")
    assert client.post(f"{COCKPIT}/stang").status_code in (400, 403)
    with app.app_context():
        assert open_follow_up(plan().id) is not None
