"""The form of a rättelse: the report's own facts, and the rows that are chosen to be corrected."""

from collections.abc import Iterable, Mapping, Sequence

from flask import request
from wtforms import BooleanField, Form

from tracker.domain.demands import Answer
from tracker.domain.fault import Fault
from tracker.domain.plan_fields import PlanField
from tracker.domain.swedish.words import capitalised
from tracker.models import StatusLabel
from tracker.reports.content import ReportContent, Row
from tracker.reports.words import Captioned, figures
from tracker.services.follow_ups.appended_correction import labels_by_word
from tracker.services.follow_ups.correct_report import Correction, comment_field, row_field
from tracker.services.follow_ups.corrected_content import CorrectedRow
from tracker.web.coordination.fields import (
    ChoiceField,
    DayField,
    Difference,
    LineField,
    TextField,
    VersionedForm,
    choices,
    differences,
)
from tracker.web.own_fields import fill, form_with, own_values


class RowForm(Form):
    """One row of the report."""

    label_id = ChoiceField("Status", numbers=True)
    target_year = LineField("År")
    ongoing = BooleanField("Ständigt pågående")
    comment = TextField("Text")
    cause = TextField("Orsak")
    remaining_work = TextField("Återstår")

    def answer(self, fields: Sequence[PlanField]) -> Answer:
        """The year as typed, the texts and the fields of the plan's kind."""
        return Answer(
            self.target_year.data,
            self.ongoing.data,
            self.comment.data,
            self.cause.data,
            self.remaining_work.data,
            own_values(self, fields),
        )


class CorrectionForm(VersionedForm):
    """What the report says of itself. `version` is the number of the frozen version that the form shows."""

    reason = TextField(
        "Varför rättas rapporten?",
        description="Skälet står i den nya versionen, och alla som läser den gamla får se det.",
    )
    report_on = DayField("Rapportens datum", description="Står överst i rapporten.")
    meeting_on = DayField("Nämndens möte")
    diarienummer = LineField("Diarienummer")
    introduction = TextField("Inledning")
    summary = TextField("Sammanfattning")
    key_figures = BooleanField("Ta med de rättade värdena")


class CommentForm(Form):
    """What the report says of one key figure."""

    text = TextField("Kommentar")


class CorrectionSheet:
    """The form with its chosen rows and comments: filled from a frozen report, and from what was sent."""

    def __init__(
        self,
        base: ReportContent,
        labels: Mapping[int, StatusLabel],
        fields: Sequence[PlanField],
        *,
        sent: bool,
    ) -> None:
        self.base = base
        self._labels = labels
        #: Those of the plan's kind that the report prints of each answer.
        self.fields = fields
        self.form = CorrectionForm() if sent else stored_head(base)
        self.rows = {index: self._row(index, sent=sent) for index in self._chosen(sent)}
        self.comments = {one.figure.slug: _comment(one, sent=sent) for one in figures(base)}

    def _chosen(self, sent: bool) -> list[int]:
        typed = (request.form if sent else request.args).getlist("rad")
        found = {int(text) for text in typed if text.isascii() and text.isdigit() and len(text) < 6}
        return sorted(index for index in found if index < len(self.base.rows))

    def _row(self, index: int, *, sent: bool) -> RowForm:
        """What was typed; a row that has just been chosen comes as it is in the report."""
        prefix, row = row_field(index, ""), self.base.rows[index]
        typed = sent and f"{prefix}label_id" in request.form
        form = self._stored(row, prefix)
        if typed:
            form = type(form)(request.form, prefix=prefix)
        form.label_id.choices = choices(
            [(label.id, label.label) for label in self._labels.values()],
            None if row.label is not None else "Inte besvarad",
        )
        if row.comment_heading:
            form.comment.label.text = row.comment_heading
        return form

    def _stored(self, row: Row, prefix: str) -> RowForm:
        """A row of the report as it is."""
        form_class = form_with(RowForm, self.fields, year=self.base.as_of.year, stored=row.field_values)
        form = stored_row(row, prefix, self._labels, form_class)
        fill(form, self.fields, row.field_values)
        return form

    def validate(self) -> bool:
        """Whether every field can be read; checks the rows too, so that nobody corrects twice."""
        rows_can_be_read = [form.validate() for form in self.rows.values()]
        return self.form.validate_on_submit() and all(rows_can_be_read)

    @property
    def correction(self) -> Correction:
        """What the form says."""
        form = self.form
        return Correction(
            reason=form.reason.data,
            report_on=form.report_on.data,
            meeting_on=form.meeting_on.data,
            diarienummer=form.diarienummer.data,
            introduction=form.introduction.data,
            summary=form.summary.data,
            seen=form.seen_version,
            rows=tuple(
                CorrectedRow(index, row.label_id.data, row.answer(self.fields))
                for index, row in self.rows.items()
            ),
            key_figures=form.key_figures.data,
            comments={slug: one.text.data for slug, one in self.comments.items()},
        )

    def show(self, faults: Iterable[Fault]) -> None:
        """Puts each fault at its field, unless that one could not be read and says so already."""
        forms: list[Form] = [self.form, *self.rows.values(), *self.comments.values()]
        fields = {field.name: field for form in forms for field in form}
        for fault in faults:
            field = fields[fault.field]
            if not field.errors:
                field.errors = [fault.message]

    @property
    def row_errors(self) -> list[dict[str, str]]:
        """The rows' and the comments' part of the summary of what is wrong."""
        named: list[tuple[str, Form]] = [
            *((self.name_of(index), form) for index, form in self.rows.items()),
            *((str(form.text.label.text), form) for form in self.comments.values()),
        ]
        return [
            {"text": f"{name}: {field.errors[0]}", "href": f"#{field.id}"}
            for name, form in named
            for field in form
            if field.errors
        ]

    @property
    def faulty(self) -> bool:
        """Whether anything has to be put right."""
        return bool(self.form.errors) or bool(self.row_errors)

    def name_of(self, index: int) -> str:
        """ "Aktivitet 12", "Uppdrag 12, Kulturnämnden"."""
        row = self.base.rows[index]
        name = f"{capitalised(self.base.words.row_singular)} {row.number}"
        return f"{name}, {row.board}" if row.board else name

    def meet(self, newer: ReportContent) -> Sequence[Difference]:
        """What differs from a version that somebody has made meanwhile; saved again, it counts as seen."""
        found = [
            one for one in differences(self.form, stored_head(newer)) if one.label in _TOLD or one.theirs
        ]
        for index, form in self.rows.items():
            theirs = self._stored(newer.rows[index], row_field(index, ""))
            theirs.label_id.choices = form.label_id.choices
            found += [
                Difference(f"{self.name_of(index)}, {one.label}", one.theirs, one.mine)
                for one in differences(form, theirs)
            ]
        for one in figures(newer):
            mine = self.comments.get(one.figure.slug)
            if mine is not None:
                found += [
                    Difference(str(mine.text.label.text), each.theirs, each.mine)
                    for each in differences(mine, _comment(one, sent=False))
                ]
        self.form.version.raw_data = None
        self.form.version.data = str(newer.version)
        self.base = newer
        return found


def _comment(one: Captioned, *, sent: bool) -> CommentForm:
    """The field of what is written about a key figure: as typed, or as it stands in the report."""
    prefix = f"{comment_field(one.figure.slug)}-"
    typed = sent and f"{prefix}text" in request.form
    form = CommentForm(request.form if typed else None, prefix=prefix, data={"text": one.figure.trend})
    form.text.label.text = one.heading
    return form


#: Fields that are told of also when the other one has left them empty; the reason is each one's own.
_TOLD = frozenset({"Inledning", "Sammanfattning", "Diarienummer", "Rapportens datum", "Nämndens möte"})


def stored_head(base: ReportContent) -> CorrectionForm:
    """The head of the report as it is."""
    return CorrectionForm(
        formdata=None,
        data={
            "version": str(base.version),
            "report_on": base.report_on,
            "meeting_on": base.meeting_on,
            "diarienummer": base.diarienummer or "",
            "introduction": base.introduction,
            "summary": base.summary,
        },
    )


def stored_row(
    row: Row, prefix: str, labels: Mapping[int, StatusLabel], form_class: type[RowForm] = RowForm
) -> RowForm:
    """A row of the report as it is."""
    label = labels_by_word(labels).get(row.label or "")
    return form_class(
        prefix=prefix,
        data={
            "label_id": label.id if label else None,
            "target_year": str(row.target_year or ""),
            "ongoing": row.ongoing,
            "comment": row.comment,
            "cause": row.cause,
            "remaining_work": row.remaining_work,
        },
    )
