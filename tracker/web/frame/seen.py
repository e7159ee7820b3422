"""A report page notes that somebody signed in has seen it; like all pages that are fetched, it changes nothing else."""

from datetime import date

from flask import Response, after_this_request, current_app, request
from sqlalchemy.exc import DBAPIError

from tracker import clock
from tracker.models import db
from tracker.models.engine import writing
from tracker.services.reports.note_seen import note_seen
from tracker.web.frame.identity import signed_in_user


def note_seen_afterwards(plan_id: int, as_of: date, number: int | None) -> None:
    """Lets the sight be noted when the page has been made, in a transaction of its own (DESIGN section 6).

    `number` is the version, None the newest, 0 the draft. Nobody is noted who is not signed in or only asks for
    the headers, and the page is shown also when the note cannot be written.
    """
    user = signed_in_user()
    if user is None or request.method != "GET":
        return
    user_id = user.id

    @after_this_request
    def write(response: Response) -> Response:
        if response.status_code != 200:
            return response
        # What the page was read in is over; from here on it is written.
        db.session.rollback()
        try:
            with writing():
                note_seen(plan_id, as_of, number, user_id=user_id, now=clock.utc_now())
        except DBAPIError as error:
            db.session.rollback()
            current_app.logger.error("could not note who has seen a report: %s", error.orig)
        return response
