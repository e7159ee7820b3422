"""Every page in a real browser at 320 and 1280 px: axe, no sideways scrolling, nothing refused by the CSP."""

from collections.abc import Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.assigning import answer_all, follow_up_of, many_assignments
from tests.browser.conftest import WIDTHS, Site, sign_in

PLAN = "/planer/26-punktsplan"
WORK = "/samordning/26-punktsplan"

PAGES = {
    "board_member": [
        "/planer", PLAN, f"{PLAN}?status=DEVIATES", f"{PLAN}/aktiviteter/1", f"{PLAN}/aktiviteter/1a",
        f"{PLAN}/aktiviteter/6", f"{PLAN}/uppfoljningar", f"{PLAN}/uppfoljningar/2022-03-31",
        f"{PLAN}/uppfoljningar/2022-03-31/rapport", "/nyckeltal", "/nyckeltal/kolada-u40806",
        "/nyckeltal/andel-invanare-med-ekonomiskt-bistand", "/tillganglighet", "/kakor",
    ],
    "owner": [
        "/mina-aktiviteter", "/mina-aktiviteter/26-punktsplan/12",
        "/mina-aktiviteter/26-punktsplan/12/lamna-over", "/mina-aktiviteter/26-punktsplan/12/inte-mitt",
    ],
    "coordinator": [
        "/samordning", WORK, f"{WORK}/ny-uppfoljning", "/samordning/utskick", f"{WORK}/paminnelser",
        f"{WORK}/paminnelser/texter", f"{WORK}/paminnelser/texter/oppnar",
        f"{WORK}/nyckeltal/andel-invanare-med-ekonomiskt-bistand/rytm",
    ],
    "admin": ["/administration/anvandare", "/administration/utseende", "/samordning/utskick/testlage"],
}  # fmt: skip


def check(page: Page, path: str) -> list[str]:
    """What is wrong with the page at this width."""
    page.goto(path)
    return faults(page, path)


def faults(page: Page, path: str, *, only: Sequence[str] = ()) -> list[str]:
    """What is wrong with the page as it is shown now, by all rules or those with some of axe's tags."""
    sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    options = {"runOnly": list(only)} if only else None
    violations = Axe().run(page, options=options).response["violations"]
    found = [f"{path}: {violation['id']}: {violation['nodes'][0]['html']}" for violation in violations]
    return [*found, f"{path}: scrolls sideways"] if sideways else found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("role", PAGES)
def test_pages_are_accessible_and_fit(context: BrowserContext, site: Site, role: str, width: int) -> None:
    page = context.new_page()
    sign_in(page, site, role)
    page.set_viewport_size({"width": width, "height": 900})
    assert [problem for path in PAGES[role] for problem in check(page, path)] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_signing_in_and_a_missing_page(context: BrowserContext, width: int) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    assert check(page, "/logga-in") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_hold_in_light_and_dark(context: BrowserContext, scheme: str) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert check(page, PLAN) == []


@pytest.mark.every_plan
@pytest.mark.parametrize("width", WIDTHS)
def test_the_matrix_is_accessible_and_its_headings_stay(
    context: BrowserContext, site: Site, width: int
) -> None:
    with site.app.app_context():
        plan = many_assignments(12, 14)
        answer_all(plan, follow_up_of(plan), [0, 1, 2, 3, 4, None])
    page = context.new_page()
    sign_in(page, site, "samordnare@boras.example.org")
    page.set_viewport_size({"width": width, "height": 900})
    row = "/planer/kf-uppdrag-2022/aktiviteter/1"
    assert [problem for path in (row, "/uppdrag") for problem in check(page, path)] == []
    region = page.get_by_role("region", name="Uppdrag och nämnder")
    heading = region.get_by_role("columnheader", name="Uppdrag", exact=True)
    if width == 320:
        # A list per uppdrag, in which boards that were not asked fall away.
        assert page.evaluate("getComputedStyle(document.querySelector('.matrix tr')).display") == "block"
        return
    region.focus()
    before = heading.bounding_box()
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    # Waited for from outside: the page lets nobody evaluate a text in it again and again.
    for direction in ("scrollLeft", "scrollTop"):
        expect(page.locator(".matrix-region")).not_to_have_js_property(direction, 0)
    assert heading.bounding_box() == before
