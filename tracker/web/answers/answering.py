"""What a form that answers for an activity does, whoever opened it: signed in, or by a personal link."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.domain.field_values import form_name
from tracker.domain.swedish.excerpt import opening
from tracker.domain.swedish.words import capitalised
from tracker.domain.terms import WayIn
from tracker.models import KeyFigure, StatusUpdate, User, db
from tracker.queries.key_figures.values import newest_outcome
from tracker.queries.my_activities import (
    MyActivity,
    figures_of_activity,
    my_activities,
    values_of_update,
    waiting_beside,
)
from tracker.services.answers.report_status import (
    Conflict,
    FollowUpClosed,
    FollowUpOpened,
    Rejected,
    Saved,
    nothing_new,
    save_answer,
)
from tracker.services.refusal import Refusal
from tracker.web.answers.answer_form import (
    AnswerForm,
    Wording,
    default_period,
    fresh_form,
    labels_of,
    readable,
    typed_form,
)
from tracker.web.answers.asked import asked_of, declined_by
from tracker.web.answers.phrases import (
    heading_of,
    inside_name,
    inside_sentence,
    name_of,
    said_by,
    said_when,
    says_besides,
    says_first,
)
from tracker.web.own_fields import shown_values, typed_fields
from tracker.web.plans.carried_view import other_year


@dataclass(frozen=True)
class Desk:
    """Where a person sits while answering for one activity."""

    user: User
    responsibility_id: int
    way_in: WayIn
    form_url: str
    receipt_url: str
    #: Where another activity of the person's is answered; None when it cannot be reached from here.
    form_url_of: Callable[[MyActivity], str | None]
    #: Shows that the follow-up is closed, with what was typed.
    closed: Callable[["Desk", FollowUpClosed], ResponseReturnValue]

    @property
    def signed_in(self) -> bool:
        """Whether the person has logged in; forms then carry a CSRF token."""
        return self.way_in is WayIn.WEB

    @property
    def hand_over_url(self) -> str:
        """Where the activity is handed over to a colleague."""
        return f"{self.form_url}/lamna-over"

    @property
    def not_mine_url(self) -> str:
        """Where the coordinator is asked to choose somebody else."""
        return f"{self.form_url}/inte-mitt"


@dataclass(frozen=True)
class ActivityPage:
    """One activity as the page shows it."""

    mine: MyActivity
    others: list[MyActivity]
    figures: list[KeyFigure]
    desk: Desk
    #: The person has said that it is not hers, and the coordinator has not chosen anybody yet.
    declined: bool

    @classmethod
    def of(cls, desk: Desk) -> "ActivityPage":
        """Reads it anew. Raises Refusal (404) when the person no longer answers for the activity."""
        activities = my_activities(desk.user.id)
        declined = declined_by(desk.user, activities)
        for mine in activities:
            if mine.row.responsibility.id == desk.responsibility_id:
                figures = figures_of_activity(mine.row.activity.id)
                others = waiting_beside(asked_of(desk.user, activities, declined), mine)
                return cls(mine, others, figures, desk, desk.responsibility_id in declined)
        raise Refusal("Aktiviteten följs inte längre upp, eller så ansvarar någon annan för den nu.", 404)


def show_form(desk: Desk) -> ResponseReturnValue:
    """The form, filled in with last time's answer."""
    page = ActivityPage.of(desk)
    form = fresh_form(page.mine, page.figures, csrf=desk.signed_in)
    for figure in page.figures:
        form[f"period_{figure.id}"].data = default_period(page.mine, figure, clock.today())
    return _form_page(page, form)


def take_form(desk: Desk) -> ResponseReturnValue:
    """Saves what was sent and leads to the receipt, or shows what to decide; nothing typed is lost."""
    page = ActivityPage.of(desk)
    form = typed_form(page.mine, page.figures, request.form, csrf=desk.signed_in)
    opened = form.sheet(desk.responsibility_id, desk.user, desk.way_in)
    wish = request.form.get("do", "save")
    if wish == "edit":
        return _form_page(page, form.renew(page.mine))
    outcome: Saved | Rejected | Conflict
    try:
        if wish == "nothing-new":
            outcome = nothing_new(opened, now=clock.utc_now())
        else:
            values = form.values(page.figures)
            answer = form.answer(page.mine.own_fields)
            outcome = save_answer(
                opened, answer, label_id=form.label_id, key_figure_values=values, now=clock.utc_now()
            )
    except FollowUpClosed as refusal:
        db.session.rollback()
        return desk.closed(desk, refusal)
    except FollowUpOpened as refusal:
        db.session.rollback()
        return typed_again(desk, refusal.message)
    if isinstance(outcome, Saved):
        return redirect(desk.receipt_url, 303)
    # Lets go of the locks; what follows only reads.
    db.session.rollback()
    if isinstance(outcome, Rejected):
        return _form_page(ActivityPage.of(desk), form.reject(outcome.problems), status=400)
    if wish == "nothing-new":
        return _overtaken(desk, outcome.theirs)
    return _both_texts(desk, outcome.theirs)


def typed_again(desk: Desk, message: str) -> ResponseReturnValue:
    """The form with what was typed, made to stand for what is in the table now; the message says why."""
    page = ActivityPage.of(desk)
    form = typed_form(page.mine, page.figures, request.form, csrf=desk.signed_in).renew(page.mine)
    if request.form.get("do") == "nothing-new":
        form = fresh_form(page.mine, page.figures, csrf=desk.signed_in)
    return _form_page(page, form, message=message, status=409)


def show_receipt(desk: Desk) -> ResponseReturnValue:
    """What was saved, as the board will see it, and the way to the next one."""
    page = ActivityPage.of(desk)
    report = _reported(page.mine)
    if report is None:
        return redirect(desk.form_url, 303)
    return render_template(
        "answer/receipt.html",
        **_shared(page),
        report=report,
        besides=_all_besides(page.mine, page.mine.row.current or report),
        values=values_of_update(report.id),
        inside_name=inside_name,
        heading_of=heading_of,
        next_one=next(iter(reachable(page)), None),
    )


def _reported(mine: MyActivity) -> StatusUpdate | None:
    """The newest thing said: in the follow-up, or as news since the last one."""
    if mine.follow_up is not None:
        return mine.row.answer
    newest = mine.row.current
    return newest if newest is not None and newest.follow_up_id is None else None


def reachable(page: ActivityPage) -> list[tuple[MyActivity, str]]:
    """What else waits for the person and can be answered from here, and where; this plan's first."""
    ways = ((one, page.desk.form_url_of(one)) for one in page.others)
    return [(one, url) for one, url in ways if url is not None]


def _form_page(
    page: ActivityPage, form: AnswerForm, *, message: str | None = None, status: int = 200
) -> ResponseReturnValue:
    labels = labels_of(page.mine)
    latest = {figure.id: newest_outcome(figure) for figure in page.figures}
    html = render_template(
        "answer/form.html",
        **_shared(page),
        form=form.made_visible(),
        own=page.mine.own_fields,
        labels=labels,
        wording=Wording.of(labels),
        message=message,
        latest=latest,
    )
    return make_response(html, status)


def _both_texts(desk: Desk, theirs: StatusUpdate) -> ResponseReturnValue:
    page = ActivityPage.of(desk)
    form = typed_form(page.mine, page.figures, request.form, csrf=desk.signed_in).renew(page.mine)
    chosen = next((label for label in labels_of(page.mine) if label.id == form.label_id), None)
    html = render_template(
        "answer/both_texts.html",
        **_shared(page),
        form=form.made_visible(),
        chosen=chosen,
        theirs=theirs,
        theirs_besides=_all_besides(page.mine, theirs),
        mine_besides=_typed_besides(page.mine, form),
        typed_values=[
            (figure, form[f"value_{figure.id}"].data, form[f"period_{figure.id}"].data)
            for figure in page.figures
            if form[f"value_{figure.id}"].data.strip()
        ],
    )
    return make_response(html, 409)


def _all_besides(mine: MyActivity, update: StatusUpdate) -> list[tuple[str, str]]:
    """What the fields of the plan's kind hold in an update, under their headings."""
    return shown_values(mine.own_fields, update.field_values, update.as_of.year)


def _typed_besides(mine: MyActivity, form: AnswerForm) -> list[tuple[str, str]]:
    """What was typed in the fields of the plan's kind, under their headings."""
    typed = typed_fields(form, mine.own_fields)
    found = [(form[form_name(field)].label.text, typed[field.key]) for field in mine.own_fields]
    return [(heading, readable(text)) for heading, text in found if text.strip()]


def _overtaken(desk: Desk, theirs: StatusUpdate) -> ResponseReturnValue:
    who = "Du" if theirs.author_id == desk.user.id else capitalised(theirs.author_title or "Någon annan")
    return typed_again(
        desk,
        f"{who} hann rapportera medan du hade sidan öppen. Ditt klick sparade inget. "
        "Läs hur det står nu, och ändra om något inte stämmer.",
    )


def _shared(page: ActivityPage) -> dict[str, object]:
    mine = page.mine
    return {
        "mine": mine,
        "desk": page.desk,
        "others": page.others,
        "declined": page.declined,
        "figures": page.figures,
        "name": name_of(mine),
        "heading": heading_of(mine),
        "inside_sentence": inside_sentence,
        "said_when": said_when,
        "said_by": lambda update: said_by(update, page.desk.user),
        "says_first": lambda update: says_first(mine, update),
        "says_besides": lambda update: says_besides(mine, update),
        "counted_kind": mine.plan.kind.counted,
        "target_heading": mine.plan.kind.words["target_heading"],
        "row_definite": mine.plan.kind.row_definite,
        "board": mine.board.name if mine.board else None,
        "opening": opening,
        "today": clock.today(),
        "coordinator": mine.plan.coordinator,
        "year_before": other_year(mine.row.previous.responsibility.activity)
        if mine.row.carried and mine.row.previous
        else None,
    }


def form_url(mine: MyActivity) -> str:
    """The signed-in owner's form; it names the board where the person answers for several boards' shares."""
    board = mine.row.responsibility.board.slug if mine.beside_others else None
    return url_for(
        "my_activities.edit", plan_slug=mine.plan.slug, number=mine.row.activity.number, board_slug=board
    )
