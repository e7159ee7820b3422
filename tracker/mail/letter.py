"""The one mail that a person gets on a day: sections of several plans and kinds, as text and HTML that say the same."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tracker.domain.reminders.texts import TextKind
from tracker.domain.swedish import words as swedish
from tracker.domain.swedish.breaks import at_slashes
from tracker.mail.wire import one_line
from tracker.mail.words import harmless

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "mail"

_ANSWERS = (TextKind.OPENED, TextKind.REMINDER, TextKind.LATE)
#: The blank between day and month.
_DATE = re.compile(rf"\b([0-9]{{1,2}}) (?=(?:{'|'.join(swedish.MONTHS)})\b)")


@dataclass(frozen=True)
class Contact:
    """The coordinator of a plan: the role's title and address."""

    title: str
    address: str


@dataclass(frozen=True)
class Page:
    """A page where the reader sees more than the mail says."""

    address: str
    #: What leads there: "Se hela uppföljningen".
    words: str
    #: What stands before the address where the links are repeated: "uppföljningen".
    name: str


@dataclass(frozen=True)
class Row:
    """One thing in a mail. `link` is its place in the text (see `link_place`) or an address of a page."""

    #: What stands before the address where the links are repeated: a number, or a name.
    name: str
    headline: str
    said: str = ""
    quote: str = ""
    note: str = ""
    button: str = ""
    link: str = ""


@dataclass(frozen=True)
class Section:
    """What one kind of thing is about in one plan."""

    kind: TextKind
    plan: str
    subject: str
    #: Paragraphs before the rows: the plan's text, and since when it waits.
    lead: tuple[str, ...]
    rows: tuple[Row, ...]
    #: Paragraphs after the rows: what happens next, and when the next mail comes.
    after: tuple[str, ...] = ()
    #: Why this reader: "är ansvarig i", "samordnar" and so on; the plan's title follows.
    because: str = "är ansvarig i"
    contact: Contact | None = None
    #: How many more there are than the rows, and in words: "och 1 950 till."
    left_out: int = 0
    more: str = ""
    #: Where the reader sees it all, if there is such a page.
    page: Page | None = None
    answer_by: date | None = None
    #: Whether one click is enough for some row.
    nothing_new: bool = False
    #: Whether the rows' links are personal ones, which need no log-in.
    personal: bool = False


@dataclass(frozen=True)
class Rendered:
    """A finished mail with a place for each link."""

    subject: str
    text: str
    html: str


def letter(
    sections: Sequence[Section],
    *,
    today: date,
    links_until: date,
    redirected_from: Contact | None = None,
    trial: bool = False,
    requested: bool = False,
) -> Rendered:
    """The mail to one person about everything, as of `today` in Sweden; `sections` is not empty.

    `links_until` is the last day of the personal links. `redirected_from` is who should have had the mail
    that test mode sends elsewhere. `trial`: somebody looks at the texts. `requested`: the person asked for it.
    """
    personal = sum(len(section.rows) for section in sections if section.personal)
    titles = list(dict.fromkeys(section.plan for section in sections))
    subject = harmless(_subject(sections, titles))
    if requested:
        subject = f"{'Ny länk' if personal == 1 else 'Nya länkar'}: {subject}"
    words = {
        "subject": subject,
        "sections": sections,
        "several": len(sections) > 1,
        "personal": personal,
        "nothing_new": any(section.nothing_new for section in sections),
        "pressed": _pressed(sections),
        "links_live": _links_live(sections, personal, links_until),
        "because": _because(sections),
        "contacts": _contacts(sections),
        "today": today,
        "redirected_from": redirected_from,
        "trial": trial,
        "requested": requested,
    }
    if redirected_from is not None or trial:
        words["subject"] = f"{'Test' if redirected_from else 'Prov'}: {subject}"
    return _render("reminder", words)


def _subject(sections: Sequence[Section], titles: Sequence[str]) -> str:
    """Number, plan and day; the section's own words when there is but one."""
    if len(sections) == 1:
        return sections[0].subject
    asked = [section for section in sections if section.kind in _ANSWERS]
    rest = sum(len(section.rows) + section.left_out for section in sections if section not in asked)
    if not asked:
        things = swedish.capitalised(swedish.counted(rest, "sak", "saker"))
        return f"{things} att se till i {_named(titles)}"
    count = sum(len(section.rows) for section in asked)
    answers = swedish.capitalised(swedish.counted(count, "svar", "svar", neuter=True))
    in_time = [one.answer_by for one in asked if one.answer_by and one.kind is not TextKind.LATE]
    end = f", senast {swedish.weekday_date(min(in_time))}" if in_time else " saknas fortfarande"
    more = f", och {swedish.counted(rest, 'sak', 'saker')} till" if rest else ""
    return f"{answers} till {_named([section.plan for section in asked])}{end}{more}"


def _named(titles: Sequence[str]) -> str:
    different = list(dict.fromkeys(titles))
    return different[0] if len(different) == 1 else f"{swedish.number_word(len(different))} planer"


def _pressed(sections: Sequence[Section]) -> str:
    """What may not work: "knappen", "knapparna", "länken"; empty when the mail leads nowhere."""
    buttons = sum(bool(row.link) for section in sections for row in section.rows)
    pages = sum(bool(section.page) for section in sections)
    if not buttons:
        return ("", "länken")[pages] if pages < 2 else "länkarna"
    return "knappen" if buttons + pages == 1 else "knapparna"


def _links_live(sections: Sequence[Section], count: int, until: date) -> str:
    """How long the personal links live: those to a follow-up end with it, the others do not."""
    begins = "Länken är personlig" if count == 1 else "Länkarna är personliga"
    last = swedish.long_date(until)
    of_follow_up = {section.kind in _ANSWERS for section in sections if section.personal}
    if of_follow_up == {True}:
        return f"{begins} och gäller tills uppföljningen stängs, som längst till {last}."
    ends = " De som hör till uppföljningen slutar gälla när den stängs." if True in of_follow_up else ""
    return f"{begins} och gäller till {last}.{ends}"


def _because(sections: Sequence[Section]) -> str:
    """ "är ansvarig i 26-punktsplanen och samordnar KF-uppdragen"."""
    found: dict[str, list[str]] = {}
    for section in sections:
        titles = found.setdefault(section.because, [])
        if section.plan not in titles:
            titles.append(section.plan)
    return swedish.joined([f"{why} {swedish.joined(titles)}" for why, titles in found.items()])


def _contacts(sections: Sequence[Section]) -> list[tuple[str, Contact]]:
    """Whom to ask about which plans. Replies go to the first; the others are named with their addresses."""
    found: dict[Contact, list[str]] = {}
    for section in sections:
        if section.contact:
            titles = found.setdefault(section.contact, [])
            if section.plan not in titles:
                titles.append(section.plan)
    return [(swedish.joined(titles), contact) for contact, titles in found.items()]


def _breakable(text: str) -> Markup:
    """Where a line of the HTML may end besides between words: after a slash, before an @; never inside a date.

    Line breaks are kept.
    """
    lines = (_breaks(_DATE.sub("\\1\u00a0", line)) for line in text.split("\n"))
    return Markup("<br>\n").join(lines)


def _breaks(line: str) -> Markup:
    pieces = (escape(piece).replace("@", Markup("<wbr>@")) for piece in at_slashes(line))
    return Markup("<wbr>").join(pieces).replace("\u00a0", Markup("&nbsp;"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["breakable"] = _breakable
    return environment


def _render(name: str, words: Mapping[str, object]) -> Rendered:
    subject, text, page = (
        _environment().get_template(f"{name}/{part}").render(words)
        for part in ("subject.txt", "text.txt", "html.html")
    )
    return Rendered(one_line(subject), text, page)
