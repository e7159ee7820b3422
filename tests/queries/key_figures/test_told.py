"""A value given in an open follow-up waits for its closing (rule 5)."""

from decimal import Decimal

from flask import Flask
from sqlalchemy import select

from tests.web.following_up import NOW, close_open, open_next, tell
from tracker.models import KeyFigure, KeyFigureValue, StatusUpdate, db
from tracker.queries.key_figures.key_figure_page import readable_key_figure

FIGURE = "andel-invanare-med-ekonomiskt-bistand"


def newest(app: Flask) -> str:
    with app.app_context():
        figure = readable_key_figure(FIGURE, None)
        assert figure is not None
        return figure.values[-1].label


def test_a_value_in_an_open_follow_up_is_told_when_it_closes(any_app: Flask) -> None:
    open_next(any_app)
    tell(any_app, "12", "Påbörjad", "Fler jobbspår.", year=2030)
    with any_app.app_context():
        figure_id = db.session.scalars(select(KeyFigure.id).where(KeyFigure.slug == FIGURE)).one()
        update_id = db.session.scalars(select(StatusUpdate.id).order_by(StatusUpdate.id.desc())).first()
        day = NOW.date()
        db.session.add(
            KeyFigureValue(
                key_figure_id=figure_id, municipality_code="0380", period_start=day, period_end=day,
                label="hemligt", value=Decimal(3), created_at=NOW, status_update_id=update_id,
            )
        )  # fmt: skip
        db.session.commit()
    assert newest(any_app) == "2022"
    close_open(any_app)
    assert newest(any_app) == "hemligt"
