"""Who hears next about an open follow-up, and on which day: what the pages promise is what a tick does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from tracker.domain.calendar import local_date, working_day_on_or_after
from tracker.domain.reminders.due import due
from tracker.domain.reminders.rules import ReminderRules
from tracker.domain.reminders.schedule import Schedule, of_follow_up
from tracker.domain.reminders.steps import ASKED, Occasion
from tracker.domain.terms import MessageState
from tracker.models import FollowUp, HandOver, User
from tracker.queries.plans.standing import StandingRow, owed, rows_of
from tracker.queries.reminders.said import PersonsMail, SaidItem, mails_to
from tracker.queries.reminders.waiting import open_hand_overs
from tracker.services.reminders.due.matter import answer_identity, days_of, free_around
from tracker.services.reminders.due.survey import Redirections
from tracker.services.reminders.recipient import recipient


@dataclass(frozen=True)
class Coming:
    """A row that owes an answer, and the next mail about it.

    `user` is who answers, if anybody can be mailed. `declined` says that it is not theirs: then no mail goes.
    `next` is the step that is said, None when no more is; `on` is the day on which its mail leaves.
    """

    row: StandingRow
    user: User | None
    declined: bool
    on: date | None = None
    next: Occasion | None = None

    @property
    def stuck(self) -> bool:
        """Whether no mail goes about the row until a coordinator has chosen who answers."""
        return self.user is None or self.declined

    @property
    def asked_by_hand(self) -> bool:
        """Whether the next mail is the one that a coordinator has asked for."""
        return self.next is not None and self.next.step == ASKED


class Ahead:
    """What lies ahead in one open follow-up, in one question more whatever the number of rows.

    `rows` owe an answer; `declined` is what owners have said is not theirs, by responsibility; `items` is what
    has been said. A pause and a hold are not looked at: they stop all of it.
    """

    def __init__(
        self,
        follow_up: FollowUp,
        rules: ReminderRules,
        rows: Sequence[StandingRow],
        declined: Mapping[int, HandOver],
        items: Iterable[SaidItem],
        now: datetime,
    ) -> None:
        self._follow_up, self._rules, self._rows = follow_up, rules, rows
        self._declined, self._today = declined, local_date(now)
        self._days = days_of(follow_up)
        around = (self._today, self._days.opens_on, self._days.answer_by, self._days.papers_by)
        self._free = free_around(rules, *around)
        users = {user.id for row in rows if (user := recipient(row.responsibility)) is not None}
        self._mails = mails_to(users, self._today)
        self._items: dict[tuple[int, str], list[SaidItem]] = {}
        for item in items:
            self._items.setdefault((item.user_id, item.identity), []).append(item)

    def coming(self, *, if_asked: bool = False) -> list[Coming]:
        """The next mail about each row; `if_asked` as if a coordinator asked for the answers today."""
        days = replace(self._days, asked_on=self._today) if if_asked else self._days
        planned = of_follow_up(days, self._rules, self._free)
        return [self._of(row, planned) for row in self._rows]

    def _of(self, row: StandingRow, planned: Schedule) -> Coming:
        user = recipient(row.responsibility)
        if user is None or self._declined_by(user, row):
            return Coming(row, user, declined=user is not None)
        items = self._items.get((user.id, answer_identity(self._follow_up.id, row.responsibility.id)), [])
        for day in self._candidates(planned, user):
            occasion = self._said_on(day, planned, items, user)
            if occasion is not None:
                return Coming(row, user, declined=False, on=day, next=occasion)
        return Coming(row, user, declined=False)

    def _declined_by(self, user: User, row: StandingRow) -> bool:
        left = self._declined.get(row.responsibility.id)
        return left is not None and left.to_user_id is None and left.from_user_id == user.id

    def _candidates(self, planned: Schedule, user: User) -> list[date]:
        """The days on which a mail may go to the person, beginning with the next one that is a working day."""
        todays = any(self._left_today(mail, user) for mail in self._mails)
        first = working_day_on_or_after(self._today + timedelta(days=int(todays)), self._free)
        return sorted({first, *(one.on for one in planned.occasions if one.on > first)})

    def _said_on(
        self, day: date, planned: Schedule, items: Collection[SaidItem], user: User
    ) -> Occasion | None:
        """What a tick on that day would say of the row, unless more is said before."""
        recorded = [item.said for item in items if not self._released(item, user)]
        released = [item.said for item in items if self._released(item, user)]
        return due(planned, day, recorded, owes=True, released=released).send

    def _released(self, item: SaidItem, user: User) -> bool:
        """Whether what its mail covered may be said anew; also because the mail waits and is written anew."""
        waits = item.state is MessageState.PENDING
        return waits or item.may_be_said_anew(self._goes_to(user, item.redirected_to))

    def _left_today(self, mail: PersonsMail, user: User) -> bool:
        """Whether it is today's one mail to the person, and has left or is on its way."""
        mine = mail.user_id == user.id and mail.send_on == self._today
        return mine and mail.has_left(self._goes_to(user, mail.redirected_to))

    def _goes_to(self, user: User, redirected_to: str | None) -> str | None:
        """Where mail to the person goes instead; of no interest where one was not redirected."""
        return self._redirections.of(user) if redirected_to else None

    @cached_property
    def _redirections(self) -> Redirections:
        """Asked for only when some mail went elsewhere."""
        return Redirections()


def ahead_of(follow_up: FollowUp, rules: ReminderRules, items: Iterable[SaidItem], now: datetime) -> Ahead:
    """What lies ahead in a follow-up whose rows have not been read yet; it must have opens_on and answer_by."""
    rows = owed(rows_of(follow_up.plan_id, follow_up))
    declined = open_hand_overs([row.responsibility.id for row in rows])
    return Ahead(follow_up, rules, rows, declined, items, now)
