"""Signing in: one answer to every failure, and a pause for the one who guesses."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select, update

from tracker.models import LoginAttempt, User, db
from tracker.services.people import accounts as people
from tracker.services.people import password_hash
from tracker.services.people.sign_in import WRONG, sign_in
from tracker.services.refusal import Refusal

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWNER = "ekonomichef@uppsala.example.org"
OTHER = "rektor.sfi@uppsala.example.org"
PASSWORD = "tre sommarlov i rad"
HERE = "192.0.2.7"


@pytest.fixture
def hashes(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The hashes that passwords are checked against, in order; checking itself is quick."""
    checked: list[str] = []

    def check(stored: str, password: str) -> bool:
        checked.append(stored)
        return stored == f"hash of {password}"

    monkeypatch.setattr(password_hash, "is_password", check)
    monkeypatch.setattr(password_hash, "is_outdated", lambda _stored: False)
    with any_app.app_context():
        give_hash(OWNER, f"hash of {PASSWORD}")
        yield checked


@pytest.fixture
def real_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as they are when the service runs."""
    monkeypatch.setattr(password_hash, "_HASHER", PasswordHasher())


def give_hash(email: str, stored: str | None) -> None:
    """Store what stands for a hash."""
    db.session.execute(update(User).where(User.email == email).values(password_hash=stored))
    db.session.commit()


def refused(email: str, password: str, address: str = HERE, now: datetime = NOW) -> Refusal:
    """The refusal that the attempt meets."""
    with pytest.raises(Refusal) as caught:
        sign_in(email, password, address, now=now)
    return caught.value


def attempts() -> int:
    """How many failures are remembered."""
    return db.session.scalar(select(func.count()).select_from(LoginAttempt)) or 0


@pytest.mark.parametrize("typed", [OWNER, OWNER.upper(), f"  {OWNER}\t"])
def test_the_right_password_lets_in_and_clears_the_failures(hashes: list[str], typed: str) -> None:
    for _ in range(4):
        refused(OWNER, "fel")
    assert attempts() == 4
    assert sign_in(typed, PASSWORD, HERE, now=NOW).email == OWNER
    assert attempts() == 0


def test_every_failure_gets_the_same_answer_after_the_same_work(hashes: list[str]) -> None:
    give_hash(OTHER, None)
    disabled = "strateg.samverkan@uppsala.example.org"
    give_hash(disabled, f"hash of {PASSWORD}")
    user = db.session.scalars(select(User).where(User.email == disabled)).one()
    people.disable(user.id, now=NOW)
    hashes.clear()
    for email, password in (
        (OWNER, "fel"),
        ("finns.inte@example.org", PASSWORD),
        (OTHER, PASSWORD),
        (disabled, PASSWORD),
    ):
        refusal = refused(email, password)
        assert (refusal.status, refusal.message) == (400, WRONG)
    # One hash each: it is the hash that takes the time.
    unknown = password_hash.UNKNOWN_PERSONS_HASH
    assert hashes == [f"hash of {PASSWORD}", unknown, unknown, f"hash of {PASSWORD}"]


def test_after_five_failures_nothing_is_hashed_until_the_pause_is_over(hashes: list[str]) -> None:
    for _ in range(5):
        refused(OWNER, "fel")
    hashes.clear()
    refusal = refused(OWNER, PASSWORD)
    assert refusal.status == 429
    assert refusal.message.startswith("För många försök har misslyckats härifrån. Vänta en minut och")
    assert refused(OWNER, PASSWORD, now=NOW + timedelta(seconds=59)).status == 429
    assert hashes == []
    assert sign_in(OWNER, PASSWORD, HERE, now=NOW + timedelta(seconds=60)).email == OWNER


def test_the_pause_grows(hashes: list[str]) -> None:
    now = NOW
    for _ in range(5):
        refused(OWNER, "fel", now=now)
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        assert refused(OWNER, "fel", now=now + timedelta(minutes=minutes, seconds=-1)).status == 429
        now += timedelta(minutes=minutes)
        assert refused(OWNER, "fel", now=now).status == 400
    assert "Vänta 60 minuter" in refused(OWNER, "fel", now=now).message


def test_nobody_is_locked_out_by_somebody_elsewhere(hashes: list[str]) -> None:
    for _ in range(5):
        refused(OWNER, "fel", "198.51.100.9")
    assert refused(OWNER, PASSWORD, "198.51.100.9").status == 429
    assert sign_in(OWNER, PASSWORD, HERE, now=NOW).email == OWNER
    # Nor does the person's success help the one who guesses.
    assert refused(OWNER, PASSWORD, "198.51.100.9").status == 429


def test_an_address_that_tries_many_people_is_paused(hashes: list[str]) -> None:
    for number in range(30):
        refused(f"person{number}@example.org", "fel", now=NOW + timedelta(seconds=number))
    hashes.clear()
    assert refused(OWNER, PASSWORD, now=NOW + timedelta(minutes=1)).status == 429
    assert hashes == []
    assert sign_in(OWNER, PASSWORD, HERE, now=NOW + timedelta(minutes=15)).email == OWNER


def test_one_subscriber_has_one_ipv6_network(hashes: list[str]) -> None:
    for number in range(5):
        refused(OWNER, "fel", f"2001:db8:1:2::{number}")
    assert refused(OWNER, "fel", "2001:db8:1:2:ffff::1").status == 429
    assert refused(OWNER, "fel", "2001:db8:1:3::1").status == 400
    assert refused(OWNER, "fel", "::ffff:192.0.2.7").status == 400


@pytest.mark.parametrize("odd", ["", "a\x00b", "\ud800", "😀@example.org", "x" * 100_000, "' OR 1=1 --"])
def test_odd_input_is_a_wrong_answer_like_any_other(hashes: list[str], odd: str) -> None:
    assert refused(OWNER, odd).message == WRONG
    assert refused(odd, PASSWORD).message == WRONG


def test_old_failures_are_forgotten(hashes: list[str]) -> None:
    refused(OWNER, "fel")
    refused(OTHER, "fel", "198.51.100.9", now=NOW + timedelta(hours=25))
    assert attempts() == 1


@pytest.mark.usefixtures("real_passwords")
def test_a_real_hash_is_checked_and_made_new_when_it_is_outdated(any_app: Flask) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with any_app.app_context():
        give_hash(OWNER, weak)
        assert refused(OWNER, PASSWORD + "!").message == WRONG
        sign_in(OWNER, PASSWORD, HERE, now=NOW)
        stored = db.session.scalar(select(User.password_hash).where(User.email == OWNER))
        assert stored and stored.startswith("$argon2id$") and not password_hash.is_outdated(stored)
        sign_in(OWNER, PASSWORD, HERE, now=NOW)


@pytest.mark.usefixtures("real_passwords")
def test_the_hash_for_unknown_people_costs_as_much_as_a_real_one() -> None:
    assert not password_hash.is_outdated(password_hash.UNKNOWN_PERSONS_HASH)
    assert not password_hash.is_password(password_hash.UNKNOWN_PERSONS_HASH, "")


def test_an_a_with_a_ring_is_the_same_however_it_was_typed() -> None:
    stored = password_hash.password_hash("tre a\u030alar i rad")
    assert password_hash.is_password(stored, "tre ålar i rad")
