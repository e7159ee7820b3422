"""Nyckeltal: the list, and a page for each with values, diagram, source and use."""

import re
from dataclasses import dataclass

from flask import Blueprint, abort, g, render_template, request

from tracker.domain.terms import Direction
from tracker.models import KeyFigure
from tracker.queries.key_figures import key_figure_page as queries
from tracker.queries.key_figures.values import municipality_names
from tracker.reports import figures as words
from tracker.reports.content import KeyFigureContent
from tracker.services.reports.assemble_report import key_figure_content
from tracker.web.frame.access import anyone
from tracker.web.frame.figures import WHOLE, figure_view
from tracker.web.frame.identity import signed_in_user
from tracker.web.frame.paging import Paging, asked_page

blueprint = Blueprint("key_figures", __name__)

_SLUG = re.compile(r"[a-z0-9-]{1,80}")
_DIRECTIONS = {Direction.UP: "Bör öka", Direction.DOWN: "Bör minska", Direction.NONE: ""}


@dataclass(frozen=True)
class ListedFigure:
    """A row of the list: the newest value of each place, in words."""

    slug: str
    name: str
    newest: tuple[str, ...]
    source: str


@blueprint.get("/nyckeltal")
@anyone
def index() -> str:
    """The key figures that the reader may see."""
    reader = _reader()
    paging = Paging(asked_page(request.args), queries.count_readable(reader))
    found = queries.readable_key_figures(reader, paging.offset, paging.size)
    places = municipality_names()
    return render_template(
        "key_figures/index.html", figures=[_listed(figure, places) for figure in found], paging=paging
    )


@blueprint.get("/nyckeltal/<slug>")
@anyone
def key_figure(slug: str) -> str:
    """One key figure with its values, its source and where it is used."""
    reader = _reader()
    found = queries.readable_key_figure(slug, reader) if _SLUG.fullmatch(slug) else None
    if found is None:
        abort(404)
    g.organisation = queries.organisation_of(found)
    content = key_figure_content(found, municipality_names())
    return render_template(
        "key_figures/key_figure.html",
        figure=figure_view(content, WHOLE),
        trend=words.trend_text(content),
        commentary=content.trend,
        facts=_facts(found, content),
        missing=_missing(content),
        uses=queries.uses_of(found, reader),
    )


def _reader() -> int | None:
    user = signed_in_user()
    return user.organisation_id if user else None


def _listed(figure: KeyFigure, places: dict[str, str]) -> ListedFigure:
    content = key_figure_content(figure, places)
    newest = [
        f"{series.name + ': ' if series.name else ''}{words.value_text(content, point.value)} {point.label}"
        for series in words.series_of(content)
        for point in series.known[-1:]
    ]
    return ListedFigure(figure.slug, figure.name, tuple(newest), source_of(figure))


def source_of(figure: KeyFigure) -> str:
    """Where the values come from; Kolada's with its number."""
    if figure.kolada_id:
        return f"Kolada, {figure.kolada_id}"
    return figure.source


def _facts(figure: KeyFigure, content: KeyFigureContent) -> list[tuple[str, str]]:
    return [
        ("Enhet", figure.unit),
        ("Mål", words.target_text(content).removeprefix("Mål: ")),
        ("Riktning", _DIRECTIONS[figure.direction]),
        ("Beräkning", figure.aggregation or ""),
        ("Källa", source_of(figure) or "Källa är inte angiven."),
    ]


def _missing(content: KeyFigureContent) -> str:
    """Says which values are missing: never a blank, never 0."""
    missing = [
        f"{point.label} ({point.series})" if point.series else point.label
        for point in content.points
        if point.value is None
    ]
    return f"Värde saknas för {', '.join(missing)}." if missing else ""
