"""How often a mail is tried, and when an address is given up."""

from datetime import datetime, timedelta

#: The longest pause between two attempts; also how far ahead another machine's clock can park a mail.
LONGEST_PAUSE = timedelta(hours=1)
#: A server that says "later" about one address for so long means "never".
GIVEN_UP_AFTER = timedelta(days=3)
#: So many mails in a row that were refused for good, and the address is not tried any more.
REFUSED_IN_A_ROW = 2


def pause_after(attempts: int) -> timedelta:
    """How long a mail waits after so many attempts: one minute, two, four and so on, at most an hour."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE)


def is_hopeless(trying_since: datetime | None, now: datetime) -> bool:
    """Whether an address that the server keeps putting off has been tried long enough."""
    return trying_since is not None and now - trying_since >= GIVEN_UP_AFTER
