"""What the council decides about uppdrag: declared fulfilled, one or many at once, or taken up again (rule 9)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from tracker.domain.fault import Fault
from tracker.domain.fulfilment import (
    Before,
    day_faults,
    paragraph_faults,
    parties,
    tidy_paragraph,
)
from tracker.domain.terms import CouncilDecisionKind
from tracker.models import Activity, CouncilDecision, MessageItem, Plan, Responsibility, User, db
from tracker.queries.council.decisions import all_decisions, as_decided, decisions_about, words_of
from tracker.services.council.locked import USED_FORM, locked, parties_of
from tracker.services.follow_ups.open_follow_up import LONGEST_DIARIENUMMER
from tracker.services.form_refusal import ChangedMeanwhile, long_text_faults, refuse, text_faults
from tracker.services.refusal import Refusal
from tracker.services.reminders.withdrawn_mails import withdraw_mails
from tracker.services.revision import touch

_NOTHING_CHOSEN = "Välj minst ett uppdrag som beslutet gäller."
_REASON = "Uppdraget förklarades fullgjort innan mejlet hade skickats."


@dataclass(frozen=True)
class NewDecision:
    """The decision as the minutes have it; `words` may be empty, day and § may not."""

    decided_on: date | None
    paragraph: str
    diarienummer: str = ""
    words: str = ""


@dataclass(frozen=True)
class Form:
    """Who wrote it in, when, and with which form."""

    nonce: str
    by: User
    now: datetime
    today: date


def declare_fulfilled(
    plan_id: int, activity_ids: Collection[int], decision: NewDecision, form: Form
) -> Sequence[CouncilDecision]:
    """Closes the uppdrag with one decision, all or none; also what no board has proposed, for the council is free.

    Their answers are refused from now on, reminders stop and mails that wait are withdrawn. The same form twice
    counts once. Raises FormRefused, and Refusal: 404 for an uppdrag that is gone, 409 when one is closed already.
    """
    if not activity_ids:
        decider = parties(db.session.get_one(Plan, plan_id).board.kind).decider
        refuse(declaring_faults((), decision, form.today, decider))
    rows = locked(plan_id, activity_ids)
    if earlier := _already(form.nonce, rows):
        return earlier
    last = decisions_about([row.id for row in rows])
    for row in rows:
        if row.fulfilled:
            words = f"Uppdrag {row.number} är redan förklarat fullgjort"
            when = f" den {as_decided(last[row.id]).when}" if row.id in last else ""
            raise Refusal(f"{words}{when}. Inget beslut är sparat. Ladda om sidan och välj igen.")
    return _record(CouncilDecisionKind.FULFILLED, rows, last, decision, form)


def reopen(
    plan_id: int, activity_id: int, decision: NewDecision, form: Form, *, seen: int
) -> Sequence[CouncilDecision]:
    """Takes the uppdrag up again by a new decision; it is asked again. `seen` is the decision that the form showed.

    The same form twice counts once. Raises FormRefused, ChangedMeanwhile when there is a newer decision, and
    Refusal: 404 for an uppdrag that is gone, 409 when it is open.
    """
    return _after(plan_id, activity_id, decision, form, seen, CouncilDecisionKind.REOPENED)


def put_right(
    plan_id: int, activity_id: int, decision: NewDecision, form: Form, *, seen: int
) -> Sequence[CouncilDecision]:
    """Records the decision that holds anew, as it should have been written; the uppdrag stays closed.

    What was written first stays readable. Raises what `reopen` raises.
    """
    return _after(plan_id, activity_id, decision, form, seen, CouncilDecisionKind.FULFILLED)


def faults_of(
    rows: Sequence[Activity],
    last: Mapping[int, CouncilDecision],
    decision: NewDecision,
    today: date,
    decider: str,
) -> list[Fault]:
    """All that is wrong with a decision about these uppdrag, in the form's order."""
    before = [
        Before(row.number, row.decided_on, as_decided(last[row.id]) if row.id in last else None)
        for row in rows
    ]
    return [
        *paragraph_faults(tidy_paragraph(decision.paragraph), decider),
        *day_faults(decision.decided_on, decider, before, today),
        *text_faults("diarienummer", decision.diarienummer, LONGEST_DIARIENUMMER),
        *long_text_faults("words", decision.words),
    ]


def declaring_faults(
    rows: Sequence[Activity], decision: NewDecision, today: date, decider: str
) -> list[Fault]:
    """The same when it has not been decided about before, and something has to be chosen first."""
    chosen = [] if rows else [Fault("chosen", "nothing-chosen", _NOTHING_CHOSEN)]
    return [*chosen, *faults_of(rows, {}, decision, today, decider)]


def _after(
    plan_id: int, activity_id: int, decision: NewDecision, form: Form, seen: int, kind: CouncilDecisionKind
) -> Sequence[CouncilDecision]:
    """A decision about an uppdrag that is closed by the one that the form showed."""
    rows = locked(plan_id, [activity_id])
    if earlier := _already(form.nonce, rows):
        return earlier
    last = decisions_about([activity_id])
    if not rows[0].fulfilled:
        words = words_of(last[activity_id], rows[0].plan) if activity_id in last else "Uppdraget är öppet"
        raise Refusal(f"{words}. Det behöver inget nytt beslut.")
    if activity_id in last and last[activity_id].id != seen:
        raise ChangedMeanwhile
    # Put right, it takes the place of the last one, and is compared with the one that took the uppdrag up again.
    before = last if kind is CouncilDecisionKind.REOPENED else _last_reopening(activity_id)
    return _record(kind, rows, before, decision, form)


def _last_reopening(activity_id: int) -> dict[int, CouncilDecision]:
    reopened = [one for one in all_decisions(activity_id) if one.kind is CouncilDecisionKind.REOPENED]
    return {activity_id: reopened[0]} if reopened else {}


def _already(nonce: str, rows: Sequence[Activity]) -> Sequence[CouncilDecision]:
    """What this form has recorded before."""
    query = (
        select(CouncilDecision).where(CouncilDecision.nonce == nonce).order_by(CouncilDecision.activity_id)
    )
    earlier = db.session.scalars(query).all()
    if earlier and [one.activity_id for one in earlier] != [row.id for row in rows]:
        raise Refusal(USED_FORM, 400)
    return earlier


def _record(
    kind: CouncilDecisionKind,
    rows: Sequence[Activity],
    last: Mapping[int, CouncilDecision],
    decision: NewDecision,
    form: Form,
) -> Sequence[CouncilDecision]:
    plan = rows[0].plan
    refuse(faults_of(rows, last, decision, form.today, parties_of(rows[0]).decider))
    ids = [row.id for row in rows]
    # Whoever answers at this moment waits, or has answered; always by id, as their own lock is one row.
    shares = db.session.scalars(
        select(Responsibility.id)
        .where(Responsibility.activity_id.in_(ids))
        .order_by(Responsibility.id)
        .with_for_update()
    ).all()
    recorded = [_decision(kind, row, decision, form) for row in rows]
    db.session.add_all(recorded)
    fulfilled = kind is CouncilDecisionKind.FULFILLED
    # Past the version counter: who edits the uppdrag's own texts is in nobody's way.
    db.session.execute(
        update(Activity)
        .where(Activity.id.in_(ids))
        .values(fulfilled=fulfilled)
        .execution_options(synchronize_session=False)
    )
    if fulfilled:
        withdraw_mails(MessageItem.responsibility_id.in_(shares), _REASON)
    touch(plan)
    db.session.commit()
    return recorded


def _decision(kind: CouncilDecisionKind, row: Activity, decision: NewDecision, form: Form) -> CouncilDecision:
    assert decision.decided_on is not None
    return CouncilDecision(
        activity_id=row.id,
        kind=kind,
        decided_on=decision.decided_on,
        paragraph=tidy_paragraph(decision.paragraph),
        diarienummer=decision.diarienummer.strip() or None,
        comment=decision.words,
        by_title=form.by.title,
        recorded_at=form.now,
        nonce=form.nonce,
    )
