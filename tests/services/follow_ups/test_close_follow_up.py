"""Closing: what is frozen, what is withdrawn, and what comes at the same moment, on both databases."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import NOW, answer, opened, person, plan, row
from tests.reminding import item as told
from tracker.domain.reminders.steps import WEEK_BEFORE
from tracker.domain.terms import FollowUpState, JobState, Meaning, MessageState
from tracker.models import FollowUp, Job, Message, ReportVersion, StatusUpdate, db
from tracker.queries.jobs import pdf_job_of
from tracker.queries.plans.frozen import frozen_report
from tracker.reports.content import frozen_content
from tracker.services.follow_ups import close_follow_up as closing
from tracker.services.follow_ups.close_follow_up import Closing, close_follow_up
from tracker.services.follow_ups.edit_follow_up import FollowUpFacts, edit_follow_up
from tracker.services.follow_ups.edit_language import Seen, Texts, edit_language
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.refusal import Refusal


def close(follow_up: FollowUp, **more: object) -> ReportVersion:
    return close_follow_up(follow_up.id, by=person("controller"), now=NOW, **more)  # type: ignore[arg-type]


def message(follow_up: FollowUp, number: str, state: MessageState, *more: FollowUp) -> Message:
    owner = person("rektor.vuxenutbildningen")
    mail = Message(
        key=f"{number}/{state}", user=owner, send_on=date(2022, 9, 2), to_address=owner.email,
        to_title=owner.title, from_header="plan@example.org", message_id=f"<{number}@example.org>",
        written_at=NOW, subject="Svara", text="", html="", state=state, next_at=NOW,
    )  # fmt: skip
    for one in (follow_up, *more):
        item = told(one, row(number).responsibility, owner, WEEK_BEFORE, NOW)
        mail.items.append(item)
    db.session.add(mail)
    db.session.commit()
    return mail


def test_closing_freezes_what_stands(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        answer(follow_up, "12", "Två jobbspår har startat.")
        revision = plan().revision
        version = close(follow_up)
        assert (follow_up.state, follow_up.closed_at) == (FollowUpState.CLOSED, NOW)
        assert (version.number, version.frozen_by_id) == (1, person("controller").id)
        assert follow_up.report_on == date(2022, 8, 29)
        assert plan().revision > revision
        frozen = frozen_report(plan().id)
        assert frozen is not None
        content = frozen_content(frozen.sha256, frozen.text)
        rows = {line.number: line for line in content.rows}
        assert rows["12"].comment == "Två jobbspår har startat."
        assert rows["8"].meaning is None
        assert rows["2"].meaning is Meaning.COMPLETED
        assert (content.answered, content.asked) == (1, 8)
        assert {file.format for file in version.files} >= {"docx", "html"}


def test_the_pdf_of_the_new_version_is_asked_for_with_it(any_app: Flask) -> None:
    with any_app.app_context():
        version = close_follow_up(opened().id, by=person("controller"), now=NOW)
        job = pdf_job_of(version.id)
        assert job is not None
        assert (job.state, job.parameters) == (JobState.WAITING, {"version": version.id})


def test_a_closing_that_is_refused_asks_for_no_pdf(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        bad = Closing(date(2022, 8, 30), "x" * 500, follow_up.version)
        with pytest.raises(FormRefused):
            close_follow_up(follow_up.id, by=person("controller"), now=NOW, closing=bad)
        db.session.rollback()
        assert db.session.scalars(select(Job)).all() == []


def test_the_report_bears_the_day_and_number_given(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        close(follow_up, closing=Closing(date(2022, 9, 20), " AMN-2022-1 ", follow_up.version))
        assert (follow_up.report_on, follow_up.diarienummer) == (date(2022, 9, 20), "AMN-2022-1")


def test_a_bad_number_closes_nothing(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        with pytest.raises(FormRefused, match="inte syns"):
            close(follow_up, closing=Closing(None, "AMN\x00", follow_up.version))
        db.session.rollback()
        assert db.session.get_one(FollowUp, follow_up.id).state is FollowUpState.OPEN


def test_a_report_from_another_millennium_is_refused(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        with pytest.raises(FormRefused, match="året blev 202"):
            close(follow_up, closing=Closing(date(202, 12, 1), "", follow_up.version))
        db.session.rollback()
        assert db.session.get_one(FollowUp, follow_up.id).state is FollowUpState.OPEN


def test_who_edited_meanwhile_is_not_written_over(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        seen = follow_up.version
        facts = FollowUpFacts(
            date(2022, 8, 22), date(2022, 9, 9), date(2022, 9, 28), None, "AMN-2022-2", "", ""
        )
        edit_follow_up(follow_up.id, facts, version=seen)
        with pytest.raises(ChangedMeanwhile):
            close(follow_up, closing=Closing(None, "", seen))
        db.session.rollback()
        assert db.session.get_one(FollowUp, follow_up.id).diarienummer == "AMN-2022-2"


def test_waiting_mails_of_it_alone_are_withdrawn(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        earlier = db.session.scalars(select(FollowUp).order_by(FollowUp.id)).first()
        assert earlier is not None
        waiting = message(follow_up, "1a", MessageState.PENDING)
        sent = message(follow_up, "1b", MessageState.SENT)
        shared = message(follow_up, "8", MessageState.PENDING, earlier)
        close(follow_up)
        assert (waiting.state, waiting.reason) == (MessageState.CANCELLED, closing._REASON)
        assert sent.state is MessageState.SENT
        assert shared.state is MessageState.PENDING


def test_nothing_is_written_after_closing(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        given = answer(follow_up, "12")
        seen = Seen(given.id, row("12", follow_up).responsibility.version)
        close(follow_up)
        with pytest.raises(Refusal, match="redan stängd"):
            close(follow_up)
        db.session.rollback()
        facts = FollowUpFacts(date(2022, 8, 22), date(2022, 9, 10), date(2022, 9, 28), None, "", "", "")
        with pytest.raises(Refusal, match="redan stängd"):
            edit_follow_up(follow_up.id, facts, version=follow_up.version)
        db.session.rollback()
        with pytest.raises(Refusal, match="stängd"):
            edit_language(
                follow_up.id, Texts("Ny", "", ""), seen=seen, by=person("controller"), nonce="n" * 16, now=NOW
            )
        db.session.rollback()
        assert db.session.scalars(select(StatusUpdate).where(StatusUpdate.edits_id.is_not(None))).all() == []


def test_edits_and_closing_at_the_same_moment(any_app: Flask) -> None:
    """Whatever the order: each edit is in the frozen report, or was refused. None is saved and left out."""
    numbers = ("12", "22", "23", "25", "10", "8")
    with any_app.app_context():
        follow_up = opened()
        follow_up_id = follow_up.id
        seen = {}
        for number in numbers:
            given = answer(follow_up, number, f"Före {number}")
            seen[number] = Seen(given.id, row(number, follow_up).responsibility.version)
    start, outcomes = threading.Barrier(len(numbers) + 1), {}

    def edit(number: str) -> None:
        with any_app.app_context():
            start.wait()
            try:
                edit_language(
                    follow_up_id, Texts(f"Efter {number}", "", ""), seen=seen[number],
                    by=person("controller"), nonce=f"nonce-{number:>010}", now=NOW,
                )  # fmt: skip
                outcomes[number] = "saved"
            except Refusal:
                outcomes[number] = "refused"

    def end() -> None:
        with any_app.app_context():
            start.wait()
            close_follow_up(follow_up_id, by=None, now=datetime.now(UTC) + timedelta(seconds=1))

    threads = [threading.Thread(target=edit, args=(number,)) for number in numbers]
    threads.append(threading.Thread(target=end))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with any_app.app_context():
        frozen = frozen_report(plan().id)
        assert frozen is not None
        assert frozen.follow_up.id == follow_up_id
        rows = {line.number: line.comment for line in frozen_content(frozen.sha256, frozen.text).rows}
    assert set(outcomes) == set(numbers)
    for number, outcome in outcomes.items():
        assert rows[number] == (f"Efter {number}" if outcome == "saved" else f"Före {number}")
