"""The report's own words, computed once so that every format prints the same."""

import re
from dataclasses import dataclass

from tracker.domain.aimed_names import aimed
from tracker.domain.counting import Group
from tracker.domain.swedish.words import capitalised, joined, long_date, month_year
from tracker.domain.terms import SETTLED, Meaning
from tracker.reports.blocks import Block, blocks
from tracker.reports.content import KeyFigureContent, LegendEntry, ReportContent, Row
from tracker.reports.figure_tables import together
from tracker.reports.figures import (
    MISSING,
    NO_VALUES,
    has_chart,
    series_of,
    target_text,
    trend_text,
    value_text,
)
from tracker.reports.layout import has_reporting

KIND = "Uppföljningsrapport"
#: What the sender's lines say it is: the tjänsteskrivelse lists the report as its bilaga 1.
ATTACHED = f"{KIND}, bilaga 1"
SUMMARY = "Sammanfattning"
CHANGES = "Ändrat sedan förra uppföljningen"
REPORTING = "Rapportering"
KEY_FIGURES = "Nyckeltal"
DIAGRAM, TABLE = "Diagram", "Tabell"
CONTENTS = "Innehåll"
FULL_TEXT = "Beslutad text"
CAUSE = "Orsak"
REMAINING = "Återstår"
UNCERTAIN = "osäkert år"
UNANSWERED = "Inte besvarad"
UNANSWERED_HERE = "Inte besvarad i den här uppföljningen."
UNANSWERED_DEFINITION = (
    "Den ansvariga har inte svarat i den här uppföljningen. Det säger inget om hur arbetet går."
)
WITHOUT_AREA = "Övrigt"
NOTHING_NEW = "Inget nytt sedan förra uppföljningen."
DRAFT = "utkast"
REASON = "Rättelse"
_NO_YEAR = "inget angivet år"
_ONGOING = "ständigt pågående"

#: An ellipsis, or an abbreviation with a full stop inside it.
_ABBREVIATED = re.compile(r"\.\S*\.$")


@dataclass(frozen=True)
class Narrative:
    """One labelled text of a row."""

    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Captioned:
    """A figure as it stands in this report: its heading, and its caption "Diagram 1. Andel …".

    Diagrams are numbered; a figure without one has `number` None and the lead "Nyckeltal".
    """

    figure: KeyFigureContent
    lead: str
    number: int | None
    text: str

    @property
    def heading(self) -> str:
        """What the figure is called; under a heading with where it is to go."""
        if self.figure.heading:
            return aimed(self.figure.name, self.figure.direction)
        return without_full_stop(self.figure.name)

    @property
    def caption(self) -> str:
        """The whole caption."""
        return f"{self.lead} {self.number}. {self.text}" if self.number else f"{self.lead}. {self.text}"


@dataclass(frozen=True)
class Chapter:
    """A numbered chapter: "1 Sammanfattning". `anchor` is its address in pages and PDF."""

    number: int
    title: str
    anchor: str

    @property
    def heading(self) -> str:
        """The number and the title, as formats print it that do not number by themselves."""
        return f"{self.number} {self.title}"


def chapters(content: ReportContent) -> tuple[Chapter, ...]:
    """The report's chapters in their order; one without content is left out and does not count.

    The rows' sections inside a chapter have the plan's own numbers ("Aktivitet 1a"): a second numbering beside
    those would mislead.
    """
    titles = [(SUMMARY, "sammanfattning")]
    if content.changes is not None:
        titles.append((CHANGES, "andrat"))
    titles.append((overview_heading(content), "sammanstallning"))
    if has_reporting(content):
        titles.append((REPORTING, "rapportering"))
    if figures(content):
        titles.append((KEY_FIGURES, "nyckeltal"))
    return tuple(Chapter(number, title, anchor) for number, (title, anchor) in enumerate(titles, 1))


def heading(content: ReportContent) -> str:
    """The title: "Uppföljning av 26-punktsplan per mars 2022"."""
    return f"{content.report_title} per {month_year(content.as_of)}"


def subtitle(content: ReportContent) -> str:
    """The plan's name, and when it was decided if that is known."""
    decided = f", beslutad den {long_date(content.decided_on)}" if content.decided_on else ""
    return f"{content.plan_title}{decided}."


def head_facts(content: ReportContent) -> tuple[tuple[str, str], ...]:
    """Date, dnr, version and role, in the title block; what is not known says so."""
    return (
        ("Datum", content.report_on.isoformat() if content.report_on else MISSING),
        ("Version", str(content.version) if content.version else DRAFT),
        ("Diarienummer", content.diarienummer or MISSING),
        ("Handläggare", content.handler_title or MISSING),
    )


def footer(content: ReportContent) -> str:
    """What tells a loose page from that of another report or version: "AMN-2022-00099, version 2"."""
    about = content.diarienummer or content.plan_title
    return f"{about}, version {content.version}" if content.version else f"{about}, {DRAFT.upper()}"


def reason_line(content: ReportContent) -> str:
    """Why there is a version after the first, and what is different: "Version 2 är en rättelse …"; "" for the first."""
    if not content.reason or not content.version:
        return ""
    line = f"Version {content.version} är en rättelse av version {content.version - 1}. {content.reason}"
    if not content.corrected:
        return line
    return (
        f"{line if line.endswith(('.', '!', '?')) else f'{line}.'} Ändrat: {joined(list(content.corrected))}."
    )


def legend_lead(content: ReportContent) -> str:
    """What introduces the definitions of the statuses."""
    return f"Statusen för {content.words.row_definite_plural} kommenteras på följande sätt"


def definitions(content: ReportContent) -> tuple[LegendEntry, ...]:
    """The statuses as the plan defines them, and inte besvarad in our own words when some row is not answered."""
    if not content.legend or all(row.meaning is not None for row in content.rows):
        return content.legend
    return (*content.legend, LegendEntry(UNANSWERED, None, UNANSWERED_DEFINITION))


def overview_heading(content: ReportContent) -> str:
    """The heading of the table, with the plan kind's word for its rows."""
    status = " och status" if content.counted else ""
    return f"Sammanställning av {content.words.row_plural}{status}"


def area_heading(content: ReportContent, place: int, area: str) -> str:
    """ "2.1 Personal": the heading of a focus area's part of the table, `place` from 1."""
    chapter = next(each.number for each in chapters(content) if each.anchor == "sammanstallning")
    return f"{chapter}.{place} {area or WITHOUT_AREA}"


def table_caption(content: ReportContent) -> str:
    """The caption of the table of rows."""
    return f"{TABLE} 1. {content.rows_note}"


def reporting_lead(content: ReportContent) -> str:
    """What introduces the rows' texts."""
    return f"Här beskrivs arbetet med varje {content.words.row_singular} och vad det har lett till."


def group_label(content: ReportContent, group: Group) -> str:
    """A group of the count in the plan's words: "Påbörjad, färdig 2022"."""
    labels = {entry.meaning: entry.label for entry in content.legend}
    label = labels.get(group.meaning, UNANSWERED) if group.meaning else UNANSWERED
    if group.meaning is not Meaning.STARTED:
        return label
    if group.ongoing:
        return f"{label}, {_ONGOING}"
    return f"{label}, färdig {group.year}" if group.year else f"{label}, {_NO_YEAR}"


def groups_text(content: ReportContent) -> str:
    """All groups in a line: "18 Färdig, 2 Påbörjad, färdig 2022"; the alternative text of the bar."""
    return "; ".join(f"{group.count} {group_label(content, group)}" for group in content.groups) + "."


def status_label(row: Row) -> str:
    """The printed word, "Inte besvarad" when there is none."""
    return row.label or UNANSWERED


def horizon(row: Row) -> str:
    """ "2023", "Ständigt pågående", or "" for what is settled or not answered."""
    if row.meaning is None or row.meaning in SETTLED:
        return ""
    if row.target_year:
        return str(row.target_year)
    return capitalised(_ONGOING if row.ongoing else _NO_YEAR)


def horizon_note(row: Row) -> str:
    """What is to be said about the year: "tidigare 2022, 2023, osäkert år"; "" for nothing."""
    if not horizon(row):
        return ""
    steps = ", ".join(str(year) for year in row.year_steps)
    notes = (f"tidigare {steps}" if steps else "", UNCERTAIN if row.year_uncertain else "")
    return ", ".join(note for note in notes if note)


def last_known(row: Row) -> str:
    """ "senast Påbörjad, mars 2022" beside a row that is not answered; "" when nothing was ever said."""
    if row.meaning is not None or not row.last_label or not row.last_label_on:
        return ""
    return f"senast {row.last_label}, {month_year(row.last_label_on)}"


def row_heading(content: ReportContent, row: Row) -> str:
    """ "Aktivitet 2. Inrätta heltidsplan …"; of several boards with whose part it is."""
    if content.shared and row.board:
        own = f"{capitalised(content.words.row_singular)} {row.number}, {row.board}. {row.short_text}"
        return without_full_stop(own)
    return without_full_stop(f"{capitalised(content.words.row_singular)} {row.number}. {row.short_text}")


def without_full_stop(text: str) -> str:
    """The text as a heading has it: without the full stop that ends a sentence; that of "m.m." stays."""
    text = text.strip()
    return text if _ABBREVIATED.search(text) else text.removesuffix(".")


def standing_note(row: Row) -> str:
    """From which follow-up a settled status stands, that nothing is new, or that it was corrected; "" for none."""
    if row.corrected_on:
        return f"Rättad {long_date(row.corrected_on)}."
    if row.last_said:
        return f"Status och text står kvar från uppföljningen per {month_year(row.last_said)}."
    return NOTHING_NEW if row.nothing_new else ""


def decided_text(row: Row) -> tuple[Block, ...]:
    """The full text as decided; empty when the heading already says the same."""
    same = " ".join(row.full_text.split()) == " ".join(row.short_text.split())
    return () if same else blocks(row.full_text)


def narratives(row: Row, *, in_table: bool = False) -> tuple[Narrative, ...]:
    """The texts of the row under their labels, empty ones left out; `in_table` tells that the comment stands there."""
    comment = "" if in_table else row.comment
    texts = ((row.comment_heading, comment), (CAUSE, row.cause), (REMAINING, row.remaining_work))
    return tuple(Narrative(label, blocks(text)) for label, text in texts if text.strip())


def figures(content: ReportContent) -> tuple[Captioned, ...]:
    """Every figure once, the plan's first, then the rows'; diagrams are numbered, others are not.

    Those with the same heading stand together, where the first of them would.
    """
    found: list[Captioned] = []
    number = 0
    for figure in together([*content.key_figures, *(f for row in content.rows for f in row.key_figures)]):
        number += has_chart(figure)
        lead, own = (DIAGRAM, number) if has_chart(figure) else (KEY_FIGURES, None)
        found.append(Captioned(figure, lead, own, without_full_stop(caption_text(figure))))
    return tuple(found)


def caption_text(figure: KeyFigureContent) -> str:
    """The figure's caption, with how its values are put together when the caption does not say it."""
    text = figure.caption.rstrip(".")
    if figure.aggregation and figure.aggregation.casefold() not in text.casefold():
        text = f"{text}, {figure.aggregation}"
    return text


def figure_line(figure: KeyFigureContent) -> str:
    """A row's figure in one line: "Andel …: 37 % mars 2020, 69 % mars 2022. Mål 2022: minst 70 %."."""
    known = figure.outcomes
    if not known:
        return f"{figure.name}: {NO_VALUES.lower()}"
    if len(known) > 4 or len(series_of(figure)) > 1:
        text = trend_text(figure)
    else:
        text = ", ".join(f"{value_text(figure, point.value)} {point.label}" for point in known) + "."
    goal = target_text(figure)
    return f"{figure.name}: {text}" + (f" {goal}." if goal else "")
