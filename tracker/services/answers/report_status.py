"""An owner says where the work stands: an answer in a follow-up, or news between them (rules 1, 5, 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from tracker.domain.calendar import local_date
from tracker.domain.demands import Answer, Problem, parsed_year, problems
from tracker.domain.field_values import field_problems, given_values
from tracker.domain.plan_fields import PlanField, on_update
from tracker.domain.swedish.words import capitalised, month_year
from tracker.domain.terms import Demand, FollowUpState, WayIn
from tracker.models import FollowUp, Responsibility, StatusLabel, StatusUpdate, User, db
from tracker.queries.my_activities import figures_of_activity, my_activity
from tracker.queries.plans.by_name import open_follow_up
from tracker.queries.plans.newest_update import newest_of
from tracker.services.answers.key_figure_values import Giver, NewValue, TypedValue, new_rows, read_values
from tracker.services.council.locked import refuse_fulfilled
from tracker.services.plans.edit_owners import settle_hand_overs
from tracker.services.refusal import Refusal
from tracker.services.revision import touch


@dataclass(frozen=True)
class Sheet:
    """One opened form: who fills it in, where, and what stood in the table when it was opened.

    `follow_up_id` None is between follow-ups. `version` is the responsibility's counter and `seen` the id of
    the newest status update that the form showed (0: none). The same `nonce` counts once.
    """

    responsibility_id: int
    follow_up_id: int | None
    author: User
    way_in: WayIn
    version: int
    seen: int
    nonce: str


@dataclass(frozen=True)
class Saved:
    """The answer stands. `again`: the same form had been saved before, and nothing was added now."""

    update: StatusUpdate
    again: bool = False


@dataclass(frozen=True)
class Rejected:
    """Nothing was saved: these fields need something else."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Conflict:
    """Nothing was saved: somebody has reported since the form was opened. The person is shown both texts."""

    theirs: StatusUpdate


class FollowUpClosed(Refusal):
    """The follow-up closed while the answer was being written."""

    def __init__(self, as_of: date) -> None:
        super().__init__(
            f"Uppföljningen per {month_year(as_of)} stängdes innan du sparade, och rapporten är fryst. "
            "Det du skrev är inte sparat. Har något viktigt ändrats kan du rapportera det från "
            "Mina aktiviteter: nämnden ser det på planens sida före nästa uppföljning."
        )


class FollowUpOpened(Refusal):
    """A follow-up opened while news was being written."""

    def __init__(self, as_of: date) -> None:
        super().__init__(
            f"Uppföljningen per {month_year(as_of)} öppnade innan du sparade. Det du skrev är inte sparat. "
            "Spara igen, så räknas det som ditt svar."
        )


def save_answer(
    sheet: Sheet,
    answer: Answer,
    *,
    label_id: int | None,
    key_figure_values: Sequence[TypedValue] = (),
    now: datetime,
) -> Saved | Rejected | Conflict:
    """Appends a status update with its key figure values, or says why not; one transaction.

    What the chosen status never wants (a year for Färdig) is left out: it was filled in from last time.
    Raises FollowUpClosed, FollowUpOpened, DeclaredFulfilled (409) and Refusal: 403 for someone who no longer
    answers for the activity, 409 when the activity is no longer followed up.
    """
    responsibility, follow_up = _locked(sheet)
    if (earlier := _already_saved(sheet)) is not None:
        return Saved(earlier, again=True)
    _refuse_unless_open(sheet, responsibility, follow_up)
    label = _label(responsibility, label_id)
    as_of = follow_up.as_of if follow_up else local_date(now)
    figures = figures_of_activity(responsibility.activity_id)
    values, found = read_values(key_figure_values, figures, now)
    found = [*_own_problems(responsibility, answer, as_of), *found]
    if label is None:
        found = [Problem("status", "Välj den status som gäller nu."), *found]
    else:
        found = [*problems(answer, label.demands, as_of), *found]
    if found or label is None:
        return Rejected(tuple(found))
    if (theirs := _newer(sheet, responsibility)) is not None:
        return Conflict(theirs)
    report = _wanted(answer, label, as_of)
    report.field_values = given_values(_own_fields(responsibility), answer.fields)
    return _append(sheet, responsibility, report, values, now)


def nothing_new(sheet: Sheet, *, now: datetime) -> Saved | Conflict:
    """Records "Inget nytt sedan sist": last time's status, year and texts as an answer (rule 6).

    Between follow-ups it is no answer, but says that something ständigt pågående was looked at: offered when
    nobody has for a year. Raises what `save_answer` raises, and Refusal (409) otherwise between follow-ups,
    where there is nothing to repeat, where the answer is already given, and where last time's year has passed.
    """
    responsibility, follow_up = _locked(sheet)
    if (earlier := _already_saved(sheet)) is not None:
        return Saved(earlier, again=True)
    _refuse_unless_open(sheet, responsibility, follow_up)
    if (theirs := _newer(sheet, responsibility)) is not None:
        return Conflict(theirs)
    today = local_date(now)
    last = _repeatable(sheet, responsibility) if follow_up else _to_be_reviewed(sheet, responsibility, today)
    repeated = StatusUpdate(
        as_of=follow_up.as_of if follow_up else today,
        label_id=last.label_id,
        target_year=last.target_year,
        ongoing=last.ongoing,
        comment=last.comment,
        cause=last.cause,
        remaining_work=last.remaining_work,
        field_values=last.field_values,
        year_uncertain=last.year_uncertain,
        nothing_new=True,
    )
    return _append(sheet, responsibility, repeated, [], now)


def _repeatable(sheet: Sheet, responsibility: Responsibility) -> StatusUpdate:
    mine = my_activity(sheet.author.id, responsibility.id)
    if mine is None or mine.row.previous is None:
        raise Refusal("Det finns inget tidigare svar att upprepa. Skriv ett.")
    if not mine.row.asked:
        word = capitalised(mine.plan.kind.row_definite)
        raise Refusal(f"{word} frågas inte igen, så det behövs inget svar. Är något nytt kan du skriva det.")
    if mine.row.answered:
        raise Refusal("Du har redan svarat i den här uppföljningen. Ändra svaret om något är nytt.")
    if not mine.repeatable:
        raise Refusal(mine.why_not_repeatable)
    return mine.row.previous


def _to_be_reviewed(sheet: Sheet, responsibility: Responsibility, today: date) -> StatusUpdate:
    mine = my_activity(sheet.author.id, responsibility.id)
    if mine is None or mine.start is None or not mine.to_be_reviewed(today):
        raise Refusal("Ingen uppföljning är öppen. Har något ändrats skriver du det i formuläret.")
    return mine.start


def _locked(sheet: Sheet) -> tuple[Responsibility, FollowUp | None]:
    """The follow-up, shared with others who answer, and the row, held alone; always in this order.

    Whoever closes the follow-up waits for us, or we see it closed. SQLite's write lock is already taken.
    """
    db.session.expire_all()
    follow_up = None
    if sheet.follow_up_id is not None:
        follow_up = db.session.get(FollowUp, sheet.follow_up_id, with_for_update={"read": True})
    responsibility = db.session.scalars(
        select(Responsibility).where(Responsibility.id == sheet.responsibility_id).with_for_update()
    ).one_or_none()
    if responsibility is None or responsibility.not_collected or responsibility.activity.withdrawn:
        word = capitalised(responsibility.activity.plan.kind.row_definite) if responsibility else "Det här"
        raise Refusal(f"{word} följs inte längre upp. Fråga samordnaren om det verkar fel.")
    return responsibility, follow_up


def _already_saved(sheet: Sheet) -> StatusUpdate | None:
    earlier = db.session.scalars(select(StatusUpdate).where(StatusUpdate.nonce == sheet.nonce)).one_or_none()
    if earlier is not None and earlier.responsibility_id != sheet.responsibility_id:
        raise Refusal("Formuläret har redan använts. Ladda om sidan och svara igen.", 400)
    return earlier


def _refuse_unless_open(sheet: Sheet, responsibility: Responsibility, follow_up: FollowUp | None) -> None:
    if sheet.author.id not in (responsibility.owner_id, responsibility.deputy_id):
        word = responsibility.activity.plan.kind.row_definite
        raise Refusal(f"Någon annan ansvarar nu för {word}, så ditt svar kan inte sparas.", 403)
    refuse_fulfilled(responsibility.activity)
    plan_id = responsibility.activity.plan_id
    if sheet.follow_up_id is None:
        if (opened := open_follow_up(plan_id)) is not None:
            raise FollowUpOpened(opened.as_of)
    elif follow_up is None or follow_up.plan_id != plan_id:
        raise Refusal("Uppföljningen finns inte.", 404)
    elif follow_up.state is not FollowUpState.OPEN:
        raise FollowUpClosed(follow_up.as_of)


def _label(responsibility: Responsibility, label_id: int | None) -> StatusLabel | None:
    kind = responsibility.activity.plan.kind
    labels = kind.vocabulary.labels if kind.vocabulary else []
    if not kind.counted:
        # Its one label says no more than that there is an answer, so nobody chooses it.
        return next(iter(labels), None)
    return next((label for label in labels if label.id == label_id), None)


def _own_fields(responsibility: Responsibility) -> tuple[PlanField, ...]:
    return on_update(responsibility.activity.plan.kind.own_fields)


def _own_problems(responsibility: Responsibility, answer: Answer, as_of: date) -> list[Problem]:
    """What is wrong with the fields of the plan's kind; what an import wrote there before may stand."""
    fields = _own_fields(responsibility)
    if not fields:
        return []
    before = newest_of([responsibility.id]).get(responsibility.id)
    return field_problems(fields, answer.fields, before.field_values if before else {}, as_of.year)


def _newer(sheet: Sheet, responsibility: Responsibility) -> StatusUpdate | None:
    """What has been reported, or edited by a coordinator, since the form was opened; None when nothing has."""
    if responsibility.version == sheet.version:
        return None
    newest = db.session.scalars(
        select(StatusUpdate)
        .where(StatusUpdate.responsibility_id == responsibility.id)
        .order_by(StatusUpdate.id.desc())
        .limit(1)
    ).one_or_none()
    return newest if newest is not None and newest.id > sheet.seen else None


def _wanted(answer: Answer, label: StatusLabel, as_of: date) -> StatusUpdate:
    """The update with what the status wants; the rest is left empty (rule 1)."""
    timed = label.horizon is not Demand.NEVER
    return StatusUpdate(
        as_of=as_of,
        label_id=label.id,
        target_year=parsed_year(answer.target_year) if timed else None,
        ongoing=timed and answer.ongoing,
        comment=answer.comment if label.comment is not Demand.NEVER else "",
        cause=answer.cause if label.cause is not Demand.NEVER else "",
        remaining_work=answer.remaining_work if label.remaining_work is not Demand.NEVER else "",
    )


def _append(
    sheet: Sheet,
    responsibility: Responsibility,
    report: StatusUpdate,
    values: Sequence[NewValue],
    now: datetime,
) -> Saved:
    report.responsibility_id = responsibility.id
    report.follow_up_id = sheet.follow_up_id
    report.author_id = sheet.author.id
    report.author_title = sheet.author.title
    report.way_in = sheet.way_in
    report.created_at = now
    report.nonce = sheet.nonce
    db.session.add(report)
    db.session.flush()
    giver = Giver(
        report.author_id, report.author_title or "", f"Lägesrapport, {report.author_title}", report.id
    )
    db.session.add_all(new_rows(values, giver, responsibility, now))
    # Whoever said that it was not theirs has answered after all.
    settle_hand_overs(responsibility.id, now)
    db.session.execute(
        update(Responsibility)
        .where(Responsibility.id == responsibility.id)
        .values(version=Responsibility.version + 1)
        .execution_options(synchronize_session=False)
    )
    touch(responsibility.activity.plan)
    db.session.commit()
    return Saved(report)
