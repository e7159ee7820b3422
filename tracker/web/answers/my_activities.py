"""An owner's own pages: what waits for an answer, the form, and the receipt."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.swedish.deadline import days_left
from tracker.domain.swedish.excerpt import first_sentence
from tracker.domain.terms import WayIn
from tracker.models import FollowUp, Plan
from tracker.queries.my_activities import MyActivity, my_activities
from tracker.queries.plans.answering_boards import BoardOfMine, boards_of
from tracker.services.answers.report_status import FollowUpClosed
from tracker.services.reminders.links.hand_over_activity import left_by
from tracker.web.answers.answer_form import NONCE
from tracker.web.answers.answering import (
    Desk,
    form_url,
    show_form,
    show_receipt,
    take_form,
    typed_again,
)
from tracker.web.answers.asked import asked_of, declined_by
from tracker.web.answers.declared import show_declared
from tracker.web.answers.handing_over import (
    show_hand_over,
    show_left,
    show_not_mine,
    take_hand_over,
    take_not_mine,
)
from tracker.web.answers.phrases import (
    heading_of,
    inside_name,
    inside_sentence,
    said_by,
    said_when,
    says_first,
)
from tracker.web.frame.access import current_person, current_responsibility, owners_of_activity, signed_in

blueprint = Blueprint("my_activities", __name__, url_prefix="/mina-aktiviteter")


@dataclass(frozen=True)
class PlanOfMine:
    """One plan's part of the list."""

    plan: Plan
    follow_up: FollowUp | None
    activities: list[MyActivity]
    #: The rows that the person is asked about.
    asked: Collection[int]

    @property
    def waiting(self) -> list[MyActivity]:
        """What the open follow-up waits for from the person."""
        return [one for one in self.activities if one.waiting and one.row.responsibility.id in self.asked]

    @property
    def of_others(self) -> list[MyActivity]:
        """What it waits for from somebody else: the owner whose deputy she is, or whom the coordinator chooses."""
        return [one for one in self.activities if one.waiting and one.row.responsibility.id not in self.asked]

    @property
    def answered(self) -> list[MyActivity]:
        """What has been said in the open follow-up."""
        return [one for one in self.activities if one.answered]

    @property
    def rest(self) -> list[MyActivity]:
        """What is not asked for now: Färdig and Stoppad, or everything between follow-ups."""
        return [one for one in self.activities if not one.waiting and not one.answered]


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """What waits for an answer, what is answered, and the rest."""
    user = current_person()
    activities = my_activities(user.id)
    declined = declined_by(user, activities)
    asked = {one.row.responsibility.id for one in asked_of(user, activities, declined)}
    plans = [_plan(list(group), asked) for _, group in groupby(activities, key=lambda one: one.plan.id)]
    today, boards = clock.today(), boards_of(user)
    said_for = {_key(one): one.nothing or _reported(one, activities) for one in boards}
    return render_template(
        "my_activities/index.html",
        boards=boards,
        board_url=_board_url,
        said_for=said_for,
        boards_waiting=[one for one in boards if one.follow_up and not said_for[_key(one)]],
        key_of=_key,
        # The nearest day first; plans without a day last.
        plans=sorted(plans, key=lambda one: _urgency(one, today)),
        waiting=sum(len(one.waiting) for one in plans),
        of_others=sum(len(one.of_others) for one in plans),
        declined=declined,
        today=today,
        days_left=days_left,
        first_sentence=first_sentence,
        heading_of=heading_of,
        inside_sentence=inside_sentence,
        inside_name=inside_name,
        says_first=says_first,
        form_url=form_url,
        said_when=said_when,
        said_by=lambda update: said_by(update, user),
    )


@blueprint.route("/<plan_slug>/<number>", methods=["GET", "POST"])
@blueprint.route("/<plan_slug>/<number>/namnd/<board_slug>", methods=["GET", "POST"])
@owners_of_activity
def edit(plan_slug: str, number: str, board_slug: str | None = None) -> ResponseReturnValue:
    """The form for one activity."""
    desk = _desk(plan_slug, number, board_slug)
    if (declared := show_declared(desk, current_responsibility().activity)) is not None:
        return declared
    return take_form(desk) if request.method == "POST" else show_form(desk)


@blueprint.route("/<plan_slug>/<number>/lamna-over", methods=["GET", "POST"])
@blueprint.route("/<plan_slug>/<number>/namnd/<board_slug>/lamna-over", methods=["GET", "POST"])
@signed_in
def hand_over(plan_slug: str, number: str, board_slug: str | None = None) -> ResponseReturnValue:
    """Who answers instead; sent once more, when the row is left with it, it says what it did."""
    nonce = request.form.get("nonce", "")
    if NONCE.fullmatch(nonce) and (left := left_by(current_person(), nonce)) is not None:
        return show_left(left, signed_in=True)
    # After the look: whoever has handed over is no owner any more.
    owners_of_activity.check()
    desk = _desk(plan_slug, number, board_slug)
    return take_hand_over(desk) if request.method == "POST" else show_hand_over(desk)


@blueprint.route("/<plan_slug>/<number>/inte-mitt", methods=["GET", "POST"])
@blueprint.route("/<plan_slug>/<number>/namnd/<board_slug>/inte-mitt", methods=["GET", "POST"])
@owners_of_activity
def not_mine(plan_slug: str, number: str, board_slug: str | None = None) -> ResponseReturnValue:
    """The coordinator is asked to choose somebody else."""
    desk = _desk(plan_slug, number, board_slug)
    return take_not_mine(desk) if request.method == "POST" else show_not_mine(desk)


@blueprint.get("/<plan_slug>/<number>/kvitto")
@blueprint.get("/<plan_slug>/<number>/namnd/<board_slug>/kvitto")
@owners_of_activity
def receipt(plan_slug: str, number: str, board_slug: str | None = None) -> ResponseReturnValue:
    """What was saved, as the board will see it."""
    return show_receipt(_desk(plan_slug, number, board_slug))


def _desk(plan_slug: str, number: str, board_slug: str | None) -> Desk:
    path = f"{blueprint.url_prefix}/{plan_slug}/{number}"
    if board_slug is not None:
        path = f"{path}/namnd/{board_slug}"
    return Desk(
        user=current_person(),
        responsibility_id=current_responsibility().id,
        way_in=WayIn.WEB,
        form_url=request.script_root + path,
        receipt_url=f"{request.script_root}{path}/kvitto",
        form_url_of=form_url,
        closed=_closed,
    )


def _closed(desk: Desk, refusal: FollowUpClosed) -> ResponseReturnValue:
    return typed_again(
        desk,
        f"{refusal.message} Texten står kvar här nedanför: sparar du den nu ser nämnden den på planens sida "
        "före nästa uppföljning.",
    )


def _board_url(one: BoardOfMine) -> str:
    return url_for("my_activities.board_rows", plan_slug=one.plan.slug, board_slug=one.board.slug)


def _key(one: BoardOfMine) -> tuple[int, int]:
    return one.plan.id, one.board.id


def _reported(one: BoardOfMine, activities: list[MyActivity]) -> bool:
    """Whether the person has added a row for the board in the open follow-up."""
    return any(
        mine.answered and (mine.plan.id, mine.row.responsibility.board_id) == _key(one) for mine in activities
    )


def _plan(activities: list[MyActivity], asked: Collection[int]) -> PlanOfMine:
    return PlanOfMine(activities[0].plan, activities[0].follow_up, activities, asked)


def _urgency(one: PlanOfMine, today: date) -> tuple[bool, date]:
    answer_by = one.follow_up.answer_by if one.follow_up else None
    return not one.waiting, answer_by or date.max
