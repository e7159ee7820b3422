"""Which values everybody may read: what an owner answers in an open follow-up waits for its closing (rule 5)."""

from sqlalchemy import ColumnElement, select

from tracker.domain.terms import FROZEN_STATES
from tracker.models import FollowUp, KeyFigureValue, StatusUpdate


def told_to_all() -> ColumnElement[bool]:
    """A condition on KeyFigureValue: not given with an answer in a follow-up that has not closed yet."""
    waiting = (
        select(StatusUpdate.id)
        .join(FollowUp, StatusUpdate.follow_up_id == FollowUp.id)
        .where(StatusUpdate.id == KeyFigureValue.status_update_id, FollowUp.state.not_in(FROZEN_STATES))
        .correlate(KeyFigureValue)
        .exists()
    )
    return ~waiting
