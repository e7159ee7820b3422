"""The words of proposals and decisions about uppdrag, and the rules of their fields."""

from datetime import date

import pytest

from tracker.domain.fulfilment import (
    Decided,
    answered_words,
    decided_words,
    no_more_answers,
    parties,
    proposed_words,
    status_warning,
    tidy_paragraph,
)  # fmt: skip
from tracker.domain.terms import BoardKind, CouncilDecisionKind, Meaning

DECIDED = Decided(CouncilDecisionKind.FULFILLED, date(2022, 2, 24), "§ 45")


def test_who_decides_follows_the_plans_board() -> None:
    assert decided_words(DECIDED, parties(BoardKind.COUNCIL).decider) == (
        "Förklarades fullgjort av kommunfullmäktige den 24 februari 2022, § 45"
    )
    own = parties(BoardKind.COMMITTEE, BoardKind.COMMITTEE)
    assert (own.decider, own.proposer, own.one_board) == ("nämnden", "förvaltningen", True)
    given = parties(BoardKind.COUNCIL, BoardKind.COMPANY)
    assert (given.decider, given.proposer, given.one_board) == ("kommunfullmäktige", "styrelsen", False)


def test_a_closed_uppdrag_says_so_also_when_the_decision_is_not_known() -> None:
    known = no_more_answers("uppdraget", "nämnden", DECIDED)
    assert (
        known
        == "Nämnden förklarade uppdraget fullgjort den 24 februari 2022, § 45, så det tar inte emot fler svar."
    )
    assert "fullgjort, så" in no_more_answers("uppdraget", "nämnden", None)


def test_proposals_are_told_together() -> None:
    words = proposed_words(["Arbetslivsnämnden", "Förskolenämnden"], "uppdraget")
    assert words == "Arbetslivsnämnden och Förskolenämnden föreslår att uppdraget förklaras fullgjort"


@pytest.mark.parametrize(
    ("document", "day", "words"),
    [
        (
            "Tjänsteskrivelse, Aktualiserad fråga om att närstudera Boråsmodellen",
            date(2020, 5, 26),
            "Besvarades med Tjänsteskrivelse, Aktualiserad fråga om att närstudera Boråsmodellen, den 26 maj 2020",
        ),
        ("Tjänsteskrivelse", date(2020, 5, 26), "Besvarades med Tjänsteskrivelse den 26 maj 2020"),
        ("Tjänsteskrivelse", None, "Besvarades med Tjänsteskrivelse"),
        ("", date(2020, 5, 26), "Besvarades den 26 maj 2020"),
        ("", None, ""),
    ],
)
def test_what_answered_it_is_told_with_what_is_known(document: str, day: date | None, words: str) -> None:
    assert answered_words(document, day) == words


def test_a_proposer_is_warned_unless_the_status_says_done() -> None:
    assert status_warning(Meaning.COMPLETED, "Genomfört", "nämnden") == ""
    assert "är Ej genomfört" in status_warning(Meaning.NOT_STARTED, "Ej genomfört", "nämnden")
    assert status_warning(None, "", "nämnden").startswith("Nämnden har inte rapporterat någon status än.")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("45", "§ 45"),
        ("§45", "§ 45"),
        (" §§ 45–47 ", "§§ 45–47"),
        ("45 a", "§ 45 a"),
        ("", ""),
        ("nr 4", "nr 4"),
    ],
)
def test_a_paragraph_is_kept_as_minutes_write_it(typed: str, kept: str) -> None:
    assert tidy_paragraph(typed) == kept
