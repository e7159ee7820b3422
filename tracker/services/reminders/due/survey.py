"""What is due on a day: the mails to write, and the steps that were passed by. Reads only."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from flask import current_app

from tracker.domain.calendar import STOCKHOLM, local_date
from tracker.domain.reminders.due import Said, due, sending_day
from tracker.domain.reminders.steps import Occasion
from tracker.domain.terms import MatterKind
from tracker.models import User, db
from tracker.models.engine import reading_only
from tracker.queries.reminders.decided import test_addresses
from tracker.queries.reminders.said import PersonsMail, SaidItem, mails_to, said
from tracker.services.reminders.due.answers import unreachable
from tracker.services.reminders.due.collect import KINDS, matters
from tracker.services.reminders.due.matter import Matter
from tracker.services.reminders.free_days import free_days

#: A mail that is withdrawn before it leaves is written anew, but not without end.
WRITTEN_A_DAY = 5
#: What was said longer ago, outside follow-ups, belongs to a schedule that is over.
_REMEMBERED = timedelta(days=800)


@dataclass(frozen=True)
class PlannedRow:
    """One thing in a mail: at which step, and when it was last said. Series is above 1 when it is said anew."""

    matter: Matter
    occasion: Occasion
    series: int
    last_said_on: date | None


@dataclass(frozen=True)
class PlannedMail:
    """One mail to one person on one day, covering everything; `replaces` are mails that never left."""

    user: User
    day: date
    rows: tuple[PlannedRow, ...]
    series: int
    replaces: tuple[int, ...]
    redirected_to: str | None
    #: Since when mails to the person have been tried in vain.
    trying_since: datetime | None
    #: The hour from which it leaves: the latest that one of its plans has chosen.
    hour: int


@dataclass(frozen=True)
class PassedBy:
    """A step that came and was not said, because a newer one is."""

    matter: Matter
    occasion: Occasion


@dataclass
class Survey:
    """What is due on a day, and the rows that nobody can be asked about."""

    mails: list[PlannedMail] = field(default_factory=list)
    passed_by: list[PassedBy] = field(default_factory=list)
    unlucky: list[int] = field(default_factory=list)


def sending_day_of(day: date) -> date | None:
    """The day itself if mails leave on it, else None."""
    return sending_day(datetime.combine(day, time(12), STOCKHOLM), free_days(day.year))


def sending_day_at(moment: datetime) -> date | None:
    """The day in Sweden if mails leave at this moment, else None."""
    return sending_day(moment, free_days(local_date(moment).year))


def plan_mails(day: date) -> list[PlannedMail]:
    """The mails that a tick on that day would write, given what has been said so far; writes nothing."""
    return look(day).mails if sending_day_of(day) is not None else []


def look(day: date) -> Survey:
    """The survey of a day, taken without a lock; ends the session's transaction."""
    db.session.rollback()
    before = reading_only.set(True)
    try:
        found = survey(day)
        # What was found is read on after this; it must not begin another transaction.
        db.session.expunge_all()
    finally:
        db.session.rollback()
        reading_only.reset(before)
    return found


def unreachable_rows() -> list[str]:
    """The rows that nobody can be asked about, as "plan number", for the log; ends the transaction."""
    db.session.rollback()
    before = reading_only.set(True)
    try:
        return [f"{plan.slug} {row.activity.number}" for plan, row in unreachable()]
    finally:
        db.session.rollback()
        reading_only.reset(before)


def survey(day: date, people: Collection[int] | None = None, kinds: Collection[MatterKind] = KINDS) -> Survey:
    """What is due on a working day to these people (None: to all), computed from what the database says."""
    waiting: dict[int, list[Matter]] = {}
    for matter in matters(day, people, kinds):
        waiting.setdefault(matter.user.id, []).append(matter)
    if not waiting:
        return Survey()
    follow_ups = {one.follow_up.id for of_one in waiting.values() for one in of_one if one.follow_up}
    since = datetime.combine(day - _REMEMBERED, time(0), STOCKHOLM)
    told: dict[tuple[int, str], list[SaidItem]] = {}
    for item in said(follow_ups, since=since, user_ids=people):
        told.setdefault((item.user_id, item.identity), []).append(item)
    mails: dict[int, list[PersonsMail]] = {}
    for written in mails_to(people, day):
        mails.setdefault(written.user_id, []).append(written)
    found = Survey()
    redirections = Redirections()
    for user_id in sorted(waiting):
        person = _Person(waiting[user_id], told, mails.get(user_id, []), redirections, day)
        person.add_to(found)
    return found


class Redirections:
    """Where mail goes instead: the setting's address before that of a municipality in test mode."""

    def __init__(self) -> None:
        self._everywhere: str | None = current_app.config["SETTINGS"].mail_redirect
        self._by_organisation = {} if self._everywhere else test_addresses()

    def of(self, user: User) -> str | None:
        """Where mail to the person goes instead, or None."""
        return self._everywhere or self._by_organisation.get(user.organisation_id)


class _Person:
    """One person on one day: at most one mail a day leaves to anybody."""

    def __init__(
        self,
        waiting: Sequence[Matter],
        told: dict[tuple[int, str], list[SaidItem]],
        mails: Sequence[PersonsMail],
        redirections: Redirections,
        day: date,
    ) -> None:
        self.user = waiting[0].user
        self._waiting, self._told, self._day = waiting, told, day
        self._redirected_to = redirections.of(self.user)
        self._replaceable = [written for written in mails if written.replaceable]
        self._todays = [written for written in mails if written.send_on == day]

    def add_to(self, found: Survey) -> None:
        """Adds the person's mail, if there is one to write, and the steps passed by."""
        rows, passed_by = self._due_rows(())
        stale = any(written.send_on < self._day for written in self._replaceable)
        if any(written.has_left(self._redirected_to) for written in self._todays):
            rows = []  # has got a mail today; the rest is caught up with on the next working day
        elif rows or stale:
            # What still waits is written anew with what has come: only the newest is said, in today's words.
            rows, passed_by = self._due_rows([written.id for written in self._replaceable])
        series = 1 + max((written.series for written in self._todays), default=0)
        if rows and series > WRITTEN_A_DAY:
            found.unlucky.append(self.user.id)
        elif rows:
            found.mails.append(self._mail(rows, series, late=stale))
        found.passed_by.extend(passed_by)

    def _mail(self, rows: Sequence[PlannedRow], series: int, *, late: bool) -> PlannedMail:
        tried = [written.trying_since for written in self._replaceable if written.trying_since]
        return PlannedMail(
            self.user,
            self._day,
            tuple(rows),
            series,
            tuple(written.id for written in self._replaceable),
            self._redirected_to,
            min(tried, default=None),
            # What should have left on another day does not wait for its hour.
            0 if late else max(row.matter.rules.hour for row in rows),
        )

    def _due_rows(self, replaced: Collection[int]) -> tuple[list[PlannedRow], list[PassedBy]]:
        rows, passed_by = [], []
        for matter in self._waiting:
            items = self._told.get((self.user.id, matter.identity), [])
            released = [item for item in items if self._released(item, replaced)]
            recorded = [item for item in items if not self._released(item, replaced)]
            result = due(matter.planned, self._day, _said(recorded), owes=True, released=_said(released))
            passed_by += [PassedBy(matter, occasion) for occasion in result.superseded]
            if result.send:
                rows.append(_row(matter, result.send, items))
        return rows, passed_by

    def _released(self, item: SaidItem, replaced: Collection[int]) -> bool:
        """Whether what the mail covered may be said anew; also because the mail is replaced now."""
        return item.message_id in replaced or item.may_be_said_anew(self._redirected_to)


def _said(items: Iterable[SaidItem]) -> list[Said]:
    return [item.said for item in items]


def _row(matter: Matter, occasion: Occasion, items: Sequence[SaidItem]) -> PlannedRow:
    same = [item for item in items if item.step == occasion.step and item.step_on == occasion.on]
    return PlannedRow(
        matter,
        occasion,
        series=1 + max((item.series for item in same), default=0),
        last_said_on=max((item.sent_on for item in items if item.sent_on), default=None),
    )
