"""The årsredovisning of a board: its values are the stored ones, and a key figure is shown before it is made."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tracker.domain.terms import Direction, KeyFigureKind, Measure
from tracker.models import Board, ImportFile, KeyFigure, Plan, PlanKeyFigure, db
from tracker.queries.key_figures.values import comments_of, key_figure_by_slug
from tracker.queries.plans.by_name import follow_ups_of
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.imports.preview import RowState
from tracker.services.imports.values.files import (
    Said,
    Target,
    choose_figures,
    confirm_values,
    unsaved_values,
    values_preview,
)
from tracker.services.imports.values.preview import ValuesPreview
from tracker.services.imports.waiting import keep

pytestmark = pytest.mark.every_plan

NOW = datetime(2023, 2, 1, 8, tzinfo=UTC)
DOCUMENT = Path(__file__).parents[3] / "documents" / "boras-arbetslivsnamnden-arsredovisning-2021.txt"
NEXT = """Årsredovisning 2022

3.3 Ekonomi och egen organisation

Kommunfullmäktiges indikatorer

Andel sjukfrånvaro av ordinarie arbetstid ska minska, %.

Utfall År 2021
5,4

Utfall Aug
6,1

Andel nöjda besökare ska öka; %.

Utfall År 2022
81,5
"""


def board() -> Board:
    return db.session.scalars(select(Board).where(Board.slug == "arbetslivsnamnden")).one()


def plan() -> Plan:
    return db.session.scalars(select(Plan).where(Plan.slug == "kf-uppdrag-2021")).one()


def sent(text: str) -> int:
    target = Target(board().organisation_id, plan().id, board().id)
    return keep(unsaved_values(text.encode(), "a.txt", target, by=None, now=NOW), now=NOW).id


def looked_at(file_id: int) -> ValuesPreview:
    return values_preview(db.session.get_one(ImportFile, file_id), NOW.date())


def test_the_document_says_what_the_seed_says(any_app: Flask) -> None:
    with any_app.app_context():
        preview = looked_at(sent(DOCUMENT.read_text(encoding="utf-8")))
        assert [value.state for value in preview.values] == [RowState.UNCHANGED] * 26
        assert preview.offers == ()
        assert {value.place_name for value in preview.values} == {"Arbetslivsnämnden"}


def test_a_new_key_figure_is_offered_chosen_and_made(any_app: Flask) -> None:
    with any_app.app_context():
        file_id = sent(NEXT)
        preview = looked_at(file_id)
        states = [value.state for value in preview.values]
        assert states == [RowState.CHANGED, RowState.NEW, RowState.REFUSED]
        (offer,) = preview.offers
        said = offer.said
        assert (said.name, said.unit, said.unit_short, said.decimals) == (
            "Andel nöjda besökare",
            "procent",
            "%",
            1,
        )
        assert (said.direction, said.kind) == (Direction.UP, KeyFigureKind.INDICATOR)
        assert (said.heading, said.focus_area) == (
            "Kommunfullmäktiges indikatorer",
            "Ekonomi och egen organisation",
        )
        assert db.session.scalar(select(KeyFigure.id).where(KeyFigure.name == said.name)) is None

        with pytest.raises(ChangedMeanwhile):
            choose_figures(file_id, {0: said}, version=17)
        version = db.session.get_one(ImportFile, file_id).version
        choose_figures(file_id, {0: said}, version=version)
        preview = looked_at(file_id)
        assert preview.offers == () and preview.count(RowState.NEW) == 2
        confirm_values(file_id, preview.digest, Said("Årsredovisning 2022", "Rättat"), by=None, now=NOW)

        made = key_figure_by_slug("andel-nojda-besokare")
        assert made is not None and [value.board for value in made.values] == [board()]
        assert db.session.scalars(select(PlanKeyFigure).where(PlanKeyFigure.key_figure_id == made.id)).one()
        ill = key_figure_by_slug("andel-sjukfranvaro-av-ordinarie-arbetstid")
        assert ill is not None
        (august,) = [value for value in ill.values if str(value.period_end) == "2022-08-31"]
        assert (august.label, august.measure, august.board_id) == (
            "Utfall Aug 2022",
            Measure.OUTCOME,
            board().id,
        )


def test_what_no_key_figure_can_be_is_said_at_its_field(any_app: Flask) -> None:
    with any_app.app_context():
        file_id = sent("Verksamhetsmått Utfall 2022\n\nBesök 3\n")
        (offer,) = looked_at(file_id).offers
        assert offer.said.unit == ""
        version = db.session.get_one(ImportFile, file_id).version
        with pytest.raises(FormRefused) as refused:
            choose_figures(file_id, {4: offer.said}, version=version)
        assert [fault.field for fault in refused.value.faults] == ["unit_4"]


def test_a_list_may_say_in_the_period_what_is_measured(any_app: Flask) -> None:
    with any_app.app_context():
        name = "Antal hushåll med försörjningsstöd"
        lines = ["Nyckeltal;Period;Mått;Värde", f"{name};Budget 2022;;690", f"{name};Budget 2022;Utfall;1"]
        target = Target(board().organisation_id, None, board().id)
        file = unsaved_values("\n".join(lines).encode(), "v.csv", target, by=None, now=NOW)
        good, bad = values_preview(file, NOW.date()).values
        assert good.new is not None and good.new.measure is Measure.BUDGET
        assert bad.state is RowState.REFUSED and "Perioden säger budget" in bad.why


def test_the_boards_analyses_stand_in_the_councils_report(any_app: Flask) -> None:
    with any_app.app_context():
        (follow_up,) = follow_ups_of(plan().id)
        told = comments_of(follow_up.id, plan().board_id)
        assert len(told) == 5 and "130 av Arbetslivsnämndens medarbetare" in " ".join(told.values())
