"""Ready marks, what is lacking and who has seen the report, as the coordinator sees them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.coordinating import (
    AS_OF,
    COCKPIT,
    PLAN,
    answer,
    as_coordinator,
    cells,
    send,
    with_open_follow_up,
)
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.coordination.test_cockpit import counted
from tracker.domain.terms import Rhythm
from tracker.models import FollowUp, KeyFigure, ReportSeen, db
from tracker.models.engine import reading_only
from tracker.services.follow_ups.close_follow_up import close_follow_up

REPORT = f"/planer/{PLAN}/uppfoljningar/{AS_OF}/rapport"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Four days before the last day to answer."""
    with time_machine.travel("2022-09-05T10:00:00+02:00"):
        yield


def press(client: PageClient, number: str, action: str = "klar") -> int:
    """Presses the button of a row on the cockpit that was fetched last."""
    [form] = [
        form
        for form in client.page.select(f"#rapporten form[action$='/{action}']")
        if form.cssselect("input[name=number]")[0].get("value") == number
    ]
    fields = {each.get("name"): each.get("value") for each in form.cssselect("input")}
    return client.post(form.get("action"), data=fields).status_code


def ready(client: PageClient) -> str:
    client.get(COCKPIT)
    [heading] = [text for text in client.page.texts("h2") if text.startswith("Klart för rapporten")]
    return heading.removeprefix("Klart för rapporten: ")


def test_a_row_is_marked_and_the_mark_is_undone(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12", "22")
    assert ready(as_coordinator(client)) == "19 av 27 rader"
    assert press(client, "12") == 303
    assert ready(client) == "20 av 27 rader"
    assert cells(client, "rapporten")["12"][4].startswith("Klar")
    assert press(client, "12", "inte-klar") == 303
    assert ready(client) == "19 av 27 rader"


def test_all_answered_rows_at_once(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12", "22", "23")
    as_coordinator(client).get(COCKPIT)
    fields = client.page.fields("#rapporten form[action$='/alla-klara']")
    with app.app_context():
        # Answered after the page was opened: not seen, not marked.
        answer(db.session.scalars(select(FollowUp).order_by(FollowUp.id.desc())).first(), "25")  # type: ignore[arg-type]
    assert client.post(f"{COCKPIT}/alla-klara", data=fields).status_code == 303
    assert ready(client) == "22 av 27 rader"
    assert cells(client, "rapporten")["25"][4].startswith("Inte klar")


def test_a_later_answer_needs_a_new_mark(app: Flask, client: PageClient) -> None:
    follow_up_id = with_open_follow_up(app, "12")
    as_coordinator(client).get(COCKPIT)
    assert press(client, "12") == 303
    with app.app_context():
        answer(db.session.get_one(FollowUp, follow_up_id), "12", "Nu är det tre.")
    assert ready(client) == "19 av 27 rader"
    assert cells(client, "rapporten")["12"][4].startswith("Nytt svar")


def test_the_coordinators_own_edit_takes_no_mark_away(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client).get(COCKPIT)
    assert press(client, "12") == 303
    assert send(client, f"{COCKPIT}/sprak/12", comment="Två jobbspår har startat.") == 303
    assert ready(client) == "20 av 27 rader"


def test_an_answer_that_was_not_seen_is_not_marked(app: Flask, client: PageClient) -> None:
    follow_up_id = with_open_follow_up(app, "12")
    as_coordinator(client).get(COCKPIT)
    with app.app_context():
        answer(db.session.get_one(FollowUp, follow_up_id), "12", "Nu är det tre.")
    assert press(client, "12") == 409
    assert "nytt svar sedan du öppnade sidan" in client.page.text("main")


def test_a_row_without_answer_can_be_ready_until_it_is_answered(app: Flask, client: PageClient) -> None:
    follow_up_id = with_open_follow_up(app)
    as_coordinator(client).get(COCKPIT)
    assert press(client, "8") == 303
    assert ready(client) == "20 av 27 rader"
    with app.app_context():
        answer(db.session.get_one(FollowUp, follow_up_id), "8")
    assert ready(client) == "19 av 27 rader"


@pytest.mark.parametrize("number", ["99", "a\x00", "x" * 30, ""])
def test_a_row_that_is_not_there_is_not_marked(app: Flask, client: PageClient, number: str) -> None:
    with_open_follow_up(app)
    as_coordinator(client).get(COCKPIT)
    token = client.page.fields(".site-nav form")["csrf_token"]
    sent = {"csrf_token": token, "number": number, "seen": "x"}
    assert client.post(f"{COCKPIT}/klar", data=sent).status_code == 404


def test_what_is_lacking_is_listed_with_where_to_do_it(app: Flask, client: PageClient) -> None:
    follow_up_id = with_open_follow_up(app, "12")
    with app.app_context():
        figure = db.session.scalars(
            select(KeyFigure).where(KeyFigure.slug == "andel-invanare-med-ekonomiskt-bistand")
        ).one()
        figure.rhythm, figure.days_after = Rhythm.MONTH, 3
        db.session.commit()
    as_coordinator(client)
    for page in (COCKPIT, f"{COCKPIT}/stang"):
        client.get(page)
        said = client.page.text(".lacking")
        for words in (
            "En besvarad rad är inte markerad som klar.",
            "Inledningen är inte skriven.",
            "Sammanfattningen är inte skriven.",
            "Diarienumret är inte satt.",
            "Rapportens datum är inte valt.",
            "Ett nyckeltal saknar sitt senaste värde.",
            "har ingen kommentar.",
            "Tjänsteskrivelsen är inte skriven.",
        ):
            assert words in said, (page, words)
        for link in {link.get("href") for link in client.page.select(".lacking a")}:
            assert client.get(link.split("#")[0] or COCKPIT).status_code == 200, link
    with app.app_context():
        follow_up = db.session.get_one(FollowUp, follow_up_id)
        follow_up.introduction = follow_up.summary = "Skrivet."
        follow_up.diarienummer, follow_up.report_on = "AMN-1", date(2022, 9, 20)
        db.session.commit()
    client.get(COCKPIT)
    said = client.page.text(".lacking")
    assert "Inledningen" not in said
    assert "Diarienumret" not in said


def test_the_pages_of_a_report_cost_few_questions(app: Flask, client: PageClient) -> None:
    follow_up_id = with_open_follow_up(app, "12")
    as_coordinator(client).get(COCKPIT)
    assert press(client, "12") == 303
    for url in (COCKPIT, f"{COCKPIT}/stang"):
        with counted(app) as asked:
            client.get(url)
        assert len(asked) <= 12, (url, asked)
    with app.app_context():
        close_follow_up(follow_up_id, by=None, now=datetime.fromisoformat("2022-09-05T09:00+00:00"))
    for url in (COCKPIT, f"{COCKPIT}/beslut", f"{COCKPIT}/ratta?rad=1", REPORT, f"{REPORT[:-8]}/versioner"):
        with counted(app) as asked:
            client.get(url)
        assert len(asked) <= 12, (url, asked)


def test_who_has_seen_the_draft_and_the_report(app: Flask, client: PageClient) -> None:
    follow_up_id = with_open_follow_up(app, "12")
    as_coordinator(client).get(f"{COCKPIT}/forhandsgranska")
    assert "Ingen inloggad har öppnat rapporten än." in client.page.text(".draft")
    client.get(f"{COCKPIT}/forhandsgranska")
    assert "Utkastet har setts av Controller, arbetsmarknadsförvaltningen (5 september)." in client.page.text(
        ".draft"
    )
    with app.app_context():
        close_follow_up(follow_up_id, by=None, now=datetime.fromisoformat("2022-09-05T09:00+00:00"))
    member = app.test_client()
    assert isinstance(member, PageClient)
    with time_machine.travel("2022-09-06T10:00:00+02:00"):
        title = sign_in(member, "board_member").title
        member.get(REPORT)
        # Somebody who is not signed in, and a program that only asks for the headers, have not seen it.
        app.test_client().get(REPORT)
        client.head(REPORT)
    client.get(COCKPIT)
    seen = client.page.text("#sett")
    assert f"Version 1 har setts av {title} (6 september)." in seen
    assert "Utkastet har setts av Controller, arbetsmarknadsförvaltningen (5 september)." in seen


def test_a_sight_is_written_once_a_day(app: Flask, client: PageClient) -> None:
    report = f"/planer/{PLAN}/uppfoljningar/2022-03-31/rapport"
    sign_in(client, "board_member")
    first = client.get(report)
    client.get(report)
    client.get(report, headers={"If-None-Match": first.headers["ETag"]})

    def rows() -> tuple[int, list[timedelta]]:
        with app.app_context():
            found = db.session.scalars(select(ReportSeen)).all()
            return len(found), [seen.last_at - seen.first_at for seen in found]

    assert rows() == (1, [timedelta()])
    with time_machine.travel("2022-09-07T10:00:00+02:00"):
        later = app.test_client()
        assert isinstance(later, PageClient)
        sign_in(later, "board_member")
        later.get(report)
    count, spans = rows()
    assert count == 1
    assert spans[0].days in (1, 2)
    assert not reading_only.get()


def test_a_report_is_shown_also_when_the_sight_cannot_be_noted(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    from tracker.web.frame import seen

    def locked(*_args: object, **_more: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(seen, "note_seen", locked)
    sign_in(client, "board_member")
    answered = client.get(f"/planer/{PLAN}/uppfoljningar/2022-03-31/rapport")
    assert answered.status_code == 200
    assert client.page.h1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ReportSeen)) == 0
