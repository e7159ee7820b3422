"""Editing the language of an answer, as a page."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import COCKPIT, answer, as_coordinator, row, with_open_follow_up
from tests.page_check import PageClient
from tracker.models import FollowUp, StatusUpdate, db

PAGE = f"{COCKPIT}/sprak/12"


def fields(client: PageClient, **changed: str) -> dict[str, str]:
    client.get(PAGE)
    return {**client.page.fields("main form[method=post]"), **changed}


def follow_up(number: int) -> FollowUp:
    return db.session.get_one(FollowUp, number)


def test_both_texts_are_readable(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client)
    saved = client.post(PAGE, data=fields(client, comment="Vi har börjat med två jobbspår."))
    assert saved.status_code == 303
    assert saved.location.endswith("#rapporten")
    client.get(saved.location)
    # Beside the rows, where the page opens, and nowhere else.
    assert client.page.texts("#rapporten .notice") == ["Aktivitet 12 är språkgranskad."]
    assert client.page.text(".notices") == ""
    client.get(PAGE)
    assert client.page.fields("main form")["comment"] == "Vi har börjat med två jobbspår."
    own = client.page.text("section[aria-labelledby=eget]")
    assert "Vi har börjat." in own
    assert "Områdeschef, utbud och insatser" in own
    assert "Förra gången, mars 2022" in client.page.text("aside")


@pytest.mark.parametrize("claimed", ["12", "2", "99", "<script>", "12%00"])
def test_an_address_alone_makes_nothing_reviewed(app: Flask, client: PageClient, claimed: str) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client)
    assert client.get(f"{COCKPIT}?rader=alla&granskad={claimed}").status_code == 200
    assert client.page.select(".notice") == []


def test_the_owners_text_can_be_restored(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client).post(PAGE, data=fields(client, comment="Omskriven."))
    client.get(PAGE)
    restored = {**client.page.fields("main form"), "comment": "Halvfärdigt utkast", "restore": "1"}
    assert client.post(PAGE, data=restored).status_code == 303
    client.get(PAGE)
    assert client.page.fields("main form")["comment"] == "Vi har börjat."


def test_a_later_answer_is_marked(app: Flask, client: PageClient) -> None:
    number = with_open_follow_up(app, "12")
    as_coordinator(client).post(PAGE, data=fields(client, comment="Omskriven."))
    with app.app_context():
        answer(follow_up(number), "12", "Nu är det tre.")
    client.get(COCKPIT)
    assert "Nytt efter redigering: den ansvariga har svarat igen." in client.page.text("#vart")
    assert "Nej, nytt efter redigering" in client.page.text("#rapporten")
    client.get(PAGE)
    assert "Nytt efter redigering" in client.page.text(".notice")
    assert client.page.fields("main form")["comment"] == "Nu är det tre."
    assert "Omskriven." in client.page.text("aside")


def test_two_editors_are_shown_both_and_nothing_is_lost(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client)
    mine = fields(client, comment="Min text.")
    client.post(PAGE, data=fields(client, comment="Deras text."))
    assert client.post(PAGE, data=mine).status_code == 409
    assert "Deras text." in client.page.text(".two-texts")
    assert "Min text." in client.page.text(".two-texts")
    again = client.page.fields("main form[method=post]")
    assert again["comment"] == "Min text."
    assert client.post(PAGE, data=again).status_code == 303
    with app.app_context():
        texts = [
            u.comment
            for u in db.session.scalars(select(StatusUpdate).where(StatusUpdate.edits_id.is_not(None)))
        ]
    assert sorted(texts) == ["Deras text.", "Min text."]


def test_the_same_form_twice_counts_once(app: Flask, client: PageClient) -> None:
    number = with_open_follow_up(app, "12")
    as_coordinator(client)
    form = fields(client, comment="En gång.")
    assert [client.post(PAGE, data=form).status_code for _ in range(2)] == [303, 303]
    with app.app_context():
        edits = db.session.scalars(select(StatusUpdate).where(StatusUpdate.edits_id.is_not(None))).all()
        assert len(edits) == 1
        assert row("12", follow_up(number)).current is edits[0]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "kan inte vara tom"), ("x" * 20_001, "högst 20\u00a0000"), ("a\x00b", "inte syns")],
)
def test_bad_texts_are_told_and_kept(app: Flask, client: PageClient, typed: str, words: str) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client)
    assert client.post(PAGE, data=fields(client, comment=typed, remaining_work="Kvar.")).status_code == 400
    assert words in client.page.text("#comment-error").replace("\n", " ") or words in client.page.html
    assert client.page.fields("main form")["remaining_work"] == "Kvar."


def test_anything_a_person_can_write_is_kept_and_shown_safely(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client)
    text = "<script>alert(1)</script> {{7*7}} 🙂 עברית\n\nNytt stycke."
    assert client.post(PAGE, data=fields(client, comment=text.replace("\n", "\r\n"))).status_code == 303
    client.get(PAGE)
    assert client.page.fields("main form")["comment"] == text
    client.get(f"{COCKPIT}/forhandsgranska")
    assert "<script>alert(1)</script> {{7*7}}" in client.page.text("main")


@pytest.mark.parametrize(
    "changed", [{"answer_id": "9223372036854775808"}, {"answer_id": "1"}, {"answer_id": ""}]
)
def test_an_altered_answer_is_refused(app: Flask, client: PageClient, changed: dict[str, str]) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client)
    assert client.post(PAGE, data=fields(client, **changed)).status_code == 404


@pytest.mark.parametrize("version", ["", "-1", "x", "9223372036854775808"])
def test_an_altered_version_shows_both(app: Flask, client: PageClient, version: str) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client)
    assert client.post(PAGE, data=fields(client, version=version, comment="Min.")).status_code == 409


def test_without_an_answer_there_is_nothing_to_edit(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    assert client.get(PAGE).status_code == 409
    assert "inget svar" in client.page.text("main")
    for number in ("99", "9223372036854775808", "12%00"):
        assert client.get(f"{COCKPIT}/sprak/{number}").status_code == 404
