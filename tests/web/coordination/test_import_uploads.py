"""What somebody who sends a file is told when it cannot be taken just now, or not at all."""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.coordinating import HERE, as_coordinator
from tests.page_check import PageClient
from tests.services.imports.test_files import table
from tracker.models import db
from tracker.queries.people import accounts
from tracker.services.imports import reading

UPLOAD = "/samordning/importera"
VALUES = f"{HERE}/nyckeltal/las-in"
PLACES = pytest.mark.parametrize("place", [UPLOAD, VALUES])


@pytest.fixture
def busy(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As many files are being read as may be."""
    monkeypatch.setattr(reading, "_PATIENCE", 0)
    with ExitStack() as others:
        with app.app_context():
            for _ in range(reading.READERS):
                others.enter_context(reading.one_reader())
        yield


def send(client: PageClient, place: str, data: bytes) -> int:
    client.get(place)
    form = {**client.page.fields("main form[method=post]"), "file": (io.BytesIO(data), "fil.csv")}
    return client.post(place, data=form, content_type="multipart/form-data").status_code


class Arriving(io.BytesIO):
    """A file that comes in slowly: while it does, somebody else saves."""

    database = ""
    saved = 0

    def readinto(self, buffer: Any) -> int:
        """Gives the next part, once another process has written without waiting."""
        with sqlite3.connect(self.database, timeout=0, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE plan SET revision = revision + 1")
            other.execute("COMMIT")
        other.close()
        self.saved += 1
        return super().readinto(buffer)


@PLACES
def test_nobody_waits_for_the_database_while_a_file_comes_in(
    app: Flask, client: PageClient, place: str
) -> None:
    as_coordinator(client)
    client.get(place)
    fields = client.page.fields("main form[method=post]")
    file = FileStorage(io.BytesIO(table("1;En;Klar;;Ja")), "fil.csv")
    boundary, body = encode_multipart({**fields, "file": file})
    arriving = Arriving(body)
    with app.app_context():
        arriving.database = db.engine.url.database or ""
    answer = client.post(
        place,
        input_stream=arriving,
        content_length=len(body),
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    # It is a report, and no list of values.
    assert (answer.status_code, arriving.saved > 0) == (303 if place == UPLOAD else 400, True)


@PLACES
@pytest.mark.usefixtures("busy")
def test_a_file_that_nobody_can_read_just_now_is_told_beside_the_field(
    client: PageClient, place: str
) -> None:
    as_coordinator(client)
    assert send(client, place, table("1;En;Klar;;Ja")) == 503
    assert "Andra filer läses just nu" in client.page.text(".govuk-error-message")


@PLACES
def test_a_file_that_is_too_large_is_told_how_large_it_may_be(client: PageClient, place: str) -> None:
    as_coordinator(client)
    whole = b"--x\r\n" + bytes(22_000_001)
    assert client.post(place, data=whole, content_type="multipart/form-data; boundary=x").status_code == 413
    said = client.page.text("main")
    assert "Filen får vara högst 20 MB. Ingenting har sparats." in said and "text får vara" not in said


def test_the_page_of_a_busy_database_asks_it_nothing(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_coordinator(client)

    def locked(*_given: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    app.testing = False
    monkeypatch.setattr(accounts, "signed_in", locked)
    assert client.post(UPLOAD).status_code == 503
    assert "Databasen är upptagen" in client.page.text("main")
