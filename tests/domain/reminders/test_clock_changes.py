"""Every clock change from 2026 to 2036: ticks by the minute in UTC, and each step once, on its day, from its hour."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.reminders.days import FREE, of
from tracker.domain.calendar import STOCKHOLM, local_time
from tracker.domain.reminders.due import Said, due, sending_day


def changes() -> list[date]:
    """The days on which the clocks in Sweden change."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365 * 11 + 3)]

    def offset(day: date) -> timedelta:
        found = datetime(day.year, day.month, day.day, 12, tzinfo=STOCKHOLM).utcoffset()
        assert found is not None
        return found

    return [day for day in days if offset(day) != offset(day - timedelta(days=1))]


CHANGES = changes()


def test_the_clocks_change_twice_a_year() -> None:
    assert len(CHANGES) == 22
    assert {day.weekday() for day in CHANGES} == {6}
    assert CHANGES[:2] == [date(2026, 3, 29), date(2026, 10, 25)]


@pytest.mark.parametrize("change", CHANGES, ids=str)
@pytest.mark.parametrize("every", [1, 7, 61], ids="{} minutes".format)
def test_around_a_clock_change_each_step_is_said_once_on_its_day_from_seven(change: date, every: int) -> None:
    # Opens on the Friday before, answers by Tuesday: the day before is the Monday after the change.
    planned = of(change - timedelta(days=2), change + timedelta(days=2))
    moment = datetime(change.year, change.month, change.day, tzinfo=UTC) - timedelta(days=3)
    sent: list[tuple[datetime, Said]] = []
    noted: list[Said] = []
    while moment < datetime(change.year, change.month, change.day, tzinfo=UTC) + timedelta(days=5):
        day = sending_day(moment, FREE)
        if day is not None:
            found = due(planned, day, [*(one for _, one in sent), *noted], owes=True)
            noted += [Said(one, planned.counted_from) for one in found.superseded]
            if found.send:
                sent.append((moment, Said(found.send, planned.counted_from)))
        moment += timedelta(minutes=every)
    assert [one.occasion for _, one in sent] == [
        one for one in planned.occasions if one.on >= planned.begins_on
    ]
    for at, one in sent:
        local = local_time(at)
        assert local.date() == one.occasion.on
        assert 7 * 60 <= local.hour * 60 + local.minute < 7 * 60 + every
