"""What a mail asks of a board that brings its own rows to a follow-up: to add them, or to say that it has none."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.reminders.texts import MailText, TextKind, filled
from tracker.domain.swedish import words as swedish
from tracker.mail.asking import AskedPlan, Waiting, lead, since, what_next
from tracker.mail.letter import Row, Section
from tracker.mail.words import day, harmless, near_day, shortened


@dataclass(frozen=True)
class AskedBoard:
    """A board without rows, and the page where they are added. The page needs log-in: a link is about one row."""

    name: str
    page: str


@dataclass(frozen=True)
class AskedBoards:
    """One follow-up's part of the mail."""

    plan: AskedPlan
    kind: TextKind
    as_of: date
    answer_by: date
    boards: tuple[AskedBoard, ...]
    waiting: Waiting


def boards(asked: AskedBoards, text: MailText, today: date) -> Section:
    """The boards for which the reader is to add rows, in the words that ask for any answer to the follow-up."""
    plan, names = asked.plan, swedish.joined([harmless(one.name) for one in asked.boards])
    values = {
        **plan.values,
        "månad": swedish.month_year(asked.as_of),
        "antal svar": swedish.counted(len(asked.boards), "svar", "svar", neuter=True),
        "vad som saknas": f"{names} har inte redovisat några {plan.row_plural}",
        "svara senast": day(asked.answer_by, today),
        "när": near_day(asked.answer_by, today),
        "mötet": day(asked.waiting.meeting_on, today) if asked.waiting.meeting_on else "nämndens nästa möte",
    }
    return Section(
        kind=asked.kind,
        plan=harmless(plan.title),
        subject=filled(text.subject, values),
        lead=(*lead(text, values), *since(asked.waiting, today)),
        rows=tuple(_row(one, plan) for one in asked.boards),
        after=tuple(what_next(asked.waiting, today)),
        because=f"svarar för {names} i",
        contact=plan.contact,
        answer_by=asked.answer_by,
    )


def _row(one: AskedBoard, plan: AskedPlan) -> Row:
    return Row(
        name=harmless(one.name),
        headline=shortened(one.name),
        said=f"Lägg till nämndens {plan.row_plural}, eller säg att ni inte har några.",
        note="Sidan kräver att du loggar in.",
        button=f"Lägg till {plan.row_plural}",
        link=one.page,
    )
