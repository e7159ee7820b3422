"""A coordinator's edit of an owner's answer (rule 7), on both databases."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import NOW, answer, opened, person, plan, row
from tracker.models import FollowUp, StatusUpdate, db
from tracker.queries.coordination.cockpit import answer_rates
from tracker.services.follow_ups.edit_language import Seen, Texts, edit_language
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal
from tracker.services.reports.assemble_report import live_content

TEXTS = Texts("Två jobbspår har startat.", "", "Fler företag behövs.")


def seen(number: str, follow_up: FollowUp) -> Seen:
    standing = row(number, follow_up)
    assert standing.answer is not None
    return Seen(standing.answer.id, standing.responsibility.version)


def edit(
    follow_up: FollowUp, number: str, texts: Texts = TEXTS, nonce: str = "n" * 16, **more: Seen
) -> StatusUpdate:
    before = more.get("seen") or seen(number, follow_up)
    return edit_language(follow_up.id, texts, seen=before, by=person("controller"), nonce=nonce, now=NOW)


def updates() -> int:
    return len(db.session.scalars(select(StatusUpdate)).all())


def test_an_edit_stands_beside_the_owners_words(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        own = answer(follow_up, "12", "vi har startat 2 jobspår")
        revision = plan().revision
        edited = edit(follow_up, "12")
        standing = row("12", follow_up)
        assert standing.current is edited
        assert standing.answer is own
        assert (own.comment, edited.edits_id) == ("vi har startat 2 jobspår", own.id)
        assert (edited.label_id, edited.target_year, edited.ongoing) == (
            own.label_id,
            own.target_year,
            own.ongoing,
        )
        assert plan().revision == revision + 1


def test_the_report_prints_the_edit_as_the_owners_word(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        own = answer(follow_up, "12")
        edit(follow_up, "12")
        line = next(line for line in live_content(plan(), follow_up).rows if line.number == "12")
        assert (line.comment, line.remaining_work) == (TEXTS.comment, TEXTS.remaining_work)
        assert line.said_by == own.author_title


def test_an_edit_is_no_answer(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        answer(follow_up, "12")
        edit(follow_up, "12")
        assert answer_rates([follow_up.id])[follow_up.id].answered == 1
        unanswered = row("8", follow_up)
        assert unanswered.previous is not None
        with pytest.raises(Refusal, match="finns inte"):
            last_time = Seen(unanswered.previous.id, unanswered.responsibility.version)
            edit(follow_up, "8", nonce="m" * 16, seen=last_time)


def test_a_forms_nonce_is_its_own(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        answer(follow_up, "12")
        answer(follow_up, "22")
        edit(follow_up, "12")
        with pytest.raises(Refusal, match="redan använts"):
            edit(follow_up, "22")


def test_a_later_answer_is_new_after_the_edit(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        answer(follow_up, "12")
        edit(follow_up, "12")
        assert not row("12", follow_up).new_after_edit
        answer(follow_up, "12", "Nu är det tre.")
        standing = row("12", follow_up)
        assert standing.new_after_edit
        assert standing.current is not None
        assert standing.current.comment == "Nu är det tre."


def test_two_editors_lose_nothing(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        answer(follow_up, "12")
        both_saw = seen("12", follow_up)
        edit(follow_up, "12", seen=both_saw)
        with pytest.raises(ChangedMeanwhile):
            edit(follow_up, "12", Texts("Min text.", "", ""), "m" * 16, seen=both_saw)
        db.session.rollback()
        current = row("12", follow_up).current
        assert current is not None
        assert current.comment == TEXTS.comment


def test_an_answer_meanwhile_is_a_conflict_too(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        answer(follow_up, "12")
        before = seen("12", follow_up)
        answer(follow_up, "12", "Nytt svar.")
        with pytest.raises(ChangedMeanwhile):
            edit(follow_up, "12", seen=before)


def test_the_same_form_twice_counts_once(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        answer(follow_up, "12")
        before = seen("12", follow_up)
        first = edit(follow_up, "12", seen=before).id
        count = updates()
        assert edit(follow_up, "12", seen=before).id == first
        assert updates() == count


def test_the_same_text_means_read_and_approved(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        own = answer(follow_up, "12", "Bra som det är.")
        edit(follow_up, "12", Texts(own.comment, own.cause, own.remaining_work))
        standing = row("12", follow_up)
        assert standing.edit is not None
        assert standing.edit.comment == own.comment


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        (Texts("", "", ""), "comment"),
        (Texts("  \n ", "", ""), "comment"),
        (Texts("x" * 20_001, "", ""), "comment"),
        (Texts("Bra.", "a\x07b", ""), "cause"),
        (Texts("Bra.", "", "x" * 20_001), "remaining_work"),
    ],
)
def test_bad_texts_are_refused_with_the_field_named(any_app: Flask, texts: Texts, field: str) -> None:
    with any_app.app_context():
        follow_up = opened()
        answer(follow_up, "12")
        with pytest.raises(FormRefused) as refused:
            edit(follow_up, "12", texts)
        assert [fault.field for fault in refused.value.faults] == [field]


def test_twenty_editors_at_once(any_app: Flask) -> None:
    """One wins, nineteen are told; the same form sent by two threads is saved once."""
    with any_app.app_context():
        follow_up = opened()
        follow_up_id = follow_up.id
        answer(follow_up, "12")
        before, count = seen("12", follow_up), updates()
    start, outcomes = threading.Barrier(20), []

    def go(index: int) -> None:
        with any_app.app_context():
            start.wait()
            try:
                nonce = f"nonce-of-form-{index // 2}"
                found = edit_language(
                    follow_up_id, Texts(f"Text {index // 2}", "", ""), seen=before, by=person("controller"),
                    nonce=nonce, now=NOW,
                )  # fmt: skip
                outcomes.append(found.id)
            except ChangedMeanwhile:
                outcomes.append(0)

    threads = [threading.Thread(target=go, args=(index,)) for index in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with any_app.app_context():
        assert updates() == count + 1
    assert len(outcomes) == 20
    assert len({outcome for outcome in outcomes if outcome}) == 1
