"""What managers and coordinators are told: only what is true and theirs to know, and never without end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.mail.letters import PLAN, TODAY, letter, to_the_manager, usual
from tracker import mail
from tracker.domain.reminders.texts import TextKind
from tracker.mail import telling
from tracker.mail.letter import Section
from tracker.mail.telling import HandedOver, Silence, SilentRow, Undelivered

SITE = "https://plan.example.org"
DECLINED = SilentRow("8", "Text", "Rektor", "rektor@example.org", TODAY, date(2022, 9, 2))
MISSING = Silence(PLAN, date(2022, 8, 31), date(2022, 9, 2), None, (DECLINED,), None)
LOST = Undelivered("Rektor", "rektor@example.org", "26-punktsplanen: 8", True, "", False, f"{SITE}/7")
LEFT = HandedOver("8", "Text", "Rektor", None, "", f"{SITE}/8")


def listed(missing: Silence) -> mail.Rendered:
    return letter(telling.silence(missing, usual(TextKind.LIST), TODAY))


def test_whoever_has_answered_that_it_is_somebody_elses_is_not_said_to_be_silent() -> None:
    text = listed(MISSING).text
    assert "Har svarat att någon annan ansvarar. Samordnaren väljer vem." in text
    assert "Fick senast ett mejl" not in text


def test_the_coordinator_is_asked_to_choose_instead() -> None:
    text = listed(replace(MISSING, page=f"{SITE}/samordning")).text
    assert "Har svarat att någon annan ansvarar. Välj vem." in text
    assert "Samordnaren" not in text


def test_a_manager_is_shown_the_way_to_the_plan_and_not_whether_links_were_opened() -> None:
    rendered = to_the_manager()
    assert f"Se planen:\n{SITE}/planer/26-punktsplan\n" in rendered.text
    assert "Fungerar inte länken? Kopiera adressen." in rendered.html
    assert "öppnades" not in rendered.text


def lists(count: int) -> Section:
    missing = replace(MISSING, rows=(DECLINED,) * count, page=f"{SITE}/alla")
    return telling.silence(missing, usual(TextKind.LIST), TODAY)


def left(count: int) -> Section:
    return telling.hand_overs(PLAN, [LEFT] * count, usual(TextKind.HANDOVER), page=f"{SITE}/alla")


def lost(count: int) -> Section:
    return telling.deliveries(PLAN, [LOST] * count, usual(TextKind.DELIVERY), page=f"{SITE}/alla")


@pytest.mark.parametrize("section", [lists, left, lost])
def test_what_is_told_ends_after_fifty_with_the_way_to_all(section: Callable[[int], Section]) -> None:
    rendered = letter(section(2_000))
    assert rendered.text.count("\n\n8. Text\n" if "\n\n8. Text\n" in rendered.text else "\n\nRektor (") == 50
    assert f"och 1\u00a0950 till. Se alla:\n{SITE}/alla\n" in rendered.text
    assert 'och 1&nbsp;950 till. <a class="address" href="https://plan.example.org/alla"' in rendered.html
    assert len(rendered.text) < 20_000


@pytest.mark.parametrize("section", [lists, left, lost])
def test_fifty_are_told_whole(section: Callable[[int], Section]) -> None:
    rendered = letter(section(50))
    assert " till. " not in rendered.text and "Se alla" not in rendered.text


def test_the_subject_counts_what_the_mail_has_no_room_for() -> None:
    assert letter(left(60), lost(2_000)).subject == "2060 saker att se till i 26-punktsplanen"


def test_one_more_is_counted_as_swedish_counts() -> None:
    assert (left(51).more, lost(51).more) == ("och en till.", "och ett till.")


def test_what_somebody_must_be_chosen_for_comes_first() -> None:
    others = [replace(LEFT, number=str(n), to_title="Kollega") for n in range(60)]
    section = telling.hand_overs(PLAN, [*others, LEFT], usual(TextKind.HANDOVER))
    assert section.rows[0].button == "Välj ansvarig för aktivitet 8"


def test_the_words_of_a_hand_over_are_quoted_whole() -> None:
    words = " ".join(["ordet"] * 166)
    rendered = letter(telling.hand_overs(PLAN, [replace(LEFT, comment=words)], usual(TextKind.HANDOVER)))
    assert f"”{words}”" in rendered.text and f"”{words}”" in rendered.html
