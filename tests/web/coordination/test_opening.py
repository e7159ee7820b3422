"""Opening a follow-up, as a page."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.coordinating import (
    COCKPIT,
    HERE,
    as_coordinator,
    cells,
    plan,
    send,
)
from tests.page_check import PageClient
from tracker.models import FollowUp, db
from tracker.queries.plans.by_name import open_follow_up

NEW = f"{HERE}/ny-uppfoljning"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Four days before the last day to answer."""
    with time_machine.travel("2022-09-05T10:00:00+02:00"):
        yield


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


def test_all_that_is_wrong_with_an_opening_is_told_at_once(client: PageClient) -> None:
    as_coordinator(client)
    wrong = {"as_of": "2022-03-31", "answer_by": "2022-09-04", "meeting_on": "x", "diarienummer": "AMN\x07"}
    assert send(client, NEW, **wrong) == 400
    named = {link.get("href") for link in client.page.select(".govuk-error-summary a")}
    assert named == {f"#{field}" for field in wrong}
    # A day that cannot be read is compared with nothing.
    assert send(client, NEW, answer_by="x", meeting_on="2022-09-01") == 400
    assert [link.get("href") for link in client.page.select(".govuk-error-summary a")] == ["#answer_by"]


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
