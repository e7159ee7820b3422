"""The words of a plan's mails: one subject and text per kind, with a preview and a trial to oneself."""

import base64
import hashlib
import re
from dataclasses import dataclass
from html import unescape
from unicodedata import normalize

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.reminders.texts import SHAPES, MailText, Shape, TextKind, text_faults
from tracker.models import ReminderText, User
from tracker.queries.reminders.decided import stored_text, texts_of
from tracker.queries.reminders.heartbeat import heartbeat
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.reminders.due.survey import Redirections
from tracker.services.reminders.settings.edit_text import ask_for_trial, edit_text, use_usual_text
from tracker.services.reminders.writing.trial import trial_letter
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import LineField, TextField, VersionedForm, differences, show_faults
from tracker.web.frame.access import coordinators_of_plan, current_person, current_plan

#: Addresses without å, ä and ö.
SLUGS = {
    TextKind.OPENED: "oppnar",
    TextKind.REMINDER: "paminnelse",
    TextKind.LATE: "efter-sista-dagen",
    TextKind.LIST: "lista",
    TextKind.VALUE: "nyckeltal",
    TextKind.REVIEW: "genomgang",
    TextKind.ASSIGNMENT: "uppdrag",
    TextKind.HANDOVER: "overlamning",
    TextKind.DELIVERY: "inte-framme",
}
_KINDS = {slug: kind for kind, slug in SLUGS.items()}
_STYLES = re.compile(r"<style>(.*?)</style>|\sstyle=\"([^\"]*)\"", re.DOTALL)


class TextForm(VersionedForm):
    """A subject and a text."""

    subject = LineField("Ämnesrad")
    text = TextField(
        "Text", description="Står först i mejlet, före aktiviteterna. En tom rad ger ett nytt stycke."
    )

    @property
    def typed(self) -> MailText:
        """What was typed, its å, ä and ö as one letter each: pasted from some programs they are two."""
        return MailText(normalize("NFC", self.subject.data), normalize("NFC", self.text.data))


@dataclass(frozen=True)
class ListedText:
    """One kind in the list."""

    shape: Shape
    text: MailText
    href: str
    own: bool


@blueprint.get("/<plan_slug>/paminnelser/texter")
@coordinators_of_plan
def texts(plan_slug: str) -> ResponseReturnValue:
    """Every kind with its subject, and whether the plan has words of its own."""
    plan = current_plan()
    stored = texts_of([plan.id])
    listed = [
        ListedText(
            shape,
            stored.of(plan.id, kind),
            url_for("coordination.text", plan_slug=plan_slug, kind=SLUGS[kind]),
            stored.of(plan.id, kind) != shape.default,
        )
        for kind, shape in SHAPES.items()
    ]
    return render_template("coordination/reminders/texts.html", plan=plan, listed=listed)


@blueprint.route("/<plan_slug>/paminnelser/texter/<kind>", methods=["GET", "POST"])
@coordinators_of_plan
def text(plan_slug: str, kind: str) -> ResponseReturnValue:
    """The form with what the mail says now; a second editor is shown both texts."""
    plan, chosen = current_plan(), _kind(kind)
    stored = stored_text(plan.id, chosen)
    form = _stored(chosen, stored) if request.method != "POST" else TextForm()
    conflict = None
    if form.validate_on_submit():
        looking = request.form.get("do") == "preview"
        try:
            if looking:
                show_faults(form, text_faults(chosen, form.typed))
            else:
                edit_text(plan.id, chosen, form.typed, version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            theirs = _stored(chosen, stored_text(plan.id, chosen))
            conflict = differences(form, theirs)
            form.version.raw_data, form.version.data = None, theirs.version.data
        else:
            if not looking:
                flash("Texten är sparad.", "success")
                return redirect(url_for("coordination.text", plan_slug=plan_slug, kind=kind), 303)
    shown = None if form.errors else trial_letter(plan, chosen, form.typed, current_person(), clock.today())
    page = render_template(
        "coordination/reminders/text.html",
        plan=plan,
        kind=kind,
        shape=SHAPES[chosen],
        form=form,
        conflict=conflict,
        shown=shown,
        own=stored is not None,
        unsaved=form.typed != _text(chosen, stored),
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


@blueprint.get("/<plan_slug>/paminnelser/texter/<kind>/mejl")
@coordinators_of_plan
def mail_page(plan_slug: str, kind: str) -> ResponseReturnValue:
    """The HTML of the mail itself, as a mail program shows it."""
    plan, chosen = current_plan(), _kind(kind)
    stored = texts_of([plan.id]).of(plan.id, chosen)
    html = trial_letter(plan, chosen, stored, current_person(), clock.today()).html
    response = make_response(html)
    response.headers["Content-Security-Policy"] = _only_its_own_styles(html)
    return response


@blueprint.post("/<plan_slug>/paminnelser/texter/<kind>/prov")
@coordinators_of_plan
def send_trial(plan_slug: str, kind: str) -> ResponseReturnValue:
    """Sends the stored text to the one who asks."""
    person = current_person()
    ask_for_trial(current_plan().id, _kind(kind), to=person, now=clock.utc_now())
    flash(_trial_goes(person), "success")
    return redirect(url_for("coordination.text", plan_slug=plan_slug, kind=kind), 303)


@blueprint.post("/<plan_slug>/paminnelser/texter/<kind>/vanlig")
@coordinators_of_plan
def usual_text(plan_slug: str, kind: str) -> ResponseReturnValue:
    """Goes back to the usual text."""
    use_usual_text(current_plan().id, _kind(kind))
    flash("Den vanliga texten gäller igen.", "success")
    return redirect(url_for("coordination.text", plan_slug=plan_slug, kind=kind), 303)


def _trial_goes(person: User) -> str:
    """Where the trial goes, and when. A pause stops what others get, not what one sends to oneself."""
    alive, address = heartbeat(), Redirections().of(person)
    when = "när mejlen släpps" if alive is not None and alive.held else "inom någon minut"
    if address:
        return f"Testläget är på: provet går till {address} {when}."
    return f"Ett prov går till {person.email} {when}."


def _kind(slug: str) -> TextKind:
    kind = _KINDS.get(slug)
    if kind is None:
        abort(404)
    return kind


def _text(kind: TextKind, stored: ReminderText | None) -> MailText:
    return MailText(stored.subject, stored.text) if stored else SHAPES[kind].default


def _stored(kind: TextKind, stored: ReminderText | None) -> TextForm:
    version = str(stored.version if stored else 0)
    return TextForm(formdata=None, data={**vars(_text(kind, stored)), "version": version})


def _only_its_own_styles(html: str) -> str:
    """A mail has its styles in itself: exactly these are let through, by their hashes, and nothing else."""
    # A browser hashes an attribute after it has read it: with its quotation marks, not with &#39;.
    styles = {sheet or unescape(inline) for sheet, inline in _STYLES.findall(html)}
    hashes = sorted(base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles)
    allowed = " ".join(f"'sha256-{one}'" for one in hashes)
    return f"default-src 'none'; style-src 'unsafe-hashes' {allowed}; frame-ancestors 'none'; sandbox"
