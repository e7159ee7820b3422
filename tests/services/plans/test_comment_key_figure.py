"""Comments on key figures: per follow-up, printed by its own report and by no later one, on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.coordinating import DATES, NOW, opened, plan
from tracker.models import FollowUp, Plan, db
from tracker.queries.key_figures.comments import comment_before, comment_of, commenting_boards, newest_comment
from tracker.queries.key_figures.values import comments_of, key_figure_by_slug
from tracker.queries.plans.frozen import frozen_report
from tracker.reports.content import KeyFigureContent, ReportContent, from_json
from tracker.services.follow_ups.close_follow_up import close_follow_up
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.comment_key_figure import comment_key_figure
from tracker.services.refusal import Refusal
from tracker.services.reports.assemble_report import live_content

pytestmark = pytest.mark.every_plan

FAMILIES = "antal-hushall-med-tre-eller-fler-barn"
TEXT = "Antalet går upp igen.\n\nBostäderna är dyrare."


def id_of(slug: str = FAMILIES) -> int:
    figure = key_figure_by_slug(slug)
    assert figure is not None
    return figure.id


def shown(content: ReportContent, slug: str = FAMILIES) -> KeyFigureContent:
    return next(figure for figure in content.key_figures if figure.slug == slug)


def version_of(follow_up: FollowUp) -> int:
    comment = comment_of(follow_up.id, plan().board_id, id_of())
    return comment.version if comment else 0


def test_the_real_reports_comments_belong_to_its_follow_up(any_app: Flask) -> None:
    with any_app.app_context():
        frozen = frozen_report(plan().id)
        assert frozen is not None
        assert "är idag årsgenomsnittet på 380 familjer" in shown(from_json(frozen.text)).trend
        assert not shown(live_content(plan(), opened())).trend


def test_a_comment_is_printed_by_its_own_report_only(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up, revision = opened(), plan().revision
        before = comment_before(plan().id, plan().board_id, id_of(), follow_up.as_of)
        assert before is not None and str(before.as_of) == "2022-03-31"
        comment_key_figure(follow_up.id, id_of(), TEXT, version=0)
        comment_key_figure(follow_up.id, id_of(), TEXT, version=0)
        assert version_of(follow_up) == 1
        assert shown(live_content(plan(), follow_up)).trend == TEXT
        assert plan().revision > revision
        still = newest_comment(id_of(), None)
        assert still is not None and str(still.as_of) == "2022-03-31"
        close_follow_up(follow_up.id, by=None, now=NOW)
        newest = newest_comment(id_of(), None)
        assert newest is not None and newest.text == TEXT
        with pytest.raises(Refusal, match="stängd"):
            comment_key_figure(follow_up.id, id_of(), "Efteråt.", version=1)


def test_a_comment_is_edited_and_taken_away(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        comment_key_figure(follow_up.id, id_of(), TEXT, version=0)
        with pytest.raises(ChangedMeanwhile):
            comment_key_figure(follow_up.id, id_of(), "Någon annans.", version=0)
        comment_key_figure(follow_up.id, id_of(), " \n", version=1)
        assert version_of(follow_up) == 2
        assert shown(live_content(plan(), follow_up)).trend == ""


def test_bad_texts_and_foreign_figures_are_refused(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        for text in ("a\x00b", "x" * 20_001):
            with pytest.raises(FormRefused):
                comment_key_figure(follow_up.id, id_of(), text, version=0)
        for figure in (id_of("kolada-u40806"), 2**31 - 1):
            with pytest.raises(Refusal, match="hör inte till planen"):
                comment_key_figure(follow_up.id, figure, "Text.", version=0)


def test_the_texts_of_several_boards_stand_under_their_names(any_app: Flask) -> None:
    with any_app.app_context():
        council = db.session.scalars(select(Plan).where(Plan.slug == "kf-uppdrag-2021")).one()
        follow_up = open_follow_up(council.id, Opening(DATES))
        figure = key_figure_by_slug("mottagna-flyktingar")
        assert figure is not None
        boards = commenting_boards(council, figure.id)
        assert [board.slug for board in boards[:2]] == ["kommunfullmaktige", "arbetslivsnamnden"]
        board = boards[1]
        comment_key_figure(follow_up.id, figure.id, "Färre kom.", version=0, board_id=board.id)
        assert comments_of(follow_up.id, council.board_id) == {figure.id: "Färre kom."}
        comment_key_figure(follow_up.id, figure.id, "Vi följer det.", version=0)
        said = comments_of(follow_up.id, council.board_id)[figure.id]
        assert said == "Kommunfullmäktige: Vi följer det.\n\nArbetslivsnämnden: Färre kom."
        with pytest.raises(Refusal, match="inget med nyckeltalet"):
            comment_key_figure(follow_up.id, figure.id, "x", version=0, board_id=plan().board_id)
