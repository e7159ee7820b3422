"""A plan's own words in its mails: stored, refused, taken back, tried on oneself, and read by the owner."""

import re

import pytest

from tests import reminding
from tests.reminding import ASKED, OPENING, mail_to, outbox, person
from tracker.domain.reminders.texts import SHAPES, MailText, TextKind
from tracker.domain.terms import MatterKind, MessageState
from tracker.models import Plan, db
from tracker.queries.plans.standing import StandingRow, rows_of
from tracker.queries.reminders.decided import stored_text
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.reminders.settings.edit_text import ask_for_trial, edit_text, use_usual_text
from tracker.services.reminders.tick import work

OWN = MailText("{antal} till nämnden i oktober", "Hej!\n\nNämnden läser dina svar {mötesdag}.")
NIGHT = OPENING.replace(hour=1)


def plan_id() -> int:
    return db.session.query(Plan).filter_by(slug="26-punktsplan").one().id


def kept(kind: TextKind) -> MailText | None:
    stored = stored_text(plan_id(), kind)
    return MailText(stored.subject, stored.text) if stored else None


def test_the_owner_reads_the_plans_own_words_in_both_parts() -> None:
    text = MailText("Dags för oktobernämnden", "Nämnden vill veta hur det går med {plan}.")
    edit_text(plan_id(), TextKind.OPENED, text, version=0)
    reminding.open_follow_up()
    work(OPENING)
    mail = mail_to("ekonomichef")
    assert mail.subject == "Dags för oktobernämnden"
    for part in (mail.text, mail.html):
        assert "Nämnden vill veta hur det går med 26-punktsplanen." in re.sub(r"\s+", " ", part)


def test_faulty_texts_are_refused_and_nothing_is_stored() -> None:
    with pytest.raises(FormRefused) as refused:
        edit_text(plan_id(), TextKind.OPENED, MailText("", "{finns inte}"), version=0)
    assert {fault.field for fault in refused.value.faults} == {"subject", "text"}
    assert kept(TextKind.OPENED) is None


def test_a_text_that_is_the_usual_one_is_none_of_its_own() -> None:
    usual = SHAPES[TextKind.LATE].default
    edit_text(plan_id(), TextKind.LATE, usual, version=0)
    assert kept(TextKind.LATE) is None
    edit_text(plan_id(), TextKind.LATE, MailText("Sent", "Vi väntar."), version=0)
    edit_text(plan_id(), TextKind.LATE, usual, version=1)
    assert kept(TextKind.LATE) is None


def test_the_usual_text_can_be_taken_back_and_twice_is_once() -> None:
    edit_text(plan_id(), TextKind.LATE, MailText("Sent", "Vi väntar."), version=0)
    for _ in range(2):
        use_usual_text(plan_id(), TextKind.LATE)
    assert kept(TextKind.LATE) is None


def test_two_who_write_at_once_lose_nothing() -> None:
    first = MailText("Sent", "Vi väntar.")
    edit_text(plan_id(), TextKind.LATE, first, version=0)
    with pytest.raises(ChangedMeanwhile):
        edit_text(plan_id(), TextKind.LATE, MailText("För sent", "Skynda."), version=0)
    assert kept(TextKind.LATE) == first


@pytest.mark.parametrize("kind", TextKind)
def test_a_trial_of_each_kind_comes_at_once_and_asks_nobody_anything(kind: TextKind) -> None:
    own = MailText(f"Prov {kind}", "Hej! Så här kan det låta.")
    edit_text(plan_id(), kind, own, version=0)
    ask_for_trial(plan_id(), kind, to=person("controller"), now=NIGHT)
    work(NIGHT)
    (mail,) = outbox()
    assert (mail.to_address, mail.state) == (person("controller").email, MessageState.SENT)
    assert f"Prov {kind}" in mail.subject
    for part in (mail.text, mail.html):
        assert "Så här kan det låta." in part
        assert "prov" in part.lower(), "it says that it is a trial"
        assert "{{" not in part, "a trial holds no personal link"
    assert [item.kind for item in mail.items] == [MatterKind.TEST]


def test_a_trial_that_waits_is_not_asked_for_twice() -> None:
    for _ in range(3):
        ask_for_trial(plan_id(), TextKind.OPENED, to=person("controller"), now=NIGHT)
    ask_for_trial(plan_id(), TextKind.LATE, to=person("controller"), now=NIGHT)
    work(NIGHT)
    assert len(outbox()) == 2, "one of each kind"
    ask_for_trial(plan_id(), TextKind.OPENED, to=person("controller"), now=NIGHT)
    work(NIGHT)
    assert len(outbox()) == 3


def shown_in_a_trial(kind: TextKind) -> StandingRow:
    """The first row that a trial of that kind shows."""
    ask_for_trial(plan_id(), kind, to=person("controller"), now=NIGHT)
    work(NIGHT)
    text = outbox()[-1].text
    found = [row for row in rows_of(plan_id(), None) if row.activity.short_text in text]
    assert found, text
    return found[0]


def test_a_trial_shows_rows_that_its_kind_is_about() -> None:
    review = shown_in_a_trial(TextKind.REVIEW).current
    assert review is not None and review.ongoing
    assert shown_in_a_trial(TextKind.REMINDER).asked


def test_a_trial_takes_no_reminders_place() -> None:
    reminding.open_follow_up()
    ask_for_trial(plan_id(), TextKind.OPENED, to=person("ekonomichef"), now=NIGHT)
    work(NIGHT)
    work(OPENING)
    assert len([mail for mail in outbox() if mail.to_address == person("ekonomichef").email]) == 2
    assert len(outbox()) == len(ASKED) + 1
