"""How an owner's pages name an activity, and whose words they say an update holds."""

from tracker.domain.calendar import local_date
from tracker.domain.swedish.excerpt import first_sentence
from tracker.domain.swedish.words import capitalised, long_date, month_year
from tracker.models import Activity, StatusUpdate, User
from tracker.queries.my_activities import MyActivity


def name_of(mine: MyActivity) -> str:
    """Aktivitet 8."""
    return name_in_plan(mine.row.activity)


def name_in_plan(activity: Activity) -> str:
    """The same of the activity itself: Uppdrag 8, as the plan's kind calls it."""
    return f"{str(activity.plan.kind.words['row_singular']).capitalize()} {activity.number}"


def row_word(activity: Activity) -> str:
    """What the plan's kind calls it inside a sentence: aktiviteten, uppdraget."""
    return str(activity.plan.kind.words["row_singular_definite"])


def heading_of(mine: MyActivity) -> str:
    """The activity's short text as a heading; where there is none, what begins the full one."""
    activity = mine.row.activity
    text = activity.short_text.strip() or first_sentence(activity.full_text) or name_of(mine)
    return text.removesuffix(".")


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
