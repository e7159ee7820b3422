"""How an owner's pages name an activity, and whose words they say an update holds."""

from tracker.domain.calendar import local_date
from tracker.domain.field_values import lead_text
from tracker.domain.swedish.excerpt import first_sentence
from tracker.domain.swedish.words import capitalised, long_date, month_year
from tracker.models import Activity, Responsibility, StatusUpdate, User
from tracker.queries.my_activities import MyActivity
from tracker.web.own_fields import shown_values


def name_of(mine: MyActivity) -> str:
    """Aktivitet 8; with the board where the person answers for others' shares too: Uppdrag 8, Kulturnämnden."""
    name = name_in_plan(mine.row.activity)
    return f"{name}, {mine.row.responsibility.board.name}" if mine.beside_others else name


def inside_name(mine: MyActivity) -> str:
    """The same inside a sentence: aktivitet 8."""
    return inside_sentence(name_of(mine))


def name_in_plan(activity: Activity) -> str:
    """The same of the activity itself: Uppdrag 8, as the plan's kind calls it."""
    return f"{activity.plan.kind.row_word.capitalize()} {activity.number}"


def name_of_share(share: Responsibility) -> str:
    """The same of what a board answers: Fråga 8, Kulturnämnden, where several boards answer the plan's rows."""
    name = name_in_plan(share.activity)
    return f"{name}, {share.board.name}" if share.activity.plan.kind.shared else name


def row_word(activity: Activity) -> str:
    """What the plan's kind calls it inside a sentence: aktiviteten, uppdraget."""
    return activity.plan.kind.row_definite


def heading_of(mine: MyActivity) -> str:
    """The activity's short text as a heading; where there is none, what begins the full one."""
    activity = mine.row.activity
    text = activity.short_text.strip() or first_sentence(activity.full_text) or name_of(mine)
    return text.removesuffix(".")


def says_first(mine: MyActivity, update: StatusUpdate) -> str:
    """What an answer says first: its comment, else the first of its own fields that holds anything."""
    return lead_text(update.comment, mine.own_fields, update.field_values)


def says_besides(mine: MyActivity, update: StatusUpdate) -> list[tuple[str, str]]:
    """The fields of the plan's kind that the answer fills, with their headings of that year."""
    first = "" if update.comment.strip() else says_first(mine, update)
    shown = shown_values(mine.own_fields, update.field_values, update.as_of.year)
    # The only thing that is asked needs no heading of its own, and what is said first is not said again.
    return [] if len(shown) == 1 and shown[0][1] == first else shown


def said_when(update: StatusUpdate) -> str:
    """When an update is from: "mars 2022" for a follow-up, the day for news between them."""
    if update.follow_up_id is not None:
        return month_year(update.as_of)
    return long_date(local_date(update.created_at))


def said_by(update: StatusUpdate, reader: User) -> str:
    """Whose words they are, to the reader: "Ditt svar", "Svar från rektor, vuxenutbildningen" or "Svaret"."""
    thing = "svar" if update.follow_up_id is not None else "rapport"
    if update.author_id == reader.id:
        return f"Ditt {thing}" if thing == "svar" else "Din rapport"
    if update.edits_id is not None:
        return "Svaret, språkgranskat av samordnaren,"
    if update.author_title:
        return f"{capitalised(thing)} från {inside_sentence(update.author_title)}"
    return "Svaret" if thing == "svar" else "Rapporten"


def inside_sentence(title: str) -> str:
    """ "Rektor, sfi" as it stands inside a sentence; a title of capitals, such as "HR-chef", stays."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
