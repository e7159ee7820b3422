"""When an uppdrag is done: its board proposes it, whoever gave it decides (rule 9). The rules and all the words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import EARLIEST_YEAR
from tracker.domain.swedish.words import capitalised, joined, long_date
from tracker.domain.terms import BoardKind, CouncilDecisionKind, Meaning, Opinion
from tracker.domain.text import text_problem

LONGEST_PARAGRAPH = 40
LONGEST_DOCUMENT = 300
_DECIDERS = {
    BoardKind.COUNCIL: "kommunfullmäktige",
    BoardKind.COMMITTEE: "nämnden",
    BoardKind.EXECUTIVE: "styrelsen",
    BoardKind.COMPANY: "styrelsen",
}
_SIGN = re.compile(r"§\s*(?=[0-9])")


@dataclass(frozen=True)
class Parties:
    """Who proposes and who decides, as a sentence calls them.

    The council's uppdrag are proposed by the boards that were given them; a board's own by its förvaltning.
    """

    decider: str
    proposer: str

    @property
    def one_board(self) -> bool:
        """Whether the board decides about what it has asked of its own förvaltning."""
        return self.decider != _DECIDERS[BoardKind.COUNCIL]


def parties(plan_board: BoardKind, share_board: BoardKind | None = None) -> Parties:
    """Who proposes and decides in a plan of such a board; `share_board` is the kind of the board that answers."""
    decider = _DECIDERS[plan_board]
    if plan_board is BoardKind.COUNCIL:
        return Parties(decider, _DECIDERS[share_board or BoardKind.COMMITTEE])
    return Parties(decider, "bolaget" if plan_board is BoardKind.COMPANY else "förvaltningen")


@dataclass(frozen=True)
class Decided:
    """A decision about an uppdrag: that it is fulfilled, or is taken up again."""

    kind: CouncilDecisionKind
    decided_on: date
    paragraph: str

    @property
    def when(self) -> str:
        """ "24 februari 2022, § 45"."""
        return f"{long_date(self.decided_on)}, {self.paragraph}"


def decided_words(decided: Decided, decider: str) -> str:
    """ "Förklarades fullgjort av kommunfullmäktige den 24 februari 2022, § 45"."""
    done = "Förklarades fullgjort" if decided.kind is CouncilDecisionKind.FULFILLED else "Togs upp igen"
    return f"{done} av {decider} den {decided.when}"


def no_more_answers(thing: str, decider: str, decided: Decided | None) -> str:
    """Why a fulfilled uppdrag takes no answer; `thing` is what the plan's kind calls it: uppdraget."""
    when = f" den {decided.when}" if decided else ""
    return f"{capitalised(decider)} förklarade {thing} fullgjort{when}, så det tar inte emot fler svar."


def proposed_words(proposers: Sequence[str], thing: str) -> str:
    """ "Arbetslivsnämnden och Förskolenämnden föreslår att uppdraget förklaras fullgjort"."""
    return f"{capitalised(joined(list(proposers)))} föreslår att {thing} förklaras fullgjort"


def answered_words(document: str, day: date | None) -> str:
    """ "Besvarades med Tjänsteskrivelse, Aktualiserad fråga, den 26 maj 2020"; "" for what is not answered."""
    if not document and day is None:
        return ""
    by = f" med {document}{',' if ',' in document and day else ''}" if document else ""
    return f"Besvarades{by}" + (f" den {long_date(day)}" if day else "")


def status_warning(meaning: Meaning | None, label: str, proposer: str) -> str:
    """What a proposer is told when the newest status does not say that it is done; "" when it does."""
    if meaning is Meaning.COMPLETED:
        return ""
    if meaning is None:
        return (
            f"{capitalised(proposer)} har inte rapporterat någon status än. "
            "Skriv i motiveringen varför uppdraget ändå är fullgjort."
        )
    return (
        f"Den senaste statusen är {label}. Skriv i motiveringen varför uppdraget ändå är fullgjort, "
        "eller rapportera en ny status först."
    )


def motivation_faults(motivation: str) -> list[Fault]:
    """What is wrong with why the proposer thinks that it is done."""
    if not motivation.strip():
        sentence = "Skriv varför uppdraget är fullgjort. Motiveringen följer med till den som beslutar."
        return [Fault("motivation", "no-motivation", sentence)]
    problem = text_problem(motivation)
    return [Fault("motivation", "bad-motivation", problem)] if problem else []


def answer_faults(document: str, day: date | None, given_on: date | None, today: date) -> list[Fault]:
    """What is wrong with which document answered the uppdrag and when; both or neither."""
    found = []
    if day is not None and not document.strip():
        found.append(Fault("answered_with", "no-document", "Skriv vilken handling uppdraget besvarades med."))
    elif problem := text_problem(document, LONGEST_DOCUMENT, single_line=True):
        found.append(Fault("answered_with", "bad-document", problem))
    if day is None and document.strip():
        found.append(Fault("answered_on", "no-day", "Skriv vilken dag uppdraget besvarades."))
    elif day is not None and (problem := _day_problem(day, today)):
        found.append(Fault("answered_on", "bad-day", problem))
    elif day is not None and given_on is not None and day < given_on:
        sentence = f"Uppdraget gavs den {long_date(given_on)} och kan inte ha besvarats innan dess."
        found.append(Fault("answered_on", "too-early", sentence))
    return found


def opinion_faults(opinion: Opinion | None, comment: str) -> list[Fault]:
    """What is wrong with a review: whoever disagrees says why."""
    found = []
    if opinion is None:
        found.append(Fault("opinion", "no-opinion", "Välj om ni delar bedömningen."))
    if problem := text_problem(comment):
        found.append(Fault("comment", "bad-comment", problem))
    elif opinion is Opinion.DISAGREES and not comment.strip():
        found.append(Fault("comment", "no-comment", "Skriv varför ni inte delar bedömningen."))
    return found


def tidy_paragraph(typed: str) -> str:
    """ "45" and "§45" as the minutes write it: "§ 45"."""
    text = _SIGN.sub("§ ", " ".join(typed.split()))
    return f"§ {text}" if text[:1].isdigit() else text


def paragraph_faults(paragraph: str, decider: str) -> list[Fault]:
    """What is wrong with the § of a decision, tidied."""
    if not paragraph:
        sentence = f"Skriv vilken paragraf {decider}s beslut har, till exempel § 45."
        return [Fault("paragraph", "no-paragraph", sentence)]
    if problem := text_problem(paragraph, LONGEST_PARAGRAPH, single_line=True):
        return [Fault("paragraph", "bad-paragraph", problem)]
    if not any(sign.isdigit() for sign in paragraph):
        return [Fault("paragraph", "bad-paragraph", "Skriv paragrafen med sitt nummer, till exempel § 45.")]
    return []


@dataclass(frozen=True)
class Before:
    """What a decision cannot be older than: the day an uppdrag was given, and the decision before this one."""

    number: str
    given_on: date | None
    last: Decided | None


def day_faults(day: date | None, decider: str, before: Sequence[Before], today: date) -> list[Fault]:
    """What is wrong with the day of a decision about these uppdrag; the same day as the decision before is fine."""
    if day is None:
        return [Fault("decided_on", "no-day", f"Skriv vilken dag {decider} beslutade.")]
    if problem := _day_problem(day, today):
        return [Fault("decided_on", "bad-day", problem)]
    for one in before:
        if one.last is not None and day < one.last.decided_on:
            words = decided_words(one.last, decider)
            sentence = f"Uppdrag {one.number}: {words[0].lower()}{words[1:]}. Ett nytt beslut är inte äldre."
            return [Fault("decided_on", "before-the-last", sentence)]
        if one.given_on is not None and day < one.given_on:
            sentence = f"Uppdrag {one.number} gavs den {long_date(one.given_on)}. Beslutet kan inte vara äldre än så."
            return [Fault("decided_on", "before-given", sentence)]
    return []


def _day_problem(day: date, today: date) -> str | None:
    if day > today:
        return f"{long_date(day)} har inte varit än. Kontrollera dagen."
    if day.year < EARLIEST_YEAR:
        return f"Kontrollera året: det blev {day.year}."
    return None
