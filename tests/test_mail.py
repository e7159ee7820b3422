"""The mails: their words against golden files, their bytes, and what must never get into a header.

WRITE_GOLDEN=1 writes tests/golden anew; look at the difference before committing it.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from lxml import etree

from tracker import mail
from tracker.domain.terms import Step

GOLDEN = Path(__file__).parent / "golden"
CONTROLLER = mail.Contact("Controller, arbetsmarknadsförvaltningen", "controller@uppsala.example.org")
TODAY = date(2022, 9, 5)


def row(item: int, number: str, text: str, **changes: object) -> mail.AskedRow:
    previous = mail.Previous(
        by_reader=True,
        as_of=date(2022, 3, 31),
        label="Påbörjad",
        target_year=2022,
        ongoing=False,
        comment="Rutiner och metoder har fastställts.\n\nDock har distansundervisningen försenat dem.",
    )
    plain = mail.AskedRow(number, text, mail.link_place(item), previous, nothing_new=True, as_deputy=False)
    return replace(plain, **changes)  # type: ignore[arg-type]


STUDY_PLAN = row(1, "1a", "Individuell studieplan för alla elever i vuxenutbildning")
DEVIATIONS = row(2, "8", "Vuxenutbildningen rapporterar avvikelser från heltidsplan")
PLAN = mail.AskedPlan(
    title="26-punktsplanen",
    board="Arbetsmarknadsnämnden",
    as_of=date(2022, 8, 31),
    answer_by=date(2022, 9, 9),
    step=Step.WEEK_BEFORE,
    row_singular="aktivitet",
    row_plural="aktiviteter",
    rows=(STUDY_PLAN, DEVIATIONS),
    contact=CONTROLLER,
)


def written(*plans: mail.AskedPlan, today: date = TODAY) -> mail.Rendered:
    return mail.reminder(plans or (PLAN,), today=today, links_until=date(2022, 11, 4))


def two() -> mail.Rendered:
    """Two activities, one of which deviated, with a year that is a guess, and was answered by somebody else."""
    assert STUDY_PLAN.previous
    other = replace(
        STUDY_PLAN.previous, by_reader=False, label="Avviker från plan", target_year=2023, year_uncertain=True
    )
    return written(replace(PLAN, rows=(replace(STUDY_PLAN, previous=other), DEVIATIONS)))


def one_the_day_before() -> mail.Rendered:
    """One ongoing activity, on the day before."""
    assert DEVIATIONS.previous
    ongoing = replace(DEVIATIONS.previous, ongoing=True, target_year=None)
    rows = (replace(DEVIATIONS, previous=ongoing),)
    return written(replace(PLAN, rows=rows, step=Step.DAY_BEFORE), today=date(2022, 9, 8))


def late() -> mail.Rendered:
    """The day after: a new activity, and one whose year has passed; nobody coordinates the plan."""
    assert DEVIATIONS.previous
    passed = replace(DEVIATIONS.previous, as_of=date(2021, 3, 31), target_year=2021)
    rows = (
        row(1, "27", "Ny aktivitet", previous=None, nothing_new=False),
        replace(DEVIATIONS, previous=passed, nothing_new=False),
    )
    plan = replace(PLAN, rows=rows, step=Step.DAY_AFTER, contact=None)
    return written(plan, today=date(2022, 9, 12))


def two_plans() -> mail.Rendered:
    """Two plans with coordinators of their own; the second is asked as deputy, about an uppdrag."""
    council = mail.AskedPlan(
        title="KF-uppdragen 2022",
        board="Kommunfullmäktige",
        as_of=date(2022, 8, 31),
        answer_by=date(2022, 9, 7),
        step=Step.OPENED,
        row_singular="uppdrag",
        row_plural="uppdrag",
        rows=(row(3, "14", "Ta fram en plan för fler praktikplatser", as_deputy=True),),
        contact=mail.Contact("Kanslichef", "kansli@uppsala.example.org"),
    )
    return written(PLAN, council)


GOLDEN_MAILS = {
    "reminder-two": two,
    "reminder-one-the-day-before": one_the_day_before,
    "reminder-late": late,
    "reminder-two-plans": two_plans,
}


@pytest.mark.parametrize("name", GOLDEN_MAILS)
def test_the_mail_reads_as_it_should(name: str) -> None:
    rendered = GOLDEN_MAILS[name]()
    found = {"txt": f"Subject: {rendered.subject}\n\n{rendered.text}", "html": rendered.html}
    for ending, content in found.items():
        path = GOLDEN / f"{name}.{ending}"
        if os.environ.get("WRITE_GOLDEN") == "1":
            path.write_text(content, encoding="utf-8")
        assert content == path.read_text(encoding="utf-8")


def test_a_line_may_end_after_a_slash() -> None:
    long = replace(STUDY_PLAN, text="Fler arbetsmarknads-/socialsekreterare <b>")
    rendered = written(replace(PLAN, rows=(long,)))
    assert "arbetsmarknads-/<wbr>socialsekreterare &lt;b&gt;" in rendered.html
    assert "1a. Fler arbetsmarknads-/socialsekreterare <b>" in rendered.text


@pytest.mark.parametrize(
    ("make", "subject"),
    [
        (two, "Två svar till 26-punktsplanen, senast fredag 9 september"),
        (one_the_day_before, "Ett svar till 26-punktsplanen, senast fredag 9 september"),
        (late, "Två svar till 26-punktsplanen saknas fortfarande"),
        (two_plans, "Tre svar till två planer, senast onsdag 7 september"),
    ],
)
def test_the_subject_says_number_plan_and_day(make: Callable[[], mail.Rendered], subject: str) -> None:
    assert make().subject == subject


def test_thirteen_and_more_stand_in_digits() -> None:
    rows = tuple(row(n, str(n), "Text") for n in range(1, 15))
    rendered = written(replace(PLAN, rows=rows))
    assert rendered.subject.startswith("14 svar till")
    assert "14 av dina aktiviteter saknar svar." in rendered.text


@pytest.mark.parametrize("make", GOLDEN_MAILS.values())
def test_the_html_is_a_whole_simple_page(make: Callable[[], mail.Rendered]) -> None:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    root = parser.parse(make().html).getroot()
    assert parser.errors == []
    assert root.get("lang") == "sv"
    assert not list(root.iter("table", "img", "script", "link", "form"))
    assert "prefers-color-scheme: dark" in root.findtext("head/style")
    levels = [int(element.tag[1]) for element in root.iter("h2", "h3")]
    assert levels[0] == 2 and all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("make", GOLDEN_MAILS.values())
def test_each_link_is_there_as_button_and_in_plain_words(make: Callable[[], mail.Rendered]) -> None:
    rendered = make()
    places = {mail.link_place(number) for number in (1, 2, 3) if mail.link_place(number) in rendered.text}
    assert places
    for place in places:
        assert rendered.text.count(place) == 1
        assert rendered.html.count(f'href="{place}"') == 2
        assert f">{place}</a>" in rendered.html


WORDS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} {% raw %}",
    "ett 😀 och \u202eomvänt",
    "rad\nbrytning",
]


@pytest.mark.parametrize("words", WORDS)
def test_what_people_write_is_kept_and_shown_safely(words: str) -> None:
    assert STUDY_PLAN.previous
    previous = replace(STUDY_PLAN.previous, comment=words, label=words)
    rows = (replace(STUDY_PLAN, text=words, previous=previous),)
    rendered = written(replace(PLAN, title=words, board=words, rows=rows))
    root = html5lib.parse(rendered.html, treebuilder="lxml", namespaceHTMLElements=False).getroot()
    assert not list(root.iter("script", "img"))
    assert " ".join(words.split()) in " ".join(
        etree.tostring(root, method="text", encoding="unicode").split()
    )
    assert " ".join(words.split()) in " ".join(rendered.text.split())
    assert "\n" not in rendered.subject


def test_a_long_text_is_cut_between_words() -> None:
    assert STUDY_PLAN.previous
    previous = replace(STUDY_PLAN.previous, comment="ordet " * 3000)
    rendered = written(replace(PLAN, rows=(replace(STUDY_PLAN, previous=previous),)))
    assert "ordet …”" in rendered.text
    assert len(rendered.text) < 2500


def test_what_people_write_is_never_taken_for_the_place_of_a_link() -> None:
    assert STUDY_PLAN.previous
    previous = replace(STUDY_PLAN.previous, comment="{{link:2}}")
    rendered = written(replace(PLAN, rows=(replace(STUDY_PLAN, previous=previous),)))
    assert "{{link:2}}" not in rendered.text + rendered.html


ENVELOPE = mail.Envelope(
    message_id="<abc@plan.example.org>",
    written_at=datetime(2022, 9, 5, 5, 0, 12, 345, tzinfo=UTC),
    from_header=mail.sender("Planer och uppföljning <plan@example.org>", "Uppsala kommun"),
    to_title="Rektor, vuxenutbildningen",
    to_address="rektor.vuxenutbildningen@uppsala.example.org",
    reply_to="controller@uppsala.example.org",
    subject="Två svar till 26-punktsplanen, senast fredag 9 september",
    text="Hej!\n\n{{link:1}}\n.\n..punkt\n" + "lång " * 500,
    html='<p><a href="{{link:1}}">Svara</a> {{link:9}}</p>',
)
LINKS = {1: "https://plan.example.org/svara/a-token?x=1&y=2"}


def test_the_same_row_gives_the_same_bytes() -> None:
    first = mail.compose(ENVELOPE, LINKS)
    assert first == mail.compose(replace(ENVELOPE), dict(LINKS))
    assert first != mail.compose(replace(ENVELOPE, message_id="<def@plan.example.org>"), LINKS)


def test_the_bytes_are_a_mail_that_any_program_reads() -> None:
    data = mail.compose(ENVELOPE, LINKS)
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.isascii()
    message = message_from_bytes(data, policy=policy.default)
    assert message.defects == []
    assert message["Date"] == "Mon, 05 Sep 2022 07:00:12 +0200"
    assert message["From"].addresses[0].display_name == "Uppsala kommun, planer och uppföljning"
    assert message["To"].addresses[0].display_name == "Rektor, vuxenutbildningen"
    assert message["Subject"] == ENVELOPE.subject
    assert message["Reply-To"] == "controller@uppsala.example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "sv"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert {part["Content-Transfer-Encoding"] for part in message.iter_parts()} == {"quoted-printable"}
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text == ENVELOPE.text.replace("{{link:1}}", LINKS[1]) + "\n"
    html = message.get_body(("html",)).get_content()
    assert 'href="https://plan.example.org/svara/a-token?x=1&amp;y=2"' in html
    assert "{{link:9}}" in html, "only known places are filled"


def test_a_title_with_line_breaks_stays_one_header() -> None:
    evil = "Rektor\r\nBcc: alla@example.org\r\n\r\nHej\x00\u2028"
    envelope = replace(ENVELOPE, to_title=evil, from_header=mail.sender("x <plan@example.org>", evil))
    message = message_from_bytes(mail.compose(envelope, LINKS), policy=policy.default)
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == ENVELOPE.to_address


@pytest.mark.parametrize(
    "broken",
    [
        {"subject": "Två svar\r\nBcc: alla@example.org"},
        {"to_address": "a@example.org>\r\nRCPT TO:<b@example.org"},
        {"to_address": "a@example.org, b@example.org"},
        {"reply_to": "a@example.org\nBcc: b@example.org"},
        {"from_header": "a <a@example.org>\r\nBcc: b@example.org"},
    ],
)
def test_a_row_that_would_inject_a_header_is_refused(broken: dict[str, str]) -> None:
    with pytest.raises(mail.UnusableMail):
        mail.compose(replace(ENVELOPE, **broken), LINKS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("rektor@uppsala.example.org", "rektor@uppsala.example.org"),
        ("rektor@malmö.example.org", "rektor@xn--malm-8qa.example.org"),
        ("åsa@example.org", None),
        ("", None),
        ("rektor", None),
        ("@example.org", None),
        ("rektor@", None),
        ("a@b@example.org", None),
        ("a@example.org, b@example.org", None),
        ("a b@example.org", None),
        ('"a b"@example.org', None),
        ("a@example.org>\r\nRCPT TO:<b@example.org", None),
        ("a@example..org", None),
        ("a\x00@example.org", None),
        ("a@" + "x" * 70 + ".org", None),
    ],
)
def test_only_an_address_that_can_be_mailed_is_used(address: str, wire: str | None) -> None:
    assert mail.wire_address(address) == wire


@pytest.mark.parametrize(
    ("mail_from", "header"),
    [
        ("Planer och uppföljning <a@b.se>", '"Borås Stad, planer och uppföljning" <a@b.se>'),
        ("Borås Stad <a@b.se>", "Borås Stad <a@b.se>"),
        ("a@b.se", "Borås Stad <a@b.se>"),
    ],
)
def test_the_municipality_is_the_sender(mail_from: str, header: str) -> None:
    assert mail.sender(mail_from, "Borås Stad") == header


def test_the_message_id_follows_from_the_key_alone() -> None:
    first = mail.message_id("7/2022-09-05/1", "https://plan.example.org/x")
    assert first == mail.message_id("7/2022-09-05/1", "https://plan.example.org")
    assert first.endswith("@plan.example.org>")
    assert first != mail.message_id("7/2022-09-05/2", "https://plan.example.org")
    assert mail.message_id("k", "http://[::1]:8000").endswith("@localhost>")
