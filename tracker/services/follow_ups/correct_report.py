"""A rättelse: what was wrong in a closed follow-up's report is put right in a new version, with its reason (rule 8)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from tracker.domain.calendar import local_date
from tracker.domain.demands import parsed_year, problems
from tracker.domain.fault import Fault
from tracker.domain.field_values import field_problems, form_name, left_empty
from tracker.domain.follow_up_dates import absurd_year
from tracker.domain.plan_fields import PlanField, on_update
from tracker.domain.year_steps import GivenYear, earlier_years
from tracker.models import FollowUp, ReportVersion, StatusLabel, User, db
from tracker.queries.key_figures.values import activity_key_figures, municipality_names, plan_key_figures
from tracker.queries.plans.given_years import given_before
from tracker.queries.plans.versions import newest_version, version_numbered
from tracker.reports.content import KeyFigureContent, ReportContent, Row
from tracker.reports.words import horizon
from tracker.services.follow_ups.appended_correction import (
    append_correction,
    labels_by_word,
    responsibility_of_row,
)
from tracker.services.follow_ups.corrected_content import (
    CorrectedRow,
    answer_of,
    answered_keys,
    corrected_row,
    says_the_same,
    with_comments,
    with_points,
)
from tracker.services.follow_ups.open_follow_up import LONGEST_DIARIENUMMER
from tracker.services.follow_ups.what_was_corrected import what_was_corrected
from tracker.services.form_refusal import ChangedMeanwhile, long_text_faults, refuse, text_faults
from tracker.services.refusal import Refusal
from tracker.services.reports.assemble_report import recounted
from tracker.services.reports.figure_content import key_figure_content
from tracker.services.reports.freeze import digest, freeze
from tracker.services.reports.pdf_job import enqueue_pdf
from tracker.services.reports.produce_report import intact_content
from tracker.services.reports.sealing.follow import follow
from tracker.services.reports.tjansteskrivelse import frozen_letter, letter_of
from tracker.services.revision import touch

#: A reason is a sentence or two: it stands at the top of the report.
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Correction:
    """The report as it should have been, and why it was not. `seen` is the version that the form was filled from.

    Only the `rows` that are named are corrected. With `key_figures` the values are as they have been corrected
    since; newer periods are not touched. `comments` are those of key figures by slug; one left out stays.
    """

    reason: str
    report_on: date | None
    meeting_on: date | None
    diarienummer: str
    introduction: str
    summary: str
    seen: int
    rows: tuple[CorrectedRow, ...] = ()
    key_figures: bool = False
    comments: Mapping[str, str] = field(default_factory=dict)


def correct_report(
    follow_up_id: int, correction: Correction, *, by: User | None, now: datetime
) -> ReportVersion:
    """Freezes the next version; the one before it stays. One transaction.

    It is made of the version before, not of the tables: what has changed since in the plan is no part of it.
    Raises FormRefused, also when nothing is different; Refusal (409) when the follow-up is not closed;
    ChangedMeanwhile when another rättelse was made meanwhile. The same form sent twice counts once.
    """
    follow_up = _locked(follow_up_id)
    newest, labels = newest_version(follow_up.id), labels_of(follow_up)
    assert newest is not None
    if newest.number != correction.seen:
        if _made_before(follow_up, newest, correction, labels):
            db.session.rollback()
            return newest
        raise ChangedMeanwhile
    base = intact_content(newest.content_sha256, newest.content)
    refuse(faults_of(base, correction, labels, corrected_fields(follow_up, base)))
    content, changed = _corrected(follow_up, base, correction, labels, local_date(now))
    letter = _new_letter(follow_up, newest, base)
    if content == base and not letter:
        refuse([Fault("reason", "nothing-changed", "Inget är ändrat, så det finns inget att rätta.")])
    content = replace(content, corrected=what_was_corrected(base, content, letter=letter))
    for row in changed:
        append_correction(
            follow_up, content.rows[row.index], responsibility_of_row(base.rows, row.index), labels, by, now
        )
    _store(follow_up, content)
    version = freeze(follow_up, by=by, now=now, reason=correction.reason.strip(), content=content)
    enqueue_pdf(version.id, by=by, now=now)
    touch(follow_up.plan)
    db.session.commit()
    follow()
    return version


def _new_letter(follow_up: FollowUp, newest: ReportVersion, base: ReportContent) -> bool:
    """Whether the tjänsteskrivelse has been rewritten since it was frozen: then that is what is put right."""
    data = letter_of(follow_up, base)
    return data is not None and digest(data) != frozen_letter(newest)


def corrected_fields(follow_up: FollowUp, base: ReportContent) -> tuple[PlanField, ...]:
    """The fields of the plan's kind that the report prints of each answer; one that came later is no part of it."""
    keys = answered_keys(base)
    return tuple(one for one in on_update(follow_up.plan.kind.own_fields) if one.key in keys)


def faults_of(
    base: ReportContent,
    correction: Correction,
    labels: Mapping[int, StatusLabel],
    fields: Sequence[PlanField] = (),
) -> list[Fault]:
    """All that is wrong with the correction, in the form's order; a row's fields are named "rad-3-comment"."""
    return [
        *text_faults("reason", " ".join(correction.reason.split()), LONGEST_REASON, needed=_NEEDED),
        *absurd_year("report_on", correction.report_on),
        *absurd_year("meeting_on", correction.meeting_on),
        *text_faults("diarienummer", correction.diarienummer, LONGEST_DIARIENUMMER),
        *long_text_faults("introduction", correction.introduction),
        *long_text_faults("summary", correction.summary),
        *(
            fault
            for slug, text in correction.comments.items()
            for fault in long_text_faults(f"{comment_field(slug)}-text", text)
        ),
        *(fault for row in correction.rows for fault in _row_faults(base, row, labels, fields)),
    ]


_NEEDED = "Skriv varför rapporten rättas. Skälet står i den nya versionen."


def comment_field(slug: str) -> str:
    """What the field of a key figure's comment is called, in forms and faults."""
    return f"kommentar-{slug}"


def row_field(index: int, name: str) -> str:
    """The name of a row's field, in forms and faults."""
    return f"rad-{index}-{name}"


def _row_faults(
    base: ReportContent, row: CorrectedRow, labels: Mapping[int, StatusLabel], fields: Sequence[PlanField]
) -> Iterator[Fault]:
    if not 0 <= row.index < len(base.rows):
        raise Refusal("Raden finns inte i rapporten.", 404)
    was = base.rows[row.index]
    label = labels.get(row.label_id or 0)
    if label is None:
        if was.label is not None or row.label_id is not None:
            yield Fault(row_field(row.index, "label_id"), "no-status", "Välj en status.")
        return
    # What was so already is not held against a correction of something else: an import is never refused for it.
    old = labels_by_word(labels).get(was.label or "")
    excused = {
        (problem.field, problem.message)
        for problem in (problems(answer_of(was, old), old.demands, base.as_of) if old else [])
    }
    for problem in problems(row.answer, label.demands, base.as_of):
        if (problem.field, problem.message) not in excused or label is not old:
            yield Fault(row_field(row.index, problem.field), "demanded", problem.message)
    known = was.field_values
    empty = [{one.key for one in left_empty(fields, values)} for values in (known, row.answer.fields)]
    excused_fields = {form_name(one) for one in fields if one.key in empty[0] & empty[1] and old is not None}
    for problem in field_problems(fields, row.answer.fields, known, base.as_of.year):
        if problem.field not in excused_fields:
            yield Fault(row_field(row.index, problem.field), "bad-field", problem.message)


def labels_of(follow_up: FollowUp) -> dict[int, StatusLabel]:
    """The statuses that the plan's rows may have, by id, in their order."""
    vocabulary = follow_up.plan.kind.vocabulary
    return {label.id: label for label in vocabulary.labels} if vocabulary else {}


def live_figures(follow_up: FollowUp) -> dict[str, KeyFigureContent]:
    """The plan's key figures as they stand now, by slug, in three queries."""
    plan = follow_up.plan
    places = municipality_names(plan.organisation_id)
    known = [link.key_figure for link in plan_key_figures(plan.id)]
    known += [figure for figures in activity_key_figures(plan.id).values() for figure in figures]
    return {figure.slug: key_figure_content(figure, places) for figure in known}


def _locked(follow_up_id: int) -> FollowUp:
    """The closed follow-up, held until the transaction ends. Raises Refusal."""
    # Everything read before the lock may be older than what others have committed since.
    db.session.expire_all()
    follow_up = db.session.get(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
    if follow_up is None:
        raise Refusal("Uppföljningen finns inte.", 404)
    if not follow_up.frozen:
        raise Refusal("Uppföljningen är öppen. Rapporten är inte fryst än, så det finns inget att rätta.")
    return follow_up


def _made_before(
    follow_up: FollowUp, newest: ReportVersion, correction: Correction, labels: Mapping[int, StatusLabel]
) -> bool:
    """Whether the newest version is what this very correction made."""
    seen = version_numbered(follow_up.id, correction.seen)
    if seen is None or newest.number != correction.seen + 1 or newest.reason != correction.reason.strip():
        return False
    base = intact_content(seen.content_sha256, seen.content)
    if faults_of(base, correction, labels, corrected_fields(follow_up, base)):
        return False
    made, _ = _corrected(follow_up, base, correction, labels, local_date(newest.frozen_at))
    there = intact_content(newest.content_sha256, newest.content)
    return there == replace(
        made, version=newest.number, reason=newest.reason or "", corrected=there.corrected
    )


def _corrected(
    follow_up: FollowUp,
    base: ReportContent,
    correction: Correction,
    labels: Mapping[int, StatusLabel],
    on: date,
) -> tuple[ReportContent, list[CorrectedRow]]:
    """The version before with what was corrected, and which of its rows that is."""
    content, keys = _head(follow_up, base, correction), answered_keys(base)
    changed = [
        row
        for row in correction.rows
        if not says_the_same(base.rows[row.index], labels.get(row.label_id or 0), row.answer, keys)
    ]
    if not changed and content.key_figures == base.key_figures and content.rows == base.rows:
        return content, []
    given = given_before(follow_up.plan_id, follow_up)
    rows = list(content.rows)
    for row in changed:
        label = labels[row.label_id or 0]
        told = _years_before(
            base.rows[row.index], given.get(responsibility_of_row(base.rows, row.index).id, [])
        )
        years = earlier_years(told, parsed_year(row.answer.target_year))
        rows[row.index] = corrected_row(rows[row.index], label, row.answer, years, on, keys)
    came = sum(base.rows[row.index].meaning is None for row in changed)
    answered = min(base.asked, base.answered + came)
    return recounted(
        follow_up.plan, follow_up, replace(content, rows=tuple(rows), answered=answered)
    ), changed


def _years_before(was: Row, given: Sequence[GivenYear]) -> Sequence[GivenYear]:
    """The years that had been given before this report; the one that was wrong in it is no step."""
    return [GivenYear(year) for year in was.year_steps] if horizon(was) else given


def _head(follow_up: FollowUp, base: ReportContent, correction: Correction) -> ReportContent:
    """The version before with another head and other values; the rows come after."""
    content = replace(
        base,
        report_on=correction.report_on,
        meeting_on=correction.meeting_on,
        diarienummer=correction.diarienummer.strip() or None,
        introduction=correction.introduction,
        summary=correction.summary,
    )
    if correction.key_figures:
        content = with_points(content, live_figures(follow_up))
    return with_comments(content, correction.comments)


def _store(follow_up: FollowUp, content: ReportContent) -> None:
    """What the follow-up says of itself is as in its newest version."""
    for name in ("report_on", "meeting_on", "diarienummer", "introduction", "summary"):
        setattr(follow_up, name, getattr(content, name))
    db.session.flush()
