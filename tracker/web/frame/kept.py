"""Pages that are answered without work when nothing has changed, and parts of pages that are kept.

A plan's page is the same until the plan's revision, the person, the day or the release changes: the browser is
told so (304) before anything is read or rendered. The main part of a page is kept by what it depends on.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from flask import Response, current_app, make_response, render_template, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from tracker.models import Plan
from tracker.web.frame.access import may_coordinate
from tracker.web.frame.identity import owns_activities, signed_in_user

Kept = TypeVar("Kept")

#: How many characters of main parts a process keeps: some 320 of the usual 60 kB, fewer of large ones.
_PARTS = 20_000_000


@dataclass(frozen=True)
class Part:
    """A rendered main part with what the frame around it needs."""

    heading: str
    title_note: str | None
    #: The page one step up: text and address.
    above: tuple[str, str] | None
    main: Markup
    #: The stylesheet of the main part, and how wide the page is: "", "narrow" or "wide".
    sheet: str
    width: str


def _one(_thing: object) -> int:
    return 1


class Bounded(Generic[Kept]):
    """A store of bounded size; what was used longest ago makes room for what is new. Safe for threads.

    `weigh` tells how much of the size a thing takes, as they are counted when it is left out.
    """

    def __init__(self, size: int, weigh: Callable[[Kept], int] = _one) -> None:
        self._size = size
        self._weigh = weigh
        self._taken = 0
        self._things: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._things)

    def get(self, key: Hashable) -> Kept | None:
        """The thing, or None when it is not there (any more)."""
        with self._lock:
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key]

    def put(self, key: Hashable, thing: Kept) -> Kept:
        """Keeps the thing and gives it back."""
        with self._lock:
            if key in self._things:
                self._taken -= self._weigh(self._things.pop(key))
            self._things[key] = thing
            self._taken += self._weigh(thing)
            while self._taken > self._size:
                _, oldest = self._things.popitem(last=False)
                self._taken -= self._weigh(oldest)
        return thing


def unchanged(plan: Plan, today: date, beside: Hashable = None) -> Response | None:
    """The answer 304 when the browser already has this page as it is for this person today, else None.

    `beside` is what the page shows that the plan's revision says nothing of.
    Never when a message waits to be shown: it would be lost.
    """
    if "_flashes" in session:
        return None
    tag = _tag(plan, today, beside)
    if not request.if_none_match.contains_weak(tag):
        return None
    response = Response(status=304)
    _allow_keeping(response, tag)
    return response


def plan_page(
    plan: Plan,
    today: date,
    key: tuple[Hashable, ...] | None,
    template: str,
    build: Callable[[], dict[str, Any]],
    beside: Hashable = None,
) -> Response:
    """A page of a plan: its main part (`template`, filled by `build`) from the store or rendered now, in the frame.

    `key` tells the plan's pages apart (which page, which filters); None keeps nothing, for pages whose variants
    have no end. `build` gives `heading`, perhaps `title_note`, `above`, `sheet` and `width`, and what the template asks
    for. `beside` as in `unchanged`.
    """
    # Before rendering: a message that is shown now must not be shown again from the browser's store.
    tag = None if "_flashes" in session else _tag(plan, today, beside)
    part = _main_part(plan, today, None if key is None else (*key, beside), template, build)
    user = signed_in_user()
    response = make_response(
        render_template(
            "plans/kept.html",
            heading=part.heading,
            title_note=part.title_note,
            part=part,
            # In the frame, which is not kept: the plan's own page leads its coordinators on.
            coordinated=plan.slug if part.above is None and user and may_coordinate(user, plan) else None,
        )
    )
    if tag is not None:
        _allow_keeping(response, tag)
    return response


def _main_part(
    plan: Plan,
    today: date,
    key: tuple[Hashable, ...] | None,
    template: str,
    build: Callable[[], dict[str, Any]],
) -> Part:
    if key is None:
        return _rendered(template, build())
    parts: Bounded[Part] = current_app.extensions.setdefault("kept_parts", Bounded(_PARTS, _length))
    # Every reader of a plan sees the same main part: what may be read is decided before.
    whole = (plan.id, plan.revision, today, current_app.config["ASSET_VERSION"], request.script_root, key)
    return parts.get(whole) or parts.put(whole, _rendered(template, build()))


def _length(part: Part) -> int:
    return len(part.main)


def _rendered(template: str, values: dict[str, Any]) -> Part:
    # Without the frame's variables: a part that knew the person could not be kept for others.
    html = current_app.jinja_env.get_template(template).render(values)
    # The template is escaped by Jinja; it is the only thing that becomes Markup here.
    sheet = values.get("sheet", "plans")
    return Part(
        values["heading"],
        values.get("title_note"),
        values.get("above"),
        Markup(html),
        sheet,
        values.get("width", ""),
    )


def _tag(plan: Plan, today: date, beside: Hashable) -> str:
    """Changes with everything that the page, frame included, depends on."""
    user = signed_in_user()
    organisation = plan.board.organisation
    parts: tuple[object, ...] = (
        plan.id, plan.revision, plan.visibility, today, current_app.config["ASSET_VERSION"],
        organisation.name, organisation.theme_version, request.script_root, request.full_path, beside,
    )  # fmt: skip
    if user is not None:
        roles = [(m.role, m.board_id, m.organisation_id) for m in user.memberships]
        # The log-out form in the frame carries the session's token: a new session needs a new page.
        generate_csrf()
        parts += (user.get_id(), roles, owns_activities(), session.get("csrf_token"))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _allow_keeping(response: Response, tag: str) -> None:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
