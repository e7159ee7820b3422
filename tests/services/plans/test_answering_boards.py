"""The boards that answer in a plan are chosen once; rows, old and new, are given to all of them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from tests.boras import OWNER, board, person
from tests.shared_plans import CONTROLLER, NOW, OTHER_CONTROLLER, effort_plan, question_plan, share_of
from tracker.models import Plan, Responsibility, db
from tracker.queries.plans.answering_boards import answering_boards
from tracker.queries.plans.standing import rows_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.answering_boards import choose_boards
from tracker.services.plans.edit_activity import ActivityFacts, add_activity
from tracker.services.plans.shares import boards_for_shares

pytestmark = pytest.mark.every_plan


@pytest.fixture
def plan(any_app: Flask) -> Iterator[Plan]:
    """Two questions that no board has got yet."""
    with any_app.app_context():
        yield question_plan(())


def choice(**contacts: str | None) -> dict[int, int | None]:
    return {board(slug).id: person(email).id if email else None for slug, email in contacts.items()}


BOTH = {"arbetslivsnamnden": OWNER, "forskolenamnden": OTHER_CONTROLLER}


def shares(plan: Plan) -> list[tuple[str, str, str | None]]:
    db.session.expire_all()
    found = ((row.activity.number, row.responsibility) for row in rows_of(plan.id, None))
    return [(number, share.board.slug, share.owner and share.owner.email) for number, share in found]


def test_every_row_is_given_to_every_board_and_owned_by_its_contact(plan: Plan) -> None:
    for _ in range(2):
        choose_boards(plan.id, choice(**BOTH), seen={}, now=NOW)
    assert shares(plan) == [
        (number, slug, email) for number in ("1", "2") for slug, email in sorted(BOTH.items())
    ]


def test_a_new_row_gets_all_of_them(plan: Plan) -> None:
    choose_boards(plan.id, choice(**BOTH), seen={}, now=NOW)
    add_activity(plan.id, ActivityFacts("3", "En fråga till?", ""), now=NOW)
    assert [slug for number, slug, _ in shares(plan) if number == "3"] == sorted(BOTH)


def test_a_new_row_follows_the_others_also_where_nobody_has_chosen(plan: Plan) -> None:
    for number in ("1", "2"):
        for slug in BOTH:
            activity = next(row for row in plan.activities if row.number == number)
            db.session.add(Responsibility(activity=activity, board=board(slug), owner=person(OWNER)))
    db.session.commit()
    add_activity(plan.id, ActivityFacts("3", "En fråga till?", ""), now=NOW)
    assert [share[1:] for share in shares(plan) if share[0] == "3"] == [
        (slug, OWNER) for slug in sorted(BOTH)
    ]


def test_a_new_contact_takes_over_from_the_former_one_alone(plan: Plan) -> None:
    choose_boards(plan.id, choice(**BOTH), seen={}, now=NOW)
    share_of(plan, "2").owner = person(CONTROLLER)
    db.session.commit()
    changed = choice(arbetslivsnamnden=OTHER_CONTROLLER, forskolenamnden=OTHER_CONTROLLER)
    choose_boards(plan.id, changed, seen=choice(**BOTH), now=NOW)
    assert share_of(plan, "1").owner == person(OTHER_CONTROLLER)
    assert share_of(plan, "2").owner == person(CONTROLLER)


def test_a_board_that_no_longer_answers_keeps_its_history(plan: Plan) -> None:
    choose_boards(plan.id, choice(**BOTH), seen={}, now=NOW)
    choose_boards(plan.id, choice(arbetslivsnamnden=OWNER), seen=choice(**BOTH), now=NOW)
    assert {slug for _, slug, _ in shares(plan)} == {"arbetslivsnamnden"}
    assert share_of(plan, "1", "forskolenamnden").not_collected
    choose_boards(plan.id, choice(**BOTH), seen=choice(arbetslivsnamnden=OWNER), now=NOW)
    assert {slug for _, slug, _ in shares(plan)} == set(BOTH)


def test_a_second_editor_is_told(plan: Plan) -> None:
    choose_boards(plan.id, choice(**BOTH), seen={}, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        choose_boards(plan.id, choice(arbetslivsnamnden=OWNER), seen={}, now=NOW)


@pytest.mark.parametrize(
    ("of_whom", "field"), [(None, "boards"), ("controller@uppsala.example.org", "board")]
)
def test_what_cannot_answer_is_refused(plan: Plan, of_whom: str | None, field: str) -> None:
    chosen = choice(arbetslivsnamnden=of_whom) if of_whom else {}
    seen = {} if of_whom else choice(**BOTH)
    if not of_whom:
        choose_boards(plan.id, choice(**BOTH), seen={}, now=NOW)
    with pytest.raises(FormRefused) as refused:
        choose_boards(plan.id, chosen, seen=seen, now=NOW)
    assert refused.value.faults[0].field.startswith(field)


def test_a_plan_whose_rows_come_from_the_boards_gets_contacts_and_no_shares(any_app: Flask) -> None:
    with any_app.app_context():
        plan = effort_plan()
        choose_boards(plan.id, choice(arbetslivsnamnden=OWNER), seen={}, now=NOW)
        assert [one.contact for one in answering_boards(plan.id)] == [person(OWNER)]
        shares_there = select(Responsibility).join(Responsibility.activity).filter_by(plan_id=plan.id)
        assert db.session.scalars(shares_there).all() == []
        assert "kommunfullmaktige" not in {one.slug for one in boards_for_shares(plan.organisation_id)}
