"""What the coordinator writes about a key figure for the report of the open follow-up."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.domain.swedish.words import month_year
from tracker.models import Board, FollowUp, KeyFigure
from tracker.queries.key_figures.comments import (
    comment_before,
    comment_of,
    commenting_boards,
    reported_figures,
)
from tracker.queries.key_figures.values import key_figure_by_slug, municipality_names
from tracker.queries.plans.by_name import open_follow_up
from tracker.reports.figure_words import figure_trend
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.appended_values import only_board_of
from tracker.services.plans.comment_key_figure import comment_key_figure
from tracker.services.refusal import Refusal
from tracker.services.reports.figure_content import key_figure_content
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import TextField, VersionedForm, show_faults, side_by_side
from tracker.web.frame.access import coordinators_of_plan, current_plan


class CommentForm(VersionedForm):
    """The text that the report prints under the key figure's heading."""

    text = TextField("Kommentar")


@blueprint.route("/<plan_slug>/nyckeltal/<slug>/kommentar", methods=["GET", "POST"])
@coordinators_of_plan
def key_figure_comment(plan_slug: str, slug: str) -> ResponseReturnValue:
    """The form of the comment; last time's text stands beside it and is not copied."""
    plan = current_plan()
    figure = _figure(slug)
    follow_up = open_follow_up(plan.id)
    if follow_up is None:
        raise Refusal(
            "Ingen uppföljning är öppen. Kommentarer skrivs till rapporten för en öppen uppföljning."
        )
    boards = commenting_boards(plan, figure.id)
    board = _board(boards, figure)
    form = _stored(follow_up, board, figure) if request.method != "POST" else CommentForm()
    conflict = None
    if form.validate_on_submit():
        try:
            comment_key_figure(
                follow_up.id, figure.id, form.text.data, version=form.seen_version, board_id=board.id
            )
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            conflict = list(side_by_side(form, _stored(follow_up, board, figure)))
        else:
            flash(
                f"Kommentaren är sparad. Den står i rapporten per {month_year(follow_up.as_of)}.", "success"
            )
            return redirect(url_for("coordination.key_figures", plan_slug=plan_slug), 303)
    page = render_template(
        "coordination/plans/key_figure_comment.html",
        plan=plan,
        figure=figure,
        follow_up=follow_up,
        form=form,
        conflict=conflict,
        computed=figure_trend(key_figure_content(figure, municipality_names(plan.organisation_id))),
        last_time=comment_before(plan.id, board.id, figure.id, follow_up.as_of),
        board=board,
        others=[other for other in boards if other is not board],
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


def _figure(slug: str) -> KeyFigure:
    shown = {figure.slug for figure in reported_figures(current_plan().id)}
    figure = key_figure_by_slug(slug) if slug in shown else None
    if figure is None:
        abort(404)
    return figure


def _board(boards: Sequence[Board], figure: KeyFigure) -> Board:
    """The board that the address names; else the one whose figure it is, or the plan's own."""
    named = request.args.get("namnd")
    if named is None:
        only = only_board_of(figure)
        return next((board for board in boards if board.id == only), boards[0])
    found = next((board for board in boards if board.slug == named), None)
    if found is None:
        abort(404)
    return found


def _stored(follow_up: FollowUp, board: Board, figure: KeyFigure) -> CommentForm:
    comment = comment_of(follow_up.id, board.id, figure.id)
    form = CommentForm(formdata=None, obj=comment)
    form.version.data = str(comment.version if comment else 0)
    return form
