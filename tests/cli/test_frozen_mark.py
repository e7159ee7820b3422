"""The anchor beside the database: lost, broken, lagging, ahead of a restored backup, and first made."""

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.checking import FOLLOW_UP, OLDER, WHERE, begins, said, second_version, version
from tests.conftest import dispose, make_app, make_settings
from tracker.models import FollowUp, ReportFile, ReportVersion, db
from tracker.services.reports.formats import AT_ONCE
from tracker.services.reports.sealing import follow
from tracker.services.reports.sealing.anchor import FILE

HEAD = f"report: {FOLLOW_UP}"
WELL = f"All well: 1 frozen version, {len(AT_ONCE)} files."


def mark(folder: Path) -> Path:
    return folder / FILE


def test_without_the_file_it_says_so_and_a_person_makes_it_anew(any_app: Flask, tmp_path: Path) -> None:
    mark(tmp_path).unlink()
    begins(said(any_app, "--frozen-only")[2], f"anchor: {FILE} is missing in TRACKER_DATA_DIR")
    with any_app.app_context():
        second_version()
    assert not mark(tmp_path).exists(), "a freeze does not make it: that would hide what was taken away"
    code, out, _ = said(any_app, "--frozen-only", "--seal-anew")
    assert (code, out, mark(tmp_path).exists()) == (1, "Sealed anew: 0.\n", False)
    code, out, lines = said(any_app, "--frozen-only", "--anchor-anew")
    assert (code, lines) == (0, [])
    begins(
        out.splitlines(),
        f"Anchored anew: {FOLLOW_UP}, 2 versions, not decided",
        "Anchored anew: 1.",
        "All well: 2 frozen versions",
    )
    assert mark(tmp_path).stat().st_mode & 0o077 == 0
    assert said(any_app, "--frozen-only")[0] == 0


@pytest.mark.parametrize("text", ["", "[not a mark", "{}", None])
def test_a_file_that_is_not_what_was_written_is_told(
    any_app: Flask, tmp_path: Path, text: str | None
) -> None:
    if text is None:
        found = json.loads(mark(tmp_path).read_text())
        (entry,) = found["reports"].values()
        entry["revision"] = 7
        text = json.dumps(found)
    mark(tmp_path).write_text(text)
    begins(said(any_app, "--frozen-only")[2], f"anchor: {FILE} is not what was written")
    with any_app.app_context():
        second_version()
    assert mark(tmp_path).read_text() == text, "nothing is written over what somebody should look at"
    assert said(any_app, "--frozen-only", "--anchor-anew")[0] == 0


def test_stopped_between_commit_and_file_it_lags_and_catches_up(
    any_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_anchor: object) -> None:
        raise OSError(28, "No space left on device")

    before = mark(tmp_path).read_text()
    with any_app.app_context(), monkeypatch.context() as stopped:
        stopped.setattr(follow, "write_anchor", full)
        second_version()
    assert "frozen-mark.json cannot follow what was sealed" in caplog.text
    assert mark(tmp_path).read_text() == before
    assert said(any_app, "--frozen-only")[1].startswith("All well: 2 frozen versions"), "no false alarm"
    (entry,) = json.loads(mark(tmp_path).read_text())["reports"].values()
    assert (entry["revision"], len(entry["chain"])) == (2, 2), "the check has caught up"


def test_a_rolled_back_freeze_leaves_nothing_in_the_file(any_app: Flask, tmp_path: Path) -> None:
    before = mark(tmp_path).read_text()
    with any_app.app_context():
        db.session.execute(update(FollowUp).values(frozen_revision=9))
        db.session.commit()
        follow.follow()
    assert mark(tmp_path).read_text() == before, "a number alone is no seal"


def test_a_restored_older_backup_is_told_and_accepted_by_a_person(
    sqlite_url: str, app: Flask, tmp_path: Path
) -> None:
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    dispose(app)
    shutil.copyfile(database, tmp_path / "backup.db")
    with app.app_context():
        second_version()
    dispose(app)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "backup.db", database)
    gone = f"{HEAD} version 2: the frozen version is not there any more"
    begins(said(app, "--frozen-only")[2], gone, OLDER)
    with app.app_context():
        # Work goes on before anybody has looked.
        second_version()
    begins(said(app, "--frozen-only")[2], f"{HEAD}: it is not the one that {FILE} knows", OLDER)
    code, out, lines = said(app, "--frozen-only", "--anchor-anew")
    assert (code, lines) == (0, [])
    assert out.startswith(f"Anchored anew: {FOLLOW_UP}, 2 versions, not decided\n")


def test_what_does_not_fit_is_not_anchored_anew(any_app: Flask) -> None:
    with any_app.app_context():
        db.session.execute(update(ReportVersion).values(content=ReportVersion.content + " "))
        db.session.commit()
    code, out, lines = said(any_app, "--frozen-only", "--anchor-anew")
    assert (code, out) == (1, "Anchored anew: 0.\n")
    begins(
        lines,
        f"not anchored anew: {FOLLOW_UP} version 1: a SHA-256 does not fit",
        f"{WHERE}: the stored content",
    )


def as_upgraded(folder: Path) -> None:
    """The report as a release without seals has left it."""
    db.session.execute(update(ReportVersion).values(seal=None, manifest=None, frozen_by_title=None))
    db.session.execute(update(ReportFile).values(seal=None))
    db.session.execute(update(FollowUp).values(frozen_seal=None, frozen_revision=0))
    db.session.commit()
    mark(folder).unlink()


def test_versions_older_than_seals_are_accepted_when_the_anchor_says_so(
    any_app: Flask, tmp_path: Path
) -> None:
    with any_app.app_context():
        as_upgraded(tmp_path)
    begins(said(any_app, "--frozen-only")[2], f"{WHERE}: the seal is missing", f"anchor: {FILE} is missing")
    _, out, _ = said(any_app, "--frozen-only", "--anchor-anew")
    begins(
        out.splitlines(),
        f"Anchored anew: {FOLLOW_UP}, 1 version, 1 without a seal, not decided",
        "Anchored anew: 1.",
        f"All well: 1 frozen version, 1 of them older than seals, {len(AT_ONCE)} files.",
    )
    with any_app.app_context():
        second_version()
    assert said(any_app, "--frozen-only")[0] == 0
    with any_app.app_context():
        db.session.execute(update(ReportVersion).where(ReportVersion.number == 1).values(reason="En annan."))
        db.session.commit()
    begins(said(any_app, "--frozen-only")[2], f"{WHERE}: it is not the one that {FILE} knows", OLDER)


def test_after_an_upgrade_the_reports_are_sealed_by_a_person(any_app: Flask, tmp_path: Path) -> None:
    with any_app.app_context():
        as_upgraded(tmp_path)
        second_version()
        sha256 = version().content_sha256
    code, out, lines = said(any_app, "--frozen-only", "--seal-anew")
    assert (code, lines) == (0, [])
    begins(
        out.splitlines(),
        f"Sealed anew: {FOLLOW_UP} version 1, without a seal, frozen ",
        f"Sealed anew: {FOLLOW_UP}, not decided, without a seal",
        "Sealed anew: 2.",
        "All well: 2 frozen versions",
    )
    assert sha256 not in out, "the second one had its seal"
    assert said(any_app, "--frozen-only")[0] == 0


def test_where_nothing_is_frozen_nothing_is_missed(any_app: Flask, tmp_path: Path) -> None:
    with any_app.app_context():
        for table in (ReportFile, ReportVersion):
            db.session.execute(table.__table__.delete())  # type: ignore[attr-defined]
        db.session.execute(
            update(FollowUp).values(state="OPEN", closed_at=None, frozen_seal=None, frozen_revision=0)
        )
        db.session.commit()
        mark(tmp_path).unlink()
    assert said(any_app, "--frozen-only")[1] == "All well: 0 frozen versions, 0 files.\n"
    with any_app.app_context():
        follow_up = db.session.scalars(select(FollowUp)).one()
        follow_up.state = "CLOSED"  # type: ignore[assignment]
        db.session.commit()
        second_version()
    assert said(any_app, "--frozen-only")[1] == WELL + "\n", "the first freeze makes it"


def test_after_a_changed_key_what_the_anchor_does_not_know_is_refused(
    sqlite_url: str, tmp_path: Path, app: Flask
) -> None:
    other = make_app(make_settings(sqlite_url, tmp_path, SECRET_KEY="quite another key, and long enough too"))
    with other.app_context():
        second_version()
        second_version()
    begins(said(other, "--frozen-only")[2], "report: 1 seal bears the mark of another key")
    with other.app_context():
        db.session.execute(update(ReportVersion).where(ReportVersion.number == 1).values(reason="En annan."))
        db.session.commit()
    code, _, lines = said(other, "--frozen-only", "--seal-anew")
    assert code == 1
    assert lines[0] == f"not sealed anew: {FOLLOW_UP} version 1: it is not the one that the anchor knows"
    with other.app_context():
        db.session.execute(update(ReportVersion).where(ReportVersion.number == 1).values(reason=None))
        db.session.commit()
    assert said(other, "--frozen-only", "--seal-anew")[0] == 0
    assert said(other, "--frozen-only")[1].startswith("All well: 3 frozen versions")
    dispose(other)
