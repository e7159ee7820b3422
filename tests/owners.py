"""An open follow-up of the real plan, as the tests of answering need it."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from tests.reminding import item as told
from tracker.domain.demands import Answer
from tracker.domain.reminders.steps import OPENED
from tracker.domain.terms import FollowUpState, Origin, WayIn
from tracker.models import (
    Activity,
    ActivityKeyFigure,
    FollowUp,
    KeyFigure,
    Plan,
    Responsibility,
    StatusLabel,
    StatusUpdate,
    User,
    Vocabulary,
    db,
)
from tracker.services.answers.report_status import Sheet
from tracker.services.reminders.links import answer_links

PLAN = "26-punktsplan"
AS_OF = date(2022, 8, 31)
NOW = datetime(2022, 9, 1, 12, 5, tzinfo=UTC)
#: Owner of 1a, 1b and 8, which are open, and the deputy of all three, who owns activities of her own.
OWNER = "rektor.vuxenutbildningen@uppsala.example.org"
DEPUTY = "rektor.sfi@uppsala.example.org"
#: Owner of 5, 6 and 10; 6 is Färdig and has a key figure.
OTHER = "omradeschef.arbetsmarknad@uppsala.example.org"


def open_follow_up(as_of: date = AS_OF, answer_by: date | None = date(2022, 9, 9)) -> FollowUp:
    """Stores an open follow-up of the plan."""
    follow_up = FollowUp(
        plan=plan(),
        as_of=as_of,
        opens_on=as_of,
        answer_by=answer_by,
        state=FollowUpState.OPEN,
        origin=Origin.HERE,
    )
    db.session.add(follow_up)
    db.session.commit()
    return follow_up


def plan() -> Plan:
    """The real plan."""
    return db.session.scalars(select(Plan).where(Plan.slug == PLAN)).one()


def user(email: str = OWNER) -> User:
    """A person of the seed."""
    return db.session.scalars(select(User).where(User.email == email)).one()


def responsibility(number: str = "8") -> Responsibility:
    """The row of an activity."""
    query = select(Responsibility).join(Responsibility.activity).where(Activity.number == number)
    return db.session.scalars(query.join(Activity.plan).where(Plan.slug == PLAN)).one()


def label_id(word: str) -> int:
    """A status of the plan by its word."""
    labels = select(StatusLabel.id).join(StatusLabel.vocabulary).where(Vocabulary.slug == PLAN)
    return db.session.scalars(labels.where(StatusLabel.label == word)).one()


def updates(number: str = "8") -> list[StatusUpdate]:
    """Everything reported on an activity, oldest first."""
    query = select(StatusUpdate).where(StatusUpdate.responsibility_id == responsibility(number).id)
    return list(db.session.scalars(query.order_by(StatusUpdate.id)))


def sheet(follow_up: FollowUp | None, number: str = "8", *, nonce: str = "nonce-1", **more: object) -> Sheet:
    """A form as the owner opened it just now."""
    row = responsibility(number)
    given = {
        "responsibility_id": row.id,
        "follow_up_id": follow_up.id if follow_up else None,
        "author": user(),
        "way_in": WayIn.WEB,
        "version": row.version,
        "seen": updates(number)[-1].id,
        "nonce": nonce,
    }
    return Sheet(**{**given, **more})  # type: ignore[arg-type]


def answer(comment: str = "Rutinerna är på plats.", year: str = "2023", **more: object) -> Answer:
    """What an owner typed."""
    return Answer(**{"target_year": year, "ongoing": False, "comment": comment, **more})  # type: ignore[arg-type]


def link(follow_up: FollowUp, number: str = "8", email: str = OWNER, now: datetime = NOW) -> str:
    """The token of a personal link that the person has been mailed."""
    item = told(db.session.get_one(FollowUp, follow_up.id), responsibility(number), user(email), OPENED, now)
    db.session.add(item)
    db.session.flush()
    db.session.add(answer_links.new_link(item, now))
    db.session.commit()
    return answer_links.token_of(item)


def give_key_figure(number: str, slug: str) -> KeyFigure:
    """Lets an activity carry a key figure of the seed."""
    figure = db.session.scalars(select(KeyFigure).where(KeyFigure.slug == slug)).one()
    activity_id = responsibility(number).activity_id
    db.session.add(ActivityKeyFigure(activity_id=activity_id, key_figure_id=figure.id, position=1))
    db.session.commit()
    return figure
