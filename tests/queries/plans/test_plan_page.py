"""The plan page's questions: the count of answers is the same as the rows' own, in one query."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.web.following_up import AS_OF, close_open, open_next, tell, the_plan
from tracker.domain.terms import FollowUpState
from tracker.models import db
from tracker.queries.plans.by_name import follow_up_as_of
from tracker.queries.plans.plan_page import live_rows, news_of, occasions
from tracker.queries.plans.standing import rows_of


@pytest.fixture
def opened(any_app: Flask) -> Iterator[Flask]:
    open_next(any_app)
    yield any_app


def counts(app: Flask) -> tuple[int, int]:
    """What the one query says, after checking it against the rows."""
    with app.app_context():
        plan = the_plan()
        occasion = next(each for each in occasions([plan.id]) if each.open)
        rows = [row for row in rows_of(plan.id, follow_up_as_of(plan.id, AS_OF)) if row.asked]
        assert (occasion.answered, occasion.asked) == (sum(row.answered for row in rows), len(rows))
        return occasion.answered, occasion.asked


def test_open_rows_are_asked_and_answers_counted_once(opened: Flask) -> None:
    assert counts(opened) == (0, 8)
    tell(opened, "8", "Färdig", "Klart nu.")
    tell(opened, "8", "Färdig", "Klart nu, rättat.")
    tell(opened, "12", "Påbörjad", "Går bra.", year=2023)
    assert counts(opened) == (2, 8)


def test_news_is_no_answer_even_when_it_says_finished(any_app: Flask) -> None:
    tell(any_app, "10", "Färdig", "Klart.", between=True)
    open_next(any_app)
    assert counts(any_app) == (0, 8)


def test_a_closed_follow_up_has_a_version_and_an_open_one_has_none(opened: Flask) -> None:
    with opened.app_context():
        found = occasions([the_plan().id])
        assert [(each.follow_up.state, each.version_number) for each in found] == [
            (FollowUpState.OPEN, None), (FollowUpState.CLOSED, 1),
        ]  # fmt: skip
    close_open(opened)
    with opened.app_context():
        found = occasions([the_plan().id])
        assert [(each.version_number, each.asked) for each in found] == [(1, 0), (1, 0)]


def test_news_is_the_newest_per_activity_since_the_moment(any_app: Flask) -> None:
    tell(any_app, "10", "Påbörjad", "Först.", year=2023, between=True)
    tell(any_app, "10", "Påbörjad", "Sedan.", year=2023, between=True)
    with any_app.app_context():
        plan = the_plan()
        closed = next(each.follow_up for each in occasions([plan.id]) if each.version_id)
        assert closed.closed_at is not None
        assert [news.update.comment for news in news_of(plan.id, closed.closed_at)] == ["Sedan."]
        assert [news.update.comment for news in news_of(plan.id, closed.closed_at, "10")] == [
            "Sedan.",
            "Först.",
        ]
        newest = {row.number: row.newest_news for row in live_rows(plan.id)}
        assert newest["10"] is not None and newest["10"].comment == "Sedan."
        assert newest["1a"] is None
        db.session.remove()


def test_live_rows_come_in_order_with_parents_and_owners(any_app: Flask) -> None:
    with any_app.app_context():
        rows = live_rows(the_plan().id)
    assert [row.number for row in rows[:4]] == ["1", "1a", "1b", "2"]
    assert [row.parent for row in rows[:4]] == [None, "1", "1", None]
    assert [row.reported for row in rows[:4]] == [False, True, True, True]
    assert rows[1].owner_title == "Rektor, vuxenutbildningen"
