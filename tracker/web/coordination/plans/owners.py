"""Who answers for an activity, and who answers when that person cannot."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField

from tracker import clock
from tracker.domain.swedish.words import genitive
from tracker.models import Activity, Plan, Responsibility, User
from tracker.queries.coordination.cockpit import activities_of, possible_owners
from tracker.queries.plans.by_name import open_follow_up
from tracker.queries.reminders.waiting import open_hand_overs
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.edit_owners import Owners, edit_owners, owners_of
from tracker.services.reminders.links.hand_over_activity import remind_after_all
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import ChoiceField, choices, differences, show_faults
from tracker.web.coordination.plans.activities import named_activity
from tracker.web.coordination.row_words import row_words
from tracker.web.frame.access import (
    coordinators_of_plan,
    coordinators_of_share,
    current_person,
    current_plan,
    current_share,
    may_coordinate,
)


class OwnersForm(FlaskForm):
    """Owner and deputy, and who they were when the form was opened."""

    owner_id = ChoiceField("Ansvarig", numbers=True, description="Får mejlen och svarar i uppföljningen.")
    deputy_id = ChoiceField(
        "Ersättare",
        numbers=True,
        description="Kan svara i den ansvarigas ställe, och får mejlen om hen är borta.",
    )
    seen_owner = HiddenField()
    seen_deputy = HiddenField()

    def offer(self, people: Sequence[User], row: Responsibility) -> None:
        """Fills in the active people; who has left stays until somebody else is chosen."""
        listed = [(person.id, person.title) for person in people]
        for person in (row.owner, row.deputy):
            if person is not None and person.id not in dict(listed):
                listed.append((person.id, f"{person.title} (avstängd)"))
        self.owner_id.choices = choices(listed, "Ingen vald")
        self.deputy_id.choices = choices(listed, "Ingen vald")

    @property
    def seen(self) -> Owners:
        """Who stood there when the form was opened."""
        return Owners(_number(self.seen_owner.data), _number(self.seen_deputy.data))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


@blueprint.route("/<plan_slug>/aktiviteter/<number>/ansvarig", methods=["GET", "POST"])
@coordinators_of_plan
def owners(plan_slug: str, number: str) -> ResponseReturnValue:
    """The form; a new owner gets the mail of the newest reminder step. Of several boards, first the list of them."""
    activity = named_activity(activities_of(current_plan().id), number)
    rows = [row for row in activity.responsibilities if not row.not_collected]
    if not rows:
        abort(404)
    if len(rows) > 1:
        return _list_of_shares(activity, rows)
    return _owners_page(rows[0])


@blueprint.route("/<plan_slug>/aktiviteter/<number>/<board_slug>/ansvarig", methods=["GET", "POST"])
@coordinators_of_share
def owners_of_share(plan_slug: str, number: str, board_slug: str) -> ResponseReturnValue:
    """The same for one board's share of an uppdrag, which its own coordinator may choose too."""
    row = current_share()
    if row.not_collected:
        abort(404)
    return _owners_page(row)


def _list_of_shares(activity: Activity, rows: Sequence[Responsibility]) -> ResponseReturnValue:
    return render_template(
        "coordination/plans/owners_of_shares.html",
        plan=current_plan(),
        activity=activity,
        words=row_words(current_plan()),
        rows=sorted(rows, key=lambda row: (not row.lead, row.id)),
        back=_back(current_plan()),
    )


def _owners_page(row: Responsibility) -> ResponseReturnValue:
    plan, activity = row.activity.plan, row.activity
    people = possible_owners(plan.organisation_id)
    form = _stored(row) if request.method != "POST" else OwnersForm()
    form.offer(people, row)
    conflict = None
    if form.validate_on_submit():
        chosen = Owners(form.owner_id.data, form.deputy_id.data)
        try:
            edit_owners(plan.id, row.id, chosen, seen=form.seen, now=clock.utc_now())
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            theirs = _stored(row)
            theirs.offer(people, row)
            conflict = differences(form, theirs)
            _see(form, row)
        else:
            flash(f"Ansvarig för {_named(row)} är sparad.", "success")
            return redirect(_back(plan, row), 303)
    page = render_template(
        "coordination/plans/owners.html",
        plan=plan,
        activity=activity,
        form=form,
        conflict=conflict,
        running=open_follow_up(plan.id),
        named=_named(row),
        words=row_words(plan),
        back=_back(plan, row),
        keep=_address("keep_owner", row),
        declined=open_hand_overs([row.id]).get(row.id),
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _named(row: Responsibility) -> str:
    """ "aktivitet 12", "uppdrag 3, Förskolenämndens del"."""
    plan = row.activity.plan
    named = f"{row_words(plan).one} {row.activity.number}"
    return f"{named}, {genitive(row.board.name)} del" if plan.kind.shared else named


def _address(endpoint: str, row: Responsibility) -> str:
    """A page of the row: of the board's share where there are shares."""
    named: dict[str, Any] = {"plan_slug": row.activity.plan.slug, "number": row.activity.number}
    if row.activity.plan.kind.shared:
        return url_for(f"coordination.{endpoint}_of_share", board_slug=row.board.slug, **named)
    return url_for(f"coordination.{endpoint}", **named)


@blueprint.post("/<plan_slug>/aktiviteter/<number>/ansvarig/behall")
@coordinators_of_plan
def keep_owner(plan_slug: str, number: str) -> ResponseReturnValue:
    """The one who said that somebody else answers is reminded again after all."""
    activity = named_activity(activities_of(current_plan().id), number)
    return _keep(
        activity.responsibilities, url_for("coordination.owners", plan_slug=plan_slug, number=number)
    )


@blueprint.post("/<plan_slug>/aktiviteter/<number>/<board_slug>/ansvarig/behall")
@coordinators_of_share
def keep_owner_of_share(plan_slug: str, number: str, board_slug: str) -> ResponseReturnValue:
    """The same for one board's share."""
    row = current_share()
    return _keep([row], _address("owners", row))


def _keep(rows: Sequence[Responsibility], here: str) -> ResponseReturnValue:
    for row in rows:
        remind_after_all(row.id, current_plan().id, now=clock.utc_now())
    flash("Den ansvariga påminns igen.", "success")
    return redirect(here, 303)


def _back(plan: Plan, row: Responsibility | None = None) -> str:
    """To the follow-up or the board's own list when one came from there, else to the list of activities.

    A board's coordinator, who may see neither the first nor the last, comes to the row's own page.
    """
    if request.args.get("fran") == "namnden":
        return url_for("coordination.board_assignments", _anchor=plan.slug)
    if row is not None and not may_coordinate(current_person(), plan):
        return url_for("plans.activity", plan_slug=plan.slug, number=row.activity.number)
    running = open_follow_up(plan.id) if request.args.get("fran") == "uppfoljning" else None
    if running is not None:
        return url_for("coordination.follow_up", plan_slug=plan.slug, as_of=running.as_of.isoformat())
    return url_for("coordination.activities", plan_slug=plan.slug)


def _stored(row: Responsibility) -> OwnersForm:
    form = OwnersForm(formdata=None, obj=row)
    _see(form, row)
    return form


def _see(form: OwnersForm, row: Responsibility) -> None:
    there = owners_of(row)
    for field, value in ((form.seen_owner, there.owner_id), (form.seen_deputy, there.deputy_id)):
        field.raw_data = None
        field.data = str(value or "")
