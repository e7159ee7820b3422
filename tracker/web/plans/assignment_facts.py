"""What the page of an uppdrag says of where it comes from, how it was answered, and what is proposed and decided."""

from tracker.domain.fulfilment import answered_words, parties, proposed_words
from tracker.domain.swedish.words import long_date
from tracker.models import Activity, Plan
from tracker.queries.council.decisions import decision_about, named_assignment, words_of
from tracker.queries.council.proposals import standing_proposals_about


def assignment_facts(plan: Plan, number: str, shown_diarienummer: str = "") -> list[tuple[str, str]]:
    """Name and text of each; empty ones are left out by the page. Nothing for a plan without uppdrag."""
    activity = named_assignment(plan.id, number) if plan.kind.assignments else None
    if activity is None:
        return []
    decision = decision_about(activity.id)
    own = activity.diarienummer or ""
    return [
        ("Uppdragets diarienummer", own if own != shown_diarienummer else ""),
        ("Källa", _origin(activity)),
        ("På initiativ av", activity.asked_by),
        ("Svar", answered_words(activity.answered_with, activity.answered_on)),
        ("Förslag", _proposal(plan, activity)),
        ("Beslut", words_of(decision, plan) if decision else ""),
    ]


def _origin(activity: Activity) -> str:
    day = long_date(activity.decided_on) if activity.decided_on else ""
    parts = (activity.source, day if day not in activity.source else "", activity.decided_paragraph)
    return ", ".join(part for part in parts if part)


def _proposal(plan: Plan, activity: Activity) -> str:
    """Who proposes that it is declared fulfilled; what the council office thinks is not for everybody."""
    found = standing_proposals_about(activity.id).values()
    if not found:
        return ""
    who = parties(plan.board.kind)
    proposers = [who.proposer] if who.one_board else [one.responsibility.board.name for one in found]
    return proposed_words(proposers, str(plan.kind.words["row_singular_definite"]))
