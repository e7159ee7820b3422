"""The tjänsteskrivelse as plain data: what a person wrote, and beside it what is computed each time it is made."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from tracker.domain.swedish.words import capitalised, counted, long_date, month_year
from tracker.reports import words
from tracker.reports.blocks import Block, blocks
from tracker.reports.change_words import change_name
from tracker.reports.content import Changes, ReportContent

KIND = "Tjänsteskrivelse"
#: So many changes are named one by one; the report has them all.
_MOST_CHANGES = 10


@dataclass(frozen=True)
class OwnTexts:
    """What the coordinator writes, section by section, in the order of the document.

    `sender` is the förvaltning that the board gets it from; "" leaves the municipality alone.
    """

    proposal: str = ""
    matter: str = ""
    preparation: str = ""
    presentation: str = ""
    economy: str = ""
    children: str = ""
    equality: str = ""
    documents: str = ""
    sender: str = ""


#: The headings, by the name of the text; the order is that of the boards' own tjänsteskrivelser.
HEADINGS = {
    "proposal": "Förslag till beslut",
    "matter": "Ärendet",
    "preparation": "Beredning",
    "presentation": "Föredragning",
    "economy": "Ekonomiska konsekvenser",
    "children": "Konsekvenser för barn",
    "equality": "Konsekvenser för jämställdhet",
    "documents": "Beslutsunderlag",
}
assert [*HEADINGS, "sender"] == [field.name for field in fields(OwnTexts)]


@dataclass(frozen=True)
class Section:
    """A section: its own text first, then what is computed; among the documents the list comes first."""

    name: str
    heading: str
    own: tuple[Block, ...]
    computed: tuple[Block, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of it in order."""
        return (*self.computed, *self.own) if self.name == "documents" else (*self.own, *self.computed)


def sections(content: ReportContent, texts: OwnTexts) -> tuple[Section, ...]:
    """The sections that have anything to say, in order."""
    computed = {"matter": matter(content), "documents": documents(content)}
    found = (
        Section(name, heading, blocks(getattr(texts, name)), computed.get(name, ()))
        for name, heading in HEADINGS.items()
    )
    return tuple(section for section in found if section.own or section.computed)


def matter(content: ReportContent) -> tuple[Block, ...]:
    """What the plan is for, how it stands, and what has changed: computed from the report."""
    return tuple(Block((paragraph,)) for paragraph in _matter(content) if paragraph) + tuple(
        _changed(content.changes) if content.changes else ()
    )


def _matter(content: ReportContent) -> Iterator[str]:
    size = counted(content.activity_count, content.words.row_singular, content.words.row_plural)
    decided = f" beslutades den {long_date(content.decided_on)} och" if content.decided_on else ""
    goal = f" Målet: {content.goal}" if content.goal else ""
    yield f"{content.plan_title}{decided} har {size}.{goal}"
    yield content.sentence


def _changed(changes: Changes) -> Iterator[Block]:
    since = f"uppföljningen per {month_year(changes.since)}" if changes.since else "förra uppföljningen"
    if not changes.lines:
        if changes.since:
            yield Block((f"Inget har ändrats sedan {since}.",))
        return
    yield Block((f"Ändrat sedan {since}:",))
    named = changes.lines[:_MOST_CHANGES]
    lines = tuple(
        f"{capitalised(words.without_full_stop(change_name(line)))}. {line.sentence}" for line in named
    )
    yield Block(lines, bulleted=True)
    if left := len(changes.lines) - len(named):
        more = counted(left, "ändring", "ändringar")
        yield Block((f"{capitalised(more)} till står i rapporten.",))


def documents(content: ReportContent) -> tuple[Block, ...]:
    """The papers of the matter with their dates."""
    dated = f"daterad {content.report_on.isoformat()}" if content.report_on else "utan datum"
    version = f", version {content.version}" if content.version and content.version > 1 else ""
    return (Block((f"{KIND} {dated}", f"Bilaga 1. {words.heading(content)}{version}"), bulleted=True),)


def usual_sender(board: str) -> str:
    """The förvaltning that a nämnd most often has: "Arbetsmarknadsförvaltningen"; "" for other boards."""
    return f"{board.removesuffix('nämnden')}förvaltningen" if board.endswith("nämnden") else ""


def addressed_to(content: ReportContent) -> str:
    """ "Tjänsteskrivelse till arbetsmarknadsnämnden"; a name that begins with an abbreviation stays as it is."""
    board = content.board
    return f"{KIND} till {board[:1].lower() + board[1:] if board[1:2].islower() else board}"
