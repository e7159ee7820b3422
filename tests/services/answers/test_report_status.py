"""An owner's answer: what each status demands, two at once, a freeze at the same moment, nothing lost or doubled."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.owners import (
    AS_OF,
    DEPUTY,
    NOW,
    OTHER,
    answer,
    label_id,
    open_follow_up,
    plan,
    responsibility,
    sheet,
    updates,
    user,
)
from tracker.domain.terms import WayIn
from tracker.models import FollowUp, Responsibility, StatusUpdate, db
from tracker.queries.plans.standing import rows_of
from tracker.services.answers.report_status import (
    Conflict,
    FollowUpClosed,
    FollowUpOpened,
    Rejected,
    Saved,
    Sheet,
    nothing_new,
    save_answer,
)
from tracker.services.follow_ups.close_follow_up import close_follow_up
from tracker.services.refusal import Refusal


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    with any_app.app_context():
        yield


def save(opened: Sheet, word: str = "Påbörjad", **typed: object) -> Saved | Rejected | Conflict:
    return save_answer(opened, answer(**typed), label_id=label_id(word), now=NOW)


def saved(outcome: object) -> StatusUpdate:
    assert isinstance(outcome, Saved), outcome
    return outcome.update


def fields(outcome: object) -> list[str]:
    assert isinstance(outcome, Rejected), outcome
    return [problem.field for problem in outcome.problems]


def test_an_answer_is_appended_with_who_when_and_how() -> None:
    follow_up = open_follow_up()
    before, revision = updates(), plan().revision
    report = saved(save(sheet(follow_up, way_in=WayIn.LINK), remaining_work="Införandet."))
    assert updates() == [*before, report]
    assert (report.follow_up_id, report.as_of, report.created_at) == (follow_up.id, AS_OF, NOW)
    assert (report.author_id, report.author_title) == (user().id, "Rektor, vuxenutbildningen")
    assert (report.label.label, report.target_year, report.ongoing) == ("Påbörjad", 2023, False)
    assert (report.comment, report.remaining_work) == ("Rutinerna är på plats.", "Införandet.")
    assert report.way_in is WayIn.LINK
    assert not report.nothing_new
    assert report.previous_target_year is None
    assert plan().revision == revision + 1
    [row] = rows_of(plan().id, follow_up, number="8")
    assert row.answered
    assert row.current is report
    assert row.earlier_year == 2022


@pytest.mark.parametrize(
    ("word", "typed", "wrong"),
    [
        ("Färdig", {"year": ""}, []),
        ("Färdig", {"comment": " \n", "year": ""}, ["comment"]),
        ("Påbörjad", {"year": "2022"}, []),
        ("Påbörjad", {"year": "", "ongoing": True}, []),
        ("Påbörjad", {"year": ""}, ["target_year"]),
        ("Påbörjad", {"year": "", "comment": ""}, ["comment", "target_year"]),
        ("Påbörjad", {"ongoing": True}, ["target_year"]),
        ("Avviker från plan", {"year": "2024"}, []),
        ("Avviker från plan", {"year": "", "ongoing": True, "remaining_work": "Allt."}, []),
        ("Avviker från plan", {"year": ""}, ["target_year"]),
        ("Avviker från plan", {"comment": ""}, ["comment"]),
        ("Stoppad", {"year": ""}, []),
        ("Stoppad", {"comment": "", "year": ""}, ["comment"]),
        ("Påbörjad", {"year": "2021"}, ["target_year"]),
        ("Påbörjad", {"year": "20221"}, ["target_year"]),
        ("Påbörjad", {"year": "٢٠٢٣"}, ["target_year"]),
        ("Påbörjad", {"year": "snart"}, ["target_year"]),
        ("Påbörjad", {"comment": "a" * 20_001}, ["comment"]),
        ("Påbörjad", {"comment": "a" * 20_000}, []),
        ("Påbörjad", {"comment": "a\x00b"}, ["comment"]),
        ("Påbörjad", {"remaining_work": "a\x1bb"}, ["remaining_work"]),
        ("Påbörjad", {"cause": "a\ud800b"}, ["cause"]),
    ],
)
def test_each_status_demands_its_own(word: str, typed: dict[str, object], wrong: list[str]) -> None:
    follow_up = open_follow_up()
    before = len(updates())
    outcome = save(sheet(follow_up), word, **typed)
    if wrong:
        assert fields(outcome) == wrong
        assert len(updates()) == before
    else:
        assert saved(outcome).label.label == word


@pytest.mark.parametrize("word", ["Färdig", "Stoppad"])
def test_what_a_status_never_wants_is_left_out(word: str) -> None:
    report = saved(save(sheet(open_follow_up()), word, year="2023", ongoing=True, remaining_work="Allt."))
    assert (report.target_year, report.ongoing, report.remaining_work) == (None, False, "")


@pytest.mark.parametrize("chosen", [None, 10**17])
def test_a_status_must_be_one_of_the_plans(chosen: int | None) -> None:
    outcome = save_answer(sheet(open_follow_up()), answer(), label_id=chosen, now=NOW)
    assert fields(outcome) == ["status"]


@pytest.mark.parametrize(
    "text", ["👩🏽‍🏫 klart", "\u202eבא \u0627", "<script>alert(1)</script>", "{{7*7}} {% x %}"]
)
def test_text_is_kept_as_typed(text: str) -> None:
    report = saved(save(sheet(open_follow_up()), comment=f" {text}\n\nMer. "))
    db.session.expire_all()
    assert report.comment == f" {text}\n\nMer. "


def test_the_same_form_sent_twice_counts_once() -> None:
    follow_up = open_follow_up()
    opened = sheet(follow_up)
    first = save(opened)
    second = save(opened, comment="Samma formulär igen.")
    assert isinstance(second, Saved)
    assert second.again
    assert saved(second) is saved(first)
    close_follow_up(follow_up.id, by=None, now=NOW)
    assert saved(save(opened)) is saved(first)


def test_a_nonce_of_another_activity_is_refused() -> None:
    follow_up = open_follow_up()
    save(sheet(follow_up, "8", nonce="samma"))
    with pytest.raises(Refusal) as refusal:
        save(sheet(follow_up, "1b", nonce="samma"))
    assert refusal.value.status == 400


def test_the_second_of_two_editors_is_told() -> None:
    follow_up = open_follow_up()
    mine = sheet(follow_up, nonce="mitt")
    theirs = saved(save(sheet(follow_up, nonce="deras", author=user(DEPUTY)), comment="Ersättarens."))
    outcome = save(mine)
    assert isinstance(outcome, Conflict)
    assert outcome.theirs is theirs
    assert updates()[-1] is theirs
    fresh = sheet(follow_up, nonce="mitt-igen")
    assert saved(save(fresh)).comment == "Rutinerna är på plats."


def test_a_new_deputy_is_no_conflict() -> None:
    follow_up = open_follow_up()
    opened = sheet(follow_up)
    responsibility().deputy_id = user(OTHER).id
    db.session.commit()
    assert responsibility().version == opened.version + 1
    saved(save(opened))


def test_only_owner_and_deputy_may_answer() -> None:
    follow_up = open_follow_up()
    for opened in (sheet(follow_up, author=user(OTHER)), sheet(None, author=user(OTHER))):
        with pytest.raises(Refusal) as refusal:
            save(opened)
        assert refusal.value.status == 403
    assert updates()[-1].follow_up_id != follow_up.id


def test_another_plans_follow_up_is_not_found() -> None:
    follow_up = open_follow_up()
    with pytest.raises(Refusal) as refusal:
        save(sheet(follow_up, follow_up_id=follow_up.id + 1000))
    assert refusal.value.status == 404


def test_a_withdrawn_activity_takes_no_answer() -> None:
    follow_up = open_follow_up()
    responsibility().activity.withdrawn = True
    db.session.commit()
    with pytest.raises(Refusal, match="följs inte längre upp"):
        save(sheet(follow_up))


def test_a_closed_follow_up_takes_no_answer() -> None:
    follow_up = open_follow_up()
    opened = sheet(follow_up)
    close_follow_up(follow_up.id, by=None, now=NOW)
    for attempt in (lambda: save(opened), lambda: nothing_new(opened, now=NOW)):
        with pytest.raises(FollowUpClosed, match="per augusti 2022 stängdes"):
            attempt()
        db.session.rollback()
    assert updates()[-1].follow_up_id != follow_up.id


def test_between_follow_ups_it_is_news_and_no_answer() -> None:
    report = saved(save(sheet(None)))
    assert report.follow_up_id is None
    assert report.as_of == date(2022, 9, 1)
    follow_up = open_follow_up(date(2022, 10, 31))
    [row] = rows_of(plan().id, follow_up, number="8")
    assert row.owed
    assert row.previous is report
    with pytest.raises(FollowUpOpened):
        save(sheet(None, nonce="sen"))


def test_nothing_new_repeats_last_time_as_an_answer() -> None:
    follow_up = open_follow_up()
    last = updates()[-1]
    report = saved(nothing_new(sheet(follow_up), now=NOW))
    assert report.nothing_new
    assert report.id != last.id
    for name in ("label_id", "target_year", "ongoing", "comment", "cause", "remaining_work"):
        assert getattr(report, name) == getattr(last, name)
    [row] = rows_of(plan().id, follow_up, number="8")
    assert row.answered
    assert row.earlier_year is None
    again = nothing_new(sheet(follow_up), now=NOW)
    assert isinstance(again, Saved)
    assert again.again


def test_nothing_new_after_the_year_has_passed_is_refused() -> None:
    follow_up = open_follow_up(date(2023, 2, 28))
    with pytest.raises(Refusal, match="Året 2022 har passerat"):
        nothing_new(sheet(follow_up), now=NOW)
    db.session.rollback()
    # Ständigt pågående has no year that could pass.
    saved(nothing_new(sheet(follow_up, "22", author=responsibility("22").owner), now=NOW))


def test_nothing_new_is_refused_where_there_is_nothing_to_repeat() -> None:
    follow_up = open_follow_up()
    db.session.delete(updates()[-1])
    db.session.commit()
    with pytest.raises(Refusal, match="inget tidigare svar"):
        nothing_new(_first_sheet(follow_up), now=NOW)


def _first_sheet(follow_up: FollowUp) -> Sheet:
    row = responsibility()
    return Sheet(row.id, follow_up.id, user(), WayIn.WEB, row.version, 0, "första")


def test_nothing_new_is_refused_when_answered_settled_or_between() -> None:
    with pytest.raises(Refusal, match="Ingen uppföljning är öppen"):
        nothing_new(sheet(None), now=NOW)
    db.session.rollback()
    follow_up = open_follow_up()
    with pytest.raises(Refusal, match="frågas inte igen"):
        nothing_new(sheet(follow_up, "6", author=user(OTHER)), now=NOW)
    db.session.rollback()
    save(sheet(follow_up))
    with pytest.raises(Refusal, match="redan svarat"):
        nothing_new(sheet(follow_up, nonce="nytt"), now=NOW)


def test_versions_of_other_rows_stand_still() -> None:
    follow_up = open_follow_up()
    total = db.session.scalar(select(func.sum(Responsibility.version)))
    save(sheet(follow_up))
    assert db.session.scalar(select(func.sum(Responsibility.version))) == total + 1
