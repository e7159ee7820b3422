"""Next year's plan in three clicks: the preview with everything filled in, the plan, and undoing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectMultipleField

from tracker import clock
from tracker.domain.next_year import Names, WhyNot
from tracker.domain.swedish.excerpt import first_sentence
from tracker.domain.swedish.words import joined, long_date, month_year
from tracker.models import Plan, User
from tracker.queries.plans.next_year import CarryRow, also_copied, copies_of, rows_to_carry, used_by
from tracker.services.form_refusal import FormRefused
from tracker.services.plans.next_year.make import (
    NextYear,
    RowsChanged,
    faults_of,
    make_next_year,
    rows_seen,
    suggested,
)
from tracker.services.plans.next_year.undo import undo_next_year
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import LARGEST_ID, DayField, LineField, show_faults, show_the_rest
from tracker.web.frame.access import coordinators_of_plan, current_plan

_MANY = 40
_WHY: dict[WhyNot | None, str] = {
    WhyNot.FULFILLED: "Förklarad fullgjord av fullmäktige",
    WhyNot.WITHDRAWN: "Tillbakadragen",
}


class _Rows(SelectMultipleField):
    """Ticked rows, by the id of their activity; what cannot be read counts as none."""

    def __init__(self, label: str, **kwargs: object) -> None:
        super().__init__(label, coerce=str, validate_choice=False, **kwargs)

    @property
    def ids(self) -> frozenset[int]:
        """The ids that were ticked."""
        ticked = (text for text in self.data or () if text.isascii() and text.isdigit() and len(text) <= 10)
        return frozenset(number for text in ticked if (number := int(text)) <= LARGEST_ID)


class NextYearForm(FlaskForm):
    """The names and days of the new plan, and which rows go on."""

    title = LineField("Planens namn")
    short_title = LineField("Kort namn", description="Står i mejl och menyer.")
    report_title = LineField("Rapportens titel")
    slug = LineField("Adress", description="Planens plats på webben. Den kan inte ändras sedan.")
    valid_from = DayField("Gäller från")
    valid_to = DayField("Gäller till")
    again = BooleanField("Gör en plan till av samma år")
    carried = _Rows("Följer med")
    settled = _Rows("Färdiga eller stoppade")
    seen = HiddenField()

    def offer(self, rows: Sequence[CarryRow]) -> None:
        """Fills in the rows that can be chosen."""
        self.carried.choices = [_choice(row) for row in rows if row.why_not is None]
        self.settled.choices = [
            _choice(row) for row in rows if row.why_not is not None and row.may_be_carried
        ]

    def fill(self, wanted: NextYear) -> None:
        """Everything filled in, as it is suggested."""
        for name, text in {
            **vars(wanted.names),
            "valid_from": wanted.valid_from,
            "valid_to": wanted.valid_to,
        }.items():
            self[name].data = text
        self.carried.data = [str(number) for number in wanted.carried]
        self.seen.data = wanted.seen

    @property
    def wanted(self) -> NextYear:
        """What was sent."""
        return NextYear(
            Names(self.title.data, self.short_title.data, self.report_title.data, self.slug.data.strip()),
            self.valid_from.data,
            self.valid_to.data,
            self.carried.ids | self.settled.ids,
            self.seen.data or "",
            again=self.again.data,
        )


def _choice(row: CarryRow) -> tuple[str, str]:
    return str(row.activity.id), " ".join(_name(row))


def _name(row: CarryRow) -> tuple[str, str]:
    """Number and text."""
    activity = row.activity
    above = activity.parent.short_text if activity.parent else ""
    text = activity.short_text or first_sentence(activity.full_text) or above
    return activity.number, " ".join(text.split())


@blueprint.route("/<plan_slug>/nasta-ar", methods=["GET", "POST"])
@coordinators_of_plan
def next_year(plan_slug: str) -> ResponseReturnValue:
    """The preview, with everything filled in; sent, the plan is made."""
    plan, form, status = current_plan(), NextYearForm(), 200
    if form.validate_on_submit():
        try:
            made = make_next_year(plan.id, form.wanted)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except RowsChanged as refusal:
            status = refusal.status
        else:
            return redirect(url_for("coordination.next_year_made", plan_slug=plan_slug, made=made.slug), 303)
    elif form.is_submitted():
        show_the_rest(form, faults_of(form.wanted, rows_to_carry(plan), copies_of(plan.id)))
    rows, copies = rows_to_carry(plan), copies_of(plan.id)
    form.offer(rows)
    if not form.is_submitted():
        form.fill(suggested(plan, rows, clock.today()))
    if status == RowsChanged().status:
        form.seen.raw_data, form.seen.data = None, rows_seen(rows)
    status = 400 if form.errors else status
    return render_template(
        "coordination/plans/next_year.html", **_page(plan, form, rows, copies, status)
    ), status


def _page(
    plan: Plan, form: NextYearForm, rows: Sequence[CarryRow], copies: Sequence[Plan], status: int
) -> dict[str, object]:
    going = [row for row in rows if row.why_not is None]
    return {
        "plan": plan,
        "form": form,
        "copies": copies,
        "changed": RowsChanged().message if status == RowsChanged().status else None,
        "names": {str(row.activity.id): _name(row) for row in rows},
        "notes": {str(row.activity.id): _note(row) for row in rows},
        "going": len(going),
        # A long list is folded, so that the button is in reach; what has to be looked at is not.
        "folded": len(rows) > _MANY and status == 200,
        "staying": [(_name(row), _why(row)) for row in rows if not row.may_be_carried],
        "absent": _absent(plan, going),
        "late": _late(going, max(clock.today(), form.valid_from.data or date.min)),
        "also": also_copied(plan.id),
    }


def _note(row: CarryRow) -> str:
    """How the row stands, and which boards answer for it when there are several."""
    known = dict.fromkeys(
        f"{each.current.label.label}, {month_year(each.current.as_of)}" if each.current else "Inte besvarad"
        for each in row.standing
    )
    boards = [each.responsibility.board.name for each in row.standing]
    said = "; ".join(known)
    return f"{said}. {joined(boards)}" if len(boards) > 1 else said


def _why(row: CarryRow) -> str:
    return _WHY.get(row.why_not, "")


@dataclass(frozen=True)
class Absent:
    """Somebody without an active account, and the rows that the person answers for; none: coordinates the plan."""

    title: str
    numbers: tuple[str, ...]


def _absent(plan: Plan, rows: Sequence[CarryRow]) -> list[Absent]:
    """Who is named in the plan without being able to log in any more."""
    found: dict[int, tuple[User, list[str]]] = {}
    for row in rows:
        for each in row.standing:
            for person in (each.responsibility.owner, each.responsibility.deputy):
                if person is not None and not person.active:
                    found.setdefault(person.id, (person, []))[1].append(row.activity.number)
    absent = [Absent(person.title, tuple(dict.fromkeys(numbers))) for person, numbers in found.values()]
    gone = plan.coordinator is not None and not plan.coordinator.active
    return [Absent(plan.coordinator.title, ()), *absent] if gone and plan.coordinator else absent


def _late(rows: Sequence[CarryRow], day: date) -> list[tuple[str, str]]:
    """The rows whose own answer-by date has passed when the new year begins, with the date."""
    passed = ((row.activity.number, row.activity.answer_by) for row in rows)
    return [(number, long_date(answer_by)) for number, answer_by in passed if answer_by and answer_by < day]


@blueprint.get("/<plan_slug>/nasta-ar/<made>")
@coordinators_of_plan
def next_year_made(plan_slug: str, made: str) -> ResponseReturnValue:
    """What was made, what to do next, and how to undo it."""
    plan = current_plan()
    new = next((copy for copy in copies_of(plan.id) if copy.slug == made), None)
    if new is None:
        abort(404)
    rows = rows_to_carry(new)
    return render_template(
        "coordination/plans/next_year_made.html",
        plan=plan,
        new=new,
        rows=len(rows),
        without_owner=[
            row.activity.number
            for row in rows
            if any(each.responsibility.owner_id is None for each in row.standing)
        ],
        used=used_by(new.id),
    )


@blueprint.post("/<plan_slug>/nasta-ar/angra")
@coordinators_of_plan
def undo_next(plan_slug: str) -> ResponseReturnValue:
    """Takes the new plan away; sent twice it says that it is gone."""
    plan = current_plan()
    title = undo_next_year(plan.id, request.form.get("made", ""))
    flash(f"{title} är borttagen." if title else "Planen finns inte längre.", "success" if title else "info")
    return redirect(url_for("coordination.plan", plan_slug=plan_slug), 303)
