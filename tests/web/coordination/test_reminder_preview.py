"""Every day of a schedule in words, and why it is not another day."""

from datetime import date

from tracker.domain.reminders.rules import ListTo, ReminderRules
from tracker.domain.reminders.schedule import FollowUpDays
from tracker.domain.reminders.steps import OPENED, Occasion
from tracker.web.coordination.reminders.preview import preview, rhythm

AUTUMN = FollowUpDays(date(2026, 11, 30), date(2026, 12, 10))
CHRISTMAS = FollowUpDays(date(2026, 12, 7), date(2026, 12, 28))


def why(days: FollowUpDays, rules: ReminderRules) -> dict[str, str]:
    """The reason of each day that has one."""
    return {line.day: line.why for line in preview(days, rules, date(2026, 12, 1)) if line.why}


def test_a_day_that_moved_says_from_where_and_not_that_a_sunday_is_one() -> None:
    assert why(AUTUMN, ReminderRules(before=(4,), after=())) == {
        "fredag 4 december": "Flyttad från söndag 6 december, så att mejlet går på en arbetsdag.",
        "måndag 14 december": "Flyttad från söndag 13 december, så att mejlet går på en arbetsdag.",
    }


def test_a_holiday_is_named() -> None:
    moved = why(CHRISTMAS, ReminderRules(before=(3,), list_to=ListTo.NOBODY))
    assert moved == {"onsdag 23 december": "Flyttad från fredag 25 december, juldagen."}


def test_the_list_explains_its_day_too() -> None:
    moved = why(CHRISTMAS, ReminderRules(before=(), after=(1,), list_after=2))
    assert moved == {"måndag 4 januari 2027": "Flyttad från torsdag 31 december, nyårsafton."}


def test_july_is_named_when_the_plan_rests_then() -> None:
    rules = ReminderRules(before=(7,), after=(), not_in_july=True, list_to=ListTo.NOBODY)
    days = FollowUpDays(date(2026, 6, 1), date(2026, 7, 13))
    assert why(days, rules) == {"tisdag 30 juni": "Flyttad från måndag 6 juli, juli är fri."}


def test_when_two_steps_share_a_day_the_one_that_went_is_told() -> None:
    rules = ReminderRules(before=(10,), after=(), list_to=ListTo.NOBODY)
    today = date(2026, 12, 1)
    assert [line.what for line in preview(AUTUMN, rules, today)] == ["Tio dagar före sista dagen att svara"]
    went = {Occasion(date(2026, 11, 30), OPENED)}
    [told] = preview(AUTUMN, rules, today, went)
    assert told.what == "Uppföljningen öppnar: första mejlet till de ansvariga"
    assert told.past


def test_the_hour_is_written_as_elsewhere() -> None:
    assert rhythm(ReminderRules(hour=9)).endswith("på arbetsdagar från kl. 09.00.")
