"""A plan, its key figures, and a new plan, as the coordinator's pages."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import HERE, as_coordinator, person, plan
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.domain.terms import Measure, Visibility
from tracker.models import KeyFigure, KeyFigureValue, Plan, PlanKind, db
from tracker.queries.key_figures.values import plan_key_figures

GOAL = "andel-invanare-med-ekonomiskt-bistand"
VALUE = f"{HERE}/nyckeltal/{GOAL}/nytt-varde"


def form(client: PageClient, url: str, **changed: str) -> dict[str, str]:
    assert client.get(url).status_code == 200
    return {**client.page.fields("main form:not(.action)"), **changed}


def send(client: PageClient, url: str, **changed: str) -> int:
    return client.post(url, data=form(client, url, **changed)).status_code


def user_id(app: Flask, email: str) -> str:
    with app.app_context():
        return str(person(email).id)


# The plan


def test_the_plan_is_edited(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    changed = {
        "goal": "Högst <b>fyra</b> procent.",
        "decided_paragraph": "§ 47",
        "finish_by": "2023",
        "visibility": "INTERNAL",
    }
    assert send(client, f"{HERE}/redigera", **changed) == 303
    client.get(HERE)
    main = client.page.text("main")
    assert "Högst <b>fyra</b> procent." in main
    assert "27 september 2019, § 47" in main
    assert "Bara för inloggade i kommunen" in main
    with app.app_context():
        assert plan().visibility is Visibility.INTERNAL
        assert plan().finish_by == 2023


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "", "Skriv planens namn."),
        ("title", "x" * 301, "301 tecken"),
        ("goal", "a\x00", "inte syns"),
        ("decided_on", "27/9", "år, månad och dag"),
        ("decided_on", "0219-09-27", "det blev 219"),
        ("finish_by", "snart", "fyra siffror"),
        ("finish_by", "9223372036854775808", "fyra siffror"),
        ("finish_by", "1066", "det blev 1066"),
        ("visibility", "SECRET", "Välj något i listan."),
        ("coordinator_id", "9223372036854775808", "Välj något i listan."),
        ("coordinator_id", "x", "Välj något i listan."),
    ],
)
def test_bad_plan_facts_are_told(client: PageClient, field: str, typed: str, words: str) -> None:
    as_coordinator(client)
    assert send(client, f"{HERE}/redigera", **{field: typed}) == 400
    assert words in client.page.text(f"#{field}-error").replace("\u00a0", " ")
    assert client.page.select(".govuk-error-summary")


def named(client: PageClient) -> list[str]:
    return [link.get("href") for link in client.page.select(".govuk-error-summary a")]


def test_all_that_is_wrong_with_a_plan_is_told_at_once(client: PageClient) -> None:
    as_coordinator(client)
    wrong = {"title": "", "goal": "\x00", "decided_on": "27/9", "finish_by": "snart", "visibility": "SECRET"}
    assert send(client, f"{HERE}/redigera", **wrong) == 400
    assert named(client) == [f"#{field}" for field in wrong]
    assert all(len(texts) == 1 for texts in (client.page.texts(f"#{field}-error") for field in wrong))


def test_two_editors_of_a_plan_are_shown_both(client: PageClient) -> None:
    url = f"{HERE}/redigera"
    mine = form(as_coordinator(client), url, title="Min titel")
    assert send(client, url, title="Deras titel", visibility="INTERNAL") == 303
    assert client.post(url, data=mine).status_code == 409
    shown = client.page.text("section[aria-labelledby=bada]")
    assert "Planens namn, sparat nu Deras titel" in shown
    assert "Planens namn, din Min titel" in shown
    assert "sparat nu Bara den som är inloggad i kommunen" in shown
    assert client.post(url, data=client.page.fields("main form")).status_code == 303
    client.get(HERE)
    assert client.page.h1 == "Min titel"


# Key figures


def test_key_figures_are_attached_and_detached(app: Flask, client: PageClient) -> None:
    url = f"{HERE}/nyckeltal"
    as_coordinator(client).get(url)
    remove = client.page.select(f"form[action='{url}/ta-bort']")[0]
    fields = {field.get("name"): field.get("value") for field in remove.cssselect("input")}
    assert client.post(f"{url}/ta-bort", data=fields).status_code == 303
    with app.app_context():
        assert GOAL not in [link.key_figure.slug for link in plan_key_figures(plan().id)]
    assert send(client, url, figure_id=fields["figure_id"], is_goal="y") == 303
    with app.app_context():
        last = plan_key_figures(plan().id)[-1]
        assert (last.key_figure.slug, last.is_goal) == (GOAL, True)


@pytest.mark.parametrize("figure", ["", "9223372036854775808", "0"])
def test_a_key_figure_must_be_chosen(client: PageClient, figure: str) -> None:
    as_coordinator(client)
    assert send(client, f"{HERE}/nyckeltal", figure_id=figure) == 400
    assert "Välj" in client.page.text("#figure_id-error")
    fields = {"csrf_token": client.page.fields("main form:not(.action)")["csrf_token"], "figure_id": figure}
    assert client.post(f"{HERE}/nyckeltal/ta-bort", data={**fields, "activity_id": ""}).status_code == 404


def test_a_value_is_added(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    good = {"period": "mars 2022", "value": "4,2 %", "source": "Verksamhetssystemet", "measure": "OUTCOME"}
    assert send(client, VALUE, **good) == 303
    assert send(client, VALUE, **{**good, "period": "2099", "measure": "TARGET", "value": "3"}) == 303
    client.get(VALUE)
    rows = client.page.texts("tbody tr")
    assert rows[0] == "2099MålAlla3,0 %Verksamhetssystemet"
    assert "mars 2022UtfallAlla4,2 %Verksamhetssystemet" in rows
    with app.app_context():
        figure = db.session.scalars(select(KeyFigure).where(KeyFigure.slug == GOAL)).one()
        added = db.session.scalars(
            select(KeyFigureValue).where(
                KeyFigureValue.key_figure_id == figure.id, KeyFigureValue.author_id.is_not(None)
            )
        ).all()
        assert {value.measure for value in added} == {Measure.OUTCOME, Measure.TARGET}


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("period", "", "Skriv en månad"),
        ("period", "2099", "har inte börjat än"),
        ("period", "\x00", "Skriv en månad"),
        ("value", "många", "med siffror"),
        ("value", "9" * 13, "för stort"),
        ("value", "4,123456", "decimal"),
        ("source", "", "varifrån"),
        ("source", "x" * 501, "501 tecken"),
        ("measure", "GUESS", "Välj något i listan."),
    ],
)
def test_bad_values_are_told(client: PageClient, field: str, typed: str, words: str) -> None:
    good = {"period": "mars 2022", "value": "4,2", "source": "Kolada"}
    as_coordinator(client)
    assert send(client, VALUE, **{**good, field: typed}) == 400
    assert words in client.page.text(f"#{field}-error")


@pytest.mark.parametrize("slug", ["finns-inte", "9223372036854775808", "a%00"])
def test_an_unknown_key_figure_is_not_found(client: PageClient, slug: str) -> None:
    assert as_coordinator(client).get(f"{HERE}/nyckeltal/{slug}/nytt-varde").status_code == 404


# A new plan


def plain_kind(app: Flask) -> str:
    """The id of the kind that most plans have."""
    with app.app_context():
        return str(db.session.scalars(select(PlanKind.id).where(PlanKind.slug == "aktivitetsplan")).one())


def test_a_municipality_can_start(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    made = client.post(
        "/samordning/ny-plan",
        data=form(client, "/samordning/ny-plan", title="Plan för äldre på Öland", kind_id=plain_kind(app)),
    )
    assert made.headers["Location"].endswith("/samordning/plan-for-aldre-pa-oland/aktiviteter")
    client.get("/samordning/plan-for-aldre-pa-oland/aktiviteter")
    assert "Planen har inga aktiviteter än." in client.page.text("main")
    client.get("/samordning/plan-for-aldre-pa-oland/ny-uppfoljning")
    assert "lägg till den första" in client.page.text("main")
    client.get("/samordning")
    assert "Inte följd upp än" in client.page.text("main")
    with app.app_context():
        new = db.session.scalars(select(Plan).where(Plan.slug == "plan-for-aldre-pa-oland")).one()
        assert new.visibility is Visibility.INTERNAL
        assert new.coordinator is not None
        assert new.coordinator.email == "controller@uppsala.example.org"


def test_an_empty_new_plan_misses_what_it_must_have_and_nothing_else(client: PageClient) -> None:
    as_coordinator(client)
    assert send(client, "/samordning/ny-plan", title="", kind_id="", board_id="") == 400
    assert named(client) == ["#title", "#kind_id", "#board_id"]
    assert client.page.select("#slug-error") == []


@pytest.mark.parametrize(
    ("title", "words"),
    [("26-punktsplan", "Av planens namn blir adressen 26-punktsplan"), ("!?", "Det blir ingen adress av")],
)
def test_a_name_that_gives_no_free_address_is_told(client: PageClient, title: str, words: str) -> None:
    as_coordinator(client)
    assert send(client, "/samordning/ny-plan", title=title) == 400
    assert words in client.page.text("#slug-error")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "", "Skriv planens namn."),
        ("title", "\x00", "inte syns"),
        ("slug", "26-punktsplan", "används redan"),
        ("slug", "Åäö", "små bokstäver"),
        ("slug", "a\x00", "små bokstäver"),
        ("slug", "utskick", "tjänsten själv"),
        ("kind_id", "9223372036854775808", "Välj något i listan."),
        ("board_id", "9", "Välj något i listan."),
    ],
)
def test_bad_new_plans_are_told(client: PageClient, field: str, typed: str, words: str) -> None:
    as_coordinator(client)
    assert send(client, "/samordning/ny-plan", **{"title": "Ny plan", field: typed}) == 400
    assert words in client.page.text(f"#{field}-error") or words in client.page.text(".govuk-error-summary")


def test_a_plan_is_not_made_for_somebody_elses_board(app: Flask, client: PageClient) -> None:
    with app.app_context():
        from tracker.models import Board

        council = db.session.scalars(
            select(Board.id).where(
                Board.slug == "kommunfullmaktige", Board.organisation_id == plan().organisation_id
            )
        ).one()
    as_coordinator(client)
    assert send(client, "/samordning/ny-plan", title="Fel nämnd", board_id=str(council)) == 400


# Who may


@pytest.mark.parametrize("who", ["owner", "board_member", "elsewhere"])
def test_others_are_kept_out(client: PageClient, who: str) -> None:
    sign_in(client, who)
    tails = [
        "",
        "/redigera",
        "/aktiviteter",
        "/aktiviteter/2",
        "/aktiviteter/2/ansvarig",
        "/ny-aktivitet",
        "/nyckeltal",
        "/ny-uppfoljning",
    ]
    for tail in tails:
        assert client.get(f"{HERE}{tail}").status_code == 403, tail


def test_visitors_are_sent_to_log_in(client: PageClient) -> None:
    for url in ("/samordning", HERE, f"{HERE}/redigera", "/samordning/utskick", "/samordning/ny-plan"):
        assert client.get(url).headers["Location"].startswith("/logga-in?next=/samordning")
