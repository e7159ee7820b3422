"""How often a mail is tried, and when an address is given up."""

from datetime import datetime, timedelta

#: The longest pause between two attempts; also how far ahead another machine's clock can park a mail.
LONGEST_PAUSE = timedelta(hours=1)
#: How much the clocks of several machines may differ, and how far one is set back when it is set right.
CLOCKS_DIFFER = timedelta(minutes=5)
#: A server that says "later" about one recipient for so long, and so often of the same mail, means "never".
GIVEN_UP_AFTER, GIVEN_UP_ATTEMPTS = timedelta(days=3), 5
#: So many mails in a row that were refused for good, and the address is not tried any more.
REFUSED_IN_A_ROW = 2


def pause_after(attempts: int) -> timedelta:
    """How long a mail waits after so many attempts: one minute, two, four and so on, at most an hour."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE)


def is_hopeless(trying_since: datetime | None, attempts: int, now: datetime) -> bool:
    """Whether a recipient whom the server keeps putting off has been tried long enough, and often enough.

    Two attempts on either side of a long weekend say nothing.
    """
    long_enough = trying_since is not None and now - trying_since >= GIVEN_UP_AFTER
    return long_enough and attempts >= GIVEN_UP_ATTEMPTS
