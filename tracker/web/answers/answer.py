"""Personal links: an owner answers one activity without logging in (DESIGN section 6, rule 5)."""

import logging
import re
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, make_response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField

from tracker import clock
from tracker.config import Settings
from tracker.domain.terms import WayIn
from tracker.models import db
from tracker.models.engine import reading_only
from tracker.queries.my_activities import MyActivity
from tracker.queries.people.organisations import contacts
from tracker.services.people.accounts import PersonRefused, normal_email
from tracker.services.refusal import Refusal
from tracker.services.reminders.links import answer_links
from tracker.services.reminders.links.answer_links import LinkTarget
from tracker.services.reminders.links.ask_for_links import WINDOW, ask_for_links
from tracker.web.answers.answer_form import NONCE
from tracker.web.answers.answering import Desk, show_form, show_receipt, take_form
from tracker.web.answers.declared import show_declared
from tracker.web.answers.handed_back import typed_texts
from tracker.web.answers.handing_over import (
    show_hand_over,
    show_left,
    show_not_mine,
    take_hand_over,
    take_not_mine,
)
from tracker.web.answers.value import due_value, show_value, show_value_receipt, take_value
from tracker.web.frame.access import anyone, link_holders
from tracker.web.frame.surroundings import sender


class NewLinkForm(FlaskForm):
    """Where new links should go."""

    email = StringField("Din e-postadress")


blueprint = Blueprint("answer", __name__, url_prefix="/svara")

_PORTS = {"http": 80, "https": 443}
# Also of the links with which passwords are chosen.
_TOKEN_IN_PATH = re.compile(r"(/(?:svara|valj-losenord)/)[^/\s?\"']+")


@blueprint.route("/<token>", methods=["GET", "POST"])
@link_holders
def show(token: str) -> ResponseReturnValue:
    """The form. GET and HEAD change nothing but the note of when the link was first opened."""
    target = _target(token)
    if request.method == "POST":
        _refuse_other_sites()
    if target is None:
        return _ended()
    desk, due = _desk(token, target), due_value(target)
    if due is None and (declared := show_declared(desk, target.responsibility.activity)) is not None:
        return declared
    if request.method == "POST":
        return take_value(desk, due) if due else take_form(desk)
    page = show_value(desk, due) if due else show_form(desk)
    if request.method == "GET":
        _note_opened(target)
    return page


@blueprint.route("/<token>/lamna-over", methods=["GET", "POST"])
@link_holders
def hand_over(token: str) -> ResponseReturnValue:
    """Who answers instead; sent once more, when the link has ended with it, it says what it did."""
    target = _target(token)
    if request.method == "POST":
        _refuse_other_sites()
        if target is None:
            return _left_before(token) or _ended()
        return take_hand_over(_desk(token, target))
    return show_hand_over(_desk(token, target)) if target else _ended()


@blueprint.route("/<token>/inte-mitt", methods=["GET", "POST"])
@link_holders
def not_mine(token: str) -> ResponseReturnValue:
    """The coordinator is asked to choose somebody else."""
    target = _target(token)
    if request.method == "POST":
        _refuse_other_sites()
        return take_not_mine(_desk(token, target)) if target else _ended()
    return show_not_mine(_desk(token, target)) if target else _ended()


@blueprint.route("/ny-lank", methods=["GET", "POST"])
@anyone
def new_link() -> ResponseReturnValue:
    """Asks for new links; the answer is the same whether anybody has the address."""
    form = NewLinkForm(formdata=request.form if request.method == "POST" else None, meta={"csrf": False})
    if request.method != "POST":
        return _new_link_page(form)
    _refuse_other_sites()
    try:
        normal_email(form.email.data or "")
    except PersonRefused as refused:
        form.email.errors = [refused.message]
        return make_response(_new_link_page(form), 400)
    try:
        ask_for_links(form.email.data, request.remote_addr or "", now=clock.utc_now())
    except Refusal as refusal:
        page = _new_link_page(form, message=refusal.message)
        return make_response(page, refusal.status, {"Retry-After": str(int(WINDOW.total_seconds()))})
    return _new_link_page(form, asked=True)


@blueprint.get("/<token>/kvitto")
@link_holders
def receipt(token: str) -> ResponseReturnValue:
    """What was saved, as the board will see it, and the way to the person's next one."""
    target = _target(token)
    if target is None:
        return _ended()
    desk, due = _desk(token, target), due_value(target)
    return show_value_receipt(desk, due) if due else show_receipt(desk)


@blueprint.after_request
def _keep_to_oneself(response: Response) -> Response:
    """Nothing of these pages is kept, indexed or told to other hosts."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.record_once
def _mask_logs(state: BlueprintSetupState) -> None:
    """Keeps tokens out of the logs of errors and of requests."""
    servers = (logging.getLogger(name) for name in ("werkzeug", "gunicorn.access", "gunicorn.error"))
    for logger in (state.app.logger, *servers):
        logger.addFilter(_masked)


def _masked(record: logging.LogRecord) -> bool:
    message = record.getMessage()
    masked = _TOKEN_IN_PATH.sub(r"\1[...]", message)
    if masked != message:
        record.msg, record.args = masked, None
    return True


def _new_link_page(form: NewLinkForm, *, asked: bool = False, message: str | None = None) -> str:
    return render_template("answer/new_link.html", form=form, asked=asked, message=message)


def _target(token: str) -> LinkTarget | None:
    target = answer_links.find_link(token, now=clock.utc_now())
    if target is not None:
        # The sender of the page is the plan's municipality.
        g.plan = target.responsibility.activity.plan
    return target


def _left_before(token: str) -> ResponseReturnValue | None:
    """What this very form did before its link ended with it; a nonce of another form is not looked up."""
    nonce = request.form.get("nonce", "")
    left = answer_links.left_before(token, nonce) if NONCE.fullmatch(nonce) else None
    return show_left(left, signed_in=False) if left else None


def _note_opened(target: LinkTarget) -> None:
    """Written in a transaction of its own, after the page has been made from one that only reads."""
    if target.link.first_opened_at is not None:
        return
    link_id = target.link.id
    db.session.rollback()
    reading_only.set(False)
    link = db.session.get(type(target.link), link_id)
    if link is not None:
        answer_links.record_opened(link, now=clock.utc_now())


def _desk(token: str, target: LinkTarget) -> Desk:
    return Desk(
        user=target.user,
        responsibility_id=target.responsibility.id,
        way_in=WayIn.LINK,
        form_url=url_for("answer.show", token=token),
        receipt_url=url_for("answer.receipt", token=token),
        form_url_of=_own_links(target),
        closed=lambda _desk, _refusal: _ended(),
    )


def _own_links(target: LinkTarget) -> Callable[[MyActivity], str | None]:
    """The same person's own living links for other activities in the follow-up, if any have been sent."""

    @cache
    def tokens() -> dict[int, str]:
        return answer_links.living_tokens(target.user.id, now=clock.utc_now())

    def address(one: MyActivity) -> str | None:
        token = tokens().get(one.row.responsibility.id)
        return None if token is None else url_for("answer.show", token=token)

    return address


def _refuse_other_sites() -> None:
    """The token is what protects the form; a browser that says that another site sent it is refused as well.

    Raises Refusal (403). Browsers that say nothing of where a form came from are let through.
    """
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if source is None:
        return
    settings: Settings = current_app.config["SETTINGS"]
    allowed = {_site(settings.public_url)}
    if settings.demo:
        # A demo is opened by whatever name the machine has.
        allowed.add(_site(request.host_url))
    if _site(source) is None or _site(source) not in allowed:
        raise Refusal(
            "Svaret skickades från en annan webbplats och är inte sparat. Öppna länken i mejlet igen "
            "och svara därifrån.",
            403,
        )


def _site(address: str) -> tuple[str, str | None, int | None] | None:
    """Scheme, host and port of an address as browsers write them, or None for what is no address."""
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None


def _ended() -> ResponseReturnValue:
    """One page for unknown, altered, expired, revoked and closed links; what was typed is handed back."""
    g.pop("plan", None)
    typed = typed_texts() if request.method == "POST" else []
    # Of whoever publishes here, never of the token: an unknown one must look like any other.
    organisation = sender()
    whom = contacts(organisation.id if organisation else None)
    return make_response(render_template("answer/ended.html", typed=typed, contacts=whom), 404)
