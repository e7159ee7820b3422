"""The council declares uppdrag fulfilled, one or many, and takes one up again; on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.assignments import (
    DECISION,
    NOW,
    add_assignment,
    answer,
    declared,
    form,
    labels,
    opened,
    proposed,
    sheet,
)
from tests.at_once import at_once
from tests.boras import OFFICE, activity, plan, share
from tests.boras import person as user
from tracker.domain.demands import Answer
from tracker.domain.terms import CouncilDecisionKind
from tracker.models import CouncilDecision, db
from tracker.queries.council.decisions import all_decisions, decisions_of, told_decisions, words_of
from tracker.queries.plans.standing import rows_of
from tracker.services.answers.report_status import Saved, nothing_new, save_answer
from tracker.services.council.decide import NewDecision, declare_fulfilled, put_right, reopen
from tracker.services.council.locked import DeclaredFulfilled
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal
from tracker.services.reports.assemble_report import live_content

AGAIN = NewDecision(date(2022, 3, 31), "§ 70")

pytestmark = pytest.mark.every_plan


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    with any_app.app_context():
        yield


def newest() -> CouncilDecision:
    return all_decisions(activity().id)[0]


def test_many_are_declared_at_once_also_what_no_board_has_proposed() -> None:
    add_assignment("2")
    proposed()
    revision = plan().revision
    declared("1", "2")
    decided = decisions_of(plan().id)
    assert {words_of(one, plan()) for one in decided.values()} == {
        "Förklarades fullgjort av kommunfullmäktige den 24 februari 2022, § 45"
    }
    assert [activity(number).fulfilled for number in ("1", "2")] == [True, True]
    assert (newest().diarienummer, newest().by_title) == ("KS 2022-00101", user(OFFICE).title)
    assert plan().revision == revision + 1


def test_all_or_none_when_one_is_closed_already() -> None:
    add_assignment("2")
    add_assignment("3")
    declared("2")
    with pytest.raises(Refusal, match="Uppdrag 2 är redan förklarat fullgjort den 24 februari 2022, § 45"):
        declared("1", "2", "3")
    db.session.rollback()
    assert [activity(number).fulfilled for number in ("1", "2", "3")] == [False, True, False]
    assert len(decisions_of(plan().id)) == 1


def test_the_same_form_twice_counts_once_also_at_the_same_moment(any_app: Flask) -> None:
    add_assignment("2")
    ids, plan_id = [activity("1").id, activity("2").id], plan().id
    who = user(OFFICE)
    db.session.expunge(who)
    sent = form(by=who)
    db.session.commit()

    def send() -> object:
        return declare_fulfilled(plan_id, ids, DECISION, sent)

    assert at_once(any_app, send, send, send) == [list] * 3
    declare_fulfilled(plan_id, ids, DECISION, sent)
    assert [len(all_decisions(one)) for one in ids] == [1, 1]


def test_of_two_forms_at_once_one_closes_it_and_the_other_is_told(any_app: Flask) -> None:
    plan_id, row = plan().id, activity().id
    who = user(OFFICE)
    db.session.expunge(who)
    sent = [form(by=who), form(by=who)]
    db.session.commit()
    results = at_once(
        any_app,
        *(lambda one=one: declare_fulfilled(plan_id, [row], DECISION, one) for one in sent),  # type: ignore[misc]
    )
    assert sorted(kind.__name__ for kind in results) == ["Refusal", "list"]  # type: ignore[attr-defined]
    assert len(all_decisions(row)) == 1


#: What a decision cannot be: the change, the field that is named, and words of its sentence.
REFUSED: list[tuple[dict[str, object], str, str]] = [
    ({"paragraph": " "}, "paragraph", "vilken paragraf kommunfullmäktiges beslut har"),
    ({"paragraph": "paragrafen"}, "paragraph", "med sitt nummer"),
    ({"paragraph": "§ 4" + "5" * 40}, "paragraph", "tecken"),
    ({"decided_on": None}, "decided_on", "Skriv vilken dag kommunfullmäktige beslutade"),
    ({"decided_on": date(2022, 9, 6)}, "decided_on", "har inte varit än"),
    ({"decided_on": date(222, 2, 24)}, "decided_on", "Kontrollera året"),
    ({"decided_on": date(2021, 1, 19)}, "decided_on", "Uppdrag 2 gavs den 20 januari 2021"),
    ({"diarienummer": "x" * 61}, "diarienummer", "61 tecken"),
    ({"words": "x" * 20_001}, "words", "20"),
]


def test_what_cannot_be_is_refused_with_its_field() -> None:
    add_assignment("2")
    ids = [activity("1").id, activity("2").id]
    for changed, field, words in REFUSED:
        with pytest.raises(FormRefused, match=words) as refused:
            declare_fulfilled(plan().id, ids, replace(DECISION, **changed), form())  # type: ignore[arg-type]
        assert [fault.field for fault in refused.value.faults] == [field]
        db.session.rollback()
    assert decisions_of(plan().id) == {}


def test_something_is_chosen_and_it_is_the_plans() -> None:
    with pytest.raises(FormRefused, match="Välj minst ett uppdrag"):
        declare_fulfilled(plan().id, [], DECISION, form())
    with pytest.raises(Refusal, match="finns inte i planen"):
        declare_fulfilled(plan().id, [activity("1", "namnduppdrag-2020").id], DECISION, form())


def test_closed_it_takes_no_answers_and_reopened_it_does() -> None:
    follow_up = opened()
    waiting = sheet(follow_up)
    declared()
    sentence = (
        "Kommunfullmäktige förklarade uppdraget fullgjort den 24 februari 2022, § 45, så det tar inte emot"
    )
    for _ in range(2):
        with pytest.raises(DeclaredFulfilled, match=sentence):
            answer(follow_up)
        db.session.rollback()
    with pytest.raises(DeclaredFulfilled):
        nothing_new(waiting, now=NOW)
    db.session.rollback()
    assert not any(row.asked for row in rows_of(plan().id, follow_up))
    reopen(plan().id, activity().id, AGAIN, form(), seen=newest().id)
    assert [row.asked for row in rows_of(plan().id, follow_up)] == [True]
    assert isinstance(answer(follow_up), Saved)
    assert words_of(newest(), plan()) == "Togs upp igen av kommunfullmäktige den 31 mars 2022, § 70"


def test_an_answer_and_a_decision_at_once_never_cross(any_app: Flask) -> None:
    """Either the answer is stored before the uppdrag closes, or its owner is told."""
    follow_up = opened()
    written = sheet(follow_up)
    who = user(OFFICE)
    for person in (written.author, who):
        db.session.refresh(person)
        db.session.expunge(person)
    label = labels()["Genomfört"].id
    row, plan_id, sent = activity().id, plan().id, form(by=who)
    db.session.commit()
    wrote, closed = at_once(
        any_app,
        lambda: save_answer(written, Answer("", False, "Klart."), label_id=label, now=NOW),
        lambda: declare_fulfilled(plan_id, [row], DECISION, sent),
    )
    assert closed is list
    assert wrote in (Saved, DeclaredFulfilled)


def test_what_was_saved_before_is_no_mistake_when_the_form_comes_again() -> None:
    follow_up = opened()
    written = sheet(follow_up)
    label = labels()["Genomfört"]
    first = save_answer(written, Answer("", False, "Klart."), label_id=label.id, now=NOW)
    declared()
    again = save_answer(written, Answer("", False, "Klart."), label_id=label.id, now=NOW)
    assert isinstance(first, Saved) and isinstance(again, Saved) and again.again


def test_reopening_demands_a_decision_that_is_not_older() -> None:
    declared()
    seen = newest().id
    for changed, field in (
        ({"paragraph": ""}, "paragraph"),
        ({"decided_on": date(2022, 2, 23)}, "decided_on"),
    ):
        with pytest.raises(FormRefused) as refused:
            reopen(plan().id, activity().id, replace(AGAIN, **changed), form(), seen=seen)  # type: ignore[arg-type]
        assert [fault.field for fault in refused.value.faults] == [field]
        db.session.rollback()
    reopen(plan().id, activity().id, replace(AGAIN, decided_on=DECISION.decided_on), form(), seen=seen)
    assert not activity().fulfilled
    with pytest.raises(Refusal, match="Togs upp igen"):
        reopen(plan().id, activity().id, AGAIN, form(), seen=newest().id)
    db.session.rollback()
    declared()
    assert activity().fulfilled
    with pytest.raises(FormRefused):
        reopen(
            plan().id, activity().id, replace(AGAIN, decided_on=date(2022, 1, 1)), form(), seen=newest().id
        )


def test_a_second_one_who_reopens_with_an_older_page_is_told() -> None:
    declared()
    seen = newest().id
    put_right(plan().id, activity().id, replace(DECISION, paragraph="§ 54"), form(), seen=seen)
    assert (newest().paragraph, activity().fulfilled, len(all_decisions(activity().id))) == ("§ 54", True, 2)
    assert [one.paragraph for one in told_decisions(activity().id)] == ["§ 54"]
    with pytest.raises(ChangedMeanwhile):
        reopen(plan().id, activity().id, AGAIN, form(), seen=seen)


def test_reports_tell_the_decision() -> None:
    follow_up = opened()
    before = live_content(plan(), follow_up).rows
    declared()
    row = live_content(plan(), follow_up).rows[0]
    assert ([one.council for one in before], row.fulfilled) == ([""], True)
    assert row.council == "Förklarades fullgjort av kommunfullmäktige den 24 februari 2022, § 45"


def test_a_board_that_decides_itself_is_named_so() -> None:
    slug = "namnduppdrag-2020"
    declare_fulfilled(
        plan(slug).id,
        [activity("1", slug).id],
        NewDecision(date(2020, 6, 10), "§ 88", words="Socialnämnden lägger informationen till handlingarna."),
        form(NOW + timedelta(days=1), by=user("controller.socialforvaltningen@uppsala.example.org")),
    )
    decided = decisions_of(plan(slug).id)[activity("1", slug).id]
    assert decided.kind is CouncilDecisionKind.FULFILLED
    assert words_of(decided, plan(slug)) == "Förklarades fullgjort av nämnden den 10 juni 2020, § 88"
    assert decided.comment == "Socialnämnden lägger informationen till handlingarna."
    assert share("1", "socialnamnden", slug).activity.fulfilled
