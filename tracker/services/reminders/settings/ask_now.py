"""A coordinator asks for the answers that are missing, besides the schedule."""

from datetime import date

from sqlalchemy import update

from tracker.domain.swedish.words import day_and_month
from tracker.models import FollowUp, db
from tracker.services.follow_ups.close_follow_up import locked
from tracker.services.refusal import Refusal


def ask_now(follow_up_id: int, *, today: date) -> None:
    """Makes today a step of the follow-up: whoever owes an answer and has had no mail today gets one.

    Asked twice on one day, people are reminded once. Raises Refusal (409) when the follow-up is closed or
    has not opened yet.
    """
    follow_up = locked(follow_up_id)
    if follow_up.opens_on is None or follow_up.answer_by is None:
        raise Refusal("Uppföljningen saknar datum. Skriv när den öppnas och när svaren ska vara inne.")
    if today < follow_up.opens_on:
        raise Refusal(f"Uppföljningen öppnar {day_and_month(follow_up.opens_on)}. Då går det första mejlet.")
    # Past the version counter: it is no conflict for the one who edits the facts.
    db.session.execute(
        update(FollowUp)
        .where(FollowUp.id == follow_up_id)
        .values(asked_on=today)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
