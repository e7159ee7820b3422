"""Personal links: what they open, what they never change, and that dead ones look alike."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.conftest import dispose, make_app, make_settings
from tests.owners import DEPUTY, NOW, OTHER, OWNER, link, open_follow_up, responsibility, updates, user
from tests.owners_pages import typed
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.following_up import the_plan
from tracker.domain.terms import Visibility
from tracker.models import AnswerLink, Base, FollowUp, db
from tracker.services.follow_ups.close_follow_up import close_follow_up
from tracker.services.reminders.links.answer_links import token_hash


@pytest.fixture
def token(app: Flask) -> str:
    """The owner's link for activity 8."""
    with app.app_context():
        return link(open_follow_up())


def everything(app: Flask, *leaving_out: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for the columns left out."""
    with app.app_context():
        return {
            table.name: [
                tuple(row)
                for row in db.session.execute(
                    select(*(column for column in table.columns if column.name not in leaving_out)).order_by(
                        *table.primary_key
                    )
                )
            ]
            for table in Base.metadata.sorted_tables
        }


def open_now() -> FollowUp:
    return db.session.query(FollowUp).filter_by(state="OPEN").one()


def test_the_link_opens_the_form_without_logging_in(client: PageClient, token: str) -> None:
    answer = client.get(f"/svara/{token}")
    assert answer.status_code == 200
    assert client.page.text(".page-heading__above") == "Aktivitet 8 i 26-punktsplanen"
    assert client.page.text(".site-header__name") == "Uppsala kommun"
    assert client.page.select("nav, [name=csrf_token]") == []
    assert typed(client)["comment"].startswith("Rutiner och metoder")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers


def test_scanners_change_nothing(app: Flask, client: PageClient, token: str) -> None:
    before, unopened = everything(app), everything(app, "first_opened_at")
    for method in ("HEAD", "OPTIONS", "HEAD"):
        for path in ("", "/kvitto", "/lamna-over", "/inte-mitt"):
            answer = FlaskClient(app, app.response_class).open(f"/svara/{token}{path}", method=method)
            assert "Set-Cookie" not in answer.headers
    assert client.put(f"/svara/{token}").status_code == 405
    assert client.get(f"/svara/{token}/kvitto").status_code == 303
    assert everything(app) == before
    for agent in ("curl", "Mimecast", "BarracudaCentral", "Mozilla/5.0 Safe Links"):
        for _ in range(3):
            for path in ("", "/lamna-over", "/inte-mitt"):
                address = f"/svara/{token}{path}?utm_source=mail"
                answer = client.get(address, headers={"User-Agent": agent})
                assert answer.status_code == 200
                assert "Set-Cookie" not in answer.headers
    assert everything(app, "first_opened_at") == unopened
    client.get(f"/svara/{token}")
    assert client.post(f"/svara/{token}", data=typed(client, comment="Det går.")).status_code == 303


def test_only_get_notes_when_the_link_was_first_opened(app: Flask, client: PageClient, token: str) -> None:
    client.head(f"/svara/{token}")
    with app.app_context():
        assert db.session.query(AnswerLink).one().first_opened_at is None
    client.get(f"/svara/{token}")
    with time_machine.travel(NOW + timedelta(days=1)):
        client.get(f"/svara/{token}")
    with app.app_context():
        assert db.session.query(AnswerLink).one().first_opened_at == NOW


def test_answer_receipt_and_change(app: Flask, client: PageClient, token: str) -> None:
    client.get(f"/svara/{token}")
    sent = client.post(f"/svara/{token}", data=typed(client, comment="Via länken.", target_year="2023"))
    assert (sent.status_code, sent.location) == (303, f"/svara/{token}/kvitto")
    assert "Set-Cookie" not in sent.headers
    answer = client.get(sent.location)
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.page.h1 == "Svaret är sparat"
    assert "Via länken." in client.page.text(".quiet")
    assert f"/svara/{token}" in client.page.links()
    # The others of the owner's have no link yet: said, without a button that leads nowhere.
    assert "Två svar till väntar på dig i 26-punktsplanen." in client.page.text("main")
    assert client.page.select("main .govuk-button") == []
    client.get(f"/svara/{token}")
    assert client.page.text("#formular") == "Ändra svaret"
    with app.app_context():
        report = updates()[-1]
        assert (report.comment, report.way_in, report.author_id) == ("Via länken.", "LINK", user().id)


def test_the_receipt_leads_to_the_persons_own_next_link(app: Flask, client: PageClient, token: str) -> None:
    with app.app_context():
        follow_up = open_now()
        own = link(follow_up, "1b")
        link(follow_up, "1a", DEPUTY)
    client.get(f"/svara/{token}")
    client.post(f"/svara/{token}", data=client.page.fields(".quiet form") | {"do": "nothing-new"})
    client.get(f"/svara/{token}/kvitto")
    # The deputy's link for 1a is not the owner's to open.
    assert client.page.texts("main .govuk-button") == ["Nästa: aktivitet 1b"]
    # Before the buttons, so that it is not read as the text of "Ändra svaret".
    text = client.page.text("main")
    assert text.index("Näst på tur står aktivitet 1b: ") < text.index("Nästa: aktivitet 1b")
    assert client.page.one("main .govuk-button").get("href") == f"/svara/{own}"
    assert client.get(f"/svara/{own}").status_code == 200


def test_the_receipt_counts_only_what_the_person_is_asked_about(
    app: Flask, client: PageClient, token: str
) -> None:
    with app.app_context():
        for number in ("1a", "1b"):
            row = responsibility(number)
            row.owner_id, row.deputy_id = row.deputy_id, row.owner_id
        db.session.commit()
    client.get(f"/svara/{token}")
    client.get(client.post(f"/svara/{token}", data=typed(client, comment="Klart.")).location)
    assert "Inget mer väntar på dig." in client.page.text("main"), "the owner of 1a and 1b is asked"
    with app.app_context():
        user(DEPUTY).unreachable_since = NOW
        db.session.commit()
    client.get(f"/svara/{token}/kvitto")
    assert "Två svar till väntar på dig" in client.page.text("main")


def dead_links(app: Flask, token: str) -> Iterator[str]:
    """Tokens that open nothing, each dead in its own way."""
    yield "x"
    yield "A" * 43
    yield token[:-1] + ("A" if token[-1] != "A" else "B")
    yield token + "A"
    yield token.swapcase()
    yield "å" * 43
    yield "%00" * 43


def test_dead_links_look_alike(app: Flask, client: PageClient, token: str) -> None:
    def page(of: str, path: str = "") -> str:
        answer = client.get(f"/svara/{of}{path}")
        assert answer.status_code == 404
        assert client.page.h1 == "Länken gäller inte längre"
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.get_data(as_text=True)

    unknown = page("x")
    for dead in dead_links(app, token):
        assert page(dead) == unknown
        assert page(dead, "/kvitto") == unknown
    with app.app_context():
        found = db.session.query(AnswerLink).one()
        found.revoked_at = NOW
        db.session.commit()
        assert page(token) == unknown
        found.revoked_at = None
        found.expires_at = NOW
        db.session.commit()
        assert page(token) == unknown
        found.expires_at = NOW + timedelta(days=1)
        responsibility().owner_id = user(OTHER).id
        db.session.commit()
        assert page(token) == unknown
        responsibility().owner_id = user(OWNER).id
        responsibility().activity.withdrawn = True
        db.session.commit()
        assert page(token) == unknown
        responsibility().activity.withdrawn = False
        db.session.commit()
    assert client.get(f"/svara/{token}").status_code == 200
    with app.app_context():
        close_follow_up(open_now().id, by=None, now=NOW)
    assert page(token) == unknown
    assert token not in unknown


def test_dead_links_cost_the_same_questions(app: Flask, client: PageClient, token: str) -> None:
    """Who measures time learns nothing: what is asked of the database does not depend on why a link is dead."""

    def questions(of: str) -> list[str]:
        asked: list[str] = []
        with app.app_context():
            engine = db.engine
        listen = lambda *args: asked.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        assert client.get(f"/svara/{of}").status_code == 404
        event.remove(engine, "before_cursor_execute", listen)
        return asked

    unknown = questions("A" * 43)
    assert questions(token[:-1] + ("A" if token[-1] != "A" else "B")) == unknown
    with app.app_context():
        found = db.session.query(AnswerLink).one()
        found.revoked_at = NOW
        db.session.commit()
        assert questions(token) == unknown
        found.revoked_at, found.expires_at = None, NOW
        db.session.commit()
        assert questions(token) == unknown
        found.expires_at = NOW + timedelta(days=1)
        db.session.commit()
        close_follow_up(open_now().id, by=None, now=NOW)
    assert questions(token) == unknown


def test_the_database_does_not_know_the_token(app: Flask, client: PageClient, token: str) -> None:
    client.get(f"/svara/{token}")
    assert client.post(f"/svara/{token}", data=typed(client, comment="Via länken.")).status_code == 303
    assert token not in str(everything(app))


def test_the_page_of_a_dead_link_says_how_to_go_on(app: Flask, client: PageClient) -> None:
    client.get("/svara/x")
    for words in (
        "aktiviteten inte följs upp längre, eller att någon annan svarar för den nu",
        "nämnden ser det på planens sida före nästa uppföljning",
        "Skriv till controller@uppsala.example.org (Controller, arbetsmarknadsförvaltningen).",
    ):
        assert words in client.page.text("main")
    assert "/logga-in" in client.page.links()
    assert "mailto:controller@uppsala.example.org" in client.page.links()
    with app.app_context():
        the_plan().visibility = Visibility.INTERNAL
        db.session.commit()
    client.get("/svara/x")
    # Nobody is named who cannot be known without asking whose the link is.
    assert "@" not in client.page.text("main")
    assert "Svara på mejlet som länken stod i" in client.page.text("main")


def test_what_was_typed_is_handed_back_when_the_follow_up_has_closed(
    app: Flask, client: PageClient, token: str
) -> None:
    client.get(f"/svara/{token}")
    data = typed(client, comment="Hann\r\ninte <b>.", remaining_work="Allt\x00.")
    with app.app_context():
        close_follow_up(open_now().id, by=None, now=NOW)
    before = everything(app)
    assert client.post(f"/svara/{token}", data=data).status_code == 404
    assert "Det du skrev är inte sparat." in client.page.text("main")
    assert client.page.texts(".typed-text") == ["Påbörjad", "Hann inte <b>.", "Allt\ufffd.", "2022"]
    assert everything(app) == before


def test_values_and_what_was_ticked_are_handed_back_too(client: PageClient) -> None:
    data = {
        "comment": "Klart",
        "ongoing": "y",
        "value_6": "4,1",
        "period_6": "T2",
        "value_7": "",
        "period_7": "T1",
    }
    client.post("/svara/x", data=data | {"source": "Kolada", "status": "999999999999"})
    labels = client.page.texts("section h3")
    assert list(zip(labels, client.page.texts(".typed-text"), strict=True)) == [
        ("Vad har hänt, eller varför?", "Klart"),
        ("Bedöms bli färdig", "Ständigt pågående"),
        ("Nytt värde", "4,1"),
        ("Avser", "T2"),
        ("Källa", "Kolada"),
    ]


def test_a_form_sent_to_the_receipt_is_told_that_it_is_a_page(client: PageClient, token: str) -> None:
    assert client.post(f"/svara/{token}/kvitto").status_code == 405
    assert "Adressen visar en sida och tar inte emot något formulär." in client.page.text("main")


def test_an_empty_or_foreign_form_is_refused(app: Flask, client: PageClient, token: str) -> None:
    client.get(f"/svara/{token}")
    data = typed(client, comment="Från en annan plats.")
    before = everything(app)
    assert client.post(f"/svara/{token}").status_code == 400
    assert client.post(f"/svara/{token}", data={"do": "nothing-new"}).status_code == 400
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost.evil.example"},
        {"Referer": "https://evil.example/svara/x"},
    ):
        assert client.post(f"/svara/{token}", data=data, headers=headers).status_code == 403
        assert "från en annan webbplats" in client.page.text("main")
    assert everything(app) == before
    own = {"Origin": "http://localhost"}
    assert client.post(f"/svara/{token}", data=data, headers=own).status_code == 303


def test_the_host_of_the_request_counts_in_a_demo_only(
    app: Flask, sqlite_url: str, token: str, tmp_path: object
) -> None:
    demo = make_app(make_settings(sqlite_url, app.config["SETTINGS"].data_dir, DEMO="1"))
    elsewhere = {"Origin": "http://min-dator:8000", "Host": "min-dator:8000"}
    for place, status in ((app, 403), (demo, 400)):
        answer = place.test_client().post(f"/svara/{token}", headers=elsewhere)
        assert answer.status_code == status
    dispose(demo)


def test_a_link_answers_for_its_own_activity_only(app: Flask, client: PageClient, token: str) -> None:
    client.get(f"/svara/{token}")
    data = typed(client, comment="Fel aktivitet?", responsibility_id="1", number="1a", follow_up="999999")
    assert client.post(f"/svara/{token}", data=data).status_code == 404
    with app.app_context():
        data["follow_up"] = str(open_now().id)
    client.post(f"/svara/{token}", data=data)
    with app.app_context():
        assert updates("8")[-1].comment == "Fel aktivitet?"
        assert updates("1a")[-1].comment != "Fel aktivitet?"


def test_refusals_conflicts_and_doubles_work_by_link_too(app: Flask, client: PageClient, token: str) -> None:
    client.get(f"/svara/{token}")
    first = typed(client, comment="Första.")
    assert client.post(f"/svara/{token}", data={**first, "target_year": "2021"}).status_code == 400
    assert typed(client)["comment"] == "Första."
    for _ in range(2):
        assert client.post(f"/svara/{token}", data=first).location == f"/svara/{token}/kvitto"
    late = {**first, "nonce": "another-form-0001", "comment": "Andra."}
    assert client.post(f"/svara/{token}", data=late).status_code == 409
    assert client.page.h1 == "Du har redan sparat ett svar"
    assert client.post(f"/svara/{token}", data=client.page.fields("main form")).status_code == 303
    with app.app_context():
        assert [update.comment for update in updates()[-2:]] == ["Första.", "Andra."]


def test_someone_else_signed_in_answers_as_the_links_person(
    app: Flask, client: PageClient, token: str
) -> None:
    sign_in(client, "board_member")
    client.get(f"/svara/{token}")
    client.post(f"/svara/{token}", data=typed(client, comment="Som länkens person."))
    with app.app_context():
        assert updates()[-1].author_id == user(OWNER).id
    assert client.get("/mina-aktiviteter/26-punktsplan/8").status_code == 403


def test_tokens_reach_no_log(
    app: Flask,
    client: PageClient,
    token: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise RuntimeError("prov")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    monkeypatch.setattr("tracker.web.answers.answer.show_form", fail)
    for name in ("werkzeug", "gunicorn.access"):
        logging.getLogger(name).warning('"GET /svara/%s HTTP/1.1" 200', token)
    answer = client.get(f"/svara/{token}")
    assert answer.status_code == 500
    assert token not in answer.get_data(as_text=True)
    assert "RuntimeError" in caplog.text
    assert token not in caplog.text


def test_the_receipt_asks_few_questions_however_many_wait(app: Flask, client: PageClient, token: str) -> None:
    def questions() -> int:
        asked: list[str] = []
        with app.app_context():
            engine = db.engine
        listen = lambda *args: asked.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        assert client.get(f"/svara/{token}/kvitto").status_code == 200
        event.remove(engine, "before_cursor_execute", listen)
        assert len(asked) <= 12, "\n".join(asked)
        return len(asked)

    client.get(f"/svara/{token}")
    assert client.post(f"/svara/{token}", data=typed(client, comment="Klart.")).status_code == 303
    with app.app_context():
        tokens = {number: link(open_now(), number) for number in ("1a", "1b")}
    with_two = questions()
    assert f"/svara/{tokens['1a']}" in client.page.links()
    with app.app_context():
        for number in ("10", "12", "22", "23", "25"):
            responsibility(number).deputy_id = user(OWNER).id
            link(open_now(), number)
    assert questions() == with_two


def test_the_newest_living_link_leads_on(app: Flask, client: PageClient, token: str) -> None:
    client.get(f"/svara/{token}")
    client.post(f"/svara/{token}", data=typed(client, comment="Klart."))
    with app.app_context():
        kept, revoked, foreign = (
            link(open_now(), "1a", OWNER, NOW),
            link(open_now(), "1a", OWNER, NOW + timedelta(days=1)),
            link(open_now(), "1a", DEPUTY, NOW),
        )
        db.session.query(AnswerLink).filter_by(token_hash=token_hash(revoked)).one().revoked_at = NOW
        db.session.commit()
    client.get(f"/svara/{token}/kvitto")
    assert f"/svara/{kept}" in client.page.links()
    assert not {f"/svara/{revoked}", f"/svara/{foreign}"} & set(client.page.links())
