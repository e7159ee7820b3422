"""What every answer carries, and what is said when something cannot be done."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from tests.conftest import dispose, make_app, make_settings
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.following_up import the_plan
from tracker.domain.terms import Visibility
from tracker.models import Organisation, Plan, User, db
from tracker.models.engine import reading_only
from tracker.services.refusal import Refusal
from tracker.web.frame import access
from tracker.web.frame.filters import local_datetime, paragraphs


def test_every_answer_is_guarded(client: PageClient) -> None:
    for path in ("/", "/logga-in", "/finns-inte", "/static/app.js", "/tema/uppsala.css"):
        with client.get(path) as answer:
            headers = answer.headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert (
            policy.pop("default-src") == policy.pop("frame-ancestors") == policy.pop("base-uri") == "'none'"
        )
        assert set(policy.values()) == {"'self'"}
        assert set(policy) == {"style-src", "img-src", "script-src", "font-src", "form-action"}
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers


def test_pages_are_asked_for_anew_and_files_kept(app: Flask, client: PageClient) -> None:
    assert client.get("/kakor").headers["Cache-Control"] == "private, no-cache"
    version = app.config["ASSET_VERSION"]
    assert f"/static/css/base.css?v={version}" in client.page.html
    with client.get(f"/static/css/base.css?v={version}") as kept:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Vary" not in kept.headers
    with client.get("/static/css/base.css?v=old") as old:
        assert old.headers["Cache-Control"] == "public, no-cache"
    assert client.get("/static/css/none.css").headers["Cache-Control"] == "private, no-cache"


def organisation_with_a_published_plan(slug: str) -> None:
    """Gives the organisation a plan like the seeded one."""
    organisation = db.session.scalars(select(Organisation).where(Organisation.slug == slug)).one()
    board, like = organisation.boards[0], the_plan()
    coordinator = db.session.scalar(select(User.id).where(User.email == f"samordnare@{slug}.example.org"))
    db.session.add(
        Plan(
            slug="en-annan", title="En annan plan", short_title="En annan plan", report_title="En annan plan",
            board_id=board.id, organisation_id=organisation.id, kind_id=like.kind_id,
            coordinator_id=coordinator, visibility=Visibility.PUBLISHED,
        )
    )  # fmt: skip
    db.session.commit()


def publish_nothing(*, but: str = "") -> None:
    """Takes every plan back to its municipality, but for those of one."""
    for plan in db.session.scalars(select(Plan).join(Organisation).where(Organisation.slug != but)):
        plan.visibility = Visibility.INTERNAL
    db.session.commit()


def test_the_only_one_that_publishes_is_the_sender_of_pages_without_a_plan(
    app: Flask, client: PageClient
) -> None:
    with app.app_context():
        publish_nothing(but="uppsala")
    for path in ("/planer", "/nyckeltal", "/logga-in", "/kakor", "/finns-inte", "/planer/okand", "/svara/x"):
        client.get(path)
        assert client.page.text(".site-header__name") == "Uppsala kommun", path
        assert "Uppsala kommun" in client.page.text(".site-footer"), path
        assert "/tema/uppsala.css?v=1" in client.page.html
    sign_in(client, "admin@boras.example.org")
    client.get("/kakor")
    assert client.page.text(".site-header__name") == "Borås Stad"


def test_nobody_is_the_sender_when_several_publish(app: Flask, client: PageClient) -> None:
    with app.app_context():
        organisation_with_a_published_plan("boras")
    for path in ("/planer", "/kakor", "/svara/x"):
        client.get(path)
        assert client.page.select(".site-header__name") == []
    for path, name in (("/planer/en-annan", "Borås Stad"), ("/planer/26-punktsplan", "Uppsala kommun")):
        client.get(path)
        assert client.page.text(".site-header__name") == name
    sign_in(client, "admin@boras.example.org")
    for path, name in (("/planer/en-annan", "Borås Stad"), ("/planer/26-punktsplan", "Uppsala kommun")):
        client.get(path)
        assert client.page.text(".site-header__name") == name


def test_the_only_organisation_is_the_sender_before_anything_is_published(
    app: Flask, client: PageClient
) -> None:
    with app.app_context():
        publish_nothing()
    client.get("/kakor")
    assert client.page.select(".site-header__name") == []
    with app.app_context():
        db.session.remove()
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(delete(table))
        db.session.add(Organisation(slug="uppsala", name="Uppsala kommun", municipality_code="0380"))
        db.session.commit()
    client.get("/kakor")
    assert client.page.text(".site-header__name") == "Uppsala kommun"


def test_a_refused_use_case_is_a_swedish_page(app: Flask, client: PageClient) -> None:
    def view() -> str:
        raise Refusal("Uppföljningen är stängd sedan i går.", 409)

    app.add_url_rule("/prov", "prov", access.anyone(view))
    assert client.get("/prov").status_code == 409
    assert "Uppföljningen är stängd sedan i går." in client.page.text("main")


def test_an_unexpected_error_is_a_swedish_page_without_a_trace(app: Flask, client: PageClient) -> None:
    app.testing = False
    app.add_url_rule("/prov", "prov", access.anyone(lambda: 1 // 0))
    assert client.get("/prov").status_code == 500
    assert client.page.h1 == "Något gick fel hos oss"
    assert "ZeroDivision" not in client.page.html


def test_looking_only_reads_and_changing_locks(app: Flask, client: PageClient) -> None:
    seen = []

    def view() -> tuple[str, dict[str, str]]:
        seen.append(reading_only.get())
        return "", {"Content-Type": "text/plain"}

    app.add_url_rule("/prov", "prov", access.anyone(view), methods=["GET", "POST"])
    client.get("/prov")
    client.head("/prov")
    client.get("/logga-in")
    client.post("/prov", data=client.page.fields())
    assert seen == [True, True, False]
    assert reading_only.get() is False


def unusable(tmp_path: Path) -> PageClient:
    """A browser at a service whose database is empty."""
    app = make_app(make_settings(f"sqlite:///{tmp_path}/empty.db", tmp_path))
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def test_a_database_that_is_not_migrated_says_what_to_do(tmp_path: Path) -> None:
    client = unusable(tmp_path)
    for path in ("/logga-in", "/kakor", "/finns-inte", "/tema/uppsala.css"):
        assert client.get(path).status_code == 503
        assert "flask --app wsgi db upgrade" in client.page.text("main")
    with client.session_transaction() as session:
        session["_user_id"], session["ends_at"] = "1.1", 2**40
    assert client.get("/administration/anvandare").status_code == 503
    assert client.get("/logga-in").headers["Retry-After"] == "60"
    dispose(client.application)


@pytest.mark.parametrize("reason", ["database is locked", "connection refused", "disk I/O error"])
def test_a_database_that_does_not_answer_is_said(app: Flask, client: PageClient, reason: str) -> None:
    def view() -> str:
        raise OperationalError("SELECT 1", {}, Exception(reason))

    app.add_url_rule("/prov", "prov", access.anyone(view))
    assert client.get("/prov").status_code == 503
    assert "Databasen är upptagen eller går inte att nå" in client.page.text("main")
    assert reason not in client.page.html


def test_a_postgresql_that_is_not_there_is_said(tmp_path: Path) -> None:
    app = make_app(make_settings("postgresql://nobody@127.0.0.1:1/none", tmp_path))
    client = app.test_client()
    assert client.get("/kakor").status_code == 503
    dispose(app)


def test_text_is_shown_as_typed_and_escaped() -> None:
    typed = "Ett <script>\nmed {{7*7}} & 😀\n\n \nTvå\r\n"
    assert paragraphs(typed) == "<p>Ett &lt;script&gt;<br>med {{7*7}} &amp; 😀</p><p>Två</p>"
    assert paragraphs("") == paragraphs("\n \n") == ""


def test_moments_are_shown_on_a_clock_in_sweden() -> None:
    from datetime import UTC, datetime

    assert local_datetime(datetime(2022, 8, 31, 22, 5, tzinfo=UTC)) == "1 september 2022 kl. 00.05"


def test_the_revision_grows_in_the_database(any_app: Flask) -> None:
    from sqlalchemy import select

    from tracker.models import Plan
    from tracker.services.revision import touch

    with any_app.app_context():
        plan = db.session.scalars(select(Plan).where(Plan.slug == "26-punktsplan")).one()
        before, version = plan.revision, plan.version
        touch(plan)
        touch(plan)
        db.session.commit()
        assert (plan.revision, plan.version) == (before + 2, version)
