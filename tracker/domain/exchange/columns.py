"""The columns and the head of the table as files print them, and the other names under which they come in."""

from enum import StrEnum


class Column(StrEnum):
    """A column of the rows' table; the value is its heading in Excel and CSV.

    Number, text, status and target have the plan kind's own headings in a report; these are the usual ones.
    """

    NUMBER = "Nr"
    PARENT = "Del av"
    SHORT_TEXT = "Förkortad beskrivning av aktivitet"
    FULL_TEXT = "Beslutad text"
    STATUS = "Status"
    TARGET = "Bedöms bli färdig"
    EARLIER = "Tidigare år"
    UNCERTAIN = "Osäkert år"
    COMMENT = "Kommentar"
    CAUSE = "Orsak"
    REMAINING = "Återstår"


class Beside(StrEnum):
    """A column that only some kinds of plan have; the value is its heading in Excel and CSV."""

    BOARD = "Nämnd"
    AREA = "Fokusområde"


#: What a person reads of the rows on paper: in Excel these come first.
ON_PAPER = (Column.NUMBER, Column.SHORT_TEXT, Column.STATUS, Column.TARGET, Column.COMMENT)
#: The order of the columns in Excel; in CSV it is that of Column.
PAPER_ORDER = (*ON_PAPER, *(column for column in Column if column not in ON_PAPER))
#: Other headings under which a column is met; compared without regard to case, spaces and hyphens.
SYNONYMS: dict[Column, tuple[str, ...]] = {
    Column.NUMBER: ("nummer", "nr.", "punkt", "aktivitet nr", "aktivitetsnummer", "id"),
    Column.PARENT: ("delaktivitet till", "huvudaktivitet"),
    Column.SHORT_TEXT: ("förkortad beskrivning", "aktivitet", "kort beskrivning", "beskrivning", "uppdrag"),
    Column.FULL_TEXT: ("fullständig text", "beslutstext", "aktivitet enligt beslut", "lydelse"),
    Column.STATUS: ("läge", "status nu", "status år", "nuläge"),
    Column.TARGET: ("bedöms blir färdig", "klart", "färdig", "målår", "beräknas klar", "slutdatum", "år"),
    Column.EARLIER: ("tidigare", "tidigare år", "förra året"),
    Column.UNCERTAIN: ("osäkert", "osäkert år"),
    Column.COMMENT: (
        "kommentar till status",
        "beskrivning av arbetet",
        "vad som görs",
        "rapportering",
        "analys",
    ),
    Column.CAUSE: ("orsak", "därför", "orsak till avvikelse"),
    Column.REMAINING: ("återstående arbete", "plan för återstående arbete", "det som återstår"),
}


class HeadLabel(StrEnum):
    """A fact of the head; the value is its label in Excel and CSV, the name that of the field that holds it."""

    organisation = "Kommun"
    board = "Nämnd"
    plan_title = "Plan"
    plan_short_title = "Planens kortnamn"
    report_title = "Rapportens titel"
    goal = "Mål"
    finish_by = "Ska vara klar"
    decided_on = "Plan beslutad"
    plan_diarienummer = "Planens diarienummer"
    as_of = "Uppföljning per"
    report_on = "Datum"
    meeting_on = "Nämndens möte"
    diarienummer = "Diarienummer"
    introduction = "Inledning"
    summary = "Sammanfattning"


#: What stands in a cell of Column.UNCERTAIN.
YES = "Ja"
#: The name and version of the JSON that the service writes and reads; Word and PDF files carry the same inside.
SCHEMA = "uppfoljningsrapport/1"
#: Where a Word file carries that JSON: the namespace of its custom XML part, whose root holds it as text.
ORIGINALS_NAMESPACE = "urn:uppfoljningsrapport:1"
#: Where a PDF carries it: the application's private data in the catalogue (ISO 32000-1, 14.5).
ORIGINALS_PIECE = "Uppfoljningsrapport"
