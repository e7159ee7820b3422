"""What a coordinator may write in the mails: a subject and a text per kind, with fields that are filled in.

The HTML of a mail is made from the same text, so that both always say the same.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.fault import Fault
from tracker.domain.swedish.words import capitalised, joined
from tracker.domain.text import text_problem

LONGEST_SUBJECT, LONGEST_TEXT = 150, 2_000
_FIELD = re.compile(r"\{([^{}\n]*)\}")
#: A sentence begins at the beginning, after a line break, and after . ! ? and a blank.
_BEGINS = re.compile(r"(?:\A|[.!?]\s+|\n)\Z")


class TextKind(StrEnum):
    """What a mail, or a part of one, is about; each has a text of its own."""

    OPENED = "OPENED"
    REMINDER = "REMINDER"
    LATE = "LATE"
    LIST = "LIST"
    VALUE = "VALUE"
    REVIEW = "REVIEW"
    ASSIGNMENT = "ASSIGNMENT"
    HANDOVER = "HANDOVER"
    DELIVERY = "DELIVERY"


@dataclass(frozen=True)
class MailText:
    """A subject of one line, and a text whose paragraphs are divided by blank lines."""

    subject: str
    text: str


@dataclass(frozen=True)
class Shape:
    """A kind's name and use in words, its fields with an example of each, and the text it has from the start."""

    name: str
    sent: str
    fields: Mapping[str, str]
    default: MailText


_PLAN = {"nämnd": "Arbetsmarknadsnämnden", "plan": "26-punktsplanen"}
_ANSWER = {
    **_PLAN,
    "månad": "augusti 2022",
    "antal svar": "två svar",
    "vad som saknas": "två av dina aktiviteter saknar svar",
    "svara senast": "fredag 9 september",
    "när": "i morgon, fredag 9 september",
    "mötet": "onsdag 28 september",
}
_ASKING = "{nämnd} följer upp {plan} per {månad}. {vad som saknas}."

SHAPES: Mapping[TextKind, Shape] = {
    TextKind.OPENED: Shape(
        "När uppföljningen öppnar",
        "Till den som ansvarar, första gången i en uppföljning.",
        _ANSWER,
        MailText("{antal svar} till {plan}, senast {svara senast}", f"{_ASKING} Svara senast {{när}}."),
    ),
    TextKind.REMINDER: Shape(
        "Påminnelse",
        "Till den som ansvarar och inte har svarat, till och med sista dagen.",
        _ANSWER,
        MailText("{antal svar} till {plan}, senast {svara senast}", f"{_ASKING} Svara senast {{när}}."),
    ),
    TextKind.LATE: Shape(
        "Efter sista dagen",
        "Till den som ansvarar och inte har svarat i tid.",
        _ANSWER,
        MailText(
            "{antal svar} till {plan} saknas fortfarande",
            f"{_ASKING} Sista dagen att svara var {{svara senast}}, men det är inte för sent: "
            "uppföljningen är öppen och ditt svar kommer med.",
        ),
    ),
    TextKind.LIST: Shape(
        "Lista över svar som saknas",
        "Till den ansvarigas chef, eller till samordnaren, efter den sista påminnelsen.",
        {
            **_PLAN,
            "månad": "augusti 2022",
            "antal svar": "tre svar",
            "svara senast": "fredag 9 september",
            "mötet": "onsdag 28 september",
        },
        MailText(
            "{antal svar} saknas i {plan}",
            "{nämnd} följer upp {plan} per {månad}. Sista dagen att svara var {svara senast}, och {antal svar} "
            "saknas. Det går fortfarande att svara, från mejlet som den ansvariga har fått.",
        ),
    ),
    TextKind.VALUE: Shape(
        "Nyckeltal utan värde",
        "Till den som ansvarar för aktiviteten med nyckeltalet, annars till samordnaren, när perioden är slut.",
        {**_PLAN, "antal värden": "ett värde", "vilken period": "en period som är slut"},
        MailText(
            "{antal värden} till nyckeltalen i {plan}",
            "{plan} följs med nyckeltal, och {antal värden} saknas för {vilken period}.",
        ),
    ),
    TextKind.REVIEW: Shape(
        "Årlig genomgång",
        "Till den som ansvarar för något ständigt pågående som ingen har sett över på ett år.",
        {**_PLAN, "antal": "en aktivitet"},
        MailText(
            "{antal} i {plan} att se över",
            "{antal} i {plan} är ständigt pågående och har inte setts över på ett år. "
            "Stämmer texten fortfarande räcker ett klick.",
        ),
    ),
    TextKind.ASSIGNMENT: Shape(
        "Uppdrag som snart ska vara besvarat",
        "Till den som ansvarar för ett uppdrag med ett eget datum, när det datumet är nära.",
        {
            **_PLAN,
            "antal": "ett uppdrag",
            "senast": "fredag 30 september",
            "vilket datum": "det är fredag 30 september",
        },
        MailText(
            "{antal} i {plan}, svar senast {senast}",
            "{antal} i {plan} har ett datum då svaret ska vara klart. {vilket datum}.",
        ),
    ),
    TextKind.HANDOVER: Shape(
        "Någon annan ska svara",
        "Till samordnaren, när en ansvarig har lämnat över eller svarat att det inte är hens.",
        {**_PLAN, "antal": "en aktivitet"},
        MailText(
            "{antal} i {plan}: någon annan ska svara",
            "Den som ansvarade har lämnat över eller svarat att någon annan ska göra det.",
        ),
    ),
    TextKind.DELIVERY: Shape(
        "Mejl som kanske inte kom fram",
        "Till samordnaren, när ett mejl inte gick att skicka eller det är oklart om det kom fram.",
        {**_PLAN, "antal mejl": "ett mejl"},
        MailText(
            "{antal mejl} om {plan} som kanske inte kom fram",
            "De här mejlen gick inte att skicka, eller så är det oklart om de kom fram. "
            "De skickas inte igen av sig själva.",
        ),
    ),
}


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; a value that begins a sentence begins with a capital.

    What is filled in is never read as a field itself. A field without a value stays as it was typed: no
    reminder may be lost because of a word (`text_faults` refuses it where it is written).
    """
    parts: list[str] = []
    end = 0
    for field in _FIELD.finditer(template):
        parts.append(template[end : field.start()])
        value = values.get(field[1].strip().casefold(), field[0])
        parts.append(capitalised(value) if _BEGINS.search("".join(parts)) else value)
        end = field.end()
    return "".join((*parts, template[end:]))


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which blank lines divide; line breaks inside them are kept."""
    blocks: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return tuple("\n".join(block) for block in blocks if block)


def text_faults(kind: TextKind, text: MailText) -> list[Fault]:
    """All that is wrong with a text of this kind, in the form's order."""
    return [
        *_faults(kind, "subject", text.subject, LONGEST_SUBJECT, "Skriv vad som ska stå i ämnesraden."),
        *_faults(kind, "text", text.text, LONGEST_TEXT, "Skriv vad som ska stå först i mejlet."),
    ]


def _faults(kind: TextKind, field: str, typed: str, longest: int, needed: str) -> list[Fault]:
    if not any(unicodedata.category(sign)[0] not in "CZ" for sign in typed):
        return [Fault(field, f"no-{field}", needed)]  # empty, or empty to look at
    problem = text_problem(typed, longest, single_line=field == "subject")
    if problem:
        return [Fault(field, f"bad-{field}", problem)]
    known = SHAPES[kind].fields
    unknown = [name for name in _FIELD.findall(typed) if name.strip().casefold() not in known]
    if unknown:
        names = joined([f"{{{name}}}" for name in dict.fromkeys(unknown)])
        sentence = f"{names} går inte att fylla i här. Välj bland fälten som står nedanför."
        return [Fault(field, f"unknown-field-{field}", sentence)]
    if "{" in _FIELD.sub("", typed) or "}" in _FIELD.sub("", typed):
        sentence = "En klammer står ensam. Ett fält skrivs med en klammer på var sida, till exempel {plan}."
        return [Fault(field, f"lone-brace-{field}", sentence)]
    return []
