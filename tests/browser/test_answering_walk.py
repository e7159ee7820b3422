"""From the mail to the last answer, counted in clicks and fields: a minute is not much."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import WIDTHS, Site
from tests.browser.test_pages import faults
from tests.browser.test_walk import next_sending
from tests.mail_server import Delivery, MailServer
from tests.reminding import address, person, responsibility
from tracker.clock import today
from tracker.domain.follow_up_dates import suggested
from tracker.models import db
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up
from tracker.services.reminders.free_days import free_days_around
from tracker.services.reminders.tick import tick

OWNER, COLLEAGUE = "ekonomichef", "Rektor, sfi"
#: A mail has no landmarks, nor a heading above all: a mail program has.
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
NEWS = "Alla rutiner är på plats och följs varje vecka."


@dataclass
class Hand:
    """What a person does on the pages, counted."""

    page: Page
    clicks: int = 0
    fields: list[str] = field(default_factory=list)

    def click(self, role: str, name: str) -> None:
        """Presses the button or follows the link."""
        self.page.get_by_role(role, name=re.compile(name)).first.click()  # type: ignore[arg-type]
        self.clicks += 1

    def choose(self, label: str) -> None:
        """Chooses a radio button."""
        self.page.get_by_label(label).check()
        self.fields.append(label)

    def write(self, label: str, text: str) -> None:
        """Fills in a text."""
        self.page.get_by_label(label).fill(text)
        self.fields.append(label)

    def effort(self) -> tuple[int, list[str]]:
        """Clicks and fields since the last time."""
        done = self.clicks, self.fields
        self.clicks, self.fields = 0, []
        return done


@pytest.fixture
def letter(site: Site, smtp: MailServer) -> Delivery:
    """The opening mail to the owner of 22 and 23, which are both ständigt pågående."""
    with site.app.app_context():
        owner = person(OWNER).id
        for number in ("22", "23"):
            row = responsibility(number)
            row.owner_id, row.deputy_id = owner, None
        plan_id = row.activity.plan_id
        db.session.commit()
        open_follow_up(plan_id, Opening(suggested(today(), [], free_days_around(today()))))
        tick(now=next_sending(site))
    [mail] = [delivery for delivery in smtp.deliveries if delivery.recipients == (address(OWNER),)]
    return mail


@pytest.fixture
def hand(context: BrowserContext, letter: Delivery) -> Iterator[Hand]:
    """The owner reads the mail in a telephone's mail program, without logging in anywhere."""
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 700})
    page.set_content(letter.html())
    yield Hand(page)
    assert context.cookies() == [], "nobody is logged in by a link"


def test_nothing_new_is_one_click_on_each_page(hand: Hand) -> None:
    hand.click("link", "Svara")
    expect(hand.page.get_by_text("Aktivitet 22 i 26-punktsplanen")).to_be_visible()
    assert hand.effort() == (1, [])
    hand.click("button", "Inget nytt sedan sist")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Svaret är sparat")
    assert hand.effort() == (1, []), "one click on the page"
    hand.click("link", "Nästa: aktivitet 23")
    hand.click("button", "Inget nytt sedan sist")
    expect(hand.page.get_by_text("Inget mer väntar på dig.")).to_be_visible()
    assert hand.effort() == (2, []), "the way to the next, and one click there"


def test_a_changed_status_takes_only_what_the_status_demands(hand: Hand) -> None:
    hand.click("link", "Svara")
    hand.effort()
    hand.choose("Färdig")
    hand.write("Vad har hänt, eller varför?", NEWS)
    hand.click("button", "^Spara svaret$")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Svaret är sparat")
    # DESIGN section 5, rule 1: Färdig demands why it is judged done, and no year.
    assert hand.effort() == (1, ["Färdig", "Vad har hänt, eller varför?"])
    expect(hand.page.get_by_text(NEWS).first).to_be_visible()
    hand.click("link", "Nästa: aktivitet 23")
    hand.choose("Avviker från plan")
    hand.write("Vad har hänt, eller varför?", "Det drar ut på tiden.")
    hand.click("button", "^Spara svaret$")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Svaret är sparat")
    # Avviker demands why, and a year or ständigt pågående, which stands from last time.
    assert hand.effort() == (2, ["Avviker från plan", "Vad har hänt, eller varför?"])


def test_handing_over_takes_a_choice_and_a_click(hand: Hand, site: Site) -> None:
    hand.click("link", "Svara")
    hand.effort()
    hand.click("link", "^Lämna över")
    hand.choose(COLLEAGUE)
    hand.click("button", "Lämna över")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Aktiviteten är överlämnad")
    assert hand.effort() == (2, [COLLEAGUE])
    hand.click("link", "Nästa: aktivitet 23")
    expect(hand.page.get_by_text("Aktivitet 23 i 26-punktsplanen")).to_be_visible()
    with site.app.app_context():
        assert responsibility("22").owner_id == person("rektor.sfi").id


def test_not_mine_is_two_clicks(hand: Hand) -> None:
    hand.click("link", "Svara")
    hand.effort()
    hand.click("link", "inte mitt")
    hand.click("button", "Säg till samordnaren")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Samordnaren får veta det")
    assert hand.effort() == (2, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_mail_is_readable_everywhere_without_pictures(
    context: BrowserContext, letter: Delivery, width: int, scheme: str
) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(letter.html())
    assert page.locator("img, script, link").count() == 0
    assert faults(page, "the mail", only=WCAG) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_behind_the_link_are_accessible_and_fit(
    context: BrowserContext, site: Site, letter: Delivery, width: int
) -> None:
    [link, *_] = re.findall(rf"{re.escape(site.url)}(/svara/\S+)", letter.text())
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    for path in (link, f"{link}/lamna-over", f"{link}/inte-mitt", "/svara/ny-lank"):
        page.goto(path)
        assert faults(page, path) == []
    for path, button in ((f"{link}/inte-mitt", "Säg till samordnaren"), (link, "Inget nytt")):
        page.goto(path)
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile(button)).click()
        assert faults(page, f"after {path}") == []


def test_the_token_is_told_to_no_other_page(context: BrowserContext, site: Site, letter: Delivery) -> None:
    """A page behind a link loads nothing from elsewhere, and what it leads to elsewhere does not hear of it."""
    [link, *_] = re.findall(rf"{re.escape(site.url)}(/svara/\S+)", letter.text())
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(link)
    assert {url.split("/")[2] for url in asked} == {site.url.split("/")[2]}
    assert page.evaluate("document.referrer") == ""
    page.evaluate("() => { const a = document.createElement('a'); a.href = 'http://elsewhere.example/'; a.id = 'out';"
                  " a.textContent = 'ut'; document.body.append(a); }")  # fmt: skip
    context.route("http://elsewhere.example/", lambda route: route.fulfill(body="somebody else's page"))
    with page.expect_request("http://elsewhere.example/") as request, page.expect_navigation():
        page.evaluate("document.getElementById('out').click()")
    assert "referer" not in request.value.headers
