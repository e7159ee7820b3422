"""Passwords as argon2id hashes."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.domain.accounts.passwords import LONGEST, normal_form

_HASHER = PasswordHasher()

#: Of a password that nobody knows, with the hasher's own parameters: whoever does not exist, or has no
#: password yet, is checked against it, so that the answer takes as long as for everybody else.
UNKNOWN_PERSONS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$8LsfaqChiF660n/gcHxoCw$291Dr9LNxXqDJkvi4dc2KhRT1EDeYIKFoWSVNbPvzRg"
)


def password_hash(password: str) -> str:
    """The hash to store."""
    return _HASHER.hash(_bytes(password))


def is_password(stored_hash: str, password: str) -> bool:
    """Whether the hash is of this password; takes the same time either way (about 0.2 s)."""
    try:
        # Cut: a megabyte of password must not cost more than a long one, and none is longer than allowed.
        return _HASHER.verify(stored_hash, _bytes(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    # A lone surrogate is no reason to fail: it is a wrong password like any other.
    return normal_form(password).encode("utf-8", "surrogatepass")


def is_outdated(stored_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored_hash)
