"""The frozen file, on both databases: which follow-up, which version, and every refusal."""

from datetime import date
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from tests.reports.sample import report
from tracker.models import ReportFile, ReportVersion, db
from tracker.models.engine import reading_only
from tracker.reports.content import from_json
from tracker.reports.docx import report_docx
from tracker.reports.html import report_html
from tracker.services.reports.formats import FORMATS, Format
from tracker.services.reports.kept_file import keep_file
from tracker.services.reports.produce_report import ReportDocument, ReportRefused, produce


def produced(app: Flask, slug: str = "26-punktsplan", **asked: object) -> ReportDocument:
    with app.app_context():
        return produce(slug, **asked)  # type: ignore[arg-type]


def test_the_frozen_file_is_the_seeds_content_byte_for_byte(any_app: Flask) -> None:
    word = produced(any_app, as_of=date(2022, 3, 31), format="docx")
    with any_app.app_context():
        frozen = db.session.scalars(select(ReportVersion.content)).one()
    assert word.data == report_docx(from_json(frozen))
    assert word.sha256 == sha256(word.data).hexdigest()
    assert (word.as_of, word.version) == (date(2022, 3, 31), 1)
    assert word.filename == "uppfoljning-26-punktsplan-2022-03-31.docx"
    page = produced(any_app, format="html")
    assert page.data.decode() == report_html(report())
    assert page.media_type == "text/html; charset=utf-8"


@pytest.mark.parametrize("as_of", [None, date(2022, 3, 31), date(2022, 4, 1), date(2099, 1, 1)])
@pytest.mark.parametrize("version", [None, 1])
def test_the_newest_on_or_before_the_day(app: Flask, as_of: date | None, version: int | None) -> None:
    assert produced(app, as_of=as_of, version=version).as_of == date(2022, 3, 31)


@pytest.mark.parametrize(
    ("asked", "why", "status"),
    [
        ({"slug": "finns-inte"}, "unknown-plan", 404),
        ({"as_of": date(2022, 3, 30)}, "no-follow-up", 404),
        ({"version": 2}, "unknown-version", 404),
        ({"version": 0}, "unknown-version", 404),
        ({"version": 2**63}, "unknown-version", 404),
        ({"format": "odt"}, "unknown-format", 400),
    ],
)
def test_what_is_refused_and_why(any_app: Flask, asked: dict[str, object], why: str, status: int) -> None:
    with pytest.raises(ReportRefused) as refused:
        produced(any_app, **asked)  # type: ignore[arg-type]
    assert (refused.value.why, refused.value.status) == (why, status)
    assert refused.value.message.endswith(".")


def test_a_format_that_came_after_the_freeze_is_made_once_and_kept(
    any_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with any_app.app_context():
        db.session.execute(delete(ReportFile).where(ReportFile.format == "html"))
        db.session.commit()
    first = produced(any_app, format="html")
    assert first.data.decode() == report_html(report())
    # A later release writes it another way: what was handed out once stays.
    later = Format("html", "webbsida", "text/html; charset=utf-8", lambda _: b"another")
    monkeypatch.setitem(FORMATS, "html", later)  # type: ignore[arg-type]
    assert produced(any_app, format="html").data == first.data


def test_who_only_reads_gets_it_too_and_the_first_one_that_was_kept_is_everybodys(any_app: Flask) -> None:
    with any_app.app_context():
        version = db.session.scalars(select(ReportVersion.id)).one()
        db.session.execute(delete(ReportFile).where(ReportFile.format == "csv"))
        db.session.commit()
        reading = reading_only.set(True)
        try:
            assert db.session.scalar(select(ReportVersion.number)) == 1
            assert keep_file(version, "csv", b"first").data == b"first"
            assert keep_file(version, "csv", b"second").data == b"first"
        finally:
            reading_only.reset(reading)


def test_a_stored_file_that_was_changed_is_refused(any_app: Flask) -> None:
    with any_app.app_context():
        changed = update(ReportFile).where(ReportFile.format == "docx").values(data=b"another")
        db.session.execute(changed)
        db.session.commit()
    with pytest.raises(ReportRefused, match="kontrollsumman") as refused:
        produced(any_app, format="docx")
    assert (refused.value.why, refused.value.status) == ("not-as-frozen", 500)
    assert produced(any_app, format="html").data.decode() == report_html(report())


def test_a_stored_content_that_was_changed_is_refused(any_app: Flask) -> None:
    with any_app.app_context():
        db.session.execute(delete(ReportFile))
        db.session.execute(update(ReportVersion).values(content=ReportVersion.content + " "))
        db.session.commit()
    for format in ("docx", "html"):
        with pytest.raises(ReportRefused, match="kontrollsumman"):
            produced(any_app, format=format)
