"""A coordinator's edit of an owner's answer: appended beside it, the owner's own words stay (rule 7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tracker.domain.fault import Fault
from tracker.domain.field_values import field_problems, given_values
from tracker.domain.plan_fields import PlanField, on_update
from tracker.domain.terms import Demand, FollowUpState, WayIn
from tracker.models import FollowUp, Responsibility, StatusUpdate, User, db
from tracker.services.form_refusal import ChangedMeanwhile, long_text_faults, refuse
from tracker.services.refusal import Refusal
from tracker.services.revision import touch


@dataclass(frozen=True)
class Texts:
    """The three texts of a status update, and the fields of the plan's kind by key."""

    comment: str
    cause: str
    remaining_work: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What the editor had before the eyes: the owner's answer, and the row's version counter."""

    answer_id: int
    version: int


def edit_language(
    follow_up_id: int, texts: Texts, *, seen: Seen, by: User, nonce: str, now: datetime
) -> StatusUpdate:
    """Appends the edited text with the owner's status and year. The same text means: read, nothing to change.

    It is no answer. Raises Refusal (409) when the follow-up is closed, FormRefused, and ChangedMeanwhile when
    the owner or another editor has saved since the page was opened. The same form sent twice counts once.
    """
    if (earlier := _by_nonce(nonce, seen.answer_id)) is not None:
        return earlier
    # What was read before the lock may be older than what others have committed since.
    db.session.expire_all()
    # Shared with those who answer; whoever closes waits for us, or we are refused.
    follow_up = db.session.get(FollowUp, follow_up_id, with_for_update={"read": True}, populate_existing=True)
    if follow_up is None or follow_up.state is not FollowUpState.OPEN:
        raise Refusal("Uppföljningen är stängd. Rapporten är fryst, så texten kan inte ändras längre.")
    answer = _owners_answer(follow_up, seen.answer_id)
    refuse(_faults(texts, answer))
    _count_up(answer.responsibility_id, seen.version)
    edit = _edit(answer, texts, by, nonce, now)
    db.session.add(edit)
    try:
        db.session.flush()
    except IntegrityError:
        # The same form was on its way twice; the first one has it.
        db.session.rollback()
        if (earlier := _by_nonce(nonce, seen.answer_id)) is not None:
            return earlier
        raise
    touch(follow_up.plan)
    db.session.commit()
    return edit


def _by_nonce(nonce: str, answer_id: int) -> StatusUpdate | None:
    earlier = db.session.scalar(select(StatusUpdate).where(StatusUpdate.nonce == nonce))
    if earlier is not None and earlier.edits_id != answer_id:
        raise Refusal("Formuläret har redan använts. Ladda om sidan och spara igen.", 400)
    return earlier


def _owners_answer(follow_up: FollowUp, answer_id: int) -> StatusUpdate:
    answer = db.session.get(StatusUpdate, answer_id)
    if answer is None or answer.follow_up_id != follow_up.id or answer.edits_id is not None:
        raise Refusal("Svaret finns inte i den här uppföljningen.", 404)
    return answer


def _faults(texts: Texts, answer: StatusUpdate) -> list[Fault]:
    found = []
    demands = answer.label.demands
    for name, demand in (
        ("comment", demands.comment),
        ("cause", demands.cause),
        ("remaining_work", demands.remaining_work),
    ):
        text = getattr(texts, name)
        wrong = long_text_faults(name, text)
        if not wrong and demand is Demand.DEMANDED and not text.strip():
            sentence = f"Texten kan inte vara tom. {demands.label} behöver en förklaring."
            wrong = [Fault(name, f"no-{name}", sentence)]
        found += wrong
    problems = field_problems(_own_fields(answer), texts.fields, answer.field_values, answer.as_of.year)
    return [*found, *(Fault(problem.field, "bad-field", problem.message) for problem in problems)]


def _own_fields(answer: StatusUpdate) -> tuple[PlanField, ...]:
    return on_update(answer.responsibility.activity.plan.kind.own_fields)


def _count_up(responsibility_id: int, version: int) -> None:
    counted = db.session.execute(
        update(Responsibility)
        .where(Responsibility.id == responsibility_id, Responsibility.version == version)
        .values(version=Responsibility.version + 1)
        .execution_options(synchronize_session=False)
    )
    if counted.rowcount == 0:  # type: ignore[attr-defined]
        raise ChangedMeanwhile


def _edit(answer: StatusUpdate, texts: Texts, by: User, nonce: str, now: datetime) -> StatusUpdate:
    return StatusUpdate(
        responsibility_id=answer.responsibility_id,
        follow_up_id=answer.follow_up_id,
        as_of=answer.as_of,
        label_id=answer.label_id,
        target_year=answer.target_year,
        ongoing=answer.ongoing,
        previous_target_year=answer.previous_target_year,
        year_uncertain=answer.year_uncertain,
        nothing_new=answer.nothing_new,
        comment=texts.comment,
        cause=texts.cause,
        remaining_work=texts.remaining_work,
        field_values=given_values(_own_fields(answer), texts.fields),
        author_id=by.id,
        author_title=by.title,
        way_in=WayIn.WEB,
        created_at=now,
        edits_id=answer.id,
        nonce=nonce,
    )
