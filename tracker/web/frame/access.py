"""Who may use a view: every view has exactly one of these rules, and a view without is refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, abort, current_app, g, make_response, redirect, render_template, request, url_for

from tracker.domain.terms import Role, Visibility
from tracker.domain.text import text_problem
from tracker.models import Board, Plan, Responsibility, User
from tracker.queries.people import access as queries
from tracker.queries.plans.answering_boards import answers_for_board
from tracker.web.frame.identity import has_role, is_admin, signed_in_user
from tracker.web.frame.typed import typed_texts

View = TypeVar("View", bound=Callable[..., Any])

_SLUG = re.compile(r"[a-z0-9-]{1,80}")
_ATTRIBUTE = "_access_rule"


@dataclass(frozen=True)
class Rule:
    """One access rule: its name, and the check that ends the request unless it is met."""

    name: str
    check: Callable[[], object]

    def __call__(self, view: View) -> View:
        """Marks the view; a second rule on the same view is a mistake and fails at import."""
        if rule_of(view) is not None:
            raise TypeError(f"{view.__name__} has two access rules")
        setattr(view, _ATTRIBUTE, self)
        return view


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """The view's rule, or None."""
    return getattr(view, _ATTRIBUTE, None)


def init_access(app: Flask) -> None:
    """Checks the rule before every view; Flask's own static files are open to all."""
    app.before_request(_check)


def current_plan() -> Plan:
    """The plan that the address names, in views whose rule knows it."""
    plan = g.plan
    assert isinstance(plan, Plan)
    return plan


def current_responsibility() -> Responsibility:
    """The row that the signed-in owner answers for, in views of @owners_of_activity."""
    responsibility = g.responsibility
    assert isinstance(responsibility, Responsibility)
    return responsibility


def current_person() -> User:
    """The signed-in person, in views that demand one; otherwise the request ends at the log-in page."""
    user = signed_in_user()
    if user is None:
        # Without the script root, which the log-in page adds itself.
        log_in = url_for("session.sign_in", next=_own_path())
        if texts := typed_texts():
            abort(make_response(render_template("errors/signed_out.html", log_in=log_in, typed=texts), 403))
        abort(redirect(log_in))
    return user


def may_coordinate(user: User, plan: Plan) -> bool:
    """Whether the person coordinates the plan's board or organisation, or administers it."""
    return user.organisation_id == plan.organisation_id and any(
        m.role in (Role.COORDINATOR, Role.ADMIN)
        and m.organisation_id == plan.organisation_id
        and m.board_id in (None, plan.board_id)
        for m in user.memberships
    )


def may_coordinate_share(user: User, plan: Plan, board_id: int) -> bool:
    """Whether the person coordinates the plan, or the board that answers for a share of it."""
    return may_coordinate(user, plan) or (
        user.organisation_id == plan.organisation_id
        and any(m.role is Role.COORDINATOR and m.board_id == board_id for m in user.memberships)
    )


def current_share() -> Responsibility:
    """The board's share of an uppdrag that the address names, in views of @coordinators_of_share."""
    share = g.share
    assert isinstance(share, Responsibility)
    return share


def known_share(number: str, board_slug: str) -> Responsibility:
    """The board's share of a row of current_plan(); the request ends with 404 when there is none."""
    if text_problem(number, 20, single_line=True) is not None or not _SLUG.fullmatch(board_slug):
        abort(404)
    share = queries.share_of(current_plan().id, number, board_slug)
    if share is None:
        abort(404)
    return share


def current_board() -> Board:
    """The board that the address names, in views of @answerers_of_board."""
    board = g.board
    assert isinstance(board, Board)
    return board


def may_read(user: User | None, plan: Plan) -> bool:
    """Whether the person, or anyone, may read the plan's pages."""
    if plan.visibility is Visibility.PUBLISHED:
        return True
    return user is not None and user.organisation_id == plan.organisation_id


def _check() -> None:
    if request.endpoint in (None, "static"):
        return
    rule = rule_of(current_app.view_functions[request.endpoint])
    if rule is None:
        current_app.logger.error("refused %s: its view has no access rule", request.endpoint)
        abort(403)
    rule.check()


def _own_path() -> str:
    query = request.query_string.decode("ascii", "ignore")
    path = quote(request.path)
    return f"{path}?{query}" if query else path


def _named_plan() -> Plan:
    slug = (request.view_args or {})["plan_slug"]
    # Checked first: a database need not be asked about 2^63 letters or a NUL.
    plan = queries.plan_by_slug(slug) if _SLUG.fullmatch(slug) else None
    if plan is None:
        abort(404)
    return plan


def _may_read_plan() -> None:
    plan = _named_plan()
    if not may_read(signed_in_user(), plan):
        current_person()
        abort(404)
    g.plan = plan


def _may_read_plan_data() -> None:
    plan = _named_plan()
    # A program is not led to the log-in page, and does not learn which internal plans there are.
    if not may_read(signed_in_user(), plan):
        abort(404)
    g.plan = plan


def _may_coordinate_plan() -> None:
    user = current_person()
    plan = _named_plan()
    if not may_read(user, plan):
        abort(404)
    g.plan = plan
    if not may_coordinate(user, plan):
        abort(403)


def _may_coordinate_share() -> None:
    """The address names plan, number and the board's slug."""
    user = current_person()
    plan = _named_plan()
    if not may_read(user, plan):
        abort(404)
    g.plan = plan
    named = request.view_args or {}
    share = known_share(named["number"], named["board_slug"])
    g.share = share
    if not may_coordinate_share(user, plan, share.board_id):
        abort(403)


def _answers_for_board() -> None:
    """The address names a plan whose rows come from the boards, and a board."""
    user = current_person()
    plan = _named_plan()
    slug = (request.view_args or {})["board_slug"]
    board = queries.board_by_slug(plan.organisation_id, slug) if _SLUG.fullmatch(slug) else None
    if board is None or not plan.kind.rows_by_boards or not may_read(user, plan):
        abort(404)
    g.plan, g.board = plan, board
    if not may_coordinate_share(user, plan, board.id) and not answers_for_board(plan.id, board.id, user.id):
        abort(403)


def _may_coordinate_anything() -> None:
    if not has_role(current_person(), Role.COORDINATOR, Role.ADMIN):
        abort(403)


def _may_administer() -> None:
    if not is_admin(current_person()):
        g.for_administrators = True  # the page says whom to ask
        abort(403)


def _owns_activity() -> None:
    user = current_person()
    plan = _named_plan()
    if not may_read(user, plan):
        abort(404)
    g.plan = plan
    named = request.view_args or {}
    number, board_slug = named["number"], named.get("board_slug")
    if text_problem(number, 20, single_line=True) is not None:
        abort(404)
    if board_slug is not None and not _SLUG.fullmatch(board_slug):
        abort(404)
    responsibility = queries.responsibility_of(plan.id, number, user.id, board_slug)
    if responsibility is None:
        abort(403 if queries.activity_exists(plan.id, number) else 404)
    g.responsibility = responsibility


#: Open to everybody.
anyone = Rule("anyone", lambda: None)
#: The token in the address is the access; the view checks it.
link_holders = Rule("link_holders", lambda: None)
#: Everybody with a log-in.
signed_in = Rule("signed_in", current_person)
#: A published plan: anyone; an internal one: the organisation's people. Puts it in current_plan().
readers_of_plan = Rule("readers_of_plan", _may_read_plan)
#: The same for programs: whoever may not read it gets 404.
programs_reading_plan = Rule("programs_reading_plan", _may_read_plan_data)
#: The coordinators of the plan's board or organisation, and its administrators. Puts it in current_plan().
coordinators_of_plan = Rule("coordinators_of_plan", _may_coordinate_plan)
#: The coordinators of the plan, and those of the board whose share of a row the address names (plan, number, board).
#: Puts them in current_plan() and current_share().
coordinators_of_share = Rule("coordinators_of_share", _may_coordinate_share)
#: Who adds a board's rows in a plan whose rows come from the boards: its contact, its coordinators, and whoever
#: owns one of them. Puts them in current_plan() and current_board().
answerers_of_board = Rule("answerers_of_board", _answers_for_board)
#: Whoever coordinates or administers anything in the own organisation.
coordinators = Rule("coordinators", _may_coordinate_anything)
#: The own organisation's administrators.
admins = Rule("admins", _may_administer)
#: The activity's owner or deputy. Puts it in current_plan() and current_responsibility().
owners_of_activity = Rule("owners_of_activity", _owns_activity)
