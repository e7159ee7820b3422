"""A plan's schedule: stored, refused, saved by two at once, and what it does to the mails that follow."""

from collections import Counter
from dataclasses import replace

import pytest

from tests import reminding
from tests.reminding import ASKED, OPENING, mail_to, outbox, swedish
from tracker.domain.reminders.rules import ListTo, ReminderRules
from tracker.domain.terms import MatterKind
from tracker.models import Plan, db
from tracker.queries.reminders.decided import rules_of, stored_rules
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.reminders.settings.edit_schedule import edit_schedule
from tracker.services.reminders.tick import work

RULES = ReminderRules(
    before=(14, 2), after=(2, 5), hour=9, not_in_july=True, list_to=ListTo.COORDINATOR, list_after=5
)


def plan_id() -> int:
    return db.session.query(Plan).filter_by(slug="26-punktsplan").one().id


def days_of_mail() -> dict[str, int]:
    """How many mails were written on each day."""
    return dict(Counter(mail.send_on.isoformat() for mail in outbox()))


def test_a_plan_has_the_usual_rules_until_somebody_decides() -> None:
    assert rules_of([plan_id()])[plan_id()] == ReminderRules()
    edit_schedule(plan_id(), RULES, version=0)
    assert rules_of([plan_id()])[plan_id()] == RULES


def test_faulty_rules_are_refused_and_nothing_is_stored() -> None:
    with pytest.raises(FormRefused) as refused:
        edit_schedule(plan_id(), ReminderRules(before=(0,), hour=22, list_after=99), version=0)
    assert [fault.field for fault in refused.value.faults] == ["before", "hour", "list_after"]
    assert stored_rules(plan_id()) is None


def test_two_who_save_at_once_lose_nothing() -> None:
    edit_schedule(plan_id(), RULES, version=0)
    with pytest.raises(ChangedMeanwhile):
        edit_schedule(plan_id(), ReminderRules(hour=8), version=0)
    assert rules_of([plan_id()])[plan_id()] == RULES


def test_the_same_form_twice_counts_once() -> None:
    for _ in range(2):
        edit_schedule(plan_id(), RULES, version=0)
    stored = stored_rules(plan_id())
    assert stored is not None
    assert stored.version == 1


def test_no_mail_leaves_before_the_hour_of_the_plan() -> None:
    edit_schedule(plan_id(), ReminderRules(hour=9), version=0)
    reminding.open_follow_up()
    assert work(OPENING).written == 0
    assert work(swedish("2022-08-29T08:59")).written == 0
    assert work(swedish("2022-08-29T09:00")).written == len(ASKED)


def test_without_an_opening_mail_the_first_one_comes_a_week_before() -> None:
    edit_schedule(plan_id(), ReminderRules(opening=False), version=0)
    reminding.open_follow_up()
    for day in ("2022-08-29", "2022-08-30", "2022-09-02"):
        work(swedish(f"{day}T07:00"))
    assert set(days_of_mail()) == {"2022-09-02"}


def test_an_edited_schedule_brings_no_second_mail_about_a_day_that_has_had_one() -> None:
    reminding.open_follow_up()
    work(OPENING)
    work(swedish("2022-09-02T07:00"))
    # Eight days before and seven days before are the same working day; six would have been Saturday.
    edit_schedule(plan_id(), ReminderRules(before=(8, 1)), version=0)
    work(swedish("2022-09-05T07:00"))
    assert set(days_of_mail()) == {"2022-08-29", "2022-09-02"}
    work(swedish("2022-09-08T07:00"))
    assert set(days_of_mail()) == {"2022-08-29", "2022-09-02", "2022-09-08"}


def test_steps_after_the_last_day_come_one_by_one_and_then_the_list() -> None:
    edit_schedule(plan_id(), RULES, version=0)
    reminding.open_follow_up()
    for day in ("09-09", "09-12", "09-13", "09-14", "09-15", "09-16", "09-19", "09-20"):
        work(swedish(f"2022-{day}T09:00"))
    to_owner = [mail.send_on.isoformat() for mail in outbox() if mail.to_address.startswith("ekonomichef")]
    # 9 September catches up with the step two days before; then two and five days after, the list at last.
    assert to_owner == ["2022-09-09", "2022-09-12", "2022-09-14"]
    listed = mail_to("controller")
    assert {item.kind for item in listed.items} == {MatterKind.LIST}
    assert listed.send_on.isoformat() == "2022-09-19"


def test_in_july_nothing_leaves_and_in_august_only_the_newest() -> None:
    edit_schedule(plan_id(), ReminderRules(not_in_july=True), version=0)
    reminding.open_follow_up(
        opens_on=swedish("2022-06-27T07:00").date(), answer_by=swedish("2022-08-12T07:00").date()
    )
    work(swedish("2022-07-01T07:00"))
    work(swedish("2022-07-29T07:00"))
    assert outbox() == []
    work(swedish("2022-08-01T07:00"))
    assert days_of_mail() == {"2022-08-01": len(ASKED)}


@pytest.mark.parametrize("typed", [0, 9999])
def test_without_a_list_the_known_delay_stays(typed: int) -> None:
    edit_schedule(plan_id(), RULES, version=0)
    edit_schedule(plan_id(), replace(RULES, list_to=ListTo.NOBODY, list_after=typed), version=1)
    assert rules_of([plan_id()])[plan_id()] == replace(RULES, list_to=ListTo.NOBODY)
