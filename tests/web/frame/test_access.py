"""Every view says who may use it, and the rules hold for every role."""

import pytest
from flask import Flask
from sqlalchemy import update

from tests.conftest import make_app
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.config import Settings
from tracker.domain.terms import Visibility
from tracker.models import Plan, db
from tracker.web.frame import access
from tracker.web.frame.access import Rule, rule_of

PLAN = "26-punktsplan"
EVERYBODY = ("nobody", "owner", "other_owner", "board_member", "coordinator", "admin", "elsewhere")
#: Rules, an address of a view that has it, and who is let in.
MATRIX = [
    (access.anyone, "/prov/anyone", set(EVERYBODY)),
    (access.link_holders, "/prov/link", set(EVERYBODY)),
    (access.signed_in, "/prov/signed-in", set(EVERYBODY) - {"nobody"}),
    (access.coordinators, "/prov/coordinators", {"coordinator", "admin", "elsewhere"}),
    (access.admins, "/prov/admins", {"admin"}),
    (access.readers_of_plan, f"/prov/readers/{PLAN}", set(EVERYBODY)),
    (access.coordinators_of_plan, f"/prov/coordinators/{PLAN}", {"coordinator", "admin"}),
    (access.owners_of_activity, f"/prov/owners/{PLAN}/12", {"owner"}),
]


def add_views(app: Flask) -> None:
    """One view per rule, beside the real ones."""
    for rule, path, _ in MATRIX:
        place = path.replace(PLAN, "<plan_slug>").replace("/12", "/<number>")
        view = rule(lambda **_named: ("ok", {"Content-Type": "text/plain"}))
        app.add_url_rule(place, f"prov-{rule.name}", view, methods=["GET", "POST"])


def make_internal(app: Flask) -> None:
    """Hide the plan from the public."""
    with app.app_context():
        db.session.execute(update(Plan).where(Plan.slug == PLAN).values(visibility=Visibility.INTERNAL))
        db.session.commit()


def test_every_endpoint_has_an_access_rule(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - {"static"}
    assert {"session.sign_in", "administration.users"} <= endpoints
    without = [name for name in sorted(endpoints) if not isinstance(rule_of(app.view_functions[name]), Rule)]
    assert without == []


def test_a_view_cannot_have_two_rules() -> None:
    def view() -> str:
        return ""

    access.signed_in(view)
    with pytest.raises(TypeError, match="view has two access rules"):
        access.anyone(view)


def test_a_view_without_a_rule_is_refused(app: Flask) -> None:
    app.add_url_rule("/glomd", "forgotten", lambda: "secret")
    client = app.test_client()
    for who in ("nobody", "admin"):
        if who != "nobody":
            sign_in(client, who)
        assert client.get("/glomd").status_code == 403
        assert "secret" not in client.page.text()


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_role_gets_what_the_rules_say(app: Flask, who: str) -> None:
    add_views(app)
    client = app.test_client()
    if who != "nobody":
        sign_in(client, who)
    for rule, path, let_in in MATRIX:
        for response in (client.get(path), client.head(path)):
            if who in let_in:
                assert response.status_code == 200, f"{who} {path}"
            elif who == "nobody":
                assert response.status_code == 302, f"{who} {path}"
                assert response.location == f"/logga-in?next={path}"
            else:
                assert response.status_code == 403, f"{who} {rule.name}"


def test_a_change_is_refused_like_a_look(app: Flask) -> None:
    add_views(app)
    client = app.test_client()
    sign_in(client, "board_member")
    client.get("/kakor")
    token = client.page.fields("form[action$=logga-ut]")
    assert client.post("/prov/admins", data=token).status_code == 403
    assert client.post(f"/prov/owners/{PLAN}/12", data=token).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 302), ("board_member", 200), ("owner", 200), ("coordinator", 200), ("elsewhere", 404)],
)
def test_an_internal_plan_is_for_the_organisation(app: Flask, who: str, status: int) -> None:
    add_views(app)
    make_internal(app)
    client = app.test_client()
    if who != "nobody":
        sign_in(client, who)
    assert client.get(f"/prov/readers/{PLAN}").status_code == status


def test_an_internal_plan_is_not_there_for_coordinators_elsewhere(app: Flask) -> None:
    add_views(app)
    make_internal(app)
    client = app.test_client()
    sign_in(client, "elsewhere")
    assert client.get(f"/prov/coordinators/{PLAN}").status_code == 404
    assert client.get(f"/prov/owners/{PLAN}/12").status_code == 404


@pytest.mark.parametrize(
    "slug",
    [
        "okand",
        str(2**63),
        "26-PUNKTSPLAN",
        "26-punktsplan%00",
        "a%0ab",
        "å",
        "x" * 3000,
        "..%2f",
        "%F0%9F%92%A9",
    ],
)
def test_an_unknown_plan_is_not_found(app: Flask, slug: str) -> None:
    add_views(app)
    client = app.test_client()
    assert client.get(f"/prov/readers/{slug}").status_code == 404
    assert client.page.h1 == "Sidan finns inte"


@pytest.mark.parametrize("number", ["99", str(2**63), "1%00", "12%0a", "-1", "1" * 500, "%F0%9F%92%A9"])
def test_an_unknown_activity_is_not_found(app: Flask, number: str) -> None:
    add_views(app)
    client = app.test_client()
    sign_in(client, "owner")
    assert client.get(f"/prov/owners/{PLAN}/{number}").status_code == 404
    assert client.get(f"/prov/owners/{PLAN}/10").status_code == 403


def test_the_rule_leaves_the_plan_and_the_row_to_the_view(app: Flask) -> None:
    def view(plan_slug: str, number: str) -> tuple[str, dict[str, str]]:
        row = access.current_responsibility()
        assert access.current_plan().slug == plan_slug
        return f"{row.activity.number} {row.owner_id}", {"Content-Type": "text/plain"}

    app.add_url_rule("/prov/<plan_slug>/<number>", "prov", access.owners_of_activity(view))
    client = app.test_client()
    user = sign_in(client, "owner")
    assert client.get(f"/prov/{PLAN}/12").text == f"12 {user.id}"


def test_rules_cost_at_most_three_questions(settings: Settings) -> None:
    from sqlalchemy import event

    app = make_app(settings)
    add_views(app)
    client: PageClient = app.test_client()  # type: ignore[assignment]
    sign_in(client, "owner")
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert client.get(f"/prov/owners/{PLAN}/12").status_code == 200
    assert len([text for text in asked if text.startswith("SELECT")]) == 3
    with app.app_context():
        db.engine.dispose()
