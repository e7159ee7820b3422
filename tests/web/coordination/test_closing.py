"""The facts, the preview and the closing of a follow-up, as pages."""

import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
import time_machine
from flask import Flask

from tests.coordinating import (
    AS_OF,
    COCKPIT,
    PLAN,
    answer,
    as_coordinator,
    opened,
    plan,
    send,
    with_open_follow_up,
)
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.domain.terms import FollowUpState
from tracker.queries.plans.by_name import follow_up_as_of, open_follow_up


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Four days before the last day to answer."""
    with time_machine.travel("2022-09-05T10:00:00+02:00"):
        yield


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
