"""What every reader makes of a file: plain rows with the words as they were written, and what could not be read."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.terms import Direction


class FileRefused(Exception):
    """The file is not taken; the message is a Swedish sentence that says why and what to do.

    `why` is a short English code, such as too-large, macros, encrypted or no-rows.
    """

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True)
class ImportedRow:
    """One activity or part. `status` is as it was written ("Klar", "Pågående."), "" when nothing was.

    `where` tells a person where it stood: "tabell 1, rad 3". None as a text is what the file does not speak of
    and leaves alone; "" is an empty cell. `earlier_years` are the years printed as earlier, oldest first.
    """

    number: str
    where: str
    short_text: str | None = None
    full_text: str | None = None
    parent: str | None = None
    status: str | None = None
    target_year: int | None = None
    ongoing: bool = False
    earlier_years: tuple[int, ...] = ()
    year_uncertain: bool = False
    comment: str | None = None
    cause: str | None = None
    remaining_work: str | None = None
    #: The board that answers, by its name; None when the file names none.
    board: str | None = None
    focus_area: str | None = None
    #: What the columns of the plan's kind hold, by key; those that the file does not have are left out.
    field_values: dict[str, str] | None = None


@dataclass(frozen=True)
class ImportedHead:
    """The head of the follow-up; None is what the file does not tell."""

    organisation: str | None = None
    board: str | None = None
    plan_slug: str | None = None
    plan_title: str | None = None
    plan_short_title: str | None = None
    report_title: str | None = None
    goal: str | None = None
    finish_by: int | None = None
    decided_on: date | None = None
    plan_diarienummer: str | None = None
    as_of: date | None = None
    report_on: date | None = None
    meeting_on: date | None = None
    diarienummer: str | None = None
    introduction: str | None = None
    summary: str | None = None


@dataclass(frozen=True)
class Unreadable:
    """Something that could not be read: where it stands, what it says, and what to do, in Swedish."""

    where: str
    text: str
    why: str


@dataclass(frozen=True)
class ImportedValue:
    """One value of a key figure, every field as it was written; "" is what the file does not tell.

    `start` and `end` are ISO days. `is_number` tells a number cell, whose decimals may be more than anybody sees,
    from a typed text; `percent` one that is shown a hundred times larger. `why` says in Swedish why the cell cannot
    be read.
    """

    where: str
    figure: str
    period: str
    value: str
    start: str = ""
    end: str = ""
    measure: str = ""
    gender: str = ""
    place: str = ""
    unit: str = ""
    source: str = ""
    is_number: bool = False
    percent: bool = False
    why: str = ""


@dataclass(frozen=True)
class ImportedFigure:
    """What a file says of a key figure beside its values; "" is what it does not tell."""

    name: str
    heading: str = ""
    focus_area: str = ""
    direction: Direction = Direction.NONE
    unit: str = ""
    unit_short: str = ""


@dataclass(frozen=True)
class MatchedColumn:
    """A column of the file and what it was taken for ("" for nothing): shown before anything is written."""

    heading: str
    taken_for: str


@dataclass(frozen=True)
class ImportedReport:
    """All that was read out of one file. `format` is docx, pdf, xlsx, csv, json or text."""

    format: str
    head: ImportedHead
    rows: tuple[ImportedRow, ...]
    unreadable: tuple[Unreadable, ...] = ()
    columns: tuple[MatchedColumn, ...] = ()
    notes: tuple[str, ...] = ()
    #: The slug of the kind of plan whose columns the file has; "" for the usual ones.
    kind: str = ""


@dataclass(frozen=True)
class ImportedValues:
    """The values of key figures in one file, and what it says of the figures. `format` is xlsx, csv or text."""

    format: str
    values: tuple[ImportedValue, ...]
    columns: tuple[MatchedColumn, ...] = ()
    notes: tuple[str, ...] = ()
    figures: tuple[ImportedFigure, ...] = ()
