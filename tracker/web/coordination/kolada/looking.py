"""What Kolada has answered beside what is stored, and the button that writes it."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField

from tracker import clock
from tracker.domain.exchange.value_columns import GENDERS
from tracker.domain.measurement import rounded
from tracker.domain.swedish.words import decimal_comma
from tracker.domain.terms import Gender, ImportKind, ImportState
from tracker.models import ImportFile, KeyFigure
from tracker.queries.coordination.imports import import_of
from tracker.services.form_refusal import ChangedMeanwhile
from tracker.services.imports.waiting import ImportRefused, discard
from tracker.services.kolada.bring_in import confirm, preview_of
from tracker.services.kolada.preview import ComparedFigure, ComparedValue, KoladaPreview, ValueState, outcome
from tracker.web.coordination.blueprint import blueprint
from tracker.web.frame.access import coordinators, current_person

#: So many columns of values stand beside each other.
_COLUMNS = 6
#: So many changed, withdrawn and foreign values are listed.
_SHOWN = 200


class ConfirmForm(FlaskForm):
    """What was seen."""

    seen = HiddenField()


@dataclass(frozen=True)
class Grid:
    """Values by year, a column for each place and gender."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


@blueprint.route("/kolada/hamtat/<int:fetched_id>", methods=["GET", "POST"])
@coordinators
def kolada_preview(fetched_id: int) -> ResponseReturnValue:
    """What would come; sent, it is written as it was seen."""
    file = _mine(fetched_id)
    if file.state is not ImportState.PREVIEW:
        return render_template("coordination/imports/receipt.html", file=file)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page(file, preview_of(file), form)
    try:
        figures = confirm(file.id, form.seen.data or "", by=current_person(), now=clock.utc_now())
    except ChangedMeanwhile:
        flash("Något har ändrats sedan du tittade. Inget är inläst. Se igenom värdena igen.", "error")
    except ImportRefused as refused:
        flash(refused.message, "error")
    else:
        flash(
            "Det är inläst, och Kolada frågas varje natt om nya värden. Under en plans Nyckeltal väljer du om planen "
            "ska följas av det.",
            "success",
        )
        return redirect(_page_of(figures), 303)
    return redirect(url_for("coordination.kolada_preview", fetched_id=fetched_id), 303)


@blueprint.post("/kolada/hamtat/<int:fetched_id>/kasta")
@coordinators
def kolada_discard(fetched_id: int) -> ResponseReturnValue:
    """Throws the answer away."""
    try:
        discard(_mine(fetched_id).id, now=clock.utc_now())
    except ImportRefused as refused:
        flash(refused.message, "error")
    else:
        flash("Svaret från Kolada är kastat. Inget är inläst.")
    return redirect(url_for("coordination.kolada"), 303)


def _mine(fetched_id: int) -> ImportFile:
    """The answer, when somebody of the person's organisation asked for it; otherwise the request ends."""
    file = import_of(fetched_id, ImportKind.KOLADA)
    if file is None or file.organisation_id != current_person().organisation_id:
        abort(404)
    return file


def _page_of(figures: list[KeyFigure]) -> str:
    """The key figure's own page when there is one, else the list."""
    if len(figures) == 1:
        return url_for("key_figures.key_figure", slug=figures[0].slug)
    return url_for("coordination.kolada")


def _page(file: ImportFile, preview: KoladaPreview, form: ConfirmForm) -> ResponseReturnValue:
    form.seen.data = preview.digest
    return render_template(
        "coordination/kolada/preview.html",
        file=file,
        preview=preview,
        form=form,
        counts=outcome(preview),
        grids=_grids,
        value=_text,
        about=_about,
        shown=_SHOWN,
    )


def _text(figure: ComparedFigure, value: ComparedValue, *, old: bool = False) -> str:
    number = value.old if old else value.new
    if number is None:
        return "saknas"
    unit = figure.unit_short or figure.unit
    told = decimal_comma(rounded(number, figure.decimals))
    return f"{told}\u00a0{unit}" if unit else told


def _about(value: ComparedValue) -> str:
    """ "Uppsala" or "Uppsala, kvinnor"."""
    return (
        value.place_name if value.gender is Gender.TOTAL else f"{value.place_name}, {GENDERS[value.gender]}"
    )


def _grids(figure: ComparedFigure) -> list[Grid]:
    """The new values as tables that fit beside each other."""
    columns: dict[str, dict[int, str]] = {}
    for value in figure.of(ValueState.NEW.value):
        columns.setdefault(_about(value), {})[value.year] = _text(figure, value)
    names = list(columns)
    grids = []
    for start in range(0, len(names), _COLUMNS):
        some = names[start : start + _COLUMNS]
        years = sorted({year for name in some for year in columns[name]})
        grids.append(Grid(some, [(year, [columns[name].get(year, "") for name in some]) for year in years]))
    return grids
