"""How failed log-ins slow down the next ones; moments in, a moment out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
#: Failures older than this are forgotten altogether.
MEMORY = timedelta(hours=24)
FREE_FAILURES = 5
FREE_FAILURES_OF_ADDRESS = 30
LONGEST_WAIT = timedelta(minutes=60)


def wait_after(failures: int) -> timedelta:
    """The pause after so many failures in a row: none up to four, then 1, 2, 4 … minutes, at most 60."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    # The exponent is bounded first: 2^100000 minutes would take a while to compute.
    return min(timedelta(minutes=2 ** min(failures - FREE_FAILURES, 10)), LONGEST_WAIT)


def pair_open_at(failures: Sequence[datetime]) -> datetime | None:
    """When one address may try one e-mail again, given its failures, oldest first; None: at once.

    Failures belong together until 15 minutes have passed without one, not counting the pause itself, so
    that the pause grows for the one who goes on guessing.
    """
    in_a_row = 0
    last: datetime | None = None
    for moment in failures:
        if last is not None and moment - last > WINDOW + wait_after(in_a_row):
            in_a_row = 0
        in_a_row += 1
        last = moment
    return last + wait_after(in_a_row) if last and in_a_row >= FREE_FAILURES else None


def address_open_at(failures: Sequence[datetime], now: datetime) -> datetime | None:
    """When an address may try any e-mail again: after 30 failures in 15 minutes not until they are fewer."""
    recent = [moment for moment in failures if now - moment < WINDOW]
    if len(recent) < FREE_FAILURES_OF_ADDRESS:
        return None
    return recent[-FREE_FAILURES_OF_ADDRESS] + WINDOW
