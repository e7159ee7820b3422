"""Makes next year's plan of this year's: structure, owners, reminders and the rows that somebody chose."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.next_year import Names, a_year_on, next_names, year_of
from tracker.domain.swedish.slug import slug_fault
from tracker.models import Plan, db
from tracker.queries.plans.next_year import CarryRow, copies_of, rows_to_carry
from tracker.services.form_refusal import FormRefused, refuse
from tracker.services.plans.edit_plan import names_faults
from tracker.services.plans.next_year.copying import copy_plan
from tracker.services.refusal import Refusal
from tracker.services.revision import touch


@dataclass(frozen=True)
class NextYear:
    """What the new plan is called, when it holds, and the ids of the activities that are carried over.

    `seen` is what `rows_seen` said of the rows that the form showed; `again` says yes to one more plan of the year.
    """

    names: Names
    valid_from: date | None
    valid_to: date | None
    carried: frozenset[int]
    seen: str
    again: bool = False


class RowsChanged(Refusal):
    """The plan has got or lost rows since the preview was opened; nothing was made."""

    def __init__(self) -> None:
        super().__init__(
            "Planens rader har ändrats sedan du öppnade sidan. Titta igenom dem och gör planen sedan."
        )


def suggested(plan: Plan, rows: Sequence[CarryRow], today: date) -> NextYear:
    """The year after with everything filled in; of its rows those that go on by themselves."""
    names = Names(plan.title, plan.short_title, plan.report_title, plan.slug)
    return NextYear(
        names=next_names(names, year_of(names, plan.valid_from, today.year), _taken),
        valid_from=a_year_on(plan.valid_from) if plan.valid_from else None,
        valid_to=a_year_on(plan.valid_to) if plan.valid_to else None,
        carried=frozenset(row.activity.id for row in rows if row.why_not is None),
        seen=rows_seen(rows),
    )


def make_next_year(plan_id: int, wanted: NextYear) -> Plan:
    """Stores the new plan: internal, without a status of its own. Raises FormRefused and RowsChanged.

    The same form sent twice gives the plan that it made.
    """
    # What was read before the lock may be older than what others have committed since.
    db.session.expire_all()
    plan = db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    assert plan is not None
    copies = copies_of(plan_id)
    made = next((copy for copy in copies if copy.slug == wanted.names.slug), None)
    if made is not None and made.title == wanted.names.title.strip():
        db.session.rollback()
        return made
    rows = rows_to_carry(plan)
    refuse(faults_of(wanted, rows, copies))
    if wanted.seen != rows_seen(rows):
        raise RowsChanged
    try:
        carried = wanted.carried & _may_be_carried(rows)
        new = copy_plan(plan, wanted.names, (wanted.valid_from, wanted.valid_to), carried)
        # The old one's pages say where its rows went.
        touch(plan)
        db.session.commit()
    except IntegrityError as error:
        # The address was free a moment ago; the constraint has the last word.
        db.session.rollback()
        raise FormRefused([_taken_fault()]) from error
    return new


def rows_seen(rows: Sequence[CarryRow]) -> str:
    """Tells the rows of a preview apart from others: how many there are, the newest, and how many are closed."""
    final = sum(not row.may_be_carried for row in rows)
    return f"{len(rows)}-{max((row.activity.id for row in rows), default=0)}-{final}"


def faults_of(wanted: NextYear, rows: Sequence[CarryRow], copies: Sequence[Plan]) -> list[Fault]:
    """All that is wrong with the plan that is to be made, in the form's order."""
    names = wanted.names
    found = names_faults(names.title, names.short_title, names.report_title)
    found += _slug_faults(names.slug) + _valid_faults(wanted.valid_from, wanted.valid_to)
    found += _carried_faults(wanted.carried, rows)
    if copies and not wanted.again:
        sentence = f"{copies[-1].short_title} finns redan. Kryssa i rutan om du vill göra en plan till."
        found.append(Fault("again", "made-already", sentence))
    return found


def _carried_faults(carried: Collection[int], rows: Sequence[CarryRow]) -> list[Fault]:
    may = _may_be_carried(rows)
    if may and not may & set(carried):
        field = "carried" if any(row.why_not is None for row in rows) else "settled"
        return [Fault(field, "nothing-carried", "Kryssa i minst en rad som ska följa med.")]
    return []


def _may_be_carried(rows: Sequence[CarryRow]) -> set[int]:
    return {row.activity.id for row in rows if row.may_be_carried}


def _slug_faults(slug: str) -> list[Fault]:
    return slug_fault(slug) or ([_taken_fault()] if _taken(slug) else [])


def _taken(slug: str) -> bool:
    return bool(slug_fault(slug)) or db.session.scalar(select(Plan.id).where(Plan.slug == slug)) is not None


def _taken_fault() -> Fault:
    return Fault("slug", "slug-taken", "Adressen används redan av en annan plan. Välj en annan.")


def _valid_faults(first: date | None, last: date | None) -> list[Fault]:
    found = [
        Fault(field, f"{field}-year", f"Kontrollera året: det blev {day.year}.")
        for field, day in (("valid_from", first), ("valid_to", last))
        if day is not None and not EARLIEST_YEAR <= day.year <= LATEST_YEAR
    ]
    if not found and first is not None and last is not None and last < first:
        found = [Fault("valid_to", "valid-order", "Planens sista dag kan inte vara före den första.")]
    return found
