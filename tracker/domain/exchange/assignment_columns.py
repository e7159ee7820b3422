"""The columns of a table of uppdrag as files have them, and the other names under which they come in."""

import re
from enum import StrEnum


class AssignmentColumn(StrEnum):
    """A column of a table of uppdrag; the value is its usual heading."""

    NUMBER = "Nr"
    TEXT = "Uppdrag"
    FULL_TEXT = "Beslutad text"
    FOCUS = "Målområde"
    SOURCE = "Källa"
    DECIDED_ON = "Beslutsdatum"
    PARAGRAPH = "Paragraf"
    DIARIENUMMER = "Diarienummer"
    ASKED_BY = "Vem som frågade"
    ANSWER_BY = "Svar senast"
    BOARDS = "Nämnd"
    LEAD = "Leder"
    STATUS = "Status"
    TARGET = "Bedöms bli klart"
    COMMENT = "Kommentar"
    ANSWERED_WITH = "Besvarat med"
    ANSWERED_ON = "Besvarat den"


#: Other headings; compared without regard to case, spaces, hyphens, full stops and a year at the end.
ASSIGNMENT_SYNONYMS: dict[AssignmentColumn, tuple[str, ...]] = {
    AssignmentColumn.NUMBER: ("nummer", "uppdrag nr", "uppdragsnummer", "löpnummer", "id"),
    AssignmentColumn.TEXT: (
        "uppdraget", "uppdragstext", "lydelse", "uppdragets lydelse", "formulering", "beskrivning",
    ),
    AssignmentColumn.FULL_TEXT: ("fullständig text", "beslutstext", "hela texten", "uppdrag enligt beslut"),
    AssignmentColumn.FOCUS: (
        "inriktningsmål", "fokusområde", "strategiskt målområde", "mål", "område", "strategiskt område",
    ),
    AssignmentColumn.SOURCE: ("beslut", "beslutat i", "källa/beslut", "ursprung", "givet i"),
    AssignmentColumn.DECIDED_ON: ("datum för beslut", "beslutat den", "beslutad", "beslutat", "beslutsdag", "datum"),
    AssignmentColumn.PARAGRAPH: ("§", "par", "beslutsparagraf"),
    AssignmentColumn.DIARIENUMMER: ("dnr", "diarienr", "ärendenummer"),
    AssignmentColumn.ASKED_BY: (
        "vem som frågat", "initiativ", "initiativtagare", "på initiativ av", "gavs på initiativ av",
        "förslagsställare", "begärt av",
    ),
    AssignmentColumn.ANSWER_BY: (
        "svara senast", "ska vara besvarat senast", "besvaras senast", "klart senast", "sista svarsdag",
        "slutdatum", "återrapporteras senast",
    ),
    AssignmentColumn.BOARDS: (
        "nämnder", "nämnd(er)", "ansvarig nämnd", "ansvariga nämnder", "ansvarig nämnd/styrelse",
        "nämnd/styrelse", "utförare", "berörda nämnder", "mottagare",
    ),
    AssignmentColumn.LEAD: ("ledande nämnd", "huvudansvarig", "huvudansvarig nämnd", "samordnande nämnd"),
    AssignmentColumn.STATUS: ("läge", "nuläge", "status nu", "bedömning"),
    AssignmentColumn.TARGET: ("bedöms bli färdig", "klart", "beräknas klart", "målår"),
    AssignmentColumn.COMMENT: ("kommentar till status", "redovisning", "rapportering", "analys", "svar"),
    AssignmentColumn.ANSWERED_WITH: ("svarsdokument", "besvarat genom"),
    AssignmentColumn.ANSWERED_ON: ("besvarat", "besvarat datum", "svarsdatum"),
}  # fmt: skip

#: What stands in the column LEAD of the row of the board that leads.
LEADS = frozenset({"ja", "x", "leder", "j"})
#: What stands in a board's cell that was given the uppdrag and has said nothing.
GIVEN = frozenset({"x", "●", "•", "✓", "ja", "1", "leder"})
#: What stands for a board whose share is not collected here.
ELSEWHERE = frozenset(
    {"redovisas inte här", "svarar inte här", "inte inhämtad", "ej inhämtad", "inte inhämtat"}
)

_OTHER = re.compile(r"[\s\-\u00ad.:]+")
_YEAR = re.compile(r"(?:år)?(?:19|20|21)\d\d$")


def plain_heading(text: str) -> str:
    """A heading without what differs from year to year and program to program: "Status År 2021" is "status"."""
    plain = _OTHER.sub("", text).casefold()
    return _YEAR.sub("", plain) or plain


#: The column of every known heading.
KNOWN_HEADINGS: dict[str, AssignmentColumn] = {
    plain_heading(name): column
    for column in AssignmentColumn
    for name in (*ASSIGNMENT_SYNONYMS[column], column.value)
}
