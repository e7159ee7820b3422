"""The PDF from the page: asked for once, made by a process of its own, and the same file for everybody."""

from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from tests.page_check import PageClient
from tests.web.test_reports import make_internal
from tracker.domain.terms import JobState
from tracker.models import Job, ReportFile, db
from tracker.reports import pdf_libraries

FOLLOW_UP = "/planer/26-punktsplan/uppfoljningar/2022-03-31"


def wait_for_workers(app: Flask) -> None:
    for worker in app.extensions.get("workers", []):
        assert worker.wait(timeout=120) == 0


def test_a_pdf_is_asked_for_made_and_downloaded(app: Flask, client: PageClient) -> None:
    assert client.get(f"{FOLLOW_UP}/rapport.pdf").location == f"{FOLLOW_UP}/rapport/pdf"
    client.get(f"{FOLLOW_UP}/rapport/pdf")
    assert client.page.texts("main button") == ["Gör PDF-filen"]
    answer = client.post(f"{FOLLOW_UP}/rapport/pdf", data=client.page.fields("main form"))
    assert answer.status_code == 303
    wait_for_workers(app)
    client.get(answer.location)
    assert "PDF-filen är klar." in client.page.texts("main p")
    first = client.get(f"{FOLLOW_UP}/rapport.pdf")
    assert (first.status_code, first.content_type) == (200, "application/pdf")
    with pikepdf.open(BytesIO(first.data)) as document:
        assert str(document.Root.Lang) == "sv"
    with app.app_context():
        file = db.session.scalars(select(ReportFile).where(ReportFile.format == "pdf")).one()
        assert file.sha256 == sha256(first.data).hexdigest()
        assert db.session.scalars(select(Job.state)).one() is JobState.DONE
    assert client.get(f"{FOLLOW_UP}/rapport.pdf").data == first.data


def test_while_it_is_made_the_page_tells_the_step_and_asks_again_by_itself(
    app: Flask, client: PageClient
) -> None:
    client.get(f"{FOLLOW_UP}/rapport/pdf")
    with app.app_context():
        from tracker.clock import utc_now
        from tracker.models import ReportVersion
        from tracker.services.jobs import queue
        from tracker.services.reports.pdf_job import ask_for_pdf

        version = db.session.scalars(select(ReportVersion.id)).one()
        job = ask_for_pdf(version, by=None, now=utc_now())
        assert ask_for_pdf(version, by=None, now=utc_now()).id == job.id
        claimed = queue.claim(utc_now())
        assert claimed is not None
        queue.progress(claimed.id, 1, 3, "Sätter sidorna.", utc_now())
    response = client.get(f"{FOLLOW_UP}/rapport/pdf")
    assert response.headers["Refresh"] == "3"
    assert client.page.text("label[for=framsteg]") == "Sätter sidorna."
    (bar,) = client.page.select("progress")
    assert (bar.get("value"), bar.get("max")) == ("1", "3")


def test_a_server_without_the_libraries_says_why_and_offers_no_button(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_libraries, "_LIBRARIES", ("libfinns-inte.so.0",))
    pdf_libraries.why_no_pdf.cache_clear()
    try:
        client.get(f"{FOLLOW_UP}/rapport/pdf")
        assert client.page.texts("main button") == []
        assert "libfinns-inte.so.0 saknas" in client.page.text("main")
        assert client.get(f"{FOLLOW_UP}/rapport.docx").status_code == 200
    finally:
        pdf_libraries.why_no_pdf.cache_clear()


def test_who_may_not_read_the_plan_gets_no_pdf(app: Flask, client: PageClient) -> None:
    make_internal(app)
    for address in ("rapport.pdf", "rapport/pdf"):
        assert client.get(f"{FOLLOW_UP}/{address}").location.startswith("/logga-in")
