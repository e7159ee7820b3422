"""The form in which an owner answers: made from last time's text, read back without losing a letter."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField

from tracker import clock
from tracker.domain.demands import Answer, Problem
from tracker.domain.measurement import month_of
from tracker.domain.plan_fields import PlanField
from tracker.domain.reminders.values import missing_period
from tracker.domain.swedish.words import joined
from tracker.domain.terms import Demand, WayIn
from tracker.domain.text import normalise_newlines
from tracker.models import KeyFigure, StatusLabel, User
from tracker.queries.key_figures.values import outcome_ends
from tracker.queries.my_activities import MyActivity
from tracker.services.answers.key_figure_values import TypedValue
from tracker.services.answers.report_status import Sheet
from tracker.services.refusal import Refusal
from tracker.web.own_fields import fill, form_with, typed_fields

_NUMBER = re.compile(r"[0-9]{1,18}")
#: What the id of a row may be, on each database.
LARGEST_ID = 2**31 - 1
#: What forms carry so that the same one counts once.
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
# Everything that a page cannot show; tab and line break it can.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def kept(text: str | None) -> str:
    """The filter of every field: what was typed, letter for letter, with line breaks as we store them."""
    return normalise_newlines(text or "")


def readable(text: str) -> str:
    """The text with a � for every character that no page can hold."""
    return _UNSEEN.sub("\ufffd", text)


class SentForm(FlaskForm):
    """A form that is shown again with what was sent, and with what to do about it."""

    def reject(self, problems: Sequence[Problem]) -> Self:
        """Puts each problem at its field."""
        for problem in problems:
            self[problem.field].errors = [problem.message]
        return self

    def made_visible(self) -> Self:
        """Shows a refused character, which no page can hold, as �, so that its place can be found."""
        for field in self:
            if isinstance(field.data, str):
                field.data = readable(field.data)
        return self


class AnswerForm(SentForm):
    """Status, text, year and what remains; `_form` adds the fields of the plan's kind and those of key figures."""

    status = RadioField("Status nu", coerce=str, validate_choice=False)
    comment = TextAreaField("Vad har hänt, eller varför?", filters=[kept])
    cause = TextAreaField("Varför?", filters=[kept])
    target_year = StringField("År", filters=[kept])
    ongoing = BooleanField("Ständigt pågående, inget slutår")
    remaining_work = TextAreaField("Vad återstår?", filters=[kept])
    nonce = HiddenField()
    version = HiddenField()
    seen = HiddenField()
    follow_up = HiddenField()

    def answer(self, fields: Sequence[PlanField]) -> Answer:
        """What was typed, as the rules take it; `fields` are those of the plan's kind."""
        return Answer(
            target_year=self.target_year.data,
            ongoing=self.ongoing.data,
            comment=self.comment.data,
            cause=self.cause.data,
            remaining_work=self.remaining_work.data,
            fields=typed_fields(self, fields),
        )

    @property
    def label_id(self) -> int | None:
        """The chosen status, or None."""
        return number_of(self.status.data)

    def values(self, figures: Sequence[KeyFigure]) -> list[TypedValue]:
        """What was typed beside the key figures."""
        blank = [TypedValue(figure.id, "", "") for figure in figures]
        return [
            TypedValue(one.key_figure_id, self[one.value_field].data, self[one.period_field].data)
            for one in blank
        ]

    def sheet(self, responsibility_id: int, author: User, way_in: WayIn) -> Sheet:
        """The opened form as the services take it.

        Raises Refusal: 400 for a form that did not come from a page of ours, such as an empty one, and 404 for
        a follow-up that cannot be there.
        """
        version, seen = _number(self.version.data), _number(self.seen.data)
        if version is None or seen is None or not NONCE.fullmatch(self.nonce.data or ""):
            raise Refusal("Formuläret kom fram tomt eller trasigt. Ladda om sidan och svara igen.", 400)
        # Only an empty one is between follow-ups; what the database cannot hold it is not asked about.
        follow_up_id = _number(self.follow_up.data)
        if self.follow_up.data and (follow_up_id is None or follow_up_id > LARGEST_ID):
            raise Refusal("Uppföljningen finns inte.", 404)
        return Sheet(responsibility_id, follow_up_id, author, way_in, version, seen, self.nonce.data)

    def renew(self, mine: MyActivity) -> Self:
        """Lets the form stand for what is in the table now; what was typed stays."""
        self.nonce.data = secrets.token_urlsafe(16)
        self.version.data = str(mine.row.responsibility.version)
        self.seen.data = str(mine.seen)
        self.follow_up.data = str(mine.follow_up.id) if mine.follow_up else ""
        return self


def fresh_form(mine: MyActivity, figures: Sequence[KeyFigure], *, csrf: bool, prefix: str = "") -> AnswerForm:
    """The form filled in with last time's answer; a year that has passed is left out."""
    start = mine.start
    data: dict[str, Any] = {}
    if start is not None:
        keep_year = start.target_year is not None and not (mine.year_passed and start is mine.row.previous)
        data = {
            "status": str(start.label_id),
            "comment": start.comment,
            "cause": start.cause,
            "target_year": str(start.target_year) if keep_year else "",
            "ongoing": start.ongoing,
            "remaining_work": start.remaining_work,
        }
    form = _form(mine, figures, csrf=csrf, data=data, prefix=prefix).renew(mine)
    fill(form, mine.own_fields, start.field_values if start else {})
    return form


def typed_form(
    mine: MyActivity,
    figures: Sequence[KeyFigure],
    typed: MultiDict[str, str],
    *,
    csrf: bool,
    prefix: str = "",
) -> AnswerForm:
    """The form with what was sent. Its CSRF token has been checked before any view."""
    return _form(mine, figures, csrf=csrf, formdata=typed, prefix=prefix)


def _form(mine: MyActivity, figures: Sequence[KeyFigure], *, csrf: bool, **source: Any) -> AnswerForm:
    year = (mine.follow_up.as_of if mine.follow_up else clock.today()).year
    stored = mine.start.field_values if mine.start else {}
    form_class = form_with(AnswerForm, mine.own_fields, year=year, stored=stored)
    add_figures(form_class, figures)
    form = form_class(meta={"csrf": csrf}, **{"formdata": None, **source})
    form.status.choices = [(str(label.id), label.label) for label in labels_of(mine)]
    return form


def add_figures(form_class: type[SentForm], figures: Sequence[KeyFigure]) -> None:
    """Gives the form a field for the value and one for the period of each key figure."""
    for figure in figures:
        field = TypedValue(figure.id, "", "")
        setattr(form_class, field.value_field, StringField(f"Nytt värde i {figure.unit}", filters=[kept]))
        setattr(form_class, field.period_field, StringField("Avser", filters=[kept]))


def labels_of(mine: MyActivity) -> list[StatusLabel]:
    """The statuses that are chosen among; none in a kind that does not count them."""
    kind = mine.plan.kind
    return kind.vocabulary.labels if kind.vocabulary and kind.counted else []


@dataclass(frozen=True)
class Wording:
    """What the fields say of themselves; it follows from what the plan's statuses demand."""

    hints: dict[str, str]
    meanings: dict[str, str]
    comment: bool
    year: str
    cause: str
    remaining_work: str
    cause_optional: bool
    remaining_work_optional: bool

    @classmethod
    def of(cls, labels: Sequence[StatusLabel]) -> Self:
        """The wording for a plan's statuses; an empty text leaves the field out."""
        return cls(
            hints={str(label.id): label.hint for label in labels},
            meanings={str(label.id): label.meaning for label in labels},
            comment=any(label.comment is not Demand.NEVER for label in labels),
            year=_who_needs(labels, "horizon", "Lämna tomt för"),
            cause=_who_needs(labels, "cause", "Sparas inte för"),
            remaining_work=_who_needs(labels, "remaining_work", "Sparas inte för"),
            cause_optional=_optional(labels, "cause"),
            remaining_work_optional=_optional(labels, "remaining_work"),
        )


def _who_needs(labels: Sequence[StatusLabel], field: str, otherwise: str) -> str:
    """ "Behövs för Påbörjad och Avviker från plan. Lämna tomt för Färdig och Stoppad." """
    words: dict[Demand, list[str]] = {demand: [] for demand in Demand}
    for label in labels:
        words[getattr(label, field)].append(label.label)
    parts = [
        (words[Demand.DEMANDED], "Behövs för"),
        (words[Demand.ASKED], "Skriv gärna vid"),
        (words[Demand.NEVER], otherwise),
    ]
    if len(words[Demand.NEVER]) == len(labels):
        return ""
    return " ".join(f"{text} {joined(names)}." for names, text in parts if names)


def _optional(labels: Sequence[StatusLabel], field: str) -> bool:
    return all(getattr(label, field) is not Demand.DEMANDED for label in labels)


def default_period(mine: MyActivity, figure: KeyFigure, today: date) -> str:
    """The period that a new value most likely is for: the one that is due, else the follow-up's own month, but
    none that has not begun.
    """
    if figure.rhythm is not None and figure.days_after is not None:
        period = missing_period(figure.rhythm, figure.days_after, outcome_ends(figure), today)
        if period is not None:
            return period.label
    return month_of(min(mine.follow_up.as_of, today) if mine.follow_up else today).label


def number_of(text: str | None) -> int | None:
    """The id of a row that a form names; None for what is none."""
    number = _number(text)
    return number if number is not None and number <= LARGEST_ID else None


def _number(text: str | None) -> int | None:
    return int(text) if text and _NUMBER.fullmatch(text) else None
