"""What the matrix asks of the database, on both databases."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import insert, select

from tests.assigning import NOW, answer_all, close, follow_up_of, labels_of, many_assignments
from tests.boras import KF
from tests.boras import plan as the_assignments
from tracker.domain.swedish.words import sort_key
from tracker.domain.terms import Visibility, WayIn
from tracker.models import Activity, Plan, StatusUpdate, db
from tracker.queries.assignments.plans import assignment_plans
from tracker.queries.assignments.said import news_of_shares, running_answers
from tracker.queries.assignments.shares import boards_of, decided_rows, share_rows
from tracker.queries.plans.standing import rows_of

pytestmark = pytest.mark.every_plan


@pytest.fixture
def context(any_app: Flask) -> Iterator[None]:
    with any_app.app_context():
        yield


def say(plan: Plan, share: int, word: int, day: date, **other: object) -> None:
    values = {
        "responsibility_id": share, "label_id": labels_of(plan)[word].id, "as_of": day, "counts_from": day,
        "comment": "", "field_values": {}, "way_in": WayIn.WEB, "created_at": NOW, "author_title": "Chef",
    }  # fmt: skip
    db.session.execute(insert(StatusUpdate), [{**values, **other}])
    db.session.commit()


def test_the_running_answers_are_those_that_count(context: None) -> None:
    """The same as `current` of queries.plans.standing: settled, silent, edited, news and fulfilled ones too."""
    plan = many_assignments(4, 5)
    first = follow_up_of(plan)
    answer_all(plan, first, [0, 1, 2, 3, 4, None, 1])
    close(plan, first)
    second = follow_up_of(plan, date(2022, 8, 31))
    shares = [row.id for row in share_rows(plan.id)]
    say(plan, shares[1], 0, second.as_of, follow_up_id=second.id)
    say(plan, shares[2], 3, NOW.date())
    say(plan, shares[3], 1, second.as_of, follow_up_id=second.id)
    answered = db.session.scalar(
        select(StatusUpdate.id).where(
            StatusUpdate.follow_up_id == second.id, StatusUpdate.responsibility_id == shares[3]
        )
    )
    say(
        plan, shares[3], 1, second.as_of, follow_up_id=second.id, edits_id=answered, author_title="Samordnare"
    )
    db.session.scalars(select(Activity).where(Activity.plan_id == plan.id)).all()[-1].fulfilled = True
    db.session.commit()
    found = running_answers(plan.id, second)
    expected = {
        row.responsibility.id: row.current.label.label for row in rows_of(plan.id, second) if row.current
    }
    assert {share: said.label for share, said in found.items()} == expected
    assert found[shares[3]].by == "Chef"
    own = {row.board.id for row in share_rows(plan.id)[:1]}
    assert set(running_answers(plan.id, second, own)) <= set(found)
    assert {
        row.board.id for row in share_rows(plan.id) if row.id in running_answers(plan.id, second, own)
    } <= own


def test_news_is_the_newest_that_was_said_between_follow_ups(context: None) -> None:
    plan = many_assignments(1, 2)
    follow_up = follow_up_of(plan)
    answer_all(plan, follow_up, [0])
    assert news_of_shares(plan.id) == {}
    share = share_rows(plan.id)[0].id
    say(plan, share, 1, NOW.date())
    say(plan, share, 3, NOW.date())
    assert {id: said.label for id, said in news_of_shares(plan.id).items()} == {share: "Avviker"}
    assert news_of_shares(plan.id, "2") == {}


def test_the_seeded_uppdrag_and_its_boards(context: None) -> None:
    plan = the_assignments()
    [row] = decided_rows(plan.id)
    assert row.short_text.startswith("Förskolenämnden uppdras att")
    assert [board.name for board in boards_of(share_rows(plan.id))] == [
        "Arbetslivsnämnden",
        "Förskolenämnden",
    ]
    assert [(share.lead, share.not_collected) for share in share_rows(plan.id)] == [
        (True, True),
        (False, False),
    ]


def test_the_executive_comes_first_among_the_boards(context: None) -> None:
    plan = many_assignments(1, 20)
    names = [board.name for board in boards_of(share_rows(plan.id))]
    assert names[0] == "Kommunstyrelsen"
    assert names[1:] == sorted(names[1:], key=sort_key)


def test_withdrawn_uppdrag_fall_away(context: None) -> None:
    plan = many_assignments(2, 2)
    db.session.scalars(select(Activity).where(Activity.plan_id == plan.id)).all()[0].withdrawn = True
    db.session.commit()
    assert [row.number for row in decided_rows(plan.id)] == ["2"]
    assert len(share_rows(plan.id)) == 2


def test_the_newest_plan_of_the_own_municipality_stands_first(context: None) -> None:
    newer = many_assignments(1, 1)
    place = newer.organisation_id
    assert [plan.slug for plan in assignment_plans(place, place)] == [newer.slug, KF]
    newer.visibility = Visibility.INTERNAL
    db.session.commit()
    assert [plan.slug for plan in assignment_plans(None, place)] == [KF]
    assert [plan.slug for plan in assignment_plans(place, place)] == [newer.slug, KF]
