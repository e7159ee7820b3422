"""Utskick: choosing in the list, one mail, and what is settled together."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests.coordinating import (
    COCKPIT,
    HERE,
    answer,
    as_coordinator,
    person,
    responsibility,
    with_open_follow_up,
)  # fmt: skip
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.mailed import MOMENT, PAGE, mails, press
from tracker.domain.terms import FollowUpState, MessageState
from tracker.models import AnswerLink, FollowUp, Message, db
from tracker.queries.reminders.outbox import Evidence, evidence_of
from tracker.services.reminders.links.answer_links import token_of
from tracker.services.reminders.links.hand_over_activity import Leaving, decline


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    """The day on which the mails of the follow-up left, a little later."""
    with time_machine.travel(MOMENT + timedelta(minutes=3), tick=False):
        yield


def test_the_list_is_narrowed(app: Flask, client: PageClient) -> None:
    mails(app, ekonomichef=MessageState.FAILED, utvecklingschef=MessageState.PENDING)
    as_coordinator(client)
    for choice, count in (("", 6), ("behover-atgard", 1), ("vantar", 1), ("skickade", 4), ("okand", 6)):
        client.get(f"{PAGE}?lage={choice}")
        assert len(client.page.select("tbody tr")) == count


def test_the_list_has_pages(app: Flask, client: PageClient) -> None:
    mails(app)
    with app.app_context():
        one = db.session.query(Message).first()
        assert one is not None
        kept = {
            name: getattr(one, name)
            for name in ("to_address", "to_title", "from_header", "send_on", "written_at")
        }
        for number in range(60):
            copy = Message(
                user_id=one.user_id,
                key=f"copy/{number}",
                message_id=f"<{number}@example.org>",
                state=MessageState.SENT,
                subject="x",
                text="x",
                html="x",
                next_at=MOMENT,
                **kept,
            )
            item = one.items[0]
            copy.items = [
                type(item)(
                    kind=item.kind,
                    identity=f"copy/{number}",
                    plan_id=item.plan_id,
                    user_id=one.user_id,
                    step=item.step,
                    step_on=item.step_on,
                    counted_from=item.counted_from,
                    created_at=MOMENT,
                )
            ]
            db.session.add(copy)
        db.session.commit()
    as_coordinator(client).get(PAGE)
    assert len(client.page.select("tbody tr")) == 50
    [onward] = [link for link in client.page.links() if "sida=2" in link]
    client.get(onward)
    assert len(client.page.select("tbody tr")) == 16


def test_one_mail_says_all_that_is_known(app: Flask, client: PageClient) -> None:
    ids = mails(app, ekonomichef=MessageState.UNCERTAIN)
    as_coordinator(client).get(PAGE)
    assert f"{PAGE}/{ids['ekonomichef']}" in client.page.links()
    client.get(f"{PAGE}/{ids['ekonomichef']}")
    facts = client.page.text("#kant")
    for words in ("Oklart om det kom fram", "Skrivet till fil.", "Inte vad tjänsten vet", "Meddelande-id"):
        assert words in facts
    assert "Svar i uppföljningen" in client.page.text("#galler")
    assert "(personlig länk)" in client.page.text("#sager")
    with app.app_context():
        [item] = db.session.get_one(Message, ids["ekonomichef"]).items
        assert token_of(item) not in client.page.html
    assert press(client, f"{PAGE}/{ids['ekonomichef']}/framme", f"{PAGE}/{ids['ekonomichef']}") == 303


def test_what_says_that_a_mail_arrived_is_about_what_the_reader_may_see(app: Flask) -> None:
    number = mails(app)["rektor.vuxenutbildningen"]
    with app.app_context():
        mail = db.session.get_one(Message, number)
        seen = [
            item for item in mail.items if item.responsibility and item.responsibility.activity.number == "8"
        ]
        hidden = [item for item in mail.items if item not in seen]
        link = db.session.query(AnswerLink).filter_by(item_id=seen[0].id).one()
        link.first_opened_at = MOMENT
        update = answer(opened_follow_up(), "8")
        update.created_at = MOMENT + timedelta(minutes=1)
        db.session.commit()
        assert evidence_of(mail, seen) == Evidence(MOMENT, MOMENT + timedelta(minutes=1)), "in whatever way"
        assert evidence_of(mail, hidden) == Evidence(None, None)


def opened_follow_up() -> FollowUp:
    return db.session.query(FollowUp).filter_by(state=FollowUpState.OPEN).one()


def test_a_mail_of_others_is_not_found(app: Flask, client: PageClient) -> None:
    ids = mails(app)
    sign_in(client, "elsewhere")
    assert client.get(f"{PAGE}/{ids['ekonomichef']}").status_code == 404
    assert client.get(f"{PAGE}/{2**40}").status_code == 404


def test_all_uncertain_ones_are_settled_together(app: Flask, client: PageClient) -> None:
    unsure = ("ekonomichef", "utvecklingschef")
    ids = mails(app, **dict.fromkeys(unsure, MessageState.UNCERTAIN))
    as_coordinator(client).get(PAGE)
    assert "Två mejl är oklara" in client.page.text("main")
    assert press(client, f"{PAGE}/framme") == 303
    client.get(PAGE)
    assert "Två mejl markerades som framme." in client.page.text(".notices")
    with app.app_context():
        assert {db.session.get_one(Message, ids[role]).state for role in unsure} == {MessageState.SENT}


def test_an_address_given_up_is_tried_again(app: Flask, client: PageClient) -> None:
    ids = mails(app, ekonomichef=MessageState.FAILED)
    page = f"{PAGE}/{ids['ekonomichef']}"
    with app.app_context():
        person("ekonomichef").unreachable_since = MOMENT
        db.session.commit()
    as_coordinator(client).get(page)
    assert "Inga fler mejl skickas till adressen" in client.page.text("main")
    assert press(client, f"{page}/adressen", page) == 303
    with app.app_context():
        assert person("ekonomichef").unreachable_since is None


def test_an_address_given_up_is_worth_a_look(app: Flask, client: PageClient) -> None:
    mails(app)
    with app.app_context():
        row = responsibility("22")
        row.deputy_id = None
        person("ekonomichef").unreachable_since = MOMENT
        db.session.commit()
    as_coordinator(client).get(COCKPIT)
    assert "22" in client.page.text("#vart")
    [there] = [link for link in client.page.links() if link.startswith(f"{PAGE}?")]
    client.get(there)
    assert client.page.texts("[aria-current]")[-1] == "Behöver åtgärd"


def test_who_says_that_it_is_not_theirs_is_shown_and_can_be_kept(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    with app.app_context():
        row = responsibility("22")
        decline(Leaving(row.id, person("ekonomichef"), "Fråga hr.", "a-form-of-its-own"), now=MOMENT)
    as_coordinator(client).get(COCKPIT)
    assert "22" in client.page.text("#vart")
    page = f"{HERE}/aktiviteter/22/ansvarig"
    client.get(page)
    said = client.page.text("section[aria-labelledby=inte-mitt]")
    assert "har svarat att någon annan ansvarar" in said and "Fråga hr." in said
    assert press(client, f"{page}/behall", page) == 303
    client.get(page)
    assert client.page.select("#inte-mitt") == []
