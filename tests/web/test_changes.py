"""The page that compares any two closed follow-ups of a plan."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from tests.page_check import PageClient
from tests.web.following_up import PLAN, close_open, counted_queries, open_next, tell

PAGE = f"{PLAN}/andringar"
#: All three follow-ups are closed; the meetings of October 2022 and 2023 have been.
AFTERWARDS = datetime(2024, 1, 15, 8, tzinfo=UTC)


@pytest.fixture
def thrice(app: Flask) -> Flask:
    """Closed per March 2022 (the seed's), August 2022 and August 2023."""
    open_next(app)
    tell(app, "1a", "Avviker från plan", "Dröjer.", year=2024)
    tell(app, "8", "Färdig", "Klart.")
    close_open(app)
    open_next(app, date(2023, 8, 31))
    tell(app, "1a", "Stoppad", "Går inte.")
    tell(app, "1b", "Påbörjad", "Igång.", year=2025)
    close_open(app)
    return app


def lines(client: PageClient, heading: str) -> list[str]:
    """The changes under a heading."""
    headings = client.page.texts("#andrat h3")
    return client.page.texts(f"[aria-labelledby=andrat-{headings.index(heading) + 1}] li")


def test_the_last_two_are_compared_unless_told(thrice: Flask, client: PageClient) -> None:
    client.get(PAGE)
    assert client.page.h1 == "Vad som har ändrats"
    said = "Version 1 av uppföljningen per augusti 2023 jämförs med version 1 av den per augusti 2022."
    assert said in client.page.text("#andrat")
    (stopped,) = lines(client, "Stoppade")
    assert stopped.startswith("1a. ") and stopped.endswith(
        "Har stoppats. tidigare Avviker från plan nu Stoppad"
    )
    silent = lines(client, "Inte besvarade")
    assert all(line.endswith("Har inte besvarats den här gången heller.") for line in silent)
    assert [line.split(".")[0] for line in silent] == ["10", "12", "22", "23", "25"]


def test_any_two_are_compared_the_older_one_first(thrice: Flask, client: PageClient) -> None:
    for query in ("fran=2022-03-31&till=2022-08-31", "fran=2022-08-31&till=2022-03-31"):
        client.get(f"{PAGE}?{query}")
        assert client.page.text("#andrat h2") == "Från mars 2022 till augusti 2022"
        assert lines(client, "Nytt år")[0].endswith("tidigare 2023 nu 2024")
        assert lines(client, "Ny status")[0].endswith("Har blivit färdig. tidigare Påbörjad nu Färdig")
    assert client.page.fields("form.choose-two") == {"fran": "2022-03-31", "till": "2022-08-31"}
    assert client.page.texts("#fran option") == [
        "31 augusti 2023, version 1", "31 augusti 2022, version 1", "31 mars 2022, version 1",
    ]  # fmt: skip
    client.get(f"{PAGE}?fran=2022-03-31&till=2023-08-31")
    assert lines(client, "Stoppade")[0].endswith("Har stoppats. tidigare Avviker från plan nu Stoppad")


def test_since_the_last_meeting(app: Flask, client: PageClient) -> None:
    open_next(app)
    close_open(app)
    with time_machine.travel(datetime(2022, 10, 5, 8, tzinfo=UTC), tick=False):
        client.get(PAGE)
        # The meeting of today may be still to come.
        assert "mötet" not in client.page.text("main")
    with time_machine.travel(datetime(2022, 10, 6, 8, tzinfo=UTC), tick=False):
        client.get(PAGE)
        assert "Ingen uppföljning har avslutats sedan förra mötet, 5 oktober 2022." in client.page.text(
            "main"
        )


def test_since_the_last_meeting_when_more_has_been_closed(thrice: Flask, client: PageClient) -> None:
    with time_machine.travel(datetime(2023, 9, 20, 8, tzinfo=UTC), tick=False):
        client.get(PAGE)
        link = next(a for a in client.page.select("main a") if a.text == "Sedan förra mötet, 5 oktober 2022")
        assert link.get("href") == f"{PAGE}?fran=2022-08-31&till=2023-08-31"
        assert link.get("aria-current") == "page"


def test_without_two_it_says_what_is_not_known(client: PageClient) -> None:
    client.get(PAGE)
    assert "finns inte i tjänsten" in client.page.text("#andrat")
    assert not client.page.select("form.choose-two")


def test_the_same_one_twice_asks_for_two(thrice: Flask, client: PageClient) -> None:
    client.get(f"{PAGE}?fran=2022-08-31&till=2022-08-31")
    assert "Välj två olika för att se vad som har ändrats." in client.page.text("main")
    assert not client.page.select("#andrat")
    assert client.page.select("form.choose-two")


@pytest.mark.parametrize(
    ("day", "status", "sentence"),
    [
        ("igår", 400, "Datumen i adressen ska skrivas som 2022-03-31."),
        ("2022-02-31", 400, "Datumen i adressen ska skrivas som 2022-03-31."),
        ("20220331", 400, "Datumen i adressen ska skrivas som 2022-03-31."),
        ("٢٠٢٢-٠٣-٣١", 400, "Datumen i adressen ska skrivas som 2022-03-31."),
        ("2022-04-01", 404, "Planen har ingen avslutad uppföljning per 1 april 2022."),
    ],
)
@pytest.mark.parametrize("place", ["fran", "till"])
def test_a_day_that_is_none_is_told(
    client: PageClient, place: str, day: str, status: int, sentence: str
) -> None:
    assert client.get(PAGE, query_string={place: day}).status_code == status
    assert sentence in client.page.text("main")


def test_an_open_follow_up_is_not_compared_for_all(app: Flask, client: PageClient) -> None:
    open_next(app)
    tell(app, "1a", "Stoppad", "Hemligt än.")
    assert client.get(f"{PAGE}?till=2022-08-31").status_code == 404
    client.get(PAGE)
    assert "Stoppad" not in client.page.text("main")


def test_pages_lead_to_the_comparison(thrice: Flask, client: PageClient) -> None:
    for page, link in (
        (PLAN, f"{PAGE}?till=2023-08-31"),
        (f"{PLAN}/uppfoljningar", PAGE),
        (f"{PLAN}/uppfoljningar/2022-08-31/rapport", f"{PAGE}?till=2022-08-31"),
    ):
        client.get(page)
        assert link in client.page.links()


def test_it_costs_the_same_whatever_is_compared(thrice: Flask, client: PageClient) -> None:
    for query in ("", "?fran=2022-03-31&till=2023-08-31"):
        with counted_queries(thrice) as sent:
            client.get(f"{PAGE}{query}")
        assert len(sent) <= 12, "\n\n".join(sent)


def test_nothing_changed_is_said(app: Flask, client: PageClient) -> None:
    for as_of in (date(2022, 8, 31), date(2023, 8, 31)):
        open_next(app, as_of)
        tell(app, "1a", "Påbörjad", "Som sist.", year=2030)
        if as_of.year == 2022:
            for number in ("1b", "8", "10", "12", "22", "23", "25"):
                tell(app, number, "Färdig", "Klart.")
        close_open(app)
    client.get(PAGE)
    assert "Inget har ändrats sedan uppföljningen per augusti 2022." in client.page.text("#andrat")
    assert not client.page.select("#andrat li")
