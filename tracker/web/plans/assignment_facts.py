"""Facts that only an uppdrag has: where it comes from, who asked, what answered it, what is proposed and decided."""

from markupsafe import Markup

from tracker.domain.assignments import Assignment
from tracker.domain.fulfilment import answered_words, parties, proposed_words
from tracker.domain.swedish.words import long_date
from tracker.models import Plan
from tracker.queries.assignments.shares import DecidedRow
from tracker.queries.council.decisions import decision_about, words_of
from tracker.queries.council.proposals import standing_proposals_about


def assignment_facts(found: Assignment | DecidedRow) -> list[tuple[str, str | Markup]]:
    """Term and value, "" for what is not known."""
    decided = [long_date(found.decided_on) if found.decided_on else "", _paragraph(found.decided_paragraph)]
    return [
        ("Beslut", found.source),
        ("Beslutat", ", ".join(part for part in decided if part)),
        ("På initiativ av", found.asked_by),
        ("Svar på uppdraget", answered_words(found.answered_with, found.answered_on)),
        ("Diarienummer", found.diarienummer or ""),
    ]


def _paragraph(text: str | None) -> str:
    """ "§ 45", whether it was written with its sign or not."""
    return f"§\u00a0{text.removeprefix('§').strip()}" if text else ""


def standing_facts(plan: Plan, activity_id: int, *, decision: bool) -> list[tuple[str, str | Markup]]:
    """Who proposes that it is declared fulfilled, and with `decision` what is decided.

    What the council office thinks of a proposal is not for everybody.
    """
    decided = decision_about(activity_id) if decision else None
    return [
        ("Förslag", _proposal(plan, activity_id)),
        ("Beslut om uppdraget", words_of(decided, plan) if decided else ""),
    ]


def _proposal(plan: Plan, activity_id: int) -> str:
    found = standing_proposals_about(activity_id).values()
    if not found:
        return ""
    who = parties(plan.board.kind)
    proposers = [who.proposer] if who.one_board else [one.responsibility.board.name for one in found]
    return proposed_words(proposers, str(plan.kind.words["row_singular_definite"]))
