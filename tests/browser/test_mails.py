"""What a mail looks like when its HTML is shown on a page of its own."""

from playwright.sync_api import BrowserContext

from tests.browser.conftest import Site, sign_in

MAIL = "/samordning/26-punktsplan/paminnelser/texter/oppnar/mejl"


def test_the_mails_own_styles_hold_and_nothing_is_refused(context: BrowserContext, site: Site) -> None:
    """Refused styles are errors on the console, which the window forbids."""
    page = context.new_page()
    sign_in(page, site, "coordinator")
    page.goto(MAIL)
    fonts = page.evaluate(
        "[...document.querySelectorAll('[style*=font-family]')].map(one => getComputedStyle(one).fontFamily)"
    )
    assert fonts and all("Source Sans 3" in font for font in fonts)
    padding = page.evaluate(
        "[...document.querySelectorAll('[style*=padding]')].map(one => getComputedStyle(one).padding)"
    )
    assert set(padding) - {"0px"}
