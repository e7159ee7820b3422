"""What a mail asks its reader for: answers, reviews, uppdrag and values, one section per kind and plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.reminders.texts import MailText, TextKind, filled, paragraphs
from tracker.domain.swedish import words as swedish
from tracker.domain.swedish.period import spoken_period
from tracker.mail.letter import Contact, Page, Row, Section
from tracker.mail.words import Previous, day, harmless, headline, last_answer, near_day, quoted, shortened


@dataclass(frozen=True)
class AskedPlan:
    """What a section says of its plan. The words are those of the plan's kind: aktivitet, uppdrag."""

    title: str
    board: str
    row_singular: str
    row_plural: str
    #: "aktiviteten", "uppdraget".
    row_definite: str
    #: "ett uppdrag", but "en aktivitet".
    neuter: bool
    contact: Contact | None

    @property
    def values(self) -> dict[str, str]:
        """The fields that every text has."""
        return {"nämnd": harmless(self.board), "plan": harmless(self.title)}

    def counted(self, count: int) -> str:
        """tre aktiviteter, ett uppdrag."""
        return swedish.counted(count, self.row_singular, self.row_plural, neuter=self.neuter)


@dataclass(frozen=True)
class TakenOver:
    """That the reader has got an activity from somebody, and when."""

    from_title: str
    on: date


@dataclass(frozen=True)
class AskedRow:
    """One activity that waits for the reader. `link` is its place in the text, see `wire.link_place`."""

    number: str
    text: str
    link: str
    previous: Previous | None
    #: Whether "Inget nytt sedan sist" will be offered; otherwise last time's year may have passed.
    nothing_new: bool
    as_deputy: bool
    #: An uppdrag's own date.
    answer_by: date | None = None
    #: How the reader came by it, when no mail has told yet.
    taken_over: TakenOver | None = None
    #: Whose share it is, where the reader answers for several boards; "" otherwise.
    board: str = ""

    @property
    def named(self) -> str:
        """The number, with the board where that tells rows apart: "8, Kulturnämnden"."""
        return f"{self.number}, {self.board}" if self.board else self.number


@dataclass(frozen=True)
class Waiting:
    """Since when a follow-up waits for the reader, and what happens next."""

    opened_on: date
    last_on: date | None
    #: The next time that the reader is reminded, and when others are told; None: never.
    next_on: date | None
    list_on: date | None
    #: Who gets the list: "din chef", "samordnaren".
    list_to: str
    papers_by: date | None
    meeting_on: date | None


@dataclass(frozen=True)
class Asked:
    """One follow-up's part of the mail."""

    plan: AskedPlan
    kind: TextKind
    as_of: date
    answer_by: date
    rows: tuple[AskedRow, ...]
    waiting: Waiting
    #: Where all of them are answered at once, after logging in, if there is such a page.
    page: str | None = None


def answers(asked: Asked, text: MailText, today: date) -> Section:
    """The rows of an open follow-up that wait for the reader's answer."""
    plan, count = asked.plan, len(asked.rows)
    values = {
        **plan.values,
        "månad": swedish.month_year(asked.as_of),
        "antal svar": swedish.counted(count, "svar", "svar", neuter=True),
        "vad som saknas": _missing(asked),
        "svara senast": day(asked.answer_by, today),
        "när": near_day(asked.answer_by, today),
        "mötet": day(asked.waiting.meeting_on, today) if asked.waiting.meeting_on else "nämndens nästa möte",
    }
    return Section(
        kind=asked.kind,
        plan=harmless(plan.title),
        subject=filled(text.subject, values),
        lead=(*lead(text, values), *since(asked.waiting, today)),
        rows=tuple(
            _asked_row(row, plan, today, f"Svara om {plan.row_singular} {row.named}") for row in asked.rows
        ),
        after=tuple(what_next(asked.waiting, today)),
        because=f"är {_capacity(asked.rows)} i",
        contact=plan.contact,
        answer_by=asked.answer_by,
        nothing_new=any(row.nothing_new for row in asked.rows),
        personal=True,
        page=Page(asked.page, "Logga in och svara på alla på en sida", "alla på en sida")
        if asked.page
        else None,
    )


def reviews(
    plan: AskedPlan, rows: Sequence[AskedRow], text: MailText, today: date, *, next_on: date | None
) -> Section:
    """What is ständigt pågående and has not been looked at for a year."""
    then = day(next_on, today) if next_on else "om ungefär ett år"
    values = {**plan.values, "antal": plan.counted(len(rows))}
    return Section(
        kind=TextKind.REVIEW,
        plan=harmless(plan.title),
        subject=filled(text.subject, values),
        lead=lead(text, values),
        rows=tuple(_asked_row(row, plan, today, f"Se över {plan.row_singular} {row.named}") for row in rows),
        after=(f"Nästa påminnelse kommer {then}, om ingen har sett över det här då.",),
        because=f"är {_capacity(rows)} i",
        contact=plan.contact,
        nothing_new=any(row.nothing_new for row in rows),
        personal=True,
    )


def assignments(
    plan: AskedPlan, rows: Sequence[AskedRow], text: MailText, today: date, *, next_on: date | None
) -> Section:
    """Uppdrag whose own answer-by date is near."""
    nearest = day(min(row.answer_by for row in rows if row.answer_by), today)
    values = {
        **plan.values,
        "antal": plan.counted(len(rows)),
        "senast": nearest,
        "vilket datum": f"det är {nearest}" if len(rows) == 1 else f"det närmaste är {nearest}",
    }
    return Section(
        kind=TextKind.ASSIGNMENT,
        plan=harmless(plan.title),
        subject=filled(text.subject, values),
        lead=lead(text, values),
        rows=tuple(_asked_row(row, plan, today, f"Svara om {plan.row_singular} {row.named}") for row in rows),
        after=(_another(next_on, "svar", today),),
        because=f"är {_capacity(rows)} i",
        contact=plan.contact,
        personal=True,
    )


@dataclass(frozen=True)
class MissingValue:
    """A nyckeltal without the value of a period; `link` is a place when it is answered without log-in."""

    name: str
    period: str
    due_on: date
    #: The newest value that is known, in words: "62 procent, februari 2022".
    newest: str
    link: str


def values(
    plan: AskedPlan,
    missing: Sequence[MissingValue],
    text: MailText,
    today: date,
    *,
    owner: bool,
    next_on: date | None,
) -> Section:
    """Values that are due. `owner`: the reader answers for the activity, and needs no log-in."""
    filling = {
        **plan.values,
        "antal värden": swedish.counted(len(missing), "värde", "värden", neuter=True),
        "vilken period": "en period som är slut" if len(missing) == 1 else "perioder som är slut",
    }
    return Section(
        kind=TextKind.VALUE,
        plan=harmless(plan.title),
        subject=filled(text.subject, filling),
        lead=lead(text, filling),
        rows=tuple(
            Row(
                name=shortened(one.name),
                headline=shortened(one.name),
                said=f"Värdet för {spoken_period(one.period)} saknas sedan {day(one.due_on, today)}.",
                note=f"Senaste värdet: {harmless(one.newest)}." if one.newest else "Inget värde finns än.",
                button="Fyll i värdet",
                link=one.link,
            )
            for one in missing
        ),
        after=(_another(next_on, "värdet" if len(missing) == 1 else "värden", today),),
        because="är ansvarig i" if owner else "samordnar",
        contact=plan.contact if owner else None,
        personal=owner,
    )


def lead(text: MailText, values: dict[str, str]) -> tuple[str, ...]:
    """The plan's text, filled in, by paragraph."""
    return tuple(harmless(paragraph) for paragraph in paragraphs(filled(text.text, values)))


def _asked_row(row: AskedRow, plan: AskedPlan, today: date, button: str) -> Row:
    previous = row.previous
    notes = [_taken_over(row.taken_over, plan, today)] if row.taken_over else []
    if row.answer_by:
        verb = "Skulle" if row.answer_by < today else "Ska"
        notes.append(f"{verb} vara klart senast {day(row.answer_by, today)}.")
    elif previous and not row.nothing_new and previous.target_year and not previous.ongoing:
        notes.append("Året har passerat. Skriv ett nytt när du svarar.")
    return Row(
        name=harmless(row.named),
        headline=headline(row.number, row.text, row.board),
        said=harmless(last_answer(previous, today)) if previous else "Det finns inget tidigare svar.",
        quote=quoted(previous.comment) if previous else "",
        note=" ".join(notes),
        button=harmless(button),
        link=row.link,
    )


def _taken_over(taken: TakenOver, plan: AskedPlan, today: date) -> str:
    when = swedish.day_and_month(taken.on)
    if taken.on.year != today.year:
        when = swedish.long_date(taken.on)
    return f"{shortened(taken.from_title)} lämnade över {plan.row_definite} till dig {when}."


def _missing(asked: Asked) -> str:
    plan = asked.plan
    if len(asked.rows) == 1:
        return f"{plan.row_singular} {harmless(asked.rows[0].number)} saknar svar"
    return f"{swedish.number_word(len(asked.rows))} av dina {plan.row_plural} saknar svar"


def since(waiting: Waiting, today: date) -> Iterator[str]:
    """Since when it waits, unless it opens today."""
    if waiting.opened_on >= today and waiting.last_on is None:
        return
    opened = f"Uppföljningen öppnade {day(waiting.opened_on, today)}"
    if waiting.last_on == waiting.opened_on:
        yield f"{opened}, och då fick du det förra mejlet om den."
    elif waiting.last_on is not None and waiting.last_on < today:
        yield f"{opened}, och du fick senast ett mejl om den {day(waiting.last_on, today)}."
    else:
        yield f"{opened}."


def what_next(waiting: Waiting, today: date) -> Iterator[str]:
    """What happens next: the next mail, who else is told, and where the answers go."""
    found = [_another(waiting.next_on, "svar", today)]
    if waiting.list_on is not None and waiting.list_on > today:
        found.append(f"Saknas svar {day(waiting.list_on, today)} får {waiting.list_to} en lista.")
    if waiting.papers_by is not None and waiting.papers_by >= today:
        found.append(f"Handlingarna till nämndens möte lämnas {day(waiting.papers_by, today)}.")
    elif waiting.meeting_on is not None and waiting.meeting_on >= today:
        found.append(f"Svaren går till nämndens möte {day(waiting.meeting_on, today)}.")
    yield " ".join(found)


def _another(next_on: date | None, what: str, today: date) -> str:
    """When the next mail about it comes by itself."""
    if next_on is None:
        return "Fler påminnelser om det här kommer inte av sig själva."
    return f"Nästa påminnelse kommer {day(next_on, today)}, om {what} saknas då."


def _capacity(rows: Sequence[AskedRow]) -> str:
    deputy = [row.as_deputy for row in rows]
    if not any(deputy):
        return "ansvarig"
    return "ersättare" if all(deputy) else "ansvarig och ersättare"
