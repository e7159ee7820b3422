"""The tjänsteskrivelse from the first page to the frozen file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.coordinating import AS_OF, COCKPIT, PLAN, as_coordinator, send, with_open_follow_up
from tests.page_check import PageClient
from tracker.models import FollowUp, Tjansteskrivelse, db
from tracker.services.follow_ups.close_follow_up import close_follow_up

PAGE = f"{COCKPIT}/tjansteskrivelse"
FROZEN = f"/planer/{PLAN}/uppfoljningar/{AS_OF}/tjansteskrivelse.docx"
DRAFT = f"{COCKPIT}/tjansteskrivelse-utkast.docx"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Before the last day to answer."""
    with time_machine.travel("2022-09-05T10:00:00+02:00"):
        yield


def text_of(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs)


def close(app: Flask, follow_up_id: int) -> None:
    with app.app_context():
        close_follow_up(follow_up_id, by=None, now=datetime(2022, 9, 5, 9, tzinfo=UTC))


def test_the_usual_sentences_are_offered_and_not_stored(app: Flask, client: PageClient) -> None:
    follow_up_id = with_open_follow_up(app, "12")
    as_coordinator(client).get(PAGE)
    fields = client.page.fields("main form[method=post]")
    assert fields["proposal"] == "Arbetsmarknadsnämnden beslutar att lägga informationen till handlingarna."
    assert fields["preparation"] == "Ärendet har beretts av förvaltningen."
    assert "Av de 26 aktiviteterna" in client.page.text(".computed")
    assert "Bilaga 1. Uppföljning av 26-punktsplan per augusti 2022" in client.page.text(".computed")
    assert client.get(DRAFT).status_code == 303
    with app.app_context():
        assert db.session.get(Tjansteskrivelse, follow_up_id) is None


def test_what_a_person_wrote_stays_while_the_counts_are_made_anew(app: Flask, client: PageClient) -> None:
    follow_up_id = with_open_follow_up(app, "12")
    as_coordinator(client)
    assert send(client, PAGE, presentation="Arbetet fortsätter.\r\n\r\nFler får jobb.") == 303
    before = text_of(client.get(DRAFT).data)
    with app.app_context():
        follow_up = db.session.get_one(FollowUp, follow_up_id)
        follow_up.diarienummer = "AMN-2022-500"
        from tests.coordinating import answer

        for number in ("1a", "1b", "8", "10", "22", "23", "25"):
            answer(follow_up, number)
    after = text_of(client.get(DRAFT).data)
    for text in (before, after):
        assert "Arbetet fortsätter." in text
        assert "Fler får jobb." in text
    assert "inte besvarad" in before
    assert "inte besvarad" not in after


def test_it_is_frozen_with_the_report(
    app: Flask, client: PageClient, runner: FlaskCliRunner, tmp_path: object
) -> None:
    follow_up_id = with_open_follow_up(app, "12")
    as_coordinator(client)
    assert send(client, PAGE, presentation="Arbetet fortsätter.") == 303
    close(app, follow_up_id)
    frozen = client.get(FROZEN)
    assert frozen.status_code == 200
    assert "Arbetet fortsätter." in text_of(frozen.data)
    assert send(client, PAGE, presentation="Något annat.") == 303
    assert client.get(FROZEN).data == frozen.data
    assert "Något annat." in text_of(client.get(DRAFT).data)
    target = f"{tmp_path}/skrivelse.docx"
    command = ["report", PLAN, "--document", "tjansteskrivelse", "--format", "docx", "-o", target]
    assert runner.invoke(args=command).exit_code == 0
    with open(target, "rb") as file:
        assert file.read() == frozen.data
    # The new text is something to put right in a next version.
    client.get(f"{COCKPIT}/ratta")
    fields = client.page.fields("main form[method=post]")
    fields.pop("visa", None)
    assert client.post(f"{COCKPIT}/ratta", data={**fields, "reason": "Ny föredragning."}).status_code == 303
    assert "Något annat." in text_of(client.get(FROZEN).data)
    assert client.get(f"{FROZEN}?version=1").data == frozen.data
    assert runner.invoke(args=["check", "--frozen-only"]).exit_code == 0


def test_one_that_is_written_afterwards_is_frozen_afterwards(
    app: Flask, client: PageClient, runner: FlaskCliRunner
) -> None:
    follow_up_id = with_open_follow_up(app, "12")
    close(app, follow_up_id)
    as_coordinator(client)
    assert client.get(FROZEN).status_code == 404
    refused = runner.invoke(
        args=["report", PLAN, "--document", "tjansteskrivelse", "--format", "docx", "-o", "x"]
    )
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert send(client, PAGE, presentation="Efteråt.") == 303
    client.get(PAGE)
    token = client.page.fields("main form.action")
    assert [client.post(f"{PAGE}/frys", data=token).status_code for _ in range(2)] == [303, 409]
    assert "Efteråt." in text_of(client.get(FROZEN).data)
    assert runner.invoke(args=["check", "--frozen-only"]).exit_code == 0


def test_the_next_one_starts_from_the_last_ones_texts(app: Flask, client: PageClient) -> None:
    with app.app_context():
        march = db.session.query(FollowUp).order_by(FollowUp.as_of).first()
        assert march is not None
        db.session.add(Tjansteskrivelse(follow_up_id=march.id, presentation="Från i våras."))
        db.session.commit()
    with_open_follow_up(app, "12")
    as_coordinator(client).get(PAGE)
    assert client.page.fields("main form[method=post]")["presentation"] == "Från i våras."
    assert "Texterna är från tjänsteskrivelsen per mars 2022." in client.page.text("main")


def test_two_editors_are_shown_both_texts(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client).get(PAGE)
    mine = {**client.page.fields("main form[method=post]"), "economy": "Dyrare."}
    assert send(client, PAGE, economy="Billigare.") == 303
    assert client.post(PAGE, data=mine).status_code == 409
    assert client.page.texts(".two-texts__text") == [
        "Ekonomiska konsekvenser, sparat nu Billigare.", "Ekonomiska konsekvenser, din Dyrare.",
    ]  # fmt: skip
    assert client.post(PAGE, data=client.page.fields("main form[method=post]")).status_code == 303


def test_bad_text_is_told(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app, "12")
    as_coordinator(client)
    assert send(client, PAGE, children="x" * 20_001) == 400
    assert client.page.select("#children-error")
