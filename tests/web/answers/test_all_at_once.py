"""All of a person's questions of a plan on one page: each is saved by itself."""

import pytest
from flask import Flask

from tests.boras import KF, OWNER
from tests.boras import plan as plan_of
from tests.page_check import PageClient
from tests.shared_plans import QUESTIONS, TWO, kf_plan, question_plan, said_of, share_of, stored
from tests.signing_in import sign_in

PAGE = f"/mina-aktiviteter/{QUESTIONS}/alla"
FIRST, SECOND = "arbetslivsnamnden", "forskolenamnden"


@pytest.fixture
def owner(app: Flask, client: PageClient) -> PageClient:
    """Signed in as the one who answers two questions for two boards each."""
    stored(app, lambda: question_plan(TWO))
    sign_in(client, OWNER)
    client.get("/mina-aktiviteter")
    assert client.page.select(f'a[href="{PAGE}"]')
    client.get(PAGE)
    return client


def name(app: Flask, number: str, board: str, field: str = "own_svar") -> str:
    with app.app_context():
        return f"rad-{share_of(plan_of(QUESTIONS), number, board).id}-{field}"


def send(client: PageClient, **values: str) -> int:
    fields = {**client.page.fields("main form[method=post]"), **values}
    return client.post(PAGE, data=fields, follow_redirects=True).status_code


def answers(app: Flask) -> dict[tuple[str, str], list[str]]:
    with app.app_context():
        plan = plan_of(QUESTIONS)
        return {
            (number, board): [one.field_values["svar"] for one in said_of(plan, number, board)]
            for number in ("1", "2")
            for board in (FIRST, SECOND)
        }


def test_what_is_written_is_saved_and_what_is_empty_waits(app: Flask, owner: PageClient) -> None:
    assert "Fyra av fyra svar väntar" in owner.page.text("main")
    written = {name(app, "1", FIRST): "Genom webben.", name(app, "2", SECOND): "Två gånger om året."}
    assert send(owner, **written) == 200
    assert "Två svar är sparade." in owner.page.text("body")
    assert answers(app) == {
        ("1", FIRST): ["Genom webben."], ("1", SECOND): [], ("2", FIRST): [], ("2", SECOND): ["Två gånger om året."],
    }  # fmt: skip
    assert send(owner) == 200
    assert "Inget var ändrat" in owner.page.text("body")
    assert send(owner, **{name(app, "1", FIRST): "Genom webben och brev."}) == 200
    assert answers(app)["1", FIRST] == ["Genom webben.", "Genom webben och brev."]


def test_what_is_wrong_is_named_and_keeps_none_of_the_others(app: Flask, owner: PageClient) -> None:
    good, bad = name(app, "1", FIRST), name(app, "2", FIRST)
    assert send(owner, **{good: "Genom webben.", bad: "x" * 20_001}) == 400
    assert "Ett svar är sparat." in owner.page.text("main")
    assert [link.get("href") for link in owner.page.select(".govuk-error-summary a")] == [f"#{bad}"]
    assert answers(app)["1", FIRST] == ["Genom webben."]


def test_an_answer_that_came_meanwhile_is_not_written_over_unseen(app: Flask, owner: PageClient) -> None:
    opened = owner.page.fields("main form[method=post]")
    place = name(app, "1", FIRST)
    owner.get(PAGE)
    send(owner, **{place: "Från en annan flik."})
    assert owner.post(PAGE, data={**opened, place: "Mitt svar."}).status_code == 400
    assert "Du hann svara medan du skrev." in owner.page.text("main")
    assert owner.page.fields("main form[method=post]")[place] == "Mitt svar."
    assert send(owner) == 200
    assert answers(app)["1", FIRST] == ["Från en annan flik.", "Mitt svar."]


@pytest.mark.every_plan
def test_a_plan_with_statuses_has_no_such_page(app: Flask, owner: PageClient) -> None:
    stored(app, kf_plan)
    assert owner.get(f"/mina-aktiviteter/{KF}/alla").status_code == 404
