"""The cockpit's rows in words: who has not answered, what is worth a look, what is ready for the report."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from flask import url_for

from tracker.domain.calendar import local_date
from tracker.domain.swedish.words import day_and_month, month_year
from tracker.domain.terms import Meaning, MessageState
from tracker.mail.words import shortened
from tracker.models import FollowUp, StatusUpdate
from tracker.queries.coordination.ready import Marks, is_ready, marked_before, rests
from tracker.queries.coordination.worth_a_look import Finding, Worth
from tracker.queries.plans.standing import StandingRow
from tracker.queries.reminders.said import LastReminder
from tracker.services.reminders.recipient import recipient

_WAITING = frozenset({MessageState.PENDING, MessageState.CLAIMED, MessageState.HANDING})


@dataclass(frozen=True)
class MissingLine:
    """A row that owes an answer."""

    id: int
    number: str
    #: The board whose share it is, where several answer for the plan's rows; else "".
    board: str
    #: What it is called inside a sentence: "aktivitet 8", "uppdrag 8, Kulturnämnden".
    name: str
    text: str
    responsible: str
    reminded: str
    opened: str
    owners_url: str
    has_owner: bool


@dataclass(frozen=True)
class WorthLine:
    """Something worth a look: what it is, what can be done, and where."""

    number: str
    #: The board whose share it is, where several answer for the plan's rows; else "".
    board: str
    #: What it is called inside a sentence: "aktivitet 8", "uppdrag 8, Kulturnämnden".
    name: str
    text: str
    advice: str
    link_text: str
    href: str


@dataclass(frozen=True)
class ReportLine:
    """A row as it stands for the report."""

    id: int
    number: str
    #: The board whose share it is, where several answer for the plan's rows; else "".
    board: str
    #: What it is called inside a sentence: "aktivitet 8", "uppdrag 8, Kulturnämnden".
    name: str
    text: str
    meaning: Meaning | None
    label: str | None
    answer: str
    reviewed: str
    ready: bool
    can_edit: bool
    board_slug: str
    language_url: str
    #: Nothing to mark: settled before, and nobody has said anything else.
    rests: bool
    #: Was marked, but the owner has answered since.
    marked_before: bool
    #: The newest update, which a mark is given on; 0 for none.
    seen: int


def missing_line(row: StandingRow, last: LastReminder | None) -> MissingLine:
    """The row with what is known of its reminders; what is not known is said, not guessed."""
    owner = row.responsibility.owner
    person = recipient(row.responsibility)
    # A mail to somebody who answered for the row before says nothing about the one who does now.
    mine = last if person is not None and last is not None and last.to_user_id == person.id else None
    responsible = owner.title if owner else "Ingen vald"
    if owner is not None and person is not None and person is not owner:
        responsible = f"{person.title}, ersätter {owner.title}"
    return MissingLine(
        id=row.responsibility.id,
        number=row.activity.number,
        board=board_of(row),
        name=named_row(row),
        text=row.activity.short_text,
        responsible=responsible,
        reminded=_reminded(mine) if person else "Går inte att påminna: ingen har en adress som fungerar",
        opened=_opened(mine),
        owners_url=owners_url(row, fran="uppfoljning"),
        has_owner=owner is not None,
    )


def owners_url(row: StandingRow, fran: str | None = None) -> str:
    """Where it is chosen who answers for the row: of several boards, for this one's share."""
    plan, number = row.activity.plan, row.activity.number
    if not plan.kind.shared:
        return url_for("coordination.owners", plan_slug=plan.slug, number=number, fran=fran)
    board = row.responsibility.board.slug
    return url_for(
        "coordination.owners_of_share", plan_slug=plan.slug, number=number, board_slug=board, fran=fran
    )


def _reminded(last: LastReminder | None) -> str:
    if last is None:
        return "Inte påmind än"
    day = day_and_month(_day_of(last))
    if last.state is MessageState.SENT:
        return day
    if last.state is MessageState.UNCERTAIN:
        return f"{day}, oklart om mejlet kom fram"
    if last.state in _WAITING:
        return "Mejlet väntar på att skickas"
    return f"{day}, men mejlet gick inte att skicka"


def _day_of(last: LastReminder) -> date:
    return local_date(last.sent_at) if last.sent_at else last.send_on


def _opened(last: LastReminder | None) -> str:
    if last is None:
        return ""
    return f"Ja, {day_and_month(local_date(last.link_opened_at))}" if last.link_opened_at else "Nej"


#: What is said of a finding, and what it means, where both are always the same.
_WORDS = {
    Worth.NO_OWNER: ("Ingen är ansvarig.", "Utan ansvarig går inget mejl och ingen kan svara."),
    Worth.OWNER_LEFT: (
        "Den ansvariga är avstängd från tjänsten.",
        "Inget mejl går ut och ingen kan svara.",
    ),
    Worth.YEAR_AFTER_PLAN: (
        "Påbörjad, men året ligger efter det år då hela planen ska vara klar.",
        "Fråga om aktiviteten avviker från plan.",
    ),
    Worth.NEW_AFTER_EDIT: (
        "Nytt efter redigering: den ansvariga har svarat igen.",
        "Läs det nya, din text gällde det förra.",
    ),
    Worth.ADDRESS_REFUSED: (
        "Adressen tar inte emot mejl.",
        "Inga fler skickas dit. Rätta adressen, välj någon annan eller pröva igen.",
    ),
}


def worth_line(finding: Finding, follow_up: FollowUp) -> WorthLine:
    """The finding in words, with the one thing that can be done about it."""
    row = finding.row
    words, remedy = _words(finding), _remedy(finding, follow_up)
    return WorthLine(row.activity.number, board_of(row), named_row(row), *words, *remedy)


def board_of(row: StandingRow) -> str:
    """The board's name, where several answer for the plan's rows; else nothing."""
    return row.responsibility.board.name if row.activity.plan.kind.shared else ""


def named_row(row: StandingRow) -> str:
    """The row inside a sentence: "aktivitet 8", "uppdrag 8, Kulturnämnden"."""
    name = f"{row.activity.plan.kind.row_word} {row.activity.number}"
    return f"{name}, {board}" if (board := board_of(row)) else name


def language_url(row: StandingRow, follow_up: FollowUp) -> str:
    """Where the row's language is edited; the address names the board where several have the number."""
    plan = row.activity.plan
    return url_for(
        "coordination.language",
        plan_slug=plan.slug,
        as_of=follow_up.as_of.isoformat(),
        number=row.activity.number,
        board_slug=row.responsibility.board.slug if plan.kind.shared else None,
    )


def _words(finding: Finding) -> tuple[str, str]:
    match finding.why:
        case Worth.UNCERTAIN_YEAR:
            return _uncertain(finding.earlier), "Be den ansvariga om ett år utan frågetecken."
        case Worth.SAME_TEXT:
            return _same(finding.earlier), "Fråga om något verkligen är oförändrat."
        case Worth.NOT_THEIRS:
            return _not_theirs(finding)
        case Worth.MAIL_UNCERTAIN | Worth.MAIL_FAILED:
            return _mail_words(finding)
    text, advice = _WORDS[finding.why]
    return text, advice.replace("aktiviteten", finding.row.activity.plan.kind.row_definite)


def _remedy(finding: Finding, follow_up: FollowUp) -> tuple[str, str]:
    """A link's words and where it leads."""
    owners = owners_url(finding.row)
    language = language_url(finding.row, follow_up)
    mails = url_for("coordination.outbox", lage="behover-atgard")
    owner = finding.row.responsibility.owner
    match finding.why:
        case Worth.UNCERTAIN_YEAR | Worth.YEAR_AFTER_PLAN if owner is not None:
            return "Skriv till ansvarig", _letter(owner.email, finding.row)
        case Worth.SAME_TEXT:
            return "Jämför texterna", language
        case Worth.NEW_AFTER_EDIT:
            return "Redigera språket", language
        case Worth.OWNER_LEFT:
            return "Byt ansvarig", owners
        case Worth.ADDRESS_REFUSED:
            return "Se Utskick", mails
        case Worth.MAIL_UNCERTAIN | Worth.MAIL_FAILED:
            return "Se mejlet", _mail_page(finding)
    return "Välj ansvarig", owners


def _mail_page(finding: Finding) -> str:
    assert finding.reminder is not None
    return url_for("coordination.one_mail", message_id=finding.reminder.message_id)


def _uncertain(update: StatusUpdate | None) -> str:
    assert update is not None
    year = f": ”{update.target_year}?”" if update.target_year else ""
    return f"Året är osäkert{year} i {month_year(update.as_of)}."


def _same(update: StatusUpdate | None) -> str:
    assert update is not None
    return f"Samma text som i {month_year(update.as_of)}."


def _mail_words(finding: Finding) -> tuple[str, str]:
    assert finding.reminder is not None
    day = day_and_month(_day_of(finding.reminder))
    if finding.why is Worth.MAIL_UNCERTAIN:
        return (
            f"Oklart om mejlet {day} kom fram.",
            "Hör av dig till den ansvariga, mejlet skickas inte om av sig självt.",
        )
    return f"Mejlet {day} gick inte att skicka.", "Kontrollera adressen eller hör av dig på annat sätt."


def _not_theirs(finding: Finding) -> tuple[str, str]:
    assert finding.hand_over is not None
    left = finding.hand_over
    day = day_and_month(local_date(left.created_at))
    said = f" ”{shortened(left.comment)}”" if left.comment else ""
    return (
        f"{left.from_title} svarade {day} att någon annan ansvarar.{said}",
        "Personen påminns inte förrän du har valt.",
    )


def _letter(email: str, row: StandingRow) -> str:
    subject = f"{row.activity.plan.short_title}, {named_row(row)}"
    return f"mailto:{quote(email, safe='@')}?subject={quote(subject)}"


def report_line(row: StandingRow, marks: Marks, follow_up: FollowUp) -> ReportLine:
    """The row as the report would print it, whether somebody has read its language, and whether it is ready."""
    current = row.current
    answered = row.answer is not None
    reviewed = current is not None and current.edits_id is not None
    return ReportLine(
        id=row.responsibility.id,
        number=row.activity.number,
        board=board_of(row),
        name=named_row(row),
        text=row.activity.short_text,
        meaning=current.label.meaning if current else None,
        label=current.label.label if current else None,
        answer=_answer(row),
        reviewed=_reviewed(row, reviewed) if answered or row.asked else "Behövs inte",
        ready=is_ready(row, marks),
        can_edit=answered,
        board_slug=row.responsibility.board.slug if row.activity.plan.kind.shared else "",
        language_url=language_url(row, follow_up),
        rests=rests(row),
        marked_before=marked_before(row, marks),
        seen=current.id if current else 0,
    )


def _answer(row: StandingRow) -> str:
    if row.answer is not None:
        # Day and month stay on one line.
        day = day_and_month(local_date(row.answer.created_at)).replace(" ", "\u00a0")
        return f"Inget nytt, {day}" if row.answer.nothing_new else day
    if row.asked:
        return "Saknas"
    return f"Frågas inte, står från {month_year(row.current.as_of)}" if row.current else "Frågas inte"


def _reviewed(row: StandingRow, reviewed: bool) -> str:
    if reviewed:
        return "Ja"
    return "Nej, nytt efter redigering" if row.new_after_edit else "Nej"
