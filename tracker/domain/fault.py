"""What is wrong with one field of a form or one option of a command."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A refused field: a code for commands, and a Swedish sentence that says what to do, for pages."""

    field: str
    code: str
    message: str
