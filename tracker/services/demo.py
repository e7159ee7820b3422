"""The demo that `make run` starts: five log-ins, and a follow-up whose dates follow today."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from tracker.domain.calendar import STOCKHOLM, is_working_day, local_date, local_time
from tracker.domain.follow_up_dates import suggested
from tracker.domain.reminders.rules import FIRST_HOUR
from tracker.models import FollowUp, Heartbeat, Plan, User, db
from tracker.queries.people.accounts import person_by_email
from tracker.queries.plans.by_name import follow_ups_of, plan_by_slug
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up
from tracker.services.people.accounts import set_password
from tracker.services.reminders.free_days import free_days_around
from tracker.services.reminders.tick import work

_PLAN = "26-punktsplan"
_FILE = "demo-logins.txt"
#: Role, address: what a stranger tries in the tour of README.
_PEOPLE = (
    ("Administratör", "admin@uppsala.example.org"),
    ("Samordnare", "controller@uppsala.example.org"),
    ("Ansvarig", "rektor.vuxenutbildningen@uppsala.example.org"),
    ("Ansvarig", "omradeschef.utbud.insatser@uppsala.example.org"),
    ("Ledamot", "ledamot@uppsala.example.org"),
)
#: Without l, o, 0, 1: read from one screen and typed on another.
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Demo:
    """What was prepared: the log-ins as text, and the follow-up if this call opened one."""

    logins: str
    opened: FollowUp | None


class DemoImpossible(Exception):
    """The seeded plan or a seeded person is missing; the message names it, in English."""


def prepare_demo(data_dir: Path, *, now: datetime) -> Demo:
    """Makes what is missing of the demo and leaves the rest; may be called at every start, on any day.

    Raises DemoImpossible when the plans of seed/ are not loaded.
    """
    plan = plan_by_slug(_PLAN)
    if plan is None:
        raise DemoImpossible(f"there is no plan {_PLAN}: run `seed` first")
    logins = _logins(data_dir / _FILE)
    return Demo(logins, _open_once(plan, now))


def _logins(path: Path) -> str:
    """The log-ins that the file holds; made, stored and written the first time."""
    if path.exists():
        text = path.read_text(encoding="utf-8")
        _give_to_a_new_database(text)
        return text
    people = [(role, email, _person(email), _password()) for role, email in _PEOPLE]
    for _role, _email, user, password in people:
        set_password(user.id, password)
    lines = [f"{role:<14} {email:<46} {password}" for role, email, _user, password in people]
    text = "\n".join(lines) + "\n"
    # Under another name until it is whole, and never readable by others, not even for a moment.
    half_made = path.with_suffix(".new")
    half_made.unlink(missing_ok=True)
    half_made.touch(mode=0o600)
    half_made.write_text(text, encoding="utf-8")
    half_made.replace(path)
    return text


def _give_to_a_new_database(text: str) -> None:
    """Sets what the file says for people without a password: the database was made anew beside the old file."""
    for line in text.splitlines():
        *_role, email, password = line.split()
        user = _person(email)
        if user.password_hash is None:
            set_password(user.id, password)


def _person(email: str) -> User:
    user = person_by_email(email)
    if user is None:
        raise DemoImpossible(f"there is no {email}: run `seed` first")
    return user


def _password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def _open_once(plan: Plan, now: datetime) -> FollowUp | None:
    """Opens the demo's follow-up unless one was ever opened here, and sends its first mails.

    The tick is played for the newest moment at which mails leave, so that they lie there on a Saturday too.
    """
    if any(row.opens_on is not None for row in follow_ups_of(plan.id)):
        return None
    moment = newest_sending_moment(now)
    opens_on = local_date(moment)
    # Last month is the whole month before today, whenever the first mail leaves.
    earlier = [row.as_of for row in follow_ups_of(plan.id)]
    dates = suggested(local_date(now), earlier, _free(now), opens_on=opens_on)
    opened = open_follow_up(plan.id, Opening(dates))
    if db.session.scalar(select(Heartbeat.held).where(Heartbeat.held.is_not(None))) is None:
        work(moment)
    return db.session.get(FollowUp, opened.id)


def newest_sending_moment(now: datetime) -> datetime:
    """The newest moment that mails leave at: now on a working day after 07:00 in Sweden, else one before."""
    local = local_time(now)
    free = _free(now)
    if is_working_day(local.date(), free) and local.time() >= FIRST_HOUR:
        return now
    day = local.date()
    if local.time() < FIRST_HOUR or not is_working_day(day, free):
        day -= timedelta(days=1)
    while not is_working_day(day, free):
        day -= timedelta(days=1)
    return datetime.combine(day, time(FIRST_HOUR.hour), STOCKHOLM)


def _free(now: datetime) -> frozenset[date]:
    return free_days_around(local_date(now))
