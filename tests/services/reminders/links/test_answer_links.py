"""Personal links: what they open, when they die, and that a guess opens nothing."""

import re
import string
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests import reminding
from tests.reminding import OPENING, mail_to, person, responsibility
from tracker.domain.terms import FollowUpState
from tracker.models import AnswerLink, FollowUp, db
from tracker.services.reminders.links.answer_links import LIFETIME, find_link, record_opened, token_of
from tracker.services.reminders.writing.enqueue import enqueue

LATER = OPENING + timedelta(days=1)


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database."""
    with any_app.app_context():
        yield


@pytest.fixture
def token() -> str:
    """The token of ekonomichef's link to activity 22, in a mail that waits."""
    reminding.open_follow_up()
    enqueue(OPENING)
    return token_of(mail_to("ekonomichef").items[0])


def link() -> AnswerLink:
    return db.session.query(AnswerLink).filter_by(item_id=mail_to("ekonomichef").items[0].id).one()


def test_a_link_opens_its_owners_part_of_one_activity(token: str) -> None:
    target = find_link(token, now=LATER)
    assert target is not None
    assert target.user.email == reminding.address("ekonomichef")
    assert target.responsibility.activity.number == "22"
    assert target.follow_up.as_of.isoformat() == "2022-08-31"


def test_a_token_is_256_bits_and_no_two_are_alike(token: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    tokens = [token_of(item) for message in reminding.outbox() for item in message.items]
    assert len(set(tokens)) == len(tokens) == 8


def test_the_token_is_nowhere_in_the_database(token: str) -> None:
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(table.select()):
            assert token not in str(tuple(row)), table.name


def test_altered_tokens_open_nothing(token: str) -> None:
    alphabet = string.ascii_letters + string.digits + "-_"
    for place in (0, 20, 42):
        for letter in alphabet:
            altered = token[:place] + letter + token[place + 1 :]
            assert (find_link(altered, now=LATER) is not None) == (altered == token)


@pytest.mark.parametrize(
    "guess", ["", "x", "\x00" * 43, "å" * 43, "x" * 43, "x" * 10_000, "\ud800" * 43, "a b"]
)
def test_guesses_open_nothing(token: str, guess: str) -> None:
    assert find_link(guess, now=LATER) is None
    assert find_link(token + guess, now=LATER) is None or not guess


def expire() -> None:
    link().expires_at = LATER


def revoke() -> None:
    link().revoked_at = OPENING


def close() -> None:
    db.session.get_one(FollowUp, link().follow_up_id).state = FollowUpState.CLOSED


def another_owner() -> None:
    responsibility("22").owner_id = person("rektor.sfi").id


def leave() -> None:
    person("ekonomichef").active = False


def move() -> None:
    person("ekonomichef").email = "ekonomichefen@uppsala.example.org"


def withdraw() -> None:
    responsibility("22").activity.withdrawn = True


def not_collected() -> None:
    responsibility("22").not_collected = True


@pytest.mark.parametrize(
    "change", [expire, revoke, close, another_owner, leave, move, withdraw, not_collected]
)
def test_a_link_dies(token: str, change: Callable[[], None]) -> None:
    change()
    db.session.commit()
    assert find_link(token, now=LATER) is None


def test_a_link_lives_sixty_days_at_most(token: str) -> None:
    assert find_link(token, now=OPENING + LIFETIME - timedelta(seconds=1)) is not None
    assert find_link(token, now=OPENING + LIFETIME) is None


def test_an_owner_who_has_become_deputy_may_still_answer(token: str) -> None:
    row = responsibility("22")
    row.deputy_id, row.owner_id = row.owner_id, person("rektor.sfi").id
    db.session.commit()
    assert find_link(token, now=LATER) is not None


def test_only_the_first_opening_is_written_and_nothing_else(token: str) -> None:
    for moment in (LATER, LATER + timedelta(hours=1)):
        target = find_link(token, now=moment)
        assert target is not None
        record_opened(target.link, now=moment)
    assert link().first_opened_at == LATER
