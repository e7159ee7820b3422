"""What is written about a key figure in the open follow-up: its report prints it, no later one does."""

from sqlalchemy import select

from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, KeyFigureComment, Plan, db
from tracker.queries.key_figures.comments import comment_of, commenting_boards, reported_figures
from tracker.services.form_refusal import ChangedMeanwhile, long_text_faults, refuse
from tracker.services.refusal import Refusal
from tracker.services.revision import touch


def comment_key_figure(
    follow_up_id: int, figure_id: int, text: str, *, version: int, board_id: int | None = None
) -> None:
    """Stores the text of the board, the plan's own when none is named; an empty one takes it away.

    `version` is the comment's that was seen, 0 for none. Raises Refusal (409) when the follow-up is closed and (404)
    for a key figure that its report does not show and for a board that has no part in it, FormRefused, and
    ChangedMeanwhile when somebody else has saved since. Sent twice it counts once.
    """
    follow_up, plan = _locked(follow_up_id)
    if figure_id not in {figure.id for figure in reported_figures(plan.id)}:
        raise Refusal("Nyckeltalet hör inte till planen.", 404)
    board_id = board_id or plan.board_id
    if board_id not in {board.id for board in commenting_boards(plan, figure_id)}:
        raise Refusal("Nämnden har inget med nyckeltalet att göra.", 404)
    there = comment_of(follow_up.id, board_id, figure_id)
    text = text if text.strip() else ""
    if (there.text if there else "") == text:
        db.session.rollback()
        return
    if (there.version if there else 0) != version:
        raise ChangedMeanwhile
    refuse(long_text_faults("text", text))
    if there is None:
        there = KeyFigureComment(key_figure_id=figure_id, board_id=board_id, follow_up_id=follow_up.id)
        db.session.add(there)
    there.text = text
    db.session.flush()
    touch(plan)
    db.session.commit()


def _locked(follow_up_id: int) -> tuple[FollowUp, Plan]:
    """The follow-up, shared with those who answer, and its plan: one editor of comments at a time."""
    # What was read before the lock may be older than what others have committed since.
    db.session.expire_all()
    follow_up = db.session.get(FollowUp, follow_up_id, with_for_update={"read": True}, populate_existing=True)
    if follow_up is None or follow_up.state is not FollowUpState.OPEN:
        raise Refusal("Uppföljningen är stängd. Rapporten är fryst, så kommentaren kan inte ändras längre.")
    plan = select(Plan).where(Plan.id == follow_up.plan_id).with_for_update()
    return follow_up, db.session.scalars(plan.execution_options(populate_existing=True)).one()
