"""Puts a plan's rows, counts, words and key figures together as the report's content."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tracker.domain.calendar import local_date
from tracker.domain.counting import Group, Numbered, State, count, roll_up
from tracker.domain.numbering import sort_key
from tracker.domain.swedish.sentence import boards_told, rows_note, sentence_of_counts
from tracker.domain.terms import SETTLED, FieldPlace, Meaning, WayIn
from tracker.domain.year_steps import GivenYear, earlier_years
from tracker.models import FollowUp, KeyFigure, Plan, StatusUpdate
from tracker.queries.council.decisions import decisions_of, words_of
from tracker.queries.key_figures.values import (
    PlaceNames,
    activity_key_figures,
    comments_of,
    municipality_names,
    plan_key_figures,
)  # fmt: skip
from tracker.queries.plans.answering_boards import boards_in
from tracker.queries.plans.frozen import frozen_report
from tracker.queries.plans.given_years import given_years
from tracker.queries.plans.standing import StandingRow, rows_of
from tracker.reports.comparing import with_changes
from tracker.reports.content import (
    Column,
    KeyFigureContent,
    LegendEntry,
    ReportContent,
    Row,
    Words,
    frozen_content,
)
from tracker.reports.layout import answers_told
from tracker.services.reports.figure_content import key_figure_content


def live_content(plan: Plan, follow_up: FollowUp, *, version: int | None = None) -> ReportContent:
    """The content as the tables stand now: for previews, for owners and coordinators, and for a freeze.

    With what has changed since the newest follow-up before it that was frozen (rule 4).
    """
    content = _content(plan, follow_up, version)
    # Without statuses and years there is nothing that could have changed.
    return with_changes(content, _before(plan, follow_up)) if content.counted else content


def _before(plan: Plan, follow_up: FollowUp) -> ReportContent | None:
    frozen = frozen_report(plan.id, follow_up.as_of - timedelta(days=1))
    return frozen_content(frozen.sha256, frozen.text) if frozen else None


def _content(plan: Plan, follow_up: FollowUp, version: int | None) -> ReportContent:
    standing = rows_of(plan.id, follow_up)
    places = municipality_names(plan.organisation_id)
    comments = comments_of(follow_up.id, plan.board_id)
    rows = _with_decisions(plan, _rows(plan, follow_up, standing, places, comments))
    activities = _activities(rows)
    groups = tuple(count(activities)) if plan.kind.counted else ()
    words = _words(plan, follow_up)
    boards_note = _boards_note(plan, follow_up, standing)
    asked = [row for row in standing if row.asked]
    return ReportContent(
        organisation=plan.board.organisation.name,
        board=plan.board.name,
        plan_slug=plan.slug,
        plan_title=plan.title,
        plan_short_title=plan.short_title,
        report_title=plan.report_title,
        words=words,
        goal=plan.goal,
        finish_by=plan.finish_by,
        decided_on=plan.decided_on,
        plan_diarienummer=plan.diarienummer,
        as_of=follow_up.as_of,
        report_on=follow_up.report_on,
        meeting_on=follow_up.meeting_on,
        diarienummer=follow_up.diarienummer,
        version=version,
        handler_title=plan.coordinator.title if plan.coordinator else None,
        introduction=follow_up.introduction,
        summary=follow_up.summary,
        sentence=_sentence(plan, groups, rows, words, boards_note),
        rows_note=rows_note(len(rows), _split(rows)),
        activity_count=len(activities),
        asked=len(asked),
        answered=sum(row.answered for row in asked),
        groups=groups,
        legend=_legend(plan),
        rows=rows,
        key_figures=_plan_figures(plan, places, comments),
        columns=_columns(plan, follow_up),
        counted=plan.kind.counted,
        numbered=plan.kind.numbered,
        shared=plan.kind.shared,
        boards_note=boards_note,
    )


def _words(plan: Plan, follow_up: FollowUp) -> Words:
    """The kind's words; one may hold {year}, as "Status År {year}"."""
    year = str(follow_up.as_of.year)
    return Words(**{name: text.replace("{year}", year) for name, text in plan.kind.words.items()})


def _columns(plan: Plan, follow_up: FollowUp) -> tuple[Column, ...]:
    return tuple(
        Column(
            field.key,
            field.heading_in(follow_up.as_of.year),
            decided=field.place is FieldPlace.ACTIVITY,
            before_text=field.before_text,
        )
        for field in plan.kind.own_fields
    )


def recounted(plan: Plan, follow_up: FollowUp, content: ReportContent) -> ReportContent:
    """The content of a rättelse: counted anew from its rows, and compared anew when it was compared before."""
    groups = tuple(count(_activities(content.rows))) if content.counted else ()
    sentence = _sentence(plan, groups, content.rows, content.words, content.boards_note)
    content = replace(content, groups=groups, sentence=sentence)
    if content.changes is None:
        return content
    unmarked = tuple(replace(row, changed_from=None, changed_from_meaning=None) for row in content.rows)
    return with_changes(replace(content, rows=unmarked), _before(plan, follow_up))


def _rows(
    plan: Plan,
    follow_up: FollowUp,
    standing: Sequence[StandingRow],
    places: PlaceNames,
    comments: dict[int, str],
) -> tuple[Row, ...]:
    figures = activity_key_figures(plan.id)
    years = given_years(plan.id, follow_up)
    return tuple(
        _row(
            row,
            follow_up,
            _contents(figures.get(row.activity.id, []), places, comments),
            years.get(row.responsibility.id, []),
        )
        for row in standing
    )


def _plan_figures(plan: Plan, places: PlaceNames, comments: dict[int, str]) -> tuple[KeyFigureContent, ...]:
    return tuple(
        key_figure_content(
            link.key_figure,
            places,
            is_goal=link.is_goal,
            comment=comments.get(link.key_figure_id, ""),
        )
        for link in plan_key_figures(plan.id)
    )


def _sentence(
    plan: Plan, groups: Sequence[Group], rows: Sequence[Row], words: Words, boards_note: str
) -> str:
    """What is counted; a kind without statuses says how many have answered, and which boards have no rows."""
    if not plan.kind.counted:
        return " ".join(filter(None, (answers_told(rows, words), boards_note)))
    if not groups:
        return ""
    return sentence_of_counts(groups, singular=words.row_singular_definite, plural=words.row_definite_plural)


def _boards_note(plan: Plan, follow_up: FollowUp, standing: Sequence[StandingRow]) -> str:
    """Which boards have no rows to report and which are silent, where the boards bring the rows."""
    if not plan.kind.rows_by_boards:
        return ""
    boards = boards_in(follow_up, standing)
    return boards_told(
        [one.board.name for one in boards if one.nothing and not one.count],
        [one.board.name for one in boards if not one.answered],
        plan.kind.words["row_plural"],
    )


def _legend(plan: Plan) -> tuple[LegendEntry, ...]:
    labels = plan.kind.vocabulary.labels if plan.kind.vocabulary and plan.kind.counted else []
    return tuple(LegendEntry(label.label, label.meaning, label.definition) for label in labels)


def _activities(rows: Sequence[Row]) -> list[Numbered]:
    """One countable activity per top-level number: parts count together as their worst (rule 2)."""
    parts: dict[str, list[State]] = {}
    for row in rows:
        state = (
            State(Meaning.COMPLETED) if row.fulfilled else State(row.meaning, row.target_year, row.ongoing)
        )
        parts.setdefault(row.parent or row.number, []).append(state)
    rolled = [(number, roll_up(states)) for number, states in parts.items()]
    known = [Numbered(number, state) for number, state in rolled if state is not None]
    return sorted(known, key=lambda activity: sort_key(activity.number))


def _split(rows: Sequence[Row]) -> list[tuple[str, int]]:
    parents = [row.parent for row in rows if row.parent is not None]
    return [(parent, parents.count(parent)) for parent in dict.fromkeys(parents)]


def _with_decisions(plan: Plan, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows with what has been decided about them, in words: one question for all."""
    decided = decisions_of(plan.id) if plan.kind.assignments else {}
    words = {activity_id: words_of(decision, plan) for activity_id, decision in decided.items()}
    return tuple(replace(row, council=words.get(row.activity_id, "")) for row in rows) if words else rows


def _row(
    row: StandingRow,
    follow_up: FollowUp,
    figures: tuple[KeyFigureContent, ...],
    years: Sequence[GivenYear],
) -> Row:
    update = row.current
    # What is known of a row that is not answered: it is not forgotten that it deviated last time.
    known = row.previous if update is None else None
    pending = update is not None and update.label.meaning not in SETTLED
    # A coordinator's edit is still what the owner said, and when (rule 7).
    spoken = update.edits or update if update else None
    activity, board = row.activity, row.responsibility.board
    stands = update is not None and update.follow_up_id != follow_up.id
    return Row(
        activity_id=activity.id,
        number=activity.number,
        parent=activity.parent.number if activity.parent else None,
        short_text=activity.short_text,
        full_text=activity.full_text,
        meaning=update.label.meaning if update else None,
        label=update.label.label if update else None,
        target_year=update.target_year if update else None,
        ongoing=update.ongoing if update else False,
        previous_target_year=row.earlier_year,
        year_uncertain=update.year_uncertain if update else False,
        comment_heading=update.label.comment_heading if update else "",
        comment=update.comment if update else "",
        cause=update.cause if update else "",
        remaining_work=update.remaining_work if update else "",
        owner_title=row.responsibility.owner.title if row.responsibility.owner else None,
        said_by=spoken.author_title if spoken else None,
        said_on=_said_on(spoken),
        last_said=update.as_of if update and stands else None,
        nothing_new=update.nothing_new if update else False,
        key_figures=figures,
        earlier_years=earlier_years(years, update.target_year) if update and pending else (),
        last_label=known.label.label if known else None,
        last_label_on=known.as_of if known else None,
        added_on=activity.added_on,
        responsibility_id=row.responsibility.id,
        board=board.name if board.id != follow_up.plan.board_id else "",
        board_slug=board.slug if board.id != follow_up.plan.board_id else "",
        lead=row.responsibility.lead,
        focus_area=activity.focus_area or "",
        field_values={**activity.field_values, **(update.field_values if update else {})},
        fulfilled=activity.fulfilled,
    )


def _said_on(update: StatusUpdate | None) -> date | None:
    """The day it was written here; for an import the day of the report that it came from."""
    if update is None:
        return None
    if update.way_in is WayIn.IMPORT:
        return update.follow_up.report_on if update.follow_up else None
    return local_date(update.created_at)


def _contents(
    figures: Sequence[KeyFigure], places: PlaceNames, comments: dict[int, str]
) -> tuple[KeyFigureContent, ...]:
    return tuple(
        key_figure_content(figure, places, comment=comments.get(figure.id, "")) for figure in figures
    )
