"""Logging in and out, and choosing a password by a one-time link."""

import re
from urllib.parse import unquote, urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from tracker import clock
from tracker.config import Settings
from tracker.domain.accounts.passwords import password_problem
from tracker.services.people import accounts as people
from tracker.services.people import password_link
from tracker.services.people import sign_in as signing_in
from tracker.services.refusal import Refusal
from tracker.web.frame.access import anyone, link_holders
from tracker.web.frame.identity import begin_session, end_session, landing_page, signed_in_user

blueprint = Blueprint("session", __name__)

#: Printable ASCII after one slash; a browser reads a backslash as a slash.
_OWN_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]{0,2000}")


class SignInForm(FlaskForm):
    """E-mail and password."""

    email = StringField("E-postadress", [InputRequired("Skriv din e-postadress.")])
    password = PasswordField("Lösenord", [InputRequired("Skriv ditt lösenord.")])
    next = HiddenField()


class ChoosePasswordForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField("Nytt lösenord", [InputRequired("Skriv ett nytt lösenord.")])
    again = PasswordField("Samma lösenord en gång till", [InputRequired("Skriv lösenordet en gång till.")])


def own_path(target: str | None) -> str | None:
    """The target if it is the address of a page of ours, else None: nobody is sent to another site."""
    if target is None or not _OWN_PATH.fullmatch(target):
        return None
    try:
        endpoint, _ = current_app.url_map.bind("localhost").match(
            unquote(urlsplit(target).path, errors="strict"), method="GET"
        )
    except (HTTPException, UnicodeError, ValueError):
        return None
    return None if endpoint.startswith(("session.", "static")) else target


@blueprint.route("/logga-in", methods=["GET", "POST"])
@anyone
def sign_in() -> ResponseReturnValue:
    """The log-in page; whoever is signed in already goes on."""
    person = signed_in_user()
    if request.method != "POST" and person is not None:
        return redirect(_go_on(own_path(request.args.get("next")), landing_page(person)), 303)
    form = SignInForm(next=own_path(request.args.get("next")) or "")
    status = 200
    if request.method == "POST":
        try:
            if form.validate():
                return _signed_in(form)
            status = 400
        except Refusal as refusal:
            form.form_errors.append(refusal.message)
            status = refusal.status
    return _private(render_template("session/sign_in.html", form=form), status)


def _signed_in(form: SignInForm) -> ResponseReturnValue:
    user = signing_in.sign_in(
        form.email.data, form.password.data, request.remote_addr or "", now=clock.utc_now()
    )
    begin_session(user)
    person = signed_in_user()
    # None only if shut out in this very moment.
    landing = landing_page(person) if person else url_for("session.sign_in")
    return redirect(_go_on(own_path(form.next.data), landing), 303)


@blueprint.post("/logga-ut")
@anyone
def sign_out() -> ResponseReturnValue:
    """Ends the person's sessions everywhere, so that a copied cookie is dead too."""
    person = signed_in_user()
    if person is not None:
        signing_in.end_sessions(person.id)
        end_session()
        flash("Du är utloggad.", "success")
    return redirect(url_for("session.sign_in"), 303)


@blueprint.route("/valj-losenord/<token>", methods=["GET", "POST"])
@link_holders
def choose_password(token: str) -> ResponseReturnValue:
    """Where an administrator's one-time link leads; opening it changes nothing."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        person = password_link.person_of_token(token, settings.secret_key, now=clock.utc_now())
    except Refusal as refusal:
        page = render_template("session/link_over.html", message=refusal.message)
        return _private(page, refusal.status)
    email = person.email
    form = ChoosePasswordForm()
    status = 200
    if request.method == "POST":
        status = 400
        if _is_good(form, email):
            try:
                people.set_password(person.id, form.password.data)
            except people.PersonRefused as refused:
                form.password.errors = [refused.message]
            else:
                end_session()
                flash("Lösenordet är sparat. Logga in med det.", "success")
                return redirect(url_for("session.sign_in"), 303)
    return _private(render_template("session/choose_password.html", form=form, email=email), status)


def _is_good(form: ChoosePasswordForm, email: str) -> bool:
    """Whether the password can be kept; all that is wrong is shown at once."""
    form.validate()
    if form.password.data and (problem := password_problem(form.password.data, email)) is not None:
        form.password.errors = [problem]
    if form.password.data and form.again.data and form.password.data != form.again.data:
        form.again.errors = ["Lösenorden är inte lika. Skriv båda en gång till."]
    return not form.errors


def _go_on(target: str | None, landing: str) -> str:
    return request.script_root + target if target else landing


def _private(html: str, status: int) -> Response:
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response
