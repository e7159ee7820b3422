"""The council office shares a board's view or not; on both databases."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.assignments import NOW, nonce, proposed
from tests.boras import COORDINATOR, LABOUR, OFFICE, person, plan, share
from tracker.domain.terms import Opinion
from tracker.models import db
from tracker.queries.council.list import listed_assignments
from tracker.services.council.propose import Proposal, propose, withdraw
from tracker.services.council.review import Review, review
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal

pytestmark = pytest.mark.every_plan


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    with any_app.app_context():
        yield


def test_the_comment_stands_beside_the_boards_words() -> None:
    proposal = proposed()
    given = Review(Opinion.DISAGREES, "En familjecentral saknas.", proposal.version)
    review(plan().id, proposal.id, given, by=person(OFFICE), now=NOW)
    review(plan().id, proposal.id, given, by=person(OFFICE), now=NOW)  # sent twice
    assert (proposal.motivation, proposal.opinion_comment) == ("Klart.", "En familjecentral saknas.")
    assert (proposal.opinion, proposal.opinion_by_title) == (Opinion.DISAGREES, person(OFFICE).title)
    assert listed_assignments(plan())[0].opinion is Opinion.DISAGREES


def test_a_colleague_who_reviewed_meanwhile_is_not_written_over() -> None:
    proposal = proposed()
    version = proposal.version
    review(plan().id, proposal.id, Review(Opinion.AGREES, "", version), by=person(OFFICE), now=NOW)
    with pytest.raises(ChangedMeanwhile):
        review(plan().id, proposal.id, Review(Opinion.DISAGREES, "Nej.", version), by=person(OFFICE), now=NOW)
    db.session.rollback()
    review(
        plan().id,
        proposal.id,
        Review(Opinion.DISAGREES, "Nej.", proposal.version),
        by=person(OFFICE),
        now=NOW,
    )
    assert proposal.opinion is Opinion.DISAGREES


def test_whoever_disagrees_says_why() -> None:
    proposal = proposed()
    refused: list[tuple[Opinion | None, str, str]] = [
        (None, "", "opinion"), (Opinion.DISAGREES, " ", "comment"), (Opinion.AGREES, "x" * 20_001, "comment")
    ]  # fmt: skip
    for opinion, comment, field in refused:
        with pytest.raises(FormRefused) as said:
            review(plan().id, proposal.id, Review(opinion, comment, 1), by=person(OFFICE), now=NOW)
        assert [fault.field for fault in said.value.faults] == [field]
        db.session.rollback()


def test_a_proposal_that_was_changed_or_taken_back_is_read_first() -> None:
    first = proposed()
    who = person(COORDINATOR[LABOUR])
    second = propose(plan().id, share().id, Proposal("Nytt.", first.id), nonce=nonce(), by=who, now=NOW)
    with pytest.raises(Refusal, match="ändrats eller tagits tillbaka"):
        review(plan().id, first.id, Review(Opinion.AGREES, "", 1), by=person(OFFICE), now=NOW)
    withdraw(plan().id, share().id, second.id, now=NOW)
    with pytest.raises(Refusal, match="ändrats eller tagits tillbaka"):
        review(plan().id, second.id, Review(Opinion.AGREES, "", 1), by=person(OFFICE), now=NOW)
