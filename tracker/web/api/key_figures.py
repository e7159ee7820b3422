"""Nyckeltal and their values as data."""

from typing import Any

from flask import Response, url_for

from tracker.models import KeyFigure
from tracker.queries.key_figures import key_figure_page as queries
from tracker.queries.key_figures.values import municipality_names
from tracker.reports.content import KeyFigureContent, Point
from tracker.services.reports.figure_content import key_figure_content
from tracker.web.api.answers import DataRefused, asked_paging, data_answer, page_of, table_answer
from tracker.web.api.blueprint import blueprint
from tracker.web.frame.access import anyone
from tracker.web.frame.identity import signed_in_user
from tracker.web.key_figures import SLUG, source_of

_COLUMNS = (
    "nyckeltal", "namn", "period", "fran", "till", "matt", "kon", "plats", "varde", "enhet", "kalla",
)  # fmt: skip


@blueprint.get("/api/v1/nyckeltal")
@anyone
def key_figures() -> Response:
    """The key figures that the reader may see, a page at a time, without their values."""
    reader = _reader()
    paging = asked_paging(queries.count_readable(reader))
    found = queries.readable_key_figures(reader, paging.offset, paging.size)
    return data_answer({**page_of(paging), "key_figures": [_figure(figure) for figure in found]})


@blueprint.get("/api/v1/nyckeltal/<slug>")
@anyone
def key_figure(slug: str) -> Response:
    """One key figure with every value; a missing one is null, never 0."""
    found, content = _named(slug)
    values = [
        {
            "period": point.label,
            "period_start": point.period_start,
            "period_end": point.period_end,
            "measure": point.measure,
            "gender": point.gender,
            "place": point.series,
            "value": _number(point),
            "source": point.source or source_of(found),
        }
        for point in content.told
    ]
    return data_answer({**_figure(found), "values": values})


@blueprint.get("/api/v1/nyckeltal/<slug>/varden.csv")
@anyone
def values(slug: str) -> Response:
    """The values as one table of open data; a missing value is an empty cell."""
    found, content = _named(slug)
    lines = [
        (
            found.slug, found.name, point.label, point.period_start, point.period_end, point.measure, point.gender,
            point.series, _number(point), found.unit, point.source or source_of(found),
        )
        for point in content.told
    ]  # fmt: skip
    return table_answer(_COLUMNS, lines, f"{found.slug}.csv")


def _number(point: Point) -> str | None:
    return None if point.value is None else format(point.value.normalize(), "f")


def _named(slug: str) -> tuple[KeyFigure, KeyFigureContent]:
    reader = _reader()
    found = queries.readable_key_figure(slug, reader) if SLUG.fullmatch(slug) else None
    if found is None:
        raise DataRefused("unknown-key-figure", "Nyckeltalet finns inte, eller är inte publicerat.")
    return found, key_figure_content(found, municipality_names(reader or found.organisation_id))


def _figure(figure: KeyFigure) -> dict[str, Any]:
    return {
        "slug": figure.slug,
        "name": figure.name,
        "unit": figure.unit,
        "decimals": figure.decimals,
        "direction": figure.direction,
        "kind": figure.kind,
        "aggregation": figure.calculation or None,
        "kolada_id": figure.kolada_id,
        "source": source_of(figure),
        "address": url_for("api.key_figure", slug=figure.slug),
        "page": url_for("key_figures.key_figure", slug=figure.slug),
    }


def _reader() -> int | None:
    user = signed_in_user()
    return user.organisation_id if user else None
