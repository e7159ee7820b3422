"""How often a value is expected: the day on which it is first asked for is the day on which the mail leaves."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from tests.owners import give_key_figure
from tests.reminding import outbox, person, responsibility, swedish
from tracker.domain.measurement import year_of
from tracker.domain.terms import MatterKind, Measure, Rhythm
from tracker.models import KeyFigure, Plan
from tracker.services.plans.appended_values import NewValue
from tracker.services.plans.edit_key_figures import add_value
from tracker.services.plans.key_figure_rhythm import first_mail_on, set_rhythm
from tracker.services.reminders.settings.pause import pause
from tracker.services.reminders.tick import work

FIGURE = "andel-invanare-med-ekonomiskt-bistand"
AUTUMN = date(2022, 9, 2)


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database."""
    with any_app.app_context():
        yield


@pytest.fixture
def figure() -> KeyFigure:
    """What activity 10 is followed by; its newest value is that of 2021."""
    return give_key_figure("10", FIGURE)


def plan() -> Plan:
    return responsibility("10").activity.plan


def test_what_is_missing_is_first_asked_for_on_its_working_day(figure: KeyFigure) -> None:
    set_rhythm(plan().id, figure.id, Rhythm.YEAR, 29)
    assert first_mail_on(plan(), figure, AUTUMN) == date(2023, 1, 30), "the 29th is a Sunday"
    for day in ("2022-09-02", "2023-01-27", "2023-01-30"):
        work(swedish(f"{day}T07:00"))
    about_values = [mail for mail in outbox() if mail.items[-1].kind is MatterKind.VALUE]
    assert [mail.send_on for mail in about_values] == [date(2023, 1, 30)]


def test_what_is_missing_already_is_asked_for_on_the_next_working_day(figure: KeyFigure) -> None:
    set_rhythm(plan().id, figure.id, Rhythm.TERTIAL, 10)
    assert first_mail_on(plan(), figure, date(2022, 9, 3)) == date(2022, 9, 5)


def test_a_value_that_is_there_early_is_not_asked_for(figure: KeyFigure) -> None:
    set_rhythm(plan().id, figure.id, Rhythm.YEAR, 30)
    new = NewValue(year_of(AUTUMN), Measure.OUTCOME, Decimal("4.1"), "Verksamhetssystemet")
    add_value(plan().id, figure.id, new, by=person("controller"), now=swedish("2022-12-31T09:00"))
    assert first_mail_on(plan(), figure, date(2023, 2, 1)) == date(2024, 1, 30)


def test_while_nothing_leaves_no_day_is_promised(figure: KeyFigure) -> None:
    assert first_mail_on(plan(), figure, AUTUMN) is None
    set_rhythm(plan().id, figure.id, Rhythm.YEAR, 30)
    pause(plan().organisation_id, None, by_title=None, now=swedish("2022-09-01T09:00"))
    assert first_mail_on(plan(), figure, AUTUMN) is None
