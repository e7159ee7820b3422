"""How a use case says no to a form: which fields, or that somebody else has saved meanwhile."""

from collections.abc import Sequence

from tracker.domain.fault import Fault
from tracker.domain.text import text_problem
from tracker.services.refusal import Refusal


class FormRefused(Refusal):
    """The fields that cannot be saved so; the first one's sentence is the message."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].message, 400)
        self.faults = tuple(faults)


class ChangedMeanwhile(Refusal):
    """Somebody else has saved since the form was opened; nothing was stored. The page shows both texts."""

    def __init__(self) -> None:
        super().__init__("Någon annan har sparat medan du skrev. Inget av ditt har sparats än.", 409)


def refuse(faults: Sequence[Fault]) -> None:
    """Raises FormRefused when there is anything to refuse."""
    if faults:
        raise FormRefused(faults)


def text_faults(field: str, text: str, longest: int, *, needed: str | None = None) -> list[Fault]:
    """What is wrong with a line of text; `needed` is the sentence for one that may not be empty."""
    if needed is not None and not text.strip():
        return [Fault(field, f"no-{field}", needed)]
    problem = text_problem(text, longest, single_line=True)
    return [Fault(field, f"bad-{field}", problem)] if problem else []


def long_text_faults(field: str, text: str) -> list[Fault]:
    """What is wrong with a text of several lines."""
    problem = text_problem(text)
    return [Fault(field, f"bad-{field}", problem)] if problem else []
