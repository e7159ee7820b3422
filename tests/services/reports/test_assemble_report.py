"""What a report freezes of the changes since the follow-up before it."""

from datetime import date

from flask import Flask

from tests.web.following_up import close_open, open_next, tell, the_plan
from tracker.domain.terms import ChangeKind, Meaning
from tracker.queries.plans.frozen import frozen_report
from tracker.reports.content import ChangeLine, Changes, ReportContent, from_json


def frozen(app: Flask, as_of: date) -> ReportContent:
    """The content of the newest frozen version."""
    with app.app_context():
        found = frozen_report(the_plan().id, as_of)
        assert found is not None and found.follow_up.as_of == as_of
        return from_json(found.text)


def of(changes: Changes | None, kind: ChangeKind) -> list[ChangeLine]:
    assert changes is not None
    return [line for line in changes.lines if line.kind is kind]


def test_a_close_freezes_what_has_changed_since_the_follow_up_before(any_app: Flask) -> None:
    open_next(any_app)
    tell(any_app, "1a", "Avviker från plan", "Dröjer.", year=2024)
    tell(any_app, "8", "Färdig", "Klart.")
    close_open(any_app)
    first = frozen(any_app, date(2022, 8, 31))
    assert first.changes is not None and first.changes.since == date(2022, 3, 31)
    assert [
        (line.number, line.old, line.new, line.struck) for line in of(first.changes, ChangeKind.YEAR)
    ] == [("1a", "2023", "2024", True)]
    assert [(line.number, line.new) for line in of(first.changes, ChangeKind.STATUS)] == [("8", "Färdig")]
    eight = first.row("8")
    assert eight is not None and (eight.changed_from, eight.changed_from_meaning) == (
        "Påbörjad",
        Meaning.STARTED,
    )

    open_next(any_app, date(2023, 8, 31))
    tell(any_app, "1a", "Stoppad", "Går inte.")
    tell(any_app, "10", "Påbörjad", "Igång.", year=2025)
    close_open(any_app)
    second = frozen(any_app, date(2023, 8, 31))
    assert second.changes is not None and second.changes.since == date(2022, 8, 31)
    assert [line.number for line in of(second.changes, ChangeKind.STOPPED)] == ["1a"]
    assert [line.number for line in of(second.changes, ChangeKind.SILENT)] == ["1b", "12", "22", "23", "25"]
    # What was settled in the one before is not told again, and the older report stands as it was frozen.
    assert [row.number for row in second.rows if row.changed_from] == ["1a", "10"]
    assert frozen(any_app, date(2022, 8, 31)) == first
