"""Every address of the app: GET answers, and HEAD, as link checkers and mail programs send it, says the same."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.coordinating import AS_OF, PLAN, answer, opened
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.test_every_page import VISITOR
from tracker.domain.terms import Gender, ImportKind
from tracker.importers.kolada.rows import KoladaKpi, KoladaPlace, KoladaValue
from tracker.models import AnswerLink, Message, Plan, User, db
from tracker.queries.plans.next_year import rows_to_carry
from tracker.services.imports.assignments.files import upload_uppdrag
from tracker.services.imports.files import Target, upload
from tracker.services.imports.values.files import Target as ValuesTarget
from tracker.services.imports.values.files import upload_values
from tracker.services.imports.waiting import keep, storable, unsaved_file
from tracker.services.kolada.asking import Fetched, Wanted
from tracker.services.plans.next_year.make import make_next_year, suggested
from tracker.services.reminders.links.answer_links import token_of
from tracker.services.reminders.tick import work

OPENED = datetime(2022, 8, 22, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_first_day() -> Iterator[None]:
    """The follow-up opens."""
    with time_machine.travel(OPENED, tick=False):
        yield


def uploaded() -> int:
    """A file that waits to be read in."""
    board = db.session.scalar(select(Plan.board_id).where(Plan.slug == PLAN))
    assert board is not None
    data = "Aktiviteter\r\nNr;Status\r\n1;Färdig\r\n".encode("utf-8-sig")
    return upload(data, "plan.csv", Target(None, board), by=None, now=OPENED).id


def uploaded_values() -> int:
    """A file of values that waits to be read in."""
    plan = db.session.scalars(select(Plan).where(Plan.slug == PLAN)).one()
    data = "Nyckeltal;Period;Värde\r\nNågot;2022;1\r\n".encode("utf-8-sig")
    person = db.session.scalars(select(User).order_by(User.id)).first()
    assert person is not None
    return upload_values(data, "v.csv", ValuesTarget(plan.organisation_id, plan.id), by=person, now=OPENED).id


def uploaded_uppdrag() -> int:
    """A file of uppdrag that waits to be read in."""
    plan = db.session.scalars(select(Plan).where(Plan.slug == PLAN)).one()
    return upload_uppdrag(b"Uppdrag;Status\nOrdna kurser.;\n", "u.csv", plan, by=None, now=OPENED).id


def next_years() -> str:
    """The address of the plan of the year after."""
    plan = db.session.scalars(select(Plan).where(Plan.slug == PLAN)).one()
    return make_next_year(plan.id, suggested(plan, rows_to_carry(plan), OPENED.date())).slug


def uploaded_answer() -> int:
    """An answer of Kolada's that waits to be read in."""
    person = db.session.scalars(select(User).order_by(User.id)).first()
    assert person is not None
    wanted = Wanted(("U40806",), ("0380",))
    kpi, place = KoladaKpi("U40806", "Något"), KoladaPlace("0380", "Uppsala", "K")
    value = KoladaValue("U40806", "0380", 2020, Gender.TOTAL, "1.5")
    answer = Fetched(wanted, (kpi,), (place,), (value,))
    file = unsaved_file(
        ImportKind.KOLADA, b"{}", "Kolada", storable(answer), organisation_id=person.organisation_id,
        plan_id=None, by=person, now=OPENED,
    )  # fmt: skip
    return keep(file, now=OPENED).id


def examples(app: Flask) -> dict[str, str]:
    """What stands in the place of each part of an address that varies, while a follow-up runs."""
    with app.app_context():
        answer(opened(), "12")
        work(OPENED)
        link = db.session.scalars(select(AnswerLink).order_by(AnswerLink.id)).first()
        assert link is not None
        return {
            "plan_slug": PLAN,
            "as_of": AS_OF,
            "format": "docx",
            "import_id": str(uploaded()),
            "made": next_years(),
            "fetched_id": str(uploaded_answer()),
            "file_id": str(uploaded_values()),
            "uppdrag_file_id": str(uploaded_uppdrag()),
            "number": "12",
            "slug": "andel-invanare-med-ekonomiskt-bistand",
            "kind": "oppnar",
            "filename": "css/base.css",
            "organisation_slug": "uppsala",
            "board_slug": "arbetsmarknadsnamnden",
            "message_id": str(db.session.scalar(select(func.min(Message.id)))),
            "user_id": str(db.session.scalar(select(func.min(User.id)))),
            "token": token_of(link.item),
        }


def addresses(app: Flask) -> list[str]:
    """Every address that can be fetched, with an example in each place."""
    known = examples(app)
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            found.append(re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda part: known[part[1]], rule.rule))
    return sorted(set(found))


@pytest.mark.parametrize("role", [VISITOR, "admin"])
def test_get_answers_and_head_says_the_same(app: Flask, client: PageClient, role: str) -> None:
    found = addresses(app)
    if role != VISITOR:
        sign_in(client, role)
    statuses = {}
    for address in found:
        with client.get(address) as shown, client.head(address) as asked:
            statuses[address] = shown.status_code, asked.status_code
    assert {address: both for address, both in statuses.items() if both[0] != both[1]} == {}
    assert [address for address, (status, _) in statuses.items() if status >= 500] == []
    if role == "admin":
        refused = [address for address, (status, _) in statuses.items() if status >= 400]
        assert [
            address for address in refused if address.startswith(("/samordning", "/administration"))
        ] == []
