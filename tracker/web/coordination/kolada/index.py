"""Kolada's own page: a search, what it has changed that somebody must decide about, and what is fetched every night."""

from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.swedish.words import counted
from tracker.importers.kolada.rows import KoladaKpi
from tracker.models import KoladaSource
from tracker.queries.key_figures.values import municipality_names
from tracker.queries.kolada.sources import open_notices, own_source, sources_of
from tracker.services.kolada.asking import search
from tracker.services.kolada.refresh import refresh, stop
from tracker.services.kolada.settle import settle
from tracker.services.refusal import Refusal
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import LARGEST_ID
from tracker.web.coordination.plans.key_figures import GENDERS
from tracker.web.frame.access import coordinators, current_person

#: More than these nobody reads; more words find fewer.
_SHOWN = 100
_LONGEST_SEARCH = 100


@blueprint.get("/kolada")
@coordinators
def kolada() -> ResponseReturnValue:
    """The page; Kolada is asked only when something is searched for."""
    words = " ".join(request.args.get("sok", "").split())
    found: list[KoladaKpi] = []
    problem, status = "", 200
    if words:
        try:
            found = _found(words)
        except Refusal as refused:
            problem, status = refused.message, refused.status
    organisation_id = current_person().organisation_id
    notices = open_notices(organisation_id)
    page = render_template(
        "coordination/kolada/index.html",
        words=words,
        found=found[:_SHOWN],
        more=max(0, len(found) - _SHOWN),
        problem=problem,
        notices=[list(each) for _, each in groupby(notices, key=lambda notice: notice.key_figure_id)],
        sources=sources_of(organisation_id),
        places=municipality_names(organisation_id),
        genders=dict(GENDERS),
    )
    return page, status


def _found(words: str) -> list[KoladaKpi]:
    if len(words) > _LONGEST_SEARCH or not words.isprintable():
        raise Refusal(f"Skriv högst {_LONGEST_SEARCH} tecken att söka efter.", 400)
    return search(words)


@blueprint.post("/kolada/besked")
@coordinators
def kolada_settle() -> ResponseReturnValue:
    """Takes over what Kolada has changed, or keeps what is here; the button says which."""
    person = current_person()
    chosen = [_row_id(text) for text in request.form.getlist("besked")]
    accept = {"ta-over": True, "behall": False}.get(request.form.get("beslut", ""))
    if accept is None:
        abort(400)
    done = settle(chosen, person.organisation_id, accept=accept, by=person, now=clock.utc_now())
    told = counted(len(done), "besked är", "besked är", neuter=True)
    flash(f"{told.capitalize()} avgjort." if len(done) == 1 else f"{told.capitalize()} avgjorda.", "success")
    return redirect(url_for("coordination.kolada"), 303)


@blueprint.post("/kolada/<int:source_id>/hamta-nu")
@coordinators
def kolada_refresh(source_id: int) -> ResponseReturnValue:
    """Asks Kolada now for what is fetched every night."""
    source = _own(source_id)
    kpi = source.kpi
    try:
        preview = refresh(source.id, now=clock.utc_now())
    except Refusal as refused:
        flash(refused.message, "error")
    else:
        if preview.written:
            flash(
                f"{kpi}: {counted(preview.written, 'värde är inläst', 'värden är inlästa', neuter=True)}.",
                "success",
            )
        else:
            flash(f"{kpi}: Kolada har inget nytt.")
    return redirect(url_for("coordination.kolada"), 303)


@blueprint.post("/kolada/<int:source_id>/sluta")
@coordinators
def kolada_stop(source_id: int) -> ResponseReturnValue:
    """Kolada is asked for it no longer."""
    source = _own(source_id)
    kpi = source.kpi
    stop(source)
    flash(f"{kpi} hämtas inte längre. Värdena finns kvar.", "success")
    return redirect(url_for("coordination.kolada"), 303)


def _own(source_id: int) -> KoladaSource:
    found = own_source(source_id, current_person().organisation_id) if source_id <= LARGEST_ID else None
    if found is None:
        abort(404)
    return found


def _row_id(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > LARGEST_ID:
        abort(400)
    return int(text[:12])
