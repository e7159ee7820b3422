"""`check`: what it says when all is well, and that nothing that was done to a frozen report escapes it."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, select, text, update

from tests.checking import FOLLOW_UP, WHERE, begins, said, second_version, version
from tests.conftest import dispose, make_app, make_settings
from tracker.clock import utc_now
from tracker.models import Heartbeat, ReportFile, ReportVersion, db
from tracker.services.reports.formats import AT_ONCE
from tracker.services.reports.freeze import digest
from tracker.services.reports.kept_file import keep_file
from tracker.services.reports.sealing.seal import version_seal


def beat(app: Flask) -> None:
    with app.app_context():
        db.session.add(Heartbeat(name="scheduler", at=utc_now()))
        db.session.commit()


def test_all_is_well(any_app: Flask) -> None:
    beat(any_app)
    assert said(any_app) == (0, f"All well: 1 frozen version, {len(AT_ONCE)} files.\n", [])


def test_a_scheduler_that_never_ran_is_told(any_app: Flask) -> None:
    code, out, lines = said(any_app)
    assert (code, out) == (1, "")
    assert lines == ["scheduler: no tick ever: start 'flask --app wsgi scheduler'"]
    assert said(any_app, "--frozen-only")[0] == 0


def test_a_database_without_tables_is_one_line(tmp_path: object) -> None:
    app = make_app(make_settings(f"sqlite:///{tmp_path}/empty.db", tmp_path))  # type: ignore[arg-type]
    code, _, lines = said(app)
    dispose(app)
    assert code == 1
    assert len(lines) == 1
    assert "db upgrade" in lines[0]


def change_content() -> None:
    db.session.execute(update(ReportVersion).values(content=ReportVersion.content + " "))


def change_content_and_hash() -> None:
    other = version().content.replace("Färdig", "Stoppad")
    db.session.execute(update(ReportVersion).values(content=other, content_sha256=digest(other.encode())))


def change_reason() -> None:
    db.session.execute(update(ReportVersion).values(reason="En annan."))


def change_day() -> None:
    db.session.execute(update(ReportVersion).values(frozen_at=datetime(2022, 1, 1, tzinfo=UTC)))


def change_file() -> None:
    db.session.execute(update(ReportFile).where(ReportFile.format == "docx").values(data=b"annat"))


def change_file_and_hash() -> None:
    changed = update(ReportFile).where(ReportFile.format == "docx")
    db.session.execute(changed.values(data=b"annat", sha256=digest(b"annat")))


def change_file_hash_and_manifest() -> None:
    change_file_and_hash()
    manifest = {**(version().manifest or {}), "docx": digest(b"annat")}
    db.session.execute(update(ReportVersion).values(manifest=manifest))


def change_hash_alone() -> None:
    db.session.execute(update(ReportFile).where(ReportFile.format == "html").values(sha256="0" * 64))


def remove_file() -> None:
    db.session.execute(delete(ReportFile).where(ReportFile.format == "html"))


def add_a_foreign_file() -> None:
    db.session.add(
        ReportFile(report_version_id=version().id, format="pdf", sha256=digest(b"x"), data=b"x", seal=None)
    )


@pytest.mark.parametrize(
    ("tamper", "lines"),
    [
        (
            change_content,
            [f"{WHERE}: the stored content is not the one that was frozen: its SHA-256 differs"],
        ),
        (change_content_and_hash, [f"{WHERE}: the SHA-256 fits, but the seal does not"]),
        (change_reason, [f"{WHERE}: the SHA-256 fits, but the seal does not"]),
        (change_day, [f"{WHERE}: the SHA-256 fits, but the seal does not"]),
        (change_file, [f"{WHERE} docx: the stored file is not the one that was frozen"]),
        (change_file_and_hash, [f"{WHERE} docx: the stored file is not the one that was frozen"]),
        (change_file_hash_and_manifest, [f"{WHERE}: the SHA-256 fits, but the seal does not"]),
        (change_hash_alone, [f"{WHERE} html: the stored file is not the one that was frozen"]),
        (remove_file, [f"{WHERE} html: the file that was frozen is not there any more"]),
        (add_a_foreign_file, [f"{WHERE} pdf: the seal is missing"]),
    ],
)
def test_a_tampered_report_is_named(any_app: Flask, tamper: object, lines: list[str]) -> None:
    with any_app.app_context():
        tamper()  # type: ignore[operator]
        db.session.commit()
    code, out, found = said(any_app, "--frozen-only")
    assert (code, out, len(found)) == (1, "", len(lines)), found
    for line, beginning in zip(found, lines, strict=True):
        assert line.startswith(beginning)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE report_file SET data = CAST(data AS TEXT) || 'x' WHERE format = 'docx'", f"{WHERE} docx"),
        ("UPDATE report_version SET content = CAST(x'ff00fe' AS TEXT)", WHERE),
        ("UPDATE report_version SET content = x'ff00fe'", WHERE),
    ],
)
def test_what_no_program_of_ours_could_have_written_is_named_too(
    app: Flask, statement: str, where: str
) -> None:
    """SQLite holds anything in any column."""
    with app.app_context():
        db.session.execute(text(statement))
        db.session.commit()
    code, _, lines = said(app, "--frozen-only")
    assert (code, len(lines)) == (1, 1), lines
    assert lines[0].startswith(f"{where}: the stored")


def test_a_version_in_the_middle_cannot_be_taken_away_or_sealed_anew(any_app: Flask) -> None:
    with any_app.app_context():
        second_version()
    assert said(any_app, "--frozen-only")[0] == 0
    with any_app.app_context():
        first = db.session.scalars(select(ReportVersion).where(ReportVersion.number == 1)).one()
        first.reason = "Något annat."
        # With the key, as somebody on the server has it: the next version still tells.
        first.seal = version_seal(first, None)
        db.session.commit()
    _, _, lines = said(any_app, "--frozen-only")
    assert [line[: len(WHERE)] for line in lines] == [WHERE.replace("version 1", "version 2")]
    with any_app.app_context():
        first = db.session.scalars(select(ReportVersion).where(ReportVersion.number == 1)).one()
        db.session.execute(delete(ReportFile).where(ReportFile.report_version_id == first.id))
        db.session.delete(first)
        db.session.commit()
    assert f"{WHERE}: the frozen version is not there any more" in said(any_app, "--frozen-only")[2]


def test_a_seal_that_was_taken_away_is_missed(any_app: Flask) -> None:
    with any_app.app_context():
        second_version()
        db.session.execute(update(ReportVersion).where(ReportVersion.number == 2).values(seal=None))
        db.session.commit()
    begins(
        said(any_app, "--frozen-only")[2],
        WHERE.replace("version 1", "version 2") + ": the seal is missing",
        f"report: {FOLLOW_UP}: its state, its versions or the board's decision are not as they were sealed",
    )


def test_a_file_made_later_is_checked_too(any_app: Flask) -> None:
    with any_app.app_context():
        keep_file(version().id, "pdf", b"%PDF")
    assert said(any_app, "--frozen-only")[1] == f"All well: 1 frozen version, {len(AT_ONCE) + 1} files.\n"
    with any_app.app_context():
        change = update(ReportFile).where(ReportFile.format == "pdf")
        db.session.execute(change.values(data=b"%PDX", sha256=digest(b"%PDX")))
        db.session.commit()
    assert said(any_app, "--frozen-only")[2][0].startswith(
        f"{WHERE} pdf: the SHA-256 fits, but the seal does not"
    )


def test_another_secret_key_is_told_and_not_judged(sqlite_url: str, tmp_path: object, app: Flask) -> None:
    other = make_app(make_settings(sqlite_url, tmp_path, SECRET_KEY="quite another key, and long enough too"))  # type: ignore[arg-type]
    code, _, lines = said(other, "--frozen-only")
    assert code == 1
    begins(
        lines,
        f"report: 2 seals bear the mark of another key and cannot be judged, the first {FOLLOW_UP} version 1:"
        " TRACKER_SECRET_KEY was changed, or somebody else made them; ",
    )
    with other.app_context():
        change_file()
        db.session.commit()
    assert len(said(other, "--frozen-only")[2]) == 2
    dispose(other)


def test_after_a_changed_key_reports_are_sealed_anew_unless_they_are_broken(
    sqlite_url: str, tmp_path: object, app: Flask
) -> None:
    with app.app_context():
        second_version()
        keep_file(version().id, "pdf", b"%PDF")
    other = make_app(make_settings(sqlite_url, tmp_path, SECRET_KEY="quite another key, and long enough too"))  # type: ignore[arg-type]
    with other.app_context():
        # Frozen with the new key, upon a version that the old one sealed.
        second_version()
    assert said(other, "--frozen-only")[0] == 1
    code, out, lines = said(other, "--frozen-only", "--seal-anew")
    assert (code, lines) == (0, [])
    begins(
        out.splitlines(),
        f"Sealed anew: {FOLLOW_UP} version 1, sealed with the key ",
        f"Sealed anew: {FOLLOW_UP} version 2, sealed with the key ",
        f"Sealed anew: {FOLLOW_UP} version 2 pdf, sealed with the key ",
        "Sealed anew: 3.",
        f"All well: 3 frozen versions, {3 * len(AT_ONCE) + 1} files.",
    )
    assert said(other, "--frozen-only", "--seal-anew")[1].splitlines()[0] == "Sealed anew: 0."
    assert said(app, "--frozen-only")[0] == 1
    with other.app_context():
        change_reason()
        db.session.commit()
    assert said(other, "--frozen-only", "--seal-anew")[0] == 1
    dispose(other)


def test_help(runner: FlaskCliRunner) -> None:
    assert "frozen report" in runner.invoke(args=["check", "--help"]).output
