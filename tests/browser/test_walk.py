"""The whole way in a browser: mail, link, answer, closing, the board's page, and the Word report."""

import re
from datetime import UTC, datetime, time, timedelta

from docx import Document
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site, sign_in
from tests.mail_server import MailServer
from tracker.clock import today
from tracker.domain.calendar import STOCKHOLM, working_day_on_or_after
from tracker.services.reminders.free_days import free_days_around
from tracker.services.reminders.tick import tick

TEXT = "Rutinerna används nu på alla skolor. <script>alert(1)</script> {{7*7}}"
OWNER = "rektor.vuxenutbildningen@uppsala.example.org"
PLAN = "/planer/26-punktsplan"


def next_sending(site: Site) -> datetime:
    """The next morning on which mails leave: reminders rest on free days, whatever day the tests run."""
    day = working_day_on_or_after(today() + timedelta(days=1), free_days_around(today()))
    return datetime.combine(day, time(8), STOCKHOLM).astimezone(UTC)


def open_follow_up(page: Page) -> str:
    """The coordinator opens a follow-up; returns its address in the coordinator's pages."""
    page.goto("/samordning/26-punktsplan/ny-uppfoljning")
    page.get_by_role("button", name=re.compile("Öppna uppföljningen")).click()
    page.wait_for_url(re.compile(r"/samordning/26-punktsplan/uppfoljningar/\d{4}-\d\d-\d\d"))
    return page.url.split("?", maxsplit=1)[0]


def answer(owner: Page, link: str) -> None:
    """Without JavaScript and without logging in: forgets the year first, and finds everything kept."""
    owner.goto(link)
    expect(owner.get_by_role("heading", level=1)).to_contain_text("avvikelser från heltidsplan")
    owner.get_by_label("Påbörjad").check()
    owner.get_by_label("Vad har hänt, eller varför?").fill(TEXT)
    owner.get_by_label("År", exact=True).fill("")
    owner.get_by_role("button", name=re.compile("^Spara")).click()
    expect(owner.get_by_role("alert")).to_contain_text("Skriv ett år eller kryssa i Ständigt pågående")
    expect(owner.get_by_label("Vad har hänt, eller varför?")).to_have_value(TEXT)
    owner.get_by_label("År", exact=True).fill(str(today().year + 1))
    owner.get_by_role("button", name=re.compile("^Spara")).click()
    expect(owner.get_by_text(TEXT).first).to_be_visible()


def close(coordinator: Page, cockpit: str) -> None:
    """One has answered, the rest is closed as not answered."""
    coordinator.goto(cockpit)
    expect(coordinator.get_by_text("1 av 8").first).to_be_visible()
    coordinator.get_by_role("link", name="Stäng uppföljningen").click()
    coordinator.get_by_role("button", name=re.compile("Stäng uppföljningen")).click()


def word_report(board: Page) -> str:
    """The paragraphs of the Word file that the plan's page offers."""
    board.goto(PLAN)
    with board.expect_download() as download:
        board.get_by_role("link", name=re.compile("Word")).first.click()
    return "\n".join(paragraph.text for paragraph in Document(str(download.value.path())).paragraphs)


def test_the_whole_way(context: BrowserContext, site: Site, smtp: MailServer) -> None:
    coordinator, board = context.new_page(), context.new_page()
    sign_in(coordinator, site, "coordinator")
    cockpit = open_follow_up(coordinator)

    with site.app.app_context():
        tick(now=next_sending(site))
    [mail] = [delivery for delivery in smtp.deliveries if delivery.recipients == (OWNER,)]
    links = re.findall(rf"{re.escape(site.url)}/svara/\S+", mail.text())
    assert len(links) == 3, "one link for each of 1a, 1b and 8"
    assert context.browser is not None
    owner = context.browser.new_context(locale="sv-SE", java_script_enabled=False).new_page()
    answer(owner, links[2])

    board.goto(PLAN)
    expect(board.get_by_text("1 av 8 har svarat")).to_be_visible()
    expect(board.get_by_text("Rutinerna används nu")).to_have_count(0)

    close(coordinator, cockpit)
    board.goto(f"{PLAN}/aktiviteter/8")
    expect(board.get_by_text(TEXT).first).to_be_visible()
    words = word_report(board)
    assert TEXT in words
    assert "sex är inte besvarade" in words

    owner.goto(links[0])
    expect(owner.get_by_role("heading", level=1)).to_contain_text("Länken gäller inte längre")
    board.goto(f"{PLAN}/uppfoljningar/2022-03-31")
    expect(board.get_by_text("två pågår enligt plan och bedöms bli färdiga 2022").first).to_be_visible()
