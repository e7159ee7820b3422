"""Threads that answer, resend and close at the same moment: nothing is lost, doubled or slipped past a freeze."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.at_once import at_once
from tests.owners import (
    AS_OF,
    NOW,
    answer,
    label_id,
    open_follow_up,
    responsibility,
    sheet,
    updates,
    user,
)
from tracker.models import ReportVersion, db
from tracker.reports.content import from_json
from tracker.services.answers.report_status import (
    FollowUpClosed,
    Saved,
    Sheet,
    save_answer,
)
from tracker.services.follow_ups.close_follow_up import close_follow_up


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    with any_app.app_context():
        yield


def detached(opened: Sheet) -> Sheet:
    """A form that several threads may hold."""
    db.session.refresh(opened.author)
    db.session.expunge(opened.author)
    return opened


def test_of_savers_at_once_one_is_saved_and_the_others_are_told(any_app: Flask) -> None:
    follow_up = open_follow_up()
    author = user()
    forms = [sheet(follow_up, nonce=f"formulär-{number}", author=author) for number in range(4)]
    detached(forms[0])
    before, version = len(updates()), responsibility().version
    label = label_id("Påbörjad")
    db.session.commit()

    def saver(opened: Sheet) -> Callable[[], object]:
        return lambda: save_answer(opened, answer(opened.nonce), label_id=label, now=NOW)

    results = at_once(any_app, *map(saver, forms))
    assert sorted(kind.__name__ for kind in results) == ["Conflict"] * 3 + ["Saved"]  # type: ignore[attr-defined]
    assert len(updates()) == before + 1
    assert responsibility().version == version + 1


def test_one_form_sent_twice_at_once_counts_once(any_app: Flask) -> None:
    follow_up = open_follow_up()
    opened = detached(sheet(follow_up))
    before, label = len(updates()), label_id("Påbörjad")
    db.session.commit()

    def send() -> object:
        return save_answer(opened, answer(), label_id=label, now=NOW)

    assert at_once(any_app, send, send, send) == [Saved, Saved, Saved]
    assert len(updates()) == before + 1


def test_an_answer_and_a_closing_at_once_never_cross(any_app: Flask) -> None:
    """Either the answer is in the frozen report, or its owner is told that it is not."""
    for attempt in range(3):
        follow_up = open_follow_up(AS_OF + timedelta(days=31 * attempt))
        opened = detached(sheet(follow_up, nonce=f"försök-{attempt}", seen=10**6))
        follow_up_id, label = follow_up.id, label_id("Påbörjad")
        text = f"Försök {attempt}."
        db.session.commit()
        wrote, closed = at_once(
            any_app,
            lambda o=opened, t=text, la=label: save_answer(o, answer(t), label_id=la, now=NOW),  # type: ignore[misc]
            lambda f=follow_up_id: close_follow_up(f, by=None, now=NOW),  # type: ignore[misc]
        )
        assert closed is ReportVersion
        version = db.session.scalars(
            select(ReportVersion).where(ReportVersion.follow_up_id == follow_up_id)
        ).one()
        row = from_json(version.content).row("8")
        assert row is not None
        assert (row.comment == text) == (wrote is Saved)
        if wrote is not Saved:
            assert wrote is FollowUpClosed
