"""A board proposes that its share of an uppdrag is fulfilled, and takes it back; on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.assignments import NOW, add_assignment, declared, form, nonce, proposed
from tests.at_once import at_once
from tests.boras import COORDINATOR, LABOUR, SCHOOL, activity, plan, share
from tests.boras import person as user
from tracker.models import FulfilmentProposal, User, db
from tracker.queries.council.decisions import decisions_of
from tracker.queries.council.proposals import all_proposals, standing_proposal, standing_proposals
from tracker.services.council.decide import NewDecision, reopen
from tracker.services.council.locked import DeclaredFulfilled
from tracker.services.council.propose import Proposal, propose, withdraw
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal

OWN, CONTROLLER = "namnduppdrag-2020", "controller.socialforvaltningen@uppsala.example.org"

pytestmark = pytest.mark.every_plan


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    with any_app.app_context():
        yield


def detached(email: str) -> User:
    """Somebody whom several threads may hold."""
    person = user(email)
    db.session.expunge(person)
    return person


def test_the_newest_proposal_stands_and_the_older_one_stays_readable() -> None:
    first, revision = proposed(text="Introduktion ges på tre familjecentraler."), plan().revision
    row = share()
    newer = Proposal("På alla fyra.", first.id)
    second = propose(plan().id, row.id, newer, nonce=nonce(), by=user(COORDINATOR[LABOUR]), now=NOW)
    assert standing_proposal(row.id) is second
    assert list(all_proposals(row.id)) == [second, first]
    assert (second.by_title, plan().revision) == (user(COORDINATOR[LABOUR]).title, revision + 1)


def test_the_same_form_twice_counts_once() -> None:
    row, key = share(), nonce()
    for _ in range(2):
        propose(plan().id, row.id, Proposal("Klart.", 0), nonce=key, by=user(COORDINATOR[LABOUR]), now=NOW)
    assert len(all_proposals(row.id)) == 1
    add_assignment("2")
    with pytest.raises(Refusal, match="redan använts"):
        propose(
            plan().id, share("2").id, Proposal("Klart.", 0), nonce=key, by=user(COORDINATOR[LABOUR]), now=NOW
        )


def test_of_two_at_once_one_is_told_that_the_other_has_proposed(any_app: Flask) -> None:
    plan_id, row_id = plan().id, share().id
    people = [detached(COORDINATOR[LABOUR]), detached(COORDINATOR[SCHOOL])]
    db.session.commit()
    results = at_once(
        any_app,
        *(
            lambda who=who: propose(plan_id, row_id, Proposal("Klart.", 0), nonce=nonce(), by=who, now=NOW)  # type: ignore[misc]
            for who in people
        ),
    )
    assert set(results) == {FulfilmentProposal, ChangedMeanwhile}
    assert len(all_proposals(row_id)) == 1


def test_it_needs_a_motivation() -> None:
    for text, words in ((" \n", "varför uppdraget är fullgjort"), ("x" * 20_001, "20")):
        with pytest.raises(FormRefused, match=words) as refused:
            proposed(text=text)
        assert [fault.field for fault in refused.value.faults] == ["motivation"]
        db.session.rollback()
    assert standing_proposals(plan().id) == {}


def test_taken_back_it_does_not_stand_any_more_and_can_be_proposed_again() -> None:
    row, first = share(), proposed()
    for _ in range(2):
        withdraw(plan().id, row.id, first.id, now=NOW)
    assert standing_proposal(row.id) is None
    again = proposed(moment=NOW + timedelta(days=1))
    with pytest.raises(Refusal, match="finns inte"):
        withdraw(plan().id, row.id, 10**6, now=NOW)
    db.session.rollback()
    assert standing_proposal(row.id) is again


def test_a_newer_proposal_is_not_taken_back_with_the_form_of_the_older_one() -> None:
    row, first = share(), proposed()
    propose(
        plan().id, row.id, Proposal("Nytt.", first.id), nonce=nonce(), by=user(COORDINATOR[LABOUR]), now=NOW
    )
    with pytest.raises(Refusal, match="nyare förslag"):
        withdraw(plan().id, row.id, first.id, now=NOW)


def test_what_does_not_report_here_or_is_closed_is_not_proposed() -> None:
    with pytest.raises(Refusal, match="Förskolenämnden rapporterar inte"):
        proposed(board=SCHOOL)
    declared()
    with pytest.raises(DeclaredFulfilled, match="den 24 februari 2022, § 45, så"):
        proposed()


def test_a_proposal_of_before_the_reopening_does_not_stand_however_the_clock_went() -> None:
    before = proposed()
    declared(moment=NOW + timedelta(hours=1))
    assert standing_proposals(plan().id) == {}
    last = decisions_of(plan().id)[activity().id].id
    reopen(
        plan().id,
        activity().id,
        NewDecision(date(2022, 3, 31), "§ 70"),
        form(NOW + timedelta(hours=2)),
        seen=last,
    )
    assert standing_proposals(plan().id) == {}
    again = proposed(moment=NOW)  # the server's clock was set back
    assert standing_proposals(plan().id) == {share().id: again}
    assert again.id != before.id


def test_a_board_that_decides_itself_says_what_answered_the_uppdrag() -> None:
    row = share("1", "socialnamnden", OWN)
    given = Proposal("Utredningen är gjord.", 0, "Tjänsteskrivelse, Boråsmodellen", date(2020, 5, 27))
    propose(plan(OWN).id, row.id, given, nonce=nonce(), by=user(CONTROLLER), now=NOW)
    stored = activity("1", OWN)
    assert (stored.answered_with, stored.answered_on) == (
        "Tjänsteskrivelse, Boråsmodellen",
        date(2020, 5, 27),
    )


#: What cannot have answered an uppdrag: document, day, the field that is named, and words of its sentence.
REFUSED = [
    ("", date(2020, 5, 26), "answered_with", "vilken handling"),
    ("x" * 301, date(2020, 5, 26), "answered_with", "301 tecken"),
    ("Tjänsteskrivelse", None, "answered_on", "vilken dag"),
    ("Tjänsteskrivelse", date(2022, 9, 6), "answered_on", "har inte varit än"),
    ("Tjänsteskrivelse", date(2020, 3, 24), "answered_on", "gavs den 25 mars 2020"),
    ("Tjänsteskrivelse", date(220, 5, 26), "answered_on", "Kontrollera året"),
]


def test_an_answer_that_cannot_be_is_refused() -> None:
    row = share("1", "socialnamnden", OWN)
    for document, day, field, words in REFUSED:
        given = Proposal("Klart.", 0, document, day)
        with pytest.raises(FormRefused, match=words) as refused:
            propose(plan(OWN).id, row.id, given, nonce=nonce(), by=user(CONTROLLER), now=NOW)
        assert [fault.field for fault in refused.value.faults] == [field]
        db.session.rollback()
