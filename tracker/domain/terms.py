"""The fixed words of the domain: every enumeration that the tables, the rules and the pages share."""

from enum import StrEnum


class Meaning(StrEnum):
    """What a status label means whatever a plan calls it, so that counts and colours always work."""

    COMPLETED = "COMPLETED"
    STARTED = "STARTED"
    DEVIATES = "DEVIATES"
    STOPPED = "STOPPED"
    NOT_STARTED = "NOT_STARTED"


#: Not asked again in the next follow-up (rule 6): their last update stands.
SETTLED = frozenset({Meaning.COMPLETED, Meaning.STOPPED})


class FieldType(StrEnum):
    """What a field of a plan's kind holds."""

    LINE = "LINE"
    TEXT = "TEXT"
    NUMBER = "NUMBER"
    DATE = "DATE"
    #: One, or several, of the field's own choices.
    CHOICE = "CHOICE"
    CHOICES = "CHOICES"


class FieldPlace(StrEnum):
    """Where a field of a plan's kind belongs: to what was decided, or to each answer."""

    ACTIVITY = "ACTIVITY"
    UPDATE = "UPDATE"


class Opinion(StrEnum):
    """What the council office says of a board's proposal that an uppdrag is fulfilled (rule 9)."""

    AGREES = "AGREES"
    DISAGREES = "DISAGREES"


class CouncilDecisionKind(StrEnum):
    """What the council decides about an uppdrag: förklaras fullgjort, or taken up again."""

    FULFILLED = "FULFILLED"
    REOPENED = "REOPENED"


class Demand(StrEnum):
    """Whether a status label wants a field filled in."""

    NEVER = "NEVER"
    ASKED = "ASKED"
    DEMANDED = "DEMANDED"


class BoardKind(StrEnum):
    """Nämnd, styrelse, bolagsstyrelse and kommunfullmäktige."""

    COMMITTEE = "COMMITTEE"
    EXECUTIVE = "EXECUTIVE"
    COMPANY = "COMPANY"
    COUNCIL = "COUNCIL"


class Role(StrEnum):
    """What a membership allows. Owner and deputy are no roles: they follow from the responsibility."""

    ADMIN = "ADMIN"
    COORDINATOR = "COORDINATOR"
    BOARD_MEMBER = "BOARD_MEMBER"


class Visibility(StrEnum):
    """Who may read a plan: members of the organisation, or anyone."""

    INTERNAL = "INTERNAL"
    PUBLISHED = "PUBLISHED"


class FollowUpState(StrEnum):
    """The life of a follow-up, in order."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    DECIDED = "DECIDED"


#: A frozen version exists (rule 8).
FROZEN_STATES = frozenset({FollowUpState.CLOSED, FollowUpState.DECIDED})


class Origin(StrEnum):
    """Where a follow-up was made; an imported one may lack dates."""

    HERE = "HERE"
    IMPORT = "IMPORT"


class WayIn(StrEnum):
    """How a status update came in."""

    WEB = "WEB"
    LINK = "LINK"
    IMPORT = "IMPORT"
    #: A coordinator's rättelse of a closed follow-up.
    CORRECTION = "CORRECTION"


class Direction(StrEnum):
    """Which way a key figure should go."""

    UP = "UP"
    DOWN = "DOWN"
    NONE = "NONE"


class KeyFigureKind(StrEnum):
    """An indicator has a target and a direction; a measure only tells."""

    INDICATOR = "INDICATOR"
    MEASURE = "MEASURE"


class Measure(StrEnum):
    """What a value is."""

    OUTCOME = "OUTCOME"
    BUDGET = "BUDGET"
    TARGET = "TARGET"
    FORECAST = "FORECAST"


class Gender(StrEnum):
    """Kolada's letters: total, women, men."""

    TOTAL = "T"
    WOMEN = "K"
    MEN = "M"


class MessageState(StrEnum):
    """The life of a mail in the outbox (DESIGN section 6)."""

    PENDING = "PENDING"
    CLAIMED = "CLAIMED"
    HANDING = "HANDING"
    SENT = "SENT"
    FAILED = "FAILED"
    UNCERTAIN = "UNCERTAIN"
    CANCELLED = "CANCELLED"
    SUPERSEDED = "SUPERSEDED"


class MatterKind(StrEnum):
    """What waits for a person, and is said in a mail."""

    #: An answer in an open follow-up.
    ANSWER = "ANSWER"
    #: A board's own rows in an open follow-up, or that it has none.
    BOARD_ROWS = "BOARD_ROWS"
    #: The list of those who have not answered, for their manager or the coordinator.
    LIST = "LIST"
    #: A nyckeltal without the value of a period that is over.
    VALUE = "VALUE"
    #: Something ständigt pågående that nobody has looked at for a year.
    REVIEW = "REVIEW"
    #: An uppdrag whose own answer-by date is near.
    ASSIGNMENT = "ASSIGNMENT"
    #: An owner has handed over, or says that somebody else answers: news for the coordinator.
    HANDOVER = "HANDOVER"
    #: A mail that did not leave, or may not have arrived: news for the coordinator.
    DELIVERY = "DELIVERY"
    #: A mail that somebody sends to himself to see what it looks like.
    TEST = "TEST"


class Rhythm(StrEnum):
    """How often a nyckeltal gets a new value."""

    MONTH = "MONTH"
    TERTIAL = "TERTIAL"
    YEAR = "YEAR"


class JobKind(StrEnum):
    """What is done outside a request."""

    #: The PDF of a frozen report or of a draft.
    PDF = "PDF"
    #: Rows of a file that are written while a page shows how far it has come.
    IMPORT = "IMPORT"


class JobState(StrEnum):
    """The life of a job, in order."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class ImportKind(StrEnum):
    """What a file from outside is read for."""

    PLAN = "PLAN"
    KEY_FIGURES = "KEY_FIGURES"
    #: Uppdrag as they were decided, with the boards that were given them.
    ASSIGNMENTS = "ASSIGNMENTS"
    #: An answer of Kolada's, kept as a file would be.
    KOLADA = "KOLADA"


class NoticeKind(StrEnum):
    """What Kolada has changed that a coordinator decides about."""

    TITLE = "TITLE"
    WITHDRAWN = "WITHDRAWN"


class ImportState(StrEnum):
    """A file is looked at before anything is written."""

    PREVIEW = "PREVIEW"
    CONFIRMED = "CONFIRMED"
    DISCARDED = "DISCARDED"


class ChangeKind(StrEnum):
    """What is different since the follow-up before."""

    STATUS = "STATUS"
    #: A target year that came, went or moved.
    YEAR = "YEAR"
    STOPPED = "STOPPED"
    #: The year has passed and the row is still open.
    LATE = "LATE"
    #: Was not answered this time.
    SILENT = "SILENT"
    ADDED = "ADDED"
    REMOVED = "REMOVED"
    #: A key figure whose direction turned.
    KEY_FIGURE = "KEY_FIGURE"


class RequestKind(StrEnum):
    """What somebody has asked the next tick to mail."""

    LINKS = "LINKS"
    TEST = "TEST"
