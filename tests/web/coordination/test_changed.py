"""What has changed from a closed follow-up to the draft of the open one."""

from datetime import date

from flask import Flask

from tests.coordinating import AS_OF, COCKPIT, HERE, as_coordinator, with_open_follow_up
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.following_up import close_open, counted_queries, open_next, tell

PAGE = f"{COCKPIT}/andringar"


def test_the_draft_is_compared_with_the_newest_closed_one(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    tell(app, "8", "Färdig", "Klart.")
    as_coordinator(client).get(f"{COCKPIT}/forhandsgranska")
    assert PAGE in client.page.links()
    client.get(PAGE)
    assert "Utkastet jämförs med version 1 av uppföljningen per mars 2022." in client.page.text("main")
    assert "Har blivit färdig. tidigare Påbörjad nu Färdig" in client.page.text("#andrat-1 + ul")
    assert "Sex svar saknas." in client.page.text(".draft")
    assert not client.page.select("form.choose-two")


def test_an_earlier_closed_one_may_be_chosen(app: Flask, client: PageClient) -> None:
    open_next(app)
    close_open(app)
    open_next(app, date(2023, 8, 31))
    as_coordinator(client)
    here = f"{HERE}/uppfoljningar/2023-08-31/andringar"
    client.get(here)
    assert client.page.fields("form.choose-two") == {"fran": AS_OF}
    client.get(f"{here}?fran=2022-03-31")
    assert client.page.text("main section h2") == "Sedan mars 2022"
    assert client.get(f"{here}?fran=2023-08-31").status_code == 404
    assert client.get(f"{here}?fran=x").status_code == 400


def test_a_closed_one_has_the_page_for_all(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    answer = client.get(f"{HERE}/uppfoljningar/2022-03-31/andringar")
    assert (answer.status_code, answer.location) == (303, "/planer/26-punktsplan/andringar?till=2022-03-31")


def test_only_coordinators_see_it(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    sign_in(client, "board_member")
    assert client.get(PAGE).status_code in (403, 404)


def test_it_costs_the_draft_and_two_questions_whatever_has_been_answered(
    app: Flask, client: PageClient
) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client)

    def cost(page: str) -> int:
        with counted_queries(app) as sent:
            client.get(page)
        return len(sent)

    first = cost(PAGE)
    for number in ("1a", "1b", "10"):
        tell(app, number, "Stoppad", "Går inte.")
    assert first - 1 <= cost(PAGE) <= first
    assert first <= cost(f"{COCKPIT}/forhandsgranska") + 2
