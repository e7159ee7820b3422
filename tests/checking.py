"""What the tests of `check` share: what it says, and ways of writing in the database alone."""

from flask import Flask
from sqlalchemy import select

from tracker.clock import utc_now
from tracker.models import FollowUp, ReportVersion, db
from tracker.services.reports.freeze import freeze
from tracker.services.reports.sealing.follow import follow

FOLLOW_UP = "26-punktsplan 2022-03-31"
WHERE = f"report: {FOLLOW_UP} version 1"
#: What is said once more when something is not there that was.
OLDER = "anchor: what frozen-mark.json knows is not there"


def said(app: Flask, *options: str) -> tuple[int, str, list[str]]:
    """Exit code, stdout and the lines of stderr."""
    result = app.test_cli_runner().invoke(args=["check", *options])
    return result.exit_code, result.stdout, result.stderr.splitlines()


def begins(lines: list[str], *beginnings: str) -> None:
    """That there are these lines and no others."""
    assert len(lines) == len(beginnings), lines
    for line, beginning in zip(lines, beginnings, strict=True):
        assert line.startswith(beginning), lines


def version() -> ReportVersion:
    """The newest frozen version."""
    found = db.session.scalars(select(ReportVersion).order_by(ReportVersion.id.desc())).first()
    assert found is not None
    return found


def second_version() -> None:
    """A rättelse of the seeded report, as the service makes it."""
    follow_up = db.session.scalars(select(FollowUp)).one()
    freeze(follow_up, by=None, now=utc_now(), reason="Fel år i aktivitet 8.")
    db.session.commit()
    follow()
