"""What every change of proposals and decisions begins with: the uppdrag, held alone, and the same form only once."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from tracker.domain.fulfilment import Parties, no_more_answers, parties
from tracker.models import Activity, Responsibility, db
from tracker.queries.council.decisions import as_decided, decision_about
from tracker.services.refusal import Refusal

NO_ASSIGNMENTS = "Planen har inga uppdrag, så det finns inget att förklara fullgjort."
USED_FORM = "Formuläret har redan använts till något annat. Ladda om sidan och skriv igen."


class DeclaredFulfilled(Refusal):
    """The uppdrag has been declared fulfilled, and only a new decision opens it."""


def locked(plan_id: int, activity_ids: Collection[int]) -> Sequence[Activity]:
    """The plan's uppdrag by their ids, held until the transaction ends. Raises Refusal (404) when one is missing.

    Whoever proposes, reviews or decides about the same uppdrag waits. Always by id, so that nobody waits crosswise.
    """
    # Everything read before the lock may be older than what others have committed since.
    db.session.expire_all()
    query = (
        select(Activity)
        .where(
            Activity.plan_id == plan_id, Activity.id.in_(sorted(activity_ids)), Activity.withdrawn.is_(False)
        )
        .order_by(Activity.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(query).all()
    if len(found) != len(set(activity_ids)):
        raise Refusal("Uppdraget finns inte i planen längre. Ladda om sidan.", 404)
    if any(not row.plan.kind.assignments for row in found):
        raise Refusal(NO_ASSIGNMENTS)
    return found


def locked_share(plan_id: int, responsibility_id: int) -> Responsibility:
    """A board's share, its uppdrag held as above. Raises Refusal when it is gone or does not report here."""
    share = db.session.get(Responsibility, responsibility_id)
    if share is None:
        raise Refusal("Uppdraget finns inte längre.", 404)
    locked(plan_id, [share.activity_id])
    if share.not_collected:
        raise Refusal(f"{share.board.name} rapporterar inte sin del av uppdraget här.")
    return share


def refuse_fulfilled(activity: Activity) -> None:
    """Raises DeclaredFulfilled (409), with who decided it, when and under which §, when the uppdrag is closed."""
    if activity.fulfilled:
        raise DeclaredFulfilled(closed_sentence(activity))


def closed_sentence(activity: Activity) -> str:
    """Why a fulfilled uppdrag takes no answer."""
    decision = decision_about(activity.id)
    thing = str(activity.plan.kind.words["row_singular_definite"])
    return no_more_answers(
        thing, parties_of(activity).decider, as_decided(decision) if decision is not None else None
    )


def parties_of(activity: Activity, share: Responsibility | None = None) -> Parties:
    """Who proposes and who decides about the uppdrag."""
    return parties(activity.plan.board.kind, share.board.kind if share is not None else None)
