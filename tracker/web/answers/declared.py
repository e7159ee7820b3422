"""What is shown instead of the form when an uppdrag has been declared fulfilled: who did it, when, under which §."""

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from tracker.domain.swedish.excerpt import opening
from tracker.models import Activity
from tracker.services.council.locked import closed_sentence
from tracker.web.answers.answering import ActivityPage, Desk
from tracker.web.answers.handed_back import typed_texts
from tracker.web.answers.phrases import heading_of, name_of, said_by, said_when, says_besides, says_first


def show_declared(desk: Desk, activity: Activity) -> ResponseReturnValue | None:
    """The page, with what was typed when a form was sent (409); None when the uppdrag is open.

    A form that comes at the very moment of the decision is refused by the use case, in the same words.
    """
    if not activity.fulfilled:
        return None
    mine = ActivityPage.of(desk).mine
    html = render_template(
        "answer/declared.html",
        desk=desk,
        mine=mine,
        name=name_of(mine),
        heading=heading_of(mine),
        sentence=closed_sentence(activity),
        said_by=lambda update: said_by(update, desk.user),
        said_when=said_when,
        opening=opening,
        says_first=says_first,
        says_besides=says_besides,
        typed=typed_texts() if request.method == "POST" else [],
    )
    return make_response(html, 409 if request.method == "POST" else 200)
