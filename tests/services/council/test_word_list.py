"""The Word list for the meeting: its words, what it holds, and the municipality's own template."""

from collections.abc import Iterator
from io import BytesIO

import docx
import pytest
from flask import Flask

from tests.assignments import NOW, TODAY, add_assignment, nonce, proposed
from tests.boras import LABOUR, OFFICE, SCHOOL, person, plan, share
from tests.word_templates import swedish
from tracker.domain.terms import Opinion
from tracker.services.council.propose import Proposal, propose
from tracker.services.council.review import Review, review
from tracker.services.council.word_list import fulfilment_list, word_list
from tracker.services.reports.word_template import save_template

pytestmark = pytest.mark.every_plan


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def reviewed(number: str, opinion: Opinion, comment: str = "", board: str = LABOUR) -> None:
    proposal = proposed(number, board, text=f"Uppdrag {number} är klart.\n\n• ett\n• två")
    review(plan().id, proposal.id, Review(opinion, comment, proposal.version), by=person(OFFICE), now=NOW)


def texts(data: bytes) -> tuple[list[str], list[list[str]]]:
    """The paragraphs outside tables, and the rows of all tables but the one of the head."""
    document = docx.Document(BytesIO(data))
    rows = [[cell.text for cell in row.cells] for table in document.tables[1:] for row in table.rows]
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text], rows


def test_agreed_ones_stand_under_the_proposal_and_the_others_apart() -> None:
    add_assignment("2", diarienummer="KS 2021-00102", decided_paragraph="§ 12", asked_by="Centerpartiet (C)")
    add_assignment("3")
    add_assignment("4")
    reviewed("1", Opinion.AGREES, "Stämmer med årsredovisningen.")
    reviewed("2", Opinion.DISAGREES, "Förslag på lokaler saknas.")
    proposed("3")
    paragraphs, rows = texts(word_list(plan(), today=TODAY) or b"")
    assert paragraphs == [
        "Uppdrag som föreslås förklaras fullgjorda",
        "Förslag till beslut",
        "Kommunfullmäktige beslutar att förklara följande uppdrag fullgjort:",
        "Samordnaren delar inte bedömningen",
        "De här uppdragen föreslår nämnderna också, men samordnaren anser inte att de är fullgjorda.",
    ]
    assert rows[0] == ["Uppdrag", "Motivering", "Samordnarens bedömning"]
    assert rows[1][0].startswith("Förskolenämnden uppdras att tillsammans med Arbetslivsnämnden")
    assert rows[1][1] == (
        "Arbetslivsnämnden\nUppdrag 1 är klart.\n• ett\n• två\nFörskolenämnden rapporterar inte sin del här."
    )
    assert rows[1][2] == "Delar bedömningen\nStämmer med årsredovisningen."
    assert rows[3][0] == (
        "Uppdrag nummer 2.\nMål och budget 2021, 20 januari 2021, § 12\nDiarienummer KS 2021-00102\n"
        "På initiativ av Centerpartiet (C)"
    )
    assert rows[3][1].endswith("Förskolenämnden har inte föreslagit att uppdraget förklaras fullgjort.")
    assert rows[3][2] == "Delar inte bedömningen\nFörslag på lokaler saknas."
    assert "Inte granskade av samordnaren" in texts(word_list(plan(), today=TODAY, everything=True) or b"")[0]


def test_one_disagreement_is_enough_and_what_is_not_reviewed_of_all_waits() -> None:
    add_assignment("2")
    add_assignment("3")
    reviewed("2", Opinion.AGREES)
    reviewed("2", Opinion.DISAGREES, "Nej.", SCHOOL)
    reviewed("3", Opinion.AGREES)
    proposed("3", SCHOOL)
    content = fulfilment_list(plan(), today=TODAY, everything=True)
    assert [row.text for row in content.disagreed] == ["Uppdrag nummer 2."]
    assert [row.text for row in content.not_reviewed] == ["Uppdrag nummer 3."]
    assert content.proposal == "Inget uppdrag föreslås med samordnarens stöd per den 5 september 2022."


def test_there_is_no_list_of_nothing() -> None:
    assert word_list(plan(), today=TODAY, everything=True) is None
    proposed()
    assert word_list(plan(), today=TODAY) is None


def test_a_board_that_decides_itself_lists_all_that_is_proposed() -> None:
    slug, who = "namnduppdrag-2020", person("controller.socialforvaltningen@uppsala.example.org")
    given = Proposal("Skrivelsen är svaret.", 0)
    propose(plan(slug).id, share("1", "socialnamnden", slug).id, given, nonce=nonce(), by=who, now=NOW)
    paragraphs, rows = texts(word_list(plan(slug), today=TODAY) or b"")
    assert "Socialnämnden beslutar att förklara följande uppdrag fullgjort:" in paragraphs
    assert rows[1][0].startswith("1. Den 25 mars 2020") and "På initiativ av Centerpartiet (C)" in rows[1][0]


def test_it_has_the_looks_of_the_municipalitys_own_template_and_the_same_bytes_each_time() -> None:
    save_template(plan().organisation_id, swedish(), "mall.docx", by_title=None, now=NOW)
    reviewed("1", Opinion.AGREES)
    first = word_list(plan(), today=TODAY)
    assert first == word_list(plan(), today=TODAY)
    document = docx.Document(BytesIO(first or b""))
    properties = document.core_properties
    assert (properties.title, properties.language) == ("Uppdrag som föreslås förklaras fullgjorda", "sv-SE")
    assert "Sida" in "".join(paragraph.text for paragraph in document.sections[0].footer.paragraphs)
