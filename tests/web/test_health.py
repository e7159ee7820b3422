"""/halsa: what monitoring is told."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests import reminding
from tests.conftest import dispose, make_app, make_settings
from tests.postgresql import free_port
from tests.reminding import ASKED, OPENING, outbox
from tracker.clock import utc_now
from tracker.domain.terms import MessageState
from tracker.models import Heartbeat, db
from tracker.services.reminders.writing.enqueue import enqueue


def beat(app: Flask, age: timedelta = timedelta(), held: str | None = None) -> None:
    with app.app_context():
        db.session.add(Heartbeat(name="scheduler", at=utc_now() - age, held=held))
        db.session.commit()


def test_all_is_well(app: Flask, client: FlaskClient) -> None:
    beat(app)
    response = client.get("/halsa")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json is not None
    assert response.json["status"] == "ok"
    assert response.json["database"] == "ok"
    assert response.json["migration"]["applied"] == response.json["migration"]["head"]
    assert response.json["scheduler"]["age_seconds"] < 60
    assert response.json["outbox"] == {"waiting": 0, "age_seconds": None, "uncertain": 0, "failed": 0}


@pytest.mark.parametrize("age", [None, timedelta(minutes=6)])
def test_a_silent_scheduler_is_told(app: Flask, client: FlaskClient, age: timedelta | None) -> None:
    if age:
        beat(app, age)
    response = client.get("/halsa")
    assert response.status_code == 200
    assert response.json is not None
    assert (response.json["status"], response.json["faults"]) == ("degraded", ["scheduler"])


def test_held_mail_is_told(app: Flask, client: FlaskClient) -> None:
    beat(app, held="Klockan har gått bakåt.")
    response = client.get("/halsa")
    assert response.json is not None
    assert response.json["faults"] == ["held"]


def test_mail_that_was_not_tried_lately_is_no_fault(app: Flask, client: FlaskClient) -> None:
    beat(app)
    with app.app_context():
        reminding.open_follow_up()
        enqueue(OPENING)
    response = client.get("/halsa")
    assert response.json is not None
    assert (response.json["faults"], response.json["outbox"]["waiting"]) == ([], len(ASKED))


def test_mail_that_has_waited_long_is_told_with_what_needs_a_person(app: Flask, client: FlaskClient) -> None:
    beat(app)
    with app.app_context():
        reminding.open_follow_up()
        enqueue(OPENING)
        first, second, *rest = outbox()
        first.state, second.state = MessageState.UNCERTAIN, MessageState.FAILED
        for tried in rest:
            tried.attempts, tried.next_at = 9, utc_now() + timedelta(minutes=30)
        db.session.commit()
    response = client.get("/halsa")
    assert response.json is not None
    assert response.json["faults"] == ["outbox"]
    told = response.json["outbox"]
    assert (told["waiting"], told["uncertain"], told["failed"]) == (len(ASKED) - 2, 1, 1)
    assert told["age_seconds"] > 3600


def test_another_migration_is_told(app: Flask, client: FlaskClient) -> None:
    beat(app)
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
    response = client.get("/halsa")
    assert response.json is not None
    assert response.json["faults"] == ["migration"]


def test_a_database_that_was_never_migrated_is_told(tmp_path: Path) -> None:
    app = make_app(make_settings(f"sqlite:///{tmp_path}/empty.db", tmp_path))
    response = app.test_client().get("/halsa")
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["migration"]["applied"] is None
    assert response.json["status"] == "degraded"
    dispose(app)


def test_a_database_that_does_not_answer_is_503(tmp_path: Path) -> None:
    app = make_app(make_settings(f"postgresql://x@127.0.0.1:{free_port()}/x", tmp_path))
    response = app.test_client().get("/halsa")
    assert response.status_code == 503
    assert response.json is not None
    assert (response.json["status"], response.json["database"]) == ("down", "does not answer")
