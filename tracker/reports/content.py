"""The report as plain data: every format prints these words, rows and numbers, and a freeze keeps them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.preconf.json import JsonConverter, make_converter

from tracker.domain.counting import Group
from tracker.domain.terms import ChangeKind, Direction, Gender, Meaning, Measure


@dataclass(frozen=True)
class Words:
    """What the plan's kind calls its rows and columns."""

    row_singular: str
    row_singular_definite: str
    row_plural: str
    row_definite_plural: str
    number_heading: str
    text_heading: str
    status_heading: str
    target_heading: str
    # With defaults: versions frozen before these came are still read.
    comment_heading: str = ""
    #: What the parts of the table by focus area are called, such as "Målområde"; "" when rows are not grouped.
    focus_heading: str = ""


@dataclass(frozen=True)
class Column:
    """A column that only this kind of plan has, with its heading as the table prints it."""

    key: str
    heading: str
    #: Of what was decided, not of the answer.
    decided: bool
    before_text: bool = False


@dataclass(frozen=True)
class LegendEntry:
    """One status with its public definition; without a meaning it explains inte besvarad."""

    label: str
    meaning: Meaning | None
    definition: str


@dataclass(frozen=True)
class Point:
    """One value of a key figure. None is a missing value, never 0. `series` names the place."""

    label: str
    period_start: date
    period_end: date
    measure: Measure
    gender: Gender
    value: Decimal | None
    series: str = ""
    source: str = ""
    # With a default: versions frozen before it came are still read.
    #: The heading of its column as a document prints it, when `label` is not that: "Utfall År 2021" beside "2021".
    printed: str = ""


@dataclass(frozen=True)
class KeyFigureContent:
    """A key figure with its values in time order, place after place; the newest revision of each only.

    `trend` is what was written about it in this follow-up; "" when nothing was.
    """

    slug: str
    name: str
    unit: str
    unit_short: str
    decimals: int
    direction: Direction
    caption: str
    trend: str
    aggregation: str
    source: str
    is_goal: bool
    points: tuple[Point, ...] = ()
    # With defaults: versions frozen before these came are still read.
    #: `points` are then means of so many months, and `monthly` has the outcomes as they were told.
    mean_months: int | None = None
    monthly: tuple[Point, ...] = ()
    #: Figures with the same heading are one table; "" stands alone.
    heading: str = ""
    focus_area: str = ""
    #: The series of the own municipality, beside those of others; "" when there is none.
    own_place: str = ""

    @property
    def told(self) -> tuple[Point, ...]:
        """The values as they were told, also when means of them are shown."""
        if self.mean_months is None:
            return self.points
        return (*self.monthly, *(p for p in self.points if p.measure is not Measure.OUTCOME))

    @property
    def outcomes(self) -> list[Point]:
        """The known outcomes, place after place, oldest first."""
        return [p for p in self.points if p.measure is Measure.OUTCOME and p.value is not None]

    @property
    def target(self) -> Point | None:
        """The newest target, if any; of several places the first one's."""
        targets = [p for p in self.points if p.measure is Measure.TARGET and p.value is not None]
        return max(targets, key=lambda p: p.period_end, default=None)


@dataclass(frozen=True)
class Row:
    """One row of the table: an activity or a part, with its status as of the follow-up.

    `meaning` None is inte besvarad; then the texts are empty, and `last_label` and `last_label_on` tell the
    last status that is known and when it was given. `last_said` is the as_of of an earlier follow-up from
    which a settled status stands (rule 6), shown beside it. `earlier_years` are all that were given before
    this one, oldest first; `previous_target_year` is the one just before. `added_on` is the day on which the
    row came to a plan that was decided without it.
    """

    activity_id: int
    number: str
    parent: str | None
    short_text: str
    full_text: str
    meaning: Meaning | None
    label: str | None
    target_year: int | None
    ongoing: bool
    previous_target_year: int | None
    year_uncertain: bool
    comment_heading: str
    comment: str
    cause: str
    remaining_work: str
    owner_title: str | None
    said_by: str | None
    said_on: date | None
    last_said: date | None
    nothing_new: bool
    key_figures: tuple[KeyFigureContent, ...] = ()
    # With defaults: versions frozen before these came are still read.
    earlier_years: tuple[int, ...] = ()
    last_label: str | None = None
    last_label_on: date | None = None
    added_on: date | None = None
    # How the row stood in the follow-up that this one is compared with, when it was another status.
    changed_from: str | None = None
    changed_from_meaning: Meaning | None = None
    # The day on which a rättelse changed the row.
    corrected_on: date | None = None
    # Who answers for the row, also when its activity has been divided or shared since.
    responsibility_id: int | None = None
    # The board that answers; "" when the plan's own does.
    board: str = ""
    board_slug: str = ""
    lead: bool = False
    focus_area: str = ""
    # What the columns of the plan's kind hold, by the column's key; an empty one is left out.
    field_values: dict[str, str] = field(default_factory=dict)
    # What the council has decided, in words: "Förklarades fullgjort den 24 februari 2022, § 45".
    council: str = ""
    fulfilled: bool = False

    @property
    def year_steps(self) -> tuple[int, ...]:
        """The years to strike through before the one that holds now; an older version knows the last one only."""
        if self.earlier_years or self.previous_target_year in (None, self.target_year):
            return self.earlier_years
        assert self.previous_target_year is not None
        return (self.previous_target_year,)


@dataclass(frozen=True)
class ChangeLine:
    """One thing that is different: of a row, or of a key figure (then `number` is "").

    `text` is the row's short text or the figure's name; `old` and `new` stood before and stand now, "" for
    nothing to show. `struck` tells that the old no longer holds, as a year that has moved.
    """

    kind: ChangeKind
    number: str
    text: str
    sentence: str
    old: str = ""
    new: str = ""
    struck: bool = False
    uncertain: bool = False
    # With a default: versions frozen before it came are still read. The board, where several answer for the row.
    board: str = ""


@dataclass(frozen=True)
class Changes:
    """What is different since the follow-up as of `since`; None when none before it is known.

    `note` says what cannot be known.
    """

    since: date | None
    lines: tuple[ChangeLine, ...]
    note: str = ""


@dataclass(frozen=True)
class ReportContent:
    """A whole uppföljningsrapport. Empty texts and None are what is not known: nothing is invented."""

    organisation: str
    board: str
    plan_slug: str
    plan_title: str
    plan_short_title: str
    report_title: str
    words: Words
    goal: str
    finish_by: int | None
    decided_on: date | None
    plan_diarienummer: str | None
    as_of: date
    report_on: date | None
    meeting_on: date | None
    diarienummer: str | None
    version: int | None
    handler_title: str | None
    introduction: str
    summary: str
    sentence: str
    rows_note: str
    activity_count: int
    asked: int
    answered: int
    groups: tuple[Group, ...]
    legend: tuple[LegendEntry, ...]
    rows: tuple[Row, ...]
    key_figures: tuple[KeyFigureContent, ...] = field(default=())
    # With defaults: versions frozen before these came are still read.
    changes: Changes | None = None
    reason: str = ""
    # What a rättelse made different, in words: "aktivitet 10", "sammanfattningen".
    corrected: tuple[str, ...] = ()
    # The columns that the plan's kind has of its own, in their order.
    columns: tuple[Column, ...] = ()
    # Whether statuses are counted; a kind without statuses tells only what is answered.
    counted: bool = True
    # Whether the rows' numbers are shown, and whether the rows are answered by several boards.
    numbered: bool = True
    shared: bool = False
    # Where boards bring the rows: which of them have none and which are silent; ends the sentence.
    boards_note: str = ""

    def row(self, number: str) -> Row | None:
        """The row with that number, if any."""
        return next((row for row in self.rows if row.number == number), None)

    @property
    def goal_figure(self) -> KeyFigureContent | None:
        """The key figure that measures the plan's goal, if any."""
        return next((figure for figure in self.key_figures if figure.is_goal), None)


@cache
def _converter() -> JsonConverter:
    converter = make_converter()
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    # Left out when they say nothing: what has none of it has the same bytes as before they came.
    said = override(omit_if_default=True)
    point = make_dict_unstructure_fn(Point, converter, printed=said)
    converter.register_unstructure_hook(Point, point)
    figure = make_dict_unstructure_fn(KeyFigureContent, converter, heading=said, focus_area=said)
    converter.register_unstructure_hook(KeyFigureContent, figure)
    line = make_dict_unstructure_fn(ChangeLine, converter, board=said)
    converter.register_unstructure_hook(ChangeLine, line)
    content = make_dict_unstructure_fn(ReportContent, converter, boards_note=said)
    converter.register_unstructure_hook(ReportContent, content)
    return converter


def to_json(content: ReportContent) -> str:
    """The content as JSON, the same bytes for the same content."""
    return _converter().dumps(content, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> ReportContent:
    """The content that `to_json` wrote."""
    return _converter().loads(text, ReportContent)


@lru_cache(maxsize=64)
def frozen_content(sha256: str, text: str) -> ReportContent:
    """The content of a frozen version; it never changes, so each is read from JSON once a process."""
    return from_json(text)
