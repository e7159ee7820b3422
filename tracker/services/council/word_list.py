"""The list "Uppdrag som föreslås förklaras fullgjorda", made as it stands now."""

from collections.abc import Sequence
from datetime import date

from tracker.domain.fulfilment import answered_words, parties
from tracker.domain.terms import Opinion
from tracker.models import Plan
from tracker.queries.council.list import ListedAssignment, Share, listed_assignments
from tracker.reports.fulfilment_list import FulfilmentList, ListedProposal, ListedUppdrag
from tracker.services.reports.word_template import template_of

_OPINIONS = {Opinion.AGREES: "Delar bedömningen", Opinion.DISAGREES: "Delar inte bedömningen"}


def word_list(plan: Plan, *, today: date, everything: bool = False) -> bytes | None:
    """The Word file in the municipality's own template, or None when there is nothing to list.

    Without `everything` only what the council office has reviewed; where a board decides itself, nobody reviews
    and all that is proposed is listed.
    """
    content = fulfilment_list(plan, today=today, everything=everything)
    if not (content.agreed or content.disagreed or content.not_reviewed):
        return None
    # Imported on first use, as in services/reports/formats.py.
    from tracker.reports.word.fulfilment_list import fulfilment_list_docx  # noqa: PLC0415

    return fulfilment_list_docx(content, template_of(plan.organisation_id))


def fulfilment_list(plan: Plan, *, today: date, everything: bool = False) -> FulfilmentList:
    """The same as plain values."""
    who = parties(plan.board.kind)
    rows = [row for row in listed_assignments(plan) if row.proposed]
    not_reviewed = _listed(rows, None)
    return FulfilmentList(
        organisation=plan.board.organisation.name,
        board=plan.board.name,
        plan_title=plan.title,
        decider=plan.board.name if who.one_board else who.decider,
        diarienummer=plan.diarienummer or "",
        handler_title=plan.coordinator.title if plan.coordinator else "",
        day=today,
        # A board's own förvaltning has nobody who reviews.
        agreed=_listed(rows, Opinion.AGREES) + (not_reviewed if who.one_board else ()),
        disagreed=_listed(rows, Opinion.DISAGREES),
        not_reviewed=not_reviewed if everything and not who.one_board else (),
    )


def _listed(rows: Sequence[ListedAssignment], opinion: Opinion | None) -> tuple[ListedUppdrag, ...]:
    return tuple(_uppdrag(row) for row in rows if row.opinion is opinion)


def _uppdrag(row: ListedAssignment) -> ListedUppdrag:
    activity = row.activity
    return ListedUppdrag(
        number=activity.number if activity.plan.kind.numbered else "",
        text=activity.full_text or activity.short_text,
        source=activity.source,
        decided_on=activity.decided_on,
        paragraph=activity.decided_paragraph or "",
        diarienummer=activity.diarienummer or "",
        asked_by=activity.asked_by,
        answered=answered_words(activity.answered_with, activity.answered_on),
        proposals=tuple(_proposal(share) for share in row.proposed),
        not_proposed=tuple(share.responsibility.board.name for share in row.not_proposed),
        not_collected=tuple(
            share.responsibility.board.name for share in row.shares if share.responsibility.not_collected
        ),
    )


def _proposal(share: Share) -> ListedProposal:
    proposal = share.proposal
    assert proposal is not None
    return ListedProposal(
        share.responsibility.board.name,
        proposal.motivation,
        _OPINIONS[proposal.opinion] if proposal.opinion else "",
        proposal.opinion_comment,
    )
