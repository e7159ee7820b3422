"""Every page that a role can reach by following links: no dead link, and the W3C's checker finds nothing either."""

from collections import Counter, deque
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from tests.html_checker import vnu_errors
from tests.page_check import PageClient, is_page
from tests.signing_in import PEOPLE, sign_in
from tracker.clock import today
from tracker.domain.follow_up_dates import Dates
from tracker.models import Plan, db
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up

#: So many pages of a kind are opened: the 27 activities share a template.
OF_A_KIND = 2

VISITOR = "visitor"


def kind_of(app: Flask, address: str) -> str:
    """What pages of a kind have in common: the endpoint, and which questions its address asks."""
    parts = urlsplit(address)
    try:
        endpoint, _ = app.url_map.bind("localhost").match(parts.path)
    except HTTPException:
        return parts.path  # a link to nowhere is a kind of its own, and found out when it is opened
    return f"{endpoint} {' '.join(sorted(parse_qs(parts.query, keep_blank_values=True)))}"


def by_fault(faults: list[str]) -> str:
    """Each fault once, with how often it is there and where first: a fault of a template is on every page."""
    where: dict[str, list[str]] = {}
    for fault in faults:
        file, line, message = fault.split(":", 2)
        where.setdefault(message.strip(), []).append(f"{file} line {line}")
    return "\n".join(
        f"{message} ({len(places)} times, first {places[0]})" for message, places in where.items()
    )


def follow_links(client: PageClient, folder: Path) -> tuple[list[Path], list[str]]:
    """Open what can be reached from the start page; returns the saved pages and the dead links."""
    saved, dead, opened = [], [], Counter[str]()
    waiting, known = deque([("/", "")]), {"http://localhost/"}
    while waiting:
        address, found_on = waiting.popleft()
        kind = kind_of(client.application, address)
        opened[kind] += 1
        if opened[kind] > OF_A_KIND or kind.startswith("static "):
            continue
        answer = client.get(address, follow_redirects=True)
        if answer.status_code >= 400:
            dead.append(f"{address} (on {found_on}) answers {answer.status_code}")
        if not is_page(answer):
            continue
        saved.append(folder / f"{len(saved)}{quote(address, safe='').replace('%2F', '_')[:150]}.html")
        saved[-1].write_bytes(answer.data)
        here = answer.request.path
        for link in client.page.links():
            target = urldefrag(urljoin(f"http://localhost{here}", link)).url
            if target.startswith("http://localhost/") and target not in known:
                known.add(target)
                waiting.append((target.removeprefix("http://localhost"), here))
    return saved, dead


def open_a_follow_up(app: Flask) -> None:
    """Open one on the 26-punktsplan that is neither just begun nor over."""
    day = today()
    dates = Dates(day - timedelta(3), day - timedelta(2), day + timedelta(9), day + timedelta(30))
    with app.app_context():
        plan = db.session.scalars(select(Plan).where(Plan.slug == "26-punktsplan")).one()
        open_follow_up(plan.id, Opening(dates))


@pytest.mark.parametrize("role", [VISITOR, *PEOPLE])
def test_no_link_is_dead_and_every_page_is_valid(
    app: Flask, client: PageClient, tmp_path: Path, role: str
) -> None:
    open_a_follow_up(app)
    if role != VISITOR:
        sign_in(client, role)
    saved, dead = follow_links(client, tmp_path)
    assert saved
    assert not dead, "\n".join(dead)
    assert not (faults := vnu_errors(saved)), by_fault(faults)
