"""What is edited of an uppdrag beyond its wording: where it was decided, who asked, and what answered it."""

from dataclasses import dataclass, fields
from datetime import date

from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import LATEST_YEAR
from tracker.models import Activity
from tracker.services.form_refusal import text_faults

#: An uppdrag may be older than any follow-up of ours.
EARLIEST_DECISION = 1900
#: What each line of text holds at most.
LONGEST = {
    "source": 300,
    "decided_paragraph": 40,
    "diarienummer": 60,
    "asked_by": 200,
    "answered_with": 300,
}


@dataclass(frozen=True)
class Decided:
    """Where an uppdrag comes from and what answered it; what is not known is empty.

    `asked_by` is a party or committee, never a person.
    """

    source: str = ""
    decided_on: date | None = None
    decided_paragraph: str = ""
    diarienummer: str = ""
    asked_by: str = ""
    answered_with: str = ""
    answered_on: date | None = None


def decided_of(activity: Activity) -> Decided:
    """What is stored now."""
    return Decided(
        activity.source,
        activity.decided_on,
        activity.decided_paragraph or "",
        activity.diarienummer or "",
        activity.asked_by,
        activity.answered_with,
        activity.answered_on,
    )


def stored_decided(given: Decided) -> Decided:
    """The facts as they are stored: spaces at the ends of a line are nobody's."""
    lines = {name: getattr(given, name).strip() for name in LONGEST}
    return Decided(decided_on=given.decided_on, answered_on=given.answered_on, **lines)


def store_decided(activity: Activity, given: Decided) -> None:
    """Writes them; the caller commits."""
    for field in fields(given):
        value = getattr(given, field.name)
        may_be_null = field.name in ("decided_paragraph", "diarienummer")
        setattr(activity, field.name, (value or None) if may_be_null else value)


def decided_faults(given: Decided) -> list[Fault]:
    """All that is wrong with them, in the form's order."""
    found = []
    for field in fields(given):
        value = getattr(given, field.name)
        if field.name in LONGEST:
            found += text_faults(field.name, value, LONGEST[field.name])
        elif value is not None and not EARLIEST_DECISION <= value.year <= LATEST_YEAR:
            sentence = f"Kontrollera året: det blev {value.year}."
            found.append(Fault(field.name, f"{field.name}-year", sentence))
    if given.answered_on is not None and not given.answered_with.strip():
        sentence = "Skriv vilket dokument som besvarade uppdraget, till exempel Tjänsteskrivelse."
        found.append(Fault("answered_with", "no-answered_with", sentence))
    return found
