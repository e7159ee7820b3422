"""A plan's uppdrag with every board's share as data: what the matrix shows to everybody."""

from typing import Any

from flask import Response, url_for

from tracker import clock
from tracker.domain.assignments import Share
from tracker.domain.plan_fields import on_update
from tracker.models import Plan
from tracker.web.api.answers import Cell, DataRefused, data_answer, table_answer
from tracker.web.api.blueprint import blueprint
from tracker.web.assignments.matrix import EVERYBODY, Line, Matrix, read_matrix
from tracker.web.assignments.words import share_word
from tracker.web.frame.access import current_plan, programs_reading_plan

#: The columns of uppdrag.csv, a line for every share; those of the plan's kind follow, by their keys.
COLUMNS = (
    "plan", "per", "nummer", "kort_text", "beslutad_text", "malomrade", "beslut", "beslutat_den", "paragraf",
    "diarienummer", "initiativ_av", "besvarat_med", "besvarat_den", "svar_senast", "forsenat", "samlat_lage",
    "samlad_betydelse", "forklarat_fullgjort", "fullmaktiges_beslut", "namnd", "leder", "redovisas_har", "status",
    "betydelse", "malar", "standigt_pagaende", "kommentar", "orsak", "aterstar", "ansvarig", "svarade", "svarat_den",
)  # fmt: skip


@blueprint.get("/api/v1/planer/<plan_slug>/uppdrag")
@programs_reading_plan
def assignments(plan_slug: str) -> Response:
    """The plan's uppdrag as the newest closed follow-up left them, each with its boards' shares."""
    plan, matrix = _read()
    keys = [field.key for field in on_update(plan.kind.own_fields)]
    return data_answer(
        {
            "plan": plan.slug,
            "title": plan.title,
            "as_of": matrix.as_of,
            "version": matrix.version,
            "page": url_for("assignments.matrix", plan=plan.slug),
            "assignments": [_assignment(line, matrix, keys) for line in matrix.lines],
        }
    )


@blueprint.get("/api/v1/planer/<plan_slug>/uppdrag.csv")
@programs_reading_plan
def assignments_table(plan_slug: str) -> Response:
    """The same as one table: a line for every board's share of every uppdrag."""
    plan, matrix = _read()
    keys = [field.key for field in on_update(plan.kind.own_fields)]
    rows = [cells for line in matrix.lines for cells in _cells(plan, line, matrix, keys)]
    return table_answer((*COLUMNS, *keys), rows, f"uppdrag-{plan.slug}.csv")


def _read() -> tuple[Plan, Matrix]:
    plan = current_plan()
    if not (plan.kind.assignments and plan.kind.shared):
        raise DataRefused("no-assignments", "Planen har inga uppdrag som delas av nämnder.")
    return plan, read_matrix(plan, EVERYBODY)


def _assignment(line: Line, matrix: Matrix, keys: list[str]) -> dict[str, Any]:
    each, state = line.assignment, line.state
    return {
        "number": each.number,
        "short_text": each.short_text,
        "full_text": each.full_text,
        "focus_area": each.focus_area,
        "source": each.source,
        "decided_on": each.decided_on,
        "decided_paragraph": each.decided_paragraph,
        "diarienummer": each.diarienummer,
        "asked_by": each.asked_by,
        "answered_with": each.answered_with,
        "answered_on": each.answered_on,
        "answer_by": each.answer_by,
        "overdue": each.overdue(clock.today(), state),
        "status": line.word,
        "meaning": state.meaning if state else None,
        "target_year": state.target_year if state else None,
        "ongoing": state.ongoing if state else False,
        "fulfilled": each.fulfilled,
        "council": each.council,
        "shares": [_share(share, matrix, keys) for share in each.shares],
    }


def _share(share: Share, matrix: Matrix, keys: list[str]) -> dict[str, Any]:
    said = share.said
    return {
        "board": _name(share, matrix),
        "board_slug": share.board,
        "lead": share.lead,
        "collected": share.collected,
        "status": share_word(share),
        "meaning": share.state.meaning,
        "target_year": share.state.target_year,
        "ongoing": share.state.ongoing,
        "comment": said.comment if said else "",
        "cause": said.cause if said else "",
        "remaining_work": said.remaining_work if said else "",
        "fields": {key: said.fields.get(key, "") if said else "" for key in keys},
        "owner_title": share.owner,
        "said_by": said.by if said else None,
        "said_on": said.on if said else None,
    }


def _cells(plan: Plan, line: Line, matrix: Matrix, keys: list[str]) -> list[tuple[Cell, ...]]:
    each = _assignment(line, matrix, keys)
    head: tuple[Cell, ...] = (
        plan.slug, matrix.as_of,
        *(
            each[name]
            for name in (
                "number", "short_text", "full_text", "focus_area", "source", "decided_on", "decided_paragraph",
                "diarienummer", "asked_by", "answered_with", "answered_on", "answer_by", "overdue", "status", "meaning",
                "fulfilled", "council",
            )
        ),
    )  # fmt: skip
    told = (
        "board", "lead", "collected", "status", "meaning", "target_year", "ongoing", "comment", "cause",
        "remaining_work", "owner_title", "said_by", "said_on",
    )  # fmt: skip
    # An uppdrag that no board has been given is a line of its own.
    shares = each["shares"] or [{**dict.fromkeys(told), "fields": {}}]
    return [
        (
            *head,
            *(share[name] for name in told),
            *(share["fields"].get(key, "") for key in keys),
        )
        for share in shares
    ]


def _name(share: Share, matrix: Matrix) -> str:
    return next(board.name for board in matrix.boards if board.slug == share.board)
