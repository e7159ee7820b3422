"""The tables of values in a real browser: with means and sources they still fit the narrowest screen."""

from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from tests.browser.conftest import WIDTHS, Site
from tests.reports.sample import report
from tests.reports.test_means import meaned, months, steps
from tracker.models import KeyFigure, KeyFigureValue, db
from tracker.reports.content import KeyFigureContent
from tracker.reports.html import body_context, report_html

FIGURE = "andel-invanare-med-ekonomiskt-bistand"
OWN = "Verksamhetssystemet, uttag 4 november 2026, AMN-2022-00099"


def sourced() -> KeyFigureContent:
    """Period, mean, month and source: four columns."""
    figure = meaned(*months(steps(14)))
    return replace(figure, monthly=(*figure.monthly[:-1], replace(figure.monthly[-1], source=OWN)))


def sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_reports_values_fit(context: BrowserContext, site: Site, width: int) -> None:
    content = replace(report(), rows=(), key_figures=(sourced(),))
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(report_html(content))
    assert not sideways(page)
    with site.app.test_request_context():
        body = site.app.jinja_env.get_template("report/_body.html").render(body_context(content))
    page.goto("/planer/26-punktsplan/uppfoljningar/2022-03-31/rapport")
    page.evaluate("body => { document.querySelector('.report').outerHTML = body }", body)
    assert page.locator(".report__values").count() == 1
    assert not sideways(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_source_stands_whole_beside_its_value(context: BrowserContext, site: Site, width: int) -> None:
    with site.app.app_context():
        figure = db.session.scalars(select(KeyFigure).where(KeyFigure.slug == FIGURE)).one()
        newest = db.session.scalars(
            select(KeyFigureValue)
            .where(KeyFigureValue.key_figure_id == figure.id)
            .order_by(KeyFigureValue.id)
        ).all()[-1]
        newest.source = OWN
        db.session.commit()
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/nyckeltal/{FIGURE}")
    cell = page.locator(".values td[data-label=Källa]", has_text="Verksamhetssystemet")
    assert cell.count() == 1 and not sideways(page)
    heights = cell.locator(".whole").evaluate_all("found => found.map(each => each.getClientRects().length)")
    assert heights == [1]
    if width == 1280:
        # On two lines at most: the page has the room.
        line = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.values td')).lineHeight)")
        box = cell.bounding_box()
        assert box is not None and box["height"] < 4 * line
