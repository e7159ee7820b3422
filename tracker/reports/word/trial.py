"""A template tried before it is taken: a report and a tjänsteskrivelse with one of everything, written into it."""

import gc
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from io import BytesIO

import docx

from tracker.domain.counting import Numbered, State, count
from tracker.domain.terms import ChangeKind, Direction, Gender, Meaning, Measure
from tracker.reports.content import (
    ChangeLine,
    Changes,
    KeyFigureContent,
    LegendEntry,
    Point,
    ReportContent,
    Row,
    Words,
)
from tracker.reports.docx import report_docx
from tracker.reports.tjansteskrivelse import OwnTexts
from tracker.reports.word import parts
from tracker.reports.word.template import opened
from tracker.reports.word.tjansteskrivelse import tjansteskrivelse_docx

_DAY = date(2022, 3, 31)
_TEXT = "Prov\n\n• punkt\n• punkt"
#: One dot. Drawing a real diagram takes more memory than a file from outside may; putting one in is what is tried.
_PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def try_template(template: bytes) -> None:
    """Writes both documents and a picture into the template and reads them again; raises whatever goes wrong."""
    for made in _documents(template):
        if not docx.Document(BytesIO(made)).paragraphs:
            raise ValueError("nothing was written")
        # The library's documents refer to themselves: several with large pictures need not be kept at once.
        gc.collect()
    parts.add_picture(opened(template), _PICTURE, 15.0, "Prov", name="Prov")


def _documents(template: bytes) -> Iterator[bytes]:
    content = _content()
    yield report_docx(content, template)
    texts = OwnTexts(**{field.name: _TEXT for field in fields(OwnTexts)})
    yield tjansteskrivelse_docx(content, texts, template)


def _content() -> ReportContent:
    meanings = (*Meaning, None)
    rows = tuple(_row(str(number), meaning) for number, meaning in enumerate(meanings, 1))
    states = (Numbered(row.number, State(row.meaning, row.target_year)) for row in rows)
    changed = ChangeLine(ChangeKind.YEAR, "1", "Prov", "Prov.", "2022", "2023", struck=True, uncertain=True)
    return ReportContent(
        organisation="Prov", board="Prov", plan_slug="prov", plan_title="Prov", plan_short_title="Prov",
        report_title="Prov", words=Words(*["prov"] * len(fields(Words))), goal=_TEXT, finish_by=2022,
        decided_on=_DAY, plan_diarienummer="P-2022-1", as_of=_DAY, report_on=_DAY, meeting_on=_DAY,
        diarienummer="P-2022-2", version=2, handler_title="Prov", introduction=_TEXT, summary=_TEXT,
        sentence="Prov.", rows_note="Prov.", activity_count=len(rows), asked=len(rows), answered=len(rows) - 1,
        groups=tuple(count(states)), legend=tuple(LegendEntry("Prov", meaning, "Prov.") for meaning in meanings),
        rows=rows, key_figures=(_figure(),), changes=Changes(_DAY, (changed,), note="Prov."), reason="Prov",
        corrected=("aktivitet 1",),
    )  # fmt: skip


def _row(number: str, meaning: Meaning | None) -> Row:
    return Row(
        activity_id=0, number=number, parent=None, short_text="Prov", full_text=_TEXT, meaning=meaning,
        label="Prov" if meaning else None, target_year=2023, ongoing=False, previous_target_year=2022,
        year_uncertain=True, comment_heading="Prov", comment=_TEXT, cause=_TEXT, remaining_work=_TEXT,
        owner_title="Prov", said_by="Prov", said_on=_DAY, last_said=_DAY, nothing_new=False,
        key_figures=(_figure(),), last_label="Prov", last_label_on=_DAY, changed_from="Prov",
        changed_from_meaning=Meaning.STARTED, corrected_on=_DAY,
    )  # fmt: skip


def _figure() -> KeyFigureContent:
    """A key figure with too few outcomes for a diagram."""
    outcome = Point(
        "2022", date(2022, 1, 1), _DAY, Measure.OUTCOME, Gender.TOTAL, Decimal("1.5"), source="Prov"
    )
    return KeyFigureContent(
        slug="prov", name="Prov", unit="procent", unit_short="%", decimals=1, direction=Direction.DOWN,
        caption="Prov", trend=_TEXT, aggregation="Prov", source="Prov", is_goal=True, points=(outcome,),
    )  # fmt: skip
