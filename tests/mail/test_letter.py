"""The letters: their words against golden files, text and HTML that say the same, and what people write in them.

WRITE_GOLDEN=1 writes tests/golden anew; look at the difference before committing it.
"""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import pytest
from lxml import etree

from tests.mail.letters import (
    ASKED,
    DEVIATIONS,
    LETTERS,
    PLAN,
    STUDY_PLAN,
    a_value,
    answers,
    everything,
    late,
    letter,
    one_the_day_before,
    opening,
    row,
    to_the_coordinator,
    to_the_manager,
    two,
    two_plans,
)
from tracker import mail
from tracker.domain.reminders.texts import MailText, TextKind
from tracker.domain.swedish.words import MONTHS
from tracker.mail import asking

GOLDEN = Path(__file__).parents[1] / "golden"
MAKERS = pytest.mark.parametrize("make", LETTERS.values(), ids=LETTERS)


def read(rendered: mail.Rendered) -> Any:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    root = parser.parse(rendered.html).getroot()
    assert parser.errors == []
    return root


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", LETTERS)
def test_the_mail_reads_as_it_should(name: str) -> None:
    rendered = LETTERS[name]()
    found = {"txt": f"Subject: {rendered.subject}\n\n{rendered.text}", "html": rendered.html}
    for ending, content in found.items():
        path = GOLDEN / f"reminder-{name}.{ending}"
        if os.environ.get("WRITE_GOLDEN") == "1":
            path.write_text(content, encoding="utf-8")
        assert content == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "subject"),
    [
        (two, "Två svar till 26-punktsplanen, senast fredag 9 september"),
        (opening, "Ett svar till 26-punktsplanen, senast fredag 9 september"),
        (one_the_day_before, "Ett svar till 26-punktsplanen, senast fredag 9 september"),
        (late, "Två svar till 26-punktsplanen saknas fortfarande"),
        (two_plans, "Tre svar till två planer, senast onsdag 7 september"),
        (everything, "Ett svar till 26-punktsplanen, senast fredag 9 september, och tre saker till"),
        (to_the_manager, "Tre svar saknas i 26-punktsplanen"),
        (to_the_coordinator, "Fem saker att se till i 26-punktsplanen"),
    ],
)
def test_the_subject_says_number_plan_and_day(make: Callable[[], mail.Rendered], subject: str) -> None:
    assert make().subject == subject


def test_thirteen_and_more_stand_in_digits() -> None:
    rows = tuple(row(n, str(n), "Text") for n in range(1, 15))
    rendered = letter(answers(replace(ASKED, rows=rows)))
    assert rendered.subject.startswith("14 svar till")
    assert "14 av dina aktiviteter saknar svar." in rendered.text


@MAKERS
def test_the_html_is_a_whole_simple_page(make: Callable[[], mail.Rendered]) -> None:
    root = read(make())
    assert root.get("lang") == "sv"
    assert not list(root.iter("table", "img", "script", "link", "form"))
    assert "prefers-color-scheme: dark" in root.findtext("head/style")
    levels = [int(element.tag[1]) for element in root.iter("h2", "h3")]
    assert levels[0] == 2 and all(b - a <= 1 for a, b in pairwise(levels))


@MAKERS
def test_text_and_html_say_the_same(make: Callable[[], mail.Rendered]) -> None:
    rendered = make()
    body = read(rendered).find("body")
    for gone in body.findall(".//wbr"):
        gone.drop_tree() if hasattr(gone, "drop_tree") else gone.getparent().remove(gone)
    in_html = words(etree.tostring(read(rendered).find("body"), method="text", encoding="unicode"))
    lines = [words(line).removesuffix(":") for line in rendered.text.splitlines()]
    titles = [line for line in lines if line.isupper()]
    for line in lines:
        if line in ("", "--"):
            continue
        said = line.removeprefix("TEST. ").removeprefix("PROV. ")
        assert said in in_html or (line in titles and line.casefold() in in_html.casefold()), line
    in_text = words(rendered.text)
    for element in body.iter("p", "h2", "h3", "a"):
        said = words(etree.tostring(element, method="text", encoding="unicode", with_tail=False))
        said = said.removeprefix("Test. ").removeprefix("Prov. ")
        if not said.startswith("Fungerar inte"):
            assert said.casefold() in in_text.casefold(), said


@MAKERS
def test_each_link_is_there_as_button_and_in_plain_words(make: Callable[[], mail.Rendered]) -> None:
    rendered = make()
    links = re.findall(r"^(?:\{\{link:\d+\}\}|https://\S+)$", rendered.text, re.MULTILINE)
    for link in links:
        assert rendered.text.count(link) == 1
        assert rendered.html.count(f'href="{link}"') == 2
        assert f">{link}</a>" in rendered.html


@MAKERS
def test_it_says_why_it_came(make: Callable[[], mail.Rendered]) -> None:
    assert "Du får mejlet för att du " in make().text


def test_it_says_since_when_what_happens_next_and_when_the_next_comes() -> None:
    text = words(letter().text)
    assert "Uppföljningen öppnade måndag 29 augusti, och då fick du det förra mejlet om den." in text
    assert "Nästa påminnelse kommer torsdag 8 september, om svar saknas då." in text
    assert "Saknas svar torsdag 15 september får din chef en lista." in text
    assert "Svaren går till nämndens möte onsdag 28 september." in text


def test_a_coordinators_own_words_stand_in_text_and_html() -> None:
    own = MailText("Dags igen: {antal svar} till {plan}", "Hej {nämnd}!\n\n{vad som saknas}.\nTack <3")
    rendered = letter(asking.answers(ASKED, own, ASKED.answer_by))
    assert rendered.subject == "Dags igen: två svar till 26-punktsplanen"
    assert "Hej Arbetsmarknadsnämnden!\n\nTvå av dina aktiviteter saknar svar.\nTack <3\n" in rendered.text
    assert "Två av dina aktiviteter saknar svar.<br>\nTack &lt;3</p>" in rendered.html


def test_a_line_may_end_after_a_slash() -> None:
    long = replace(STUDY_PLAN, text="Fler arbetsmarknads-/socialsekreterare <b>")
    rendered = letter(answers(replace(ASKED, rows=(long,))))
    assert "arbetsmarknads-/<wbr>socialsekreterare &lt;b&gt;" in rendered.html
    assert "1a. Fler arbetsmarknads-/socialsekreterare <b>" in rendered.text


WORDS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} {% raw %}",
    "{plan} {nämnd}",
    "ett 😀 och \u202eomvänt",
    "rad\nbrytning",
]


@pytest.mark.parametrize("typed", WORDS)
def test_what_people_write_is_kept_and_shown_safely(typed: str) -> None:
    assert STUDY_PLAN.previous
    previous = replace(STUDY_PLAN.previous, comment=typed, label=typed)
    rows = (replace(STUDY_PLAN, text=typed, previous=previous),)
    plan = replace(PLAN, title=typed, board=typed)
    rendered = letter(answers(replace(ASKED, plan=plan, rows=rows)))
    root = html5lib.parse(rendered.html, treebuilder="lxml", namespaceHTMLElements=False).getroot()
    assert not list(root.iter("script", "img"))
    assert words(typed) in words(etree.tostring(root, method="text", encoding="unicode"))
    assert words(typed) in words(rendered.text)
    assert "\n" not in rendered.subject


def test_a_long_text_is_cut_between_words() -> None:
    assert STUDY_PLAN.previous
    previous = replace(STUDY_PLAN.previous, comment="ordet " * 3000)
    rendered = letter(answers(replace(ASKED, rows=(replace(STUDY_PLAN, previous=previous),))))
    assert "ordet …”" in rendered.text
    assert len(rendered.text) < 2500


def test_what_people_write_is_never_taken_for_the_place_of_a_link() -> None:
    assert DEVIATIONS.previous
    evil = "{{link:2}}"
    previous = replace(DEVIATIONS.previous, comment=evil, label=evil)
    rows = (replace(DEVIATIONS, text=evil, number=evil, previous=previous, link=mail.link_place(1)),)
    own = MailText(evil, evil + " {plan}")
    asked = replace(ASKED, plan=replace(PLAN, title=evil, board=evil), rows=rows)
    rendered = letter(asking.answers(asked, own, ASKED.answer_by))
    assert evil not in rendered.text + rendered.html


def test_every_kind_of_section_is_among_the_letters() -> None:
    golden = "".join(path.read_text(encoding="utf-8") for path in GOLDEN.glob("reminder-*.txt"))
    signs = {
        TextKind.OPENED: "Svara senast fredag",
        TextKind.REMINDER: "Nästa påminnelse kommer",
        TextKind.LATE: "men det är inte för sent",
        TextKind.LIST: "Fick senast ett mejl",
        TextKind.VALUE: "Fyll i värdet",
        TextKind.REVIEW: "har inte setts över på ett år",
        TextKind.ASSIGNMENT: "svaret ska vara klart",
        TextKind.HANDOVER: "har lämnat över till",
        TextKind.DELIVERY: "oklart om mejlet kom fram",
    }
    assert set(signs) == set(TextKind)
    assert [sign for sign in signs.values() if sign not in golden] == []


def test_links_to_a_follow_up_end_with_it_and_others_on_their_day() -> None:
    ends, lasts = "gäller tills uppföljningen stängs, som längst till", "gäller till 4 november 2022."
    assert f"Länkarna är personliga och {ends} 4 november 2022." in two().text
    assert f"Länken är personlig och {lasts} Skicka" in a_value().text
    mixed = everything().text
    assert f"Länkarna är personliga och {lasts} De som hör till uppföljningen slutar gälla när" in mixed


def test_a_mail_that_was_asked_for_says_so_first() -> None:
    one = letter(answers(replace(ASKED, rows=(DEVIATIONS,))), requested=True)
    assert one.subject.startswith("Ny länk: Ett svar till")
    assert "Här är en ny länk, som du bad om." in one.text and "Här är en ny länk, som" in one.html
    several = letter(requested=True)
    assert several.subject.startswith("Nya länkar: Två svar till")
    assert "Här är nya länkar, som du bad om." in several.text


@MAKERS
def test_no_line_of_the_html_ends_inside_a_date(make: Callable[[], mail.Rendered]) -> None:
    shown = read(make()).find("body")
    said = etree.tostring(shown, method="text", encoding="unicode")
    assert re.findall(rf"[0-9] (?:{'|'.join(MONTHS)})", said) == []
    assert re.search(rf"[0-9]\u00a0(?:{'|'.join(MONTHS)})", said)
