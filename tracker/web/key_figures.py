"""Nyckeltal: the list, and a page for each with values, diagram, source and use."""

import re
from dataclasses import dataclass, replace

from flask import Blueprint, abort, g, render_template, request

from tracker.domain.swedish.words import capitalised
from tracker.domain.terms import Direction
from tracker.models import KeyFigure
from tracker.queries.key_figures import key_figure_page as queries
from tracker.queries.key_figures.comments import newest_comment
from tracker.queries.key_figures.values import PlaceNames, municipality_names
from tracker.reports import figures as words
from tracker.reports.chart_styles import few
from tracker.reports.content import KeyFigureContent
from tracker.reports.html import breakable
from tracker.services.reports.figure_content import key_figure_content
from tracker.web.frame.access import anyone
from tracker.web.frame.figures import WHOLE, figure_view
from tracker.web.frame.identity import signed_in_user
from tracker.web.frame.paging import Paging, asked_page
from tracker.web.frame.surroundings import sender

blueprint = Blueprint("key_figures", __name__)

#: What names a key figure in an address; a database need not be asked about anything else.
SLUG = re.compile(r"[a-z0-9-]{1,80}")
#: The list shows the own municipality, the next one, and the country; the key figure's page shows all.
_MOST_PLACES = 3
_DIRECTIONS = {Direction.UP: "Ska öka", Direction.DOWN: "Ska minska", Direction.NONE: ""}


@dataclass(frozen=True)
class NewestValue:
    """The newest value of one place; an only place has no name."""

    place: str
    value: str
    label: str


@dataclass(frozen=True)
class ListedFigure:
    """A row of the list: the newest value of each place, the own first, and where it should go."""

    slug: str
    name: str
    newest: tuple[NewestValue, ...]
    aim: str
    source: str


@blueprint.get("/nyckeltal")
@anyone
def index() -> str:
    """The key figures that the reader may see."""
    reader = _reader()
    paging = Paging(asked_page(request.args), queries.count_readable(reader))
    found = queries.readable_key_figures(reader, paging.offset, paging.size)
    organisation = sender()
    places = municipality_names(organisation.id if organisation else None)
    return render_template(
        "key_figures/index.html", figures=[_listed(figure, places) for figure in found], paging=paging
    )


@blueprint.get("/nyckeltal/<slug>")
@anyone
def key_figure(slug: str) -> str:
    """One key figure with its values, its source and where it is used."""
    reader = _reader()
    found = queries.readable_key_figure(slug, reader) if SLUG.fullmatch(slug) else None
    if found is None:
        abort(404)
    g.organisation = queries.organisation_of(found)
    content = key_figure_content(found, municipality_names(reader or found.organisation_id))
    return render_template(
        "key_figures/key_figure.html",
        figure=figure_view(content, WHOLE),
        trend=words.trend_text(content),
        commentary=newest_comment(found.id, reader),
        facts=_facts(found, content),
        missing=_missing(content),
        uses=queries.uses_of(found, reader),
    )


def _reader() -> int | None:
    user = signed_in_user()
    return user.organisation_id if user else None


def _listed(figure: KeyFigure, places: PlaceNames) -> ListedFigure:
    content = key_figure_content(figure, places)
    newest = [
        NewestValue(series.name, words.value_text(content, point.value), point.label)
        for series in few(words.drawn_series(content), _MOST_PLACES)
        for point in series.known[-1:]
    ]
    return ListedFigure(
        figure.slug, figure.name, tuple(newest), _aim(content), _newest_sources(figure, content)
    )


def _aim(content: KeyFigureContent) -> str:
    """ "Högst 4 % 2022", "Ska minska" or "Inget mål"."""
    return capitalised(_goal(content)) or _DIRECTIONS[content.direction] or "Inget mål"


def _goal(content: KeyFigureContent) -> str:
    """ "högst 4 % 2022", or "" without a target."""
    return f"{words.goal_text(content)} {content.target.label}" if content.target else ""


def _newest_sources(figure: KeyFigure, content: KeyFigureContent) -> str:
    """Where the values of the list come from; without values where they are to come from."""
    newest = tuple(point for series in words.drawn_series(content) for point in series.known[-1:])
    return "; ".join(words.sources(replace(content, source=source_of(figure), points=newest)))


def source_of(figure: KeyFigure) -> str:
    """Where values without a source of their own come from; Kolada's with its number."""
    if figure.kolada_id:
        return f"Kolada, {figure.kolada_id}"
    return figure.source


def _facts(figure: KeyFigure, content: KeyFigureContent) -> list[tuple[str, str]]:
    return [
        ("Enhet", figure.unit),
        ("Mål", _goal(content)),
        ("Riktning", _DIRECTIONS[figure.direction]),
        ("Rubrik", figure.heading or ""),
        ("Målområde", figure.focus_area or ""),
        ("Beräkning", figure.calculation),
        ("Nummer i Kolada", figure.kolada_id or ""),
        (
            "Källa",
            breakable(
                "; ".join(words.sources(replace(content, source=source_of(figure))))
                or "Källa är inte angiven."
            ),
        ),
    ]


def _missing(content: KeyFigureContent) -> str:
    """Says which values are missing: never a blank, never 0."""
    missing = [
        f"{point.label} ({point.series})" if point.series else point.label
        for point in content.told
        if point.value is None
    ]
    return f"Värde saknas för {', '.join(missing)}." if missing else ""
