"""A value of a key figure that was due comes in by itself: no status is said, and nothing counts as answered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.domain.demands import Problem
from tracker.domain.text import text_problem
from tracker.models import Responsibility, User, db
from tracker.queries.my_activities import figures_of_activity
from tracker.services.answers.key_figure_values import Giver, TypedValue, new_rows, read_values
from tracker.services.refusal import Refusal
from tracker.services.revision import touch

#: As where a coordinator adds a value.
_LONGEST_SOURCE = 500


@dataclass(frozen=True)
class OwnersValue:
    """What was typed, for which row, by whom, and where it comes from; an empty source is the person."""

    responsibility_id: int
    author: User
    typed: TypedValue
    source: str


def give_value(given: OwnersValue, *, now: datetime) -> list[Problem]:
    """Stores the value, or says why not; a value that stands already for its period is not stored again.

    Raises Refusal: 403 for someone who no longer answers for the activity, 409 when it is not followed up.
    """
    row = _locked(given)
    values, found = read_values([given.typed], figures_of_activity(row.activity_id), now)
    if not values and not found:
        sentence = "Skriv värdet. Finns det inte än kan du stänga sidan och öppna länken igen när du har det."
        found = [Problem(given.typed.value_field, sentence)]
    if problem := text_problem(given.source, _LONGEST_SOURCE, single_line=True):
        found = [*found, Problem("source", problem)]
    if found:
        return found
    source = given.source.strip() or f"Rapporterat av {given.author.title}"
    db.session.add_all(new_rows(values, Giver(given.author.id, given.author.title, source), row, now))
    touch(row.activity.plan)
    db.session.commit()
    return []


def _locked(given: OwnersValue) -> Responsibility:
    """The row, held alone: what stands already is read after the lock."""
    db.session.expire_all()
    row = db.session.scalars(
        select(Responsibility).where(Responsibility.id == given.responsibility_id).with_for_update()
    ).one_or_none()
    if row is None or row.not_collected or row.activity.withdrawn:
        raise Refusal("Aktiviteten följs inte längre upp. Fråga samordnaren om det verkar fel.")
    if given.author.id not in (row.owner_id, row.deputy_id):
        raise Refusal("Någon annan ansvarar nu för aktiviteten, så värdet kan inte sparas.", 403)
    return row
