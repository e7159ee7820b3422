"""What a mail tells managers and coordinators: who has not answered, who else should, what did not arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.domain.reminders.texts import MailText, TextKind, filled, paragraphs
from tracker.domain.swedish import words as swedish
from tracker.mail.asking import AskedPlan
from tracker.mail.letter import Page, Row, Section
from tracker.mail.words import day, harmless, headline, quoted_whole, shortened

#: So many rows of a list are told; a page shows the others. A restored backup may bring thousands at once.
LONGEST = 50


@dataclass(frozen=True)
class SilentRow:
    """One activity without an answer after the last reminder, and who was asked; None: nobody could be.

    Whether a link was opened is not told: a mail filter may have, and it is nobody's manager's business.
    """

    number: str
    text: str
    asked_title: str | None
    asked_address: str | None
    last_on: date | None
    #: When the one who was asked answered that somebody else is responsible, if that still waits.
    declined_on: date | None
    #: Whose share it is, where several boards answer for the plan's rows; "" otherwise.
    board: str = ""


@dataclass(frozen=True)
class Silence:
    """The list of one follow-up."""

    plan: AskedPlan
    as_of: date
    answer_by: date
    meeting_on: date | None
    rows: tuple[SilentRow, ...]
    #: The follow-up's page for a reader who coordinates the plan; managers have none.
    page: str | None
    #: The plan's own page, for a manager who may read it.
    plan_page: str | None = None
    #: Boards that were to bring rows of their own and have said nothing: "Kulturnämnden har inte svarat."
    boards: str = ""


@dataclass(frozen=True)
class HandedOver:
    """An owner has handed an activity over, or says that somebody else answers (`to_title` None)."""

    number: str
    text: str
    from_title: str
    to_title: str | None
    comment: str
    page: str


@dataclass(frozen=True)
class Undelivered:
    """A mail that did not leave, or may not have arrived."""

    title: str
    address: str
    covers: str
    uncertain: bool
    reply: str
    #: Nothing more is sent to the address.
    given_up: bool
    page: str


def silence(missing: Silence, text: MailText, today: date) -> Section:
    """The list of those who have not answered."""
    plan = missing.plan
    values = {
        **plan.values,
        "månad": swedish.month_year(missing.as_of),
        "antal svar": swedish.counted(len(missing.rows), "svar", "svar", neuter=True),
        "svara senast": day(missing.answer_by, today),
        "mötet": day(missing.meeting_on, today) if missing.meeting_on else "nämndens nästa möte",
    }
    return Section(
        kind=TextKind.LIST,
        plan=harmless(plan.title),
        subject=filled(text.subject, values),
        lead=(*_lead(text, values), *([harmless(missing.boards)] if missing.boards else [])),
        rows=tuple(_silent_row(row, today, own=missing.page is not None) for row in missing.rows[:LONGEST]),
        after=("Den här listan kommer en gång i varje uppföljning.",),
        because="samordnar" if missing.page else "är chef för någon som ansvarar i",
        contact=None if missing.page else plan.contact,
        left_out=_left_out(missing.rows),
        more=_more(_left_out(missing.rows), neuter=plan.neuter),
        page=_page_of(missing),
    )


def hand_overs(
    plan: AskedPlan, rows: Sequence[HandedOver], text: MailText, *, page: str | None = None
) -> Section:
    """Who has handed over, and which activities somebody must be chosen for: these first.

    `page` is where the reader sees those that the mail has no room for.
    """
    values = {**plan.values, "antal": plan.counted(len(rows))}
    ordered = sorted(rows, key=lambda row: row.to_title is not None)
    return Section(
        kind=TextKind.HANDOVER,
        plan=harmless(plan.title),
        subject=filled(text.subject, values),
        lead=_lead(text, values),
        rows=tuple(_handed_over(row, plan) for row in ordered[:LONGEST]),
        because="samordnar",
        left_out=_left_out(rows),
        more=_more(_left_out(rows), neuter=plan.neuter),
        page=_page_of_all(len(rows), page, plan.row_plural),
    )


def deliveries(
    plan: AskedPlan, rows: Sequence[Undelivered], text: MailText, *, page: str | None = None
) -> Section:
    """Mails that somebody has to look at; `page` shows those that this one has no room for."""
    values = {**plan.values, "antal mejl": swedish.counted(len(rows), "mejl", "mejl", neuter=True)}
    return Section(
        kind=TextKind.DELIVERY,
        plan=harmless(plan.title),
        subject=filled(text.subject, values),
        lead=_lead(text, values),
        rows=tuple(_undelivered(row) for row in rows[:LONGEST]),
        because="samordnar",
        left_out=_left_out(rows),
        more=_more(_left_out(rows), neuter=True),
        page=_page_of_all(len(rows), page, "utskicken"),
    )


def _left_out(rows: Sequence[object]) -> int:
    return max(0, len(rows) - LONGEST)


def _more(rest: int, *, neuter: bool) -> str:
    """och 1 950 till."""
    if not rest:
        return ""
    digits = swedish.decimal_comma(Decimal(rest), 0)
    return f"och {swedish.number_word(rest, neuter=neuter) if rest <= 12 else digits} till."


def _page_of_all(count: int, address: str | None, name: str) -> Page | None:
    return Page(address, "Se alla", name) if address and count > LONGEST else None


def _page_of(missing: Silence) -> Page | None:
    if missing.page:
        words = "Se alla" if len(missing.rows) > LONGEST else "Se hela uppföljningen"
        return Page(missing.page, words, "uppföljningen")
    return Page(missing.plan_page, "Se planen", "planens sida") if missing.plan_page else None


def _lead(text: MailText, values: dict[str, str]) -> tuple[str, ...]:
    return tuple(harmless(paragraph) for paragraph in paragraphs(filled(text.text, values)))


def _silent_row(row: SilentRow, today: date, *, own: bool) -> Row:
    """`own`: the reader coordinates the plan, and chooses who is asked."""
    if row.asked_title is None:
        said, note = "Ingen går att fråga.", "Välj en ansvarig med en adress som fungerar."
    else:
        said = f"{shortened(row.asked_title)} ({row.asked_address})"
        note = (
            f"Fick senast ett mejl {day(row.last_on, today)}." if row.last_on else "Har inte fått något mejl."
        )
        if row.declined_on:
            who = "Välj vem." if own else "Samordnaren väljer vem."
            note = f"Har svarat att någon annan ansvarar. {who} Beskedet kom {day(row.declined_on, today)}."
    name = headline(row.number, row.text, row.board)
    return Row(name=harmless(row.number), headline=name, said=said, note=note)


def _handed_over(row: HandedOver, plan: AskedPlan) -> Row:
    if row.to_title is None:
        said = f"{shortened(row.from_title)} har svarat att någon annan ansvarar."
        note = f"Välj vem som ansvarar för {plan.row_singular} {harmless(row.number)}, så går mejlen dit."
        button = f"Välj ansvarig för {plan.row_singular} {harmless(row.number)}"
    else:
        said = f"{shortened(row.from_title)} har lämnat över till {shortened(row.to_title)}."
        note = "Du behöver inte göra något. Stämmer det inte väljer du en annan ansvarig."
        button = f"Se vem som ansvarar för {plan.row_singular} {harmless(row.number)}"
    return Row(
        name=harmless(row.number),
        headline=headline(row.number, row.text),
        said=said,
        quote=quoted_whole(row.comment),
        note=note,
        button=button,
        link=row.page,
    )


def _undelivered(row: Undelivered) -> Row:
    said = "Det är oklart om mejlet kom fram." if row.uncertain else "Mejlet gick inte att skicka."
    note = f"Det gällde {harmless(row.covers)}."
    if row.reply:
        note += f" Mejlservern svarade: {shortened(row.reply).rstrip('.')}."
    if row.given_up:
        note += " Adressen har inte tagit emot mejl flera gånger, så inga fler skickas dit."
    return Row(
        name=shortened(row.title),
        headline=f"{shortened(row.title)} ({row.address})",
        said=said,
        note=note,
        button="Se utskicket",
        link=row.page,
    )
