"""The buttons that mark rows as ready for the report."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.text import text_problem
from tracker.services.follow_ups.mark_ready import mark_answered, mark_row, unmark_row
from tracker.services.refusal import Refusal
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import LARGEST_ID
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.frame.access import coordinators_of_plan, current_person


@blueprint.post("/<plan_slug>/uppfoljningar/<as_of>/klar")
@coordinators_of_plan
def mark_ready(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """Marks one row."""
    named = named_follow_up(as_of)
    mark_row(named.id, _number(), seen=_seen(), by=current_person(), now=clock.utc_now(), board=_board())
    return _back(plan_slug, as_of)


@blueprint.post("/<plan_slug>/uppfoljningar/<as_of>/inte-klar")
@coordinators_of_plan
def mark_not_ready(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """Takes the mark of a row away."""
    unmark_row(named_follow_up(as_of).id, _number(), board=_board())
    return _back(plan_slug, as_of)


@blueprint.post("/<plan_slug>/uppfoljningar/<as_of>/alla-klara")
@coordinators_of_plan
def mark_all_ready(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """Marks every row that was answered when the page was opened."""
    named = named_follow_up(as_of)
    mark_answered(named.id, seen=_seen(), by=current_person(), now=clock.utc_now())
    return _back(plan_slug, as_of)


def _number() -> str:
    number = request.form.get("number", "")
    if text_problem(number, 20, single_line=True) is not None:
        raise Refusal("Raden finns inte i uppföljningen.", 404)
    return number


def _board() -> str | None:
    """The board whose share it is, where several have the number; None: the only one."""
    return request.form.get("namnd") or None


def _seen() -> int:
    """The newest update that the page showed; what cannot be read has seen nothing."""
    text = request.form.get("seen", "")
    return min(int(text), LARGEST_ID) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _back(plan_slug: str, as_of: str) -> ResponseReturnValue:
    everything = "alla" if request.form.get("rader") == "alla" else None
    return redirect(
        url_for(
            "coordination.follow_up",
            plan_slug=plan_slug,
            as_of=as_of,
            rader=everything,
            _anchor="rapporten",
        ),
        303,
    )
