"""Stores key figures and their values."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tracker.domain.terms import Direction, Gender, KeyFigureKind, Measure
from tracker.importers.seed_files import Rows
from tracker.models import Board, KeyFigure, KeyFigureValue, Organisation, db


def store_key_figures(rows: Rows, *, now: datetime) -> None:
    """Adds key figures that are not there, with the values that the file gives and no others."""
    for row in rows:
        if db.session.scalar(select(KeyFigure.id).where(KeyFigure.slug == row["slug"])) is None:
            db.session.add(_key_figure(row, now))
    db.session.flush()


def _key_figure(row: dict[str, Any], now: datetime) -> KeyFigure:
    organisation = db.session.scalars(
        select(Organisation).where(Organisation.slug == row["organisation"])
    ).one()
    boards = {board.slug: board for board in organisation.boards}
    return KeyFigure(
        organisation_id=organisation.id,
        slug=row["slug"],
        name=row["name"],
        unit=row["unit"],
        unit_short=row["unit_short"],
        decimals=row["decimals"],
        direction=Direction(row["direction"]),
        kind=KeyFigureKind(row["kind"]),
        heading=row["heading"],
        focus_area=row.get("focus_area"),
        aggregation=row["aggregation"],
        caption=row["caption"],
        kolada_id=row["kolada_id"],
        source=row["source"],
        values=[_value(value, boards, now) for value in row["values"]],
    )


def _value(row: dict[str, Any], boards: dict[str, Board], now: datetime) -> KeyFigureValue:
    return KeyFigureValue(
        board=boards[row["board"]] if "board" in row else None,
        municipality_code=row.get("municipality"),
        period_start=row["period_start"],
        period_end=row["period_end"],
        label=row["label"],
        measure=Measure(row["measure"]),
        gender=Gender(row["gender"]),
        value=None if row["value"] is None else Decimal(row["value"]),
        source=row.get("source", ""),
        created_at=now,
    )
