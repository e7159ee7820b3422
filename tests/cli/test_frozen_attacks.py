"""`check`: nothing that somebody does who can write in the database alone ends with "All well"."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from tests.checking import FOLLOW_UP, OLDER, WHERE, begins, said, second_version, version
from tracker.models import FollowUp, ReportFile, ReportVersion, db
from tracker.services.follow_ups.decide import Decision, decide
from tracker.services.reports.freeze import digest
from tracker.services.reports.sealing.anchor import FILE

HEAD = f"report: {FOLLOW_UP}"
NOT_AS_SEALED = f"{HEAD}: its state, its versions or the board's decision are not as they were sealed"
UNSEALED = f"{WHERE}: the seal is missing"
LATER = f"{HEAD}: frozen-mark.json knows of something later"


def forge(*, seal: str | None = None) -> None:
    """Another report in the place of version 1, with hashes that fit."""
    content = version().content.replace("Färdig", "Stoppad")
    forged = {"content": content, "content_sha256": digest(content.encode()), "seal": seal, "manifest": None}
    db.session.execute(update(ReportVersion).where(ReportVersion.number == 1).values(**forged))
    db.session.execute(
        update(ReportFile).where(ReportFile.format == "docx").values(data=b"annat", sha256=digest(b"annat"))
    )


def without_any_seal() -> None:
    db.session.execute(update(ReportVersion).values(seal=None, manifest=None))
    db.session.execute(update(ReportFile).values(seal=None))
    db.session.execute(update(FollowUp).values(frozen_seal=None, frozen_revision=0))


def forge_and_unseal_all() -> None:
    forge()
    without_any_seal()


def forge_and_reopen() -> None:
    forge()
    db.session.execute(update(FollowUp).values(state="OPEN"))


def reopen_and_forget() -> None:
    """As if it had never been closed."""
    delete_versions()
    values = {"closed_at": None, "frozen_seal": None, "frozen_revision": 0}
    db.session.execute(update(FollowUp).values(state="OPEN", **values))


def decide_otherwise() -> None:
    decided = {"decision": "Nämnden avslår.", "decided_paragraph": "§ 1", "decided_on": date(2022, 5, 1)}
    db.session.execute(update(FollowUp).values(**decided))


def decide_unsealed() -> None:
    decide_otherwise()
    without_any_seal()


def claim_more_than_there_is() -> None:
    """So that the anchor seems to lag."""
    decide_otherwise()
    db.session.execute(update(FollowUp).values(frozen_seal=None, frozen_revision=9))


def delete_versions(number: int | None = None) -> None:
    wanted = select(ReportVersion.id)
    if number is not None:
        wanted = wanted.where(ReportVersion.number == number)
    db.session.execute(delete(ReportFile).where(ReportFile.report_version_id.in_(wanted)))
    db.session.execute(delete(ReportVersion).where(ReportVersion.id.in_(wanted)))


def delete_everything() -> None:
    delete_versions()
    for table in ("key_figure_comment", "status_update", "follow_up"):
        db.session.execute(text(f"DELETE FROM {table}"))


def forge_with_an_invented_key() -> None:
    forge(seal="deadbeef:" + "0" * 64)
    db.session.execute(update(FollowUp).values(frozen_seal="deadbeef:" + "1" * 64))


@pytest.mark.parametrize(
    ("attack", "lines"),
    [
        (forge, [UNSEALED, NOT_AS_SEALED]),
        (forge_and_unseal_all, [UNSEALED, LATER, OLDER]),
        (without_any_seal, [UNSEALED, LATER, OLDER]),
        (forge_and_reopen, [UNSEALED, NOT_AS_SEALED]),
        (reopen_and_forget, [f"{WHERE}: the frozen version is not there any more", OLDER]),
        (decide_otherwise, [NOT_AS_SEALED]),
        (decide_unsealed, [UNSEALED, LATER, OLDER]),
        (claim_more_than_there_is, [f"{HEAD}: the seal of its state and of the board's decision is missing"]),
        (delete_versions, [f"{WHERE}: the frozen version is not there any more", NOT_AS_SEALED]),
        (delete_everything, [f"{WHERE}: the follow-up with this version is not there any more", OLDER]),
        (
            forge_with_an_invented_key,
            [
                f"{WHERE}: it is not the one that frozen-mark.json knows",
                f"{HEAD}: it is not the one that frozen-mark.json knows",
                "report: 2 seals bear the mark of another key and cannot be judged",
                OLDER,
            ],
        ),
    ],
)
def test_an_attack_is_named(any_app: Flask, attack: Callable[[], None], lines: list[str]) -> None:
    with any_app.app_context():
        attack()
        db.session.commit()
    code, out, found = said(any_app, "--frozen-only")
    assert (code, out) == (1, "")
    for line in lines:
        assert any(each.startswith(line) for each in found), (line, found)
    # The service goes on, and what was done does not become true by it.
    assert said(any_app, "--frozen-only")[2] == found


def test_a_newest_version_that_was_taken_away_is_missed(any_app: Flask) -> None:
    with any_app.app_context():
        first = sealed_row()
        second_version()
    assert said(any_app, "--frozen-only")[0] == 0
    gone = f"{HEAD} version 2: the frozen version is not there any more"
    with any_app.app_context():
        delete_versions(2)
        db.session.commit()
    begins(said(any_app, "--frozen-only")[2], gone, NOT_AS_SEALED, OLDER)
    with any_app.app_context():
        # With the row of before, whose seal is as good as it was.
        db.session.execute(update(FollowUp).values(**first))
        db.session.commit()
    begins(said(any_app, "--frozen-only")[2], gone, OLDER)


def sealed_row() -> dict[str, object]:
    """What somebody copies from the follow-up, to put it back later."""
    names = (
        "state",
        "decision",
        "decided_paragraph",
        "decided_on",
        "decided_version",
        "frozen_revision",
        "frozen_seal",
    )
    follow_up = db.session.scalars(select(FollowUp)).one()
    return {name: getattr(follow_up, name) for name in names}


def decided(words: str, day: date = date(2022, 5, 4)) -> None:
    follow_up = db.session.scalars(select(FollowUp)).one()
    decide(follow_up.id, Decision(words, "§ 41", day, follow_up.version), today=date(2022, 6, 1))


def test_a_decision_that_was_put_back_is_told_whatever_is_done_afterwards(any_app: Flask) -> None:
    with any_app.app_context():
        decided("Nämnden lägger rapporten till handlingarna.")
        before = sealed_row()
        decided("Nämnden återremitterar rapporten.")
    assert said(any_app, "--frozen-only")[0] == 0
    with any_app.app_context():
        db.session.execute(update(FollowUp).values(**before))
        db.session.commit()
    begins(said(any_app, "--frozen-only")[2], LATER, OLDER)
    with any_app.app_context():
        decided("Nämnden lägger rapporten till handlingarna och tackar.")
        decided("Nämnden lägger rapporten till handlingarna och tackar för den.")
        second_version()
    begins(said(any_app, "--frozen-only")[2], f"{HEAD}: it is not the one that frozen-mark.json knows", OLDER)


def test_a_forged_decision_is_not_sealed_by_the_next_rattelse(
    any_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with any_app.app_context():
        decide_otherwise()
        db.session.commit()
        second_version()
    assert f"{FOLLOW_UP} is not as it was sealed, and is not sealed again" in caplog.text
    begins(said(any_app, "--frozen-only")[2], NOT_AS_SEALED)


def test_an_invented_key_is_not_taken_over(any_app: Flask) -> None:
    with any_app.app_context():
        forge_with_an_invented_key()
        db.session.commit()
    code, out, lines = said(any_app, "--frozen-only", "--seal-anew")
    assert (code, out) == (1, "Sealed anew: 0.\n")
    assert lines[0] == f"not sealed anew: {FOLLOW_UP} version 1: it is not the one that the anchor knows"


def test_what_has_no_seal_is_not_taken_over_when_it_had_one(any_app: Flask) -> None:
    with any_app.app_context():
        forge_and_unseal_all()
        db.session.commit()
    code, out, lines = said(any_app, "--frozen-only", "--seal-anew")
    assert (code, out) == (1, "Sealed anew: 0.\n")
    assert lines[0].startswith(f"not sealed anew: {FOLLOW_UP} version 1: it is not")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE follow_up SET state = 'NONSENSE'",
        "UPDATE follow_up SET as_of = 'soon', closed_at = 'yesterday'",
        "UPDATE report_version SET frozen_at = 'then'",
        "UPDATE report_version SET manifest = '{'",
        "UPDATE follow_up SET decision = x'ff00fe'",
    ],
)
def test_what_cannot_be_read_is_named(app: Flask, statement: str) -> None:
    """SQLite holds anything in any column."""
    with app.app_context():
        db.session.execute(text(statement))
        db.session.commit()
    code, out, lines = said(app, "--frozen-only")
    assert (code, out) == (1, "")
    assert len(lines) == 1
    assert lines[0].startswith("report: 26-punktsplan ")


def test_a_decision_that_the_service_recorded_is_well(any_app: Flask, tmp_path: Path) -> None:
    with any_app.app_context():
        decided("Nämnden lägger rapporten till handlingarna.")
    assert said(any_app, "--frozen-only")[1].startswith("All well: 1 frozen version, ")
    (entry,) = json.loads((tmp_path / FILE).read_text())["reports"].values()
    assert (entry["revision"], len(entry["chain"]), entry["older"]) == (2, 1, [])
