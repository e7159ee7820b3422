"""People: a list, one person, and the link with which a person chooses a password."""

from flask import abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.config import Settings
from tracker.models import User
from tracker.queries.people import accounts as queries
from tracker.queries.people.organisations import boards_of
from tracker.services.people import accounts as services
from tracker.services.people.password_link import password_token
from tracker.web.administration.blueprint import blueprint
from tracker.web.administration.forms import PersonForm
from tracker.web.frame.access import admins, current_person

_PER_PAGE = 100
_PERSON = "/anvandare/<int(max=2147483647):user_id>"


@blueprint.get("/anvandare")
@admins
def users() -> str:
    """Everybody in the organisation, a hundred a page."""
    everybody = queries.everybody_of(current_person().organisation_id)
    pages = max(1, -(-len(everybody) // _PER_PAGE))
    page = _page(pages)
    ids = [person.id for person in everybody[(page - 1) * _PER_PAGE : page * _PER_PAGE]]
    return render_template(
        "administration/users.html",
        people=queries.people_with_roles(ids),
        total=len(everybody),
        page=page,
        pages=pages,
    )


@blueprint.route("/anvandare/ny", methods=["GET", "POST"])
@admins
def new_user() -> ResponseReturnValue:
    """Adds a person."""
    form = PersonForm()
    if request.method != "POST":
        form.active.data = True
        return _form_page(form, None, 200)
    try:
        added = services.add_user(current_person().organisation_id, form.values(), now=clock.utc_now())
    except services.PersonRefused as refused:
        _name_fields(form, refused)
        return _form_page(form, None, refused.status)
    flash(f"{added.title} är tillagd. Ge personen en länk för att välja lösenord.", "success")
    return redirect(url_for("administration.user", user_id=added.id), 303)


@blueprint.route(_PERSON, methods=["GET", "POST"])
@admins
def user(user_id: int) -> ResponseReturnValue:
    """Changes a person."""
    person = _person(user_id)
    form = PersonForm()
    if request.method != "POST":
        form.show(person)
        return _form_page(form, person, 200)
    try:
        services.change_user(person.id, form.values(), version=form.shown_version, now=clock.utc_now())
    except services.PersonRefused as refused:
        person = _person(user_id)
        changed = refused.field == "version"
        if changed:
            # Saving once more is then a choice, made with the other text in sight.
            form.version.data = str(person.version)
        _name_fields(form, refused)
        return _form_page(form, person, refused.status, changed=changed)
    flash("Ändringen är sparad.", "success")
    return redirect(url_for("administration.users"), 303)


@blueprint.post(f"{_PERSON}/lank")
@admins
def password_link(user_id: int) -> ResponseReturnValue:
    """Shows, once, a link with which the person chooses a password."""
    person = _person(user_id)
    if not person.active:
        abort(409)
    settings: Settings = current_app.config["SETTINGS"]
    token = password_token(person, settings.secret_key, now=clock.utc_now())
    path = url_for("session.choose_password", token=token).removeprefix(request.script_root)
    # From the settings: the Host header is whatever the browser says.
    page = render_template("administration/link.html", person=person, link=settings.public_url + path)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(pages: int) -> int:
    text = request.args.get("sida", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
    if not 1 <= number <= pages:
        abort(404)
    return number


def _person(user_id: int) -> User:
    person = queries.person_of(current_person().organisation_id, user_id)
    if person is None:
        abort(404)
    return person


def _name_fields(form: PersonForm, refused: services.PersonRefused) -> None:
    for fault in refused.faults:
        field = {"roles": "coordinator"}.get(fault.field, fault.field)
        if field in form and field != "version":
            form[field].errors = [fault.message]
        else:
            form.form_errors.append(fault.message)


def _form_page(
    form: PersonForm, person: User | None, status: int, *, changed: bool = False
) -> ResponseReturnValue:
    organisation_id = current_person().organisation_id
    form.offer(
        boards_of(organisation_id),
        queries.everybody_of(organisation_id),
        person.id if person else None,
    )
    page = render_template("administration/user.html", form=form, person=person, changed=changed)
    return make_response(page, status)
