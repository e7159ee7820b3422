"""The tjänsteskrivelse: its sections in order, what is computed, and the Word file."""

from dataclasses import replace
from io import BytesIO

import docx

from tests.reports.sample import report
from tracker.domain.terms import ChangeKind
from tracker.reports.content import ChangeLine, Changes
from tracker.reports.tjansteskrivelse import (
    HEADINGS,
    OwnTexts,
    addressed_to,
    documents,
    matter,
    sections,
    usual_sender,
)
from tracker.reports.word.tjansteskrivelse import tjansteskrivelse_docx

TEXTS = OwnTexts(**{name: f"Om {heading}." for name, heading in HEADINGS.items()})


def lines(blocks: object) -> list[str]:
    return [line for block in blocks for line in block.lines]  # type: ignore[attr-defined]


def test_the_sections_are_in_the_order_of_the_real_one() -> None:
    assert [section.heading for section in sections(report(), TEXTS)] == [
        "Förslag till beslut", "Ärendet", "Beredning", "Föredragning", "Ekonomiska konsekvenser",
        "Konsekvenser för barn", "Konsekvenser för jämställdhet", "Beslutsunderlag",
    ]  # fmt: skip


def test_a_section_without_text_is_left_out_unless_something_is_computed() -> None:
    found = sections(report(), OwnTexts(proposal="Nämnden beslutar."))
    assert [section.name for section in found] == ["proposal", "matter", "documents"]


def test_the_matter_tells_goal_and_counts() -> None:
    said = lines(matter(report()))
    assert said[0].endswith("har 26 aktiviteter. Målet: " + report().goal)
    assert said[1] == report().sentence


def test_the_matter_names_ten_changes_and_counts_the_others() -> None:
    line = ChangeLine(ChangeKind.STATUS, "12", "Fler jobbspår.", "Har blivit färdig.")
    changed = replace(report(), changes=Changes(report().as_of, (line,) * 12))
    said = lines(matter(changed))
    assert said.count("12. Fler jobbspår. Har blivit färdig.") == 10
    assert said[-1] == "Två ändringar till står i rapporten."
    same = replace(report(), changes=Changes(report().as_of, ()))
    assert lines(matter(same))[-1] == "Inget har ändrats sedan uppföljningen per mars 2022."


def test_the_papers_have_their_dates_and_a_correction_its_version() -> None:
    assert lines(documents(report())) == [
        "Tjänsteskrivelse daterad 2022-04-20", "Bilaga 1. Uppföljning av 26-punktsplan per mars 2022",
    ]  # fmt: skip
    assert lines(documents(replace(report(), version=2)))[1].endswith(", version 2")
    assert lines(documents(replace(report(), report_on=None)))[0] == "Tjänsteskrivelse utan datum"


def test_the_board_is_addressed_inside_a_sentence() -> None:
    assert addressed_to(report()) == "Tjänsteskrivelse till arbetsmarknadsnämnden"
    assert addressed_to(replace(report(), board="AB Bostäder")) == "Tjänsteskrivelse till AB Bostäder"


def test_the_word_file_has_headings_language_and_page_numbers() -> None:
    data = tjansteskrivelse_docx(report(), TEXTS)
    assert data == tjansteskrivelse_docx(report(), TEXTS)
    document = docx.Document(BytesIO(data))
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]  # type: ignore[union-attr]
    assert headings == list(HEADINGS.values())
    head = document.tables[0].rows[0].cells
    assert "Tjänsteskrivelse till arbetsmarknadsnämnden" in head[0].text
    assert "AMN-2022-00099" in head[2].text
    assert (document.core_properties.language, document.core_properties.category) == (
        "sv-SE", "Tjänsteskrivelse",
    )  # fmt: skip
    footer = document.sections[0].footer._element.xml
    assert "NUMPAGES" in footer and "PAGE" in footer
    assert "Om Föredragning." in [each.text for each in document.paragraphs]


def test_what_looks_like_markup_stays_text() -> None:
    data = tjansteskrivelse_docx(report(), OwnTexts(presentation="<b>{{ 7 * 7 }}</b> & \ue000 🙂"))
    document = docx.Document(BytesIO(data))
    assert any(each.text == "<b>{{ 7 * 7 }}</b> & • 🙂" for each in document.paragraphs)


def test_a_municipalitys_own_template_is_used() -> None:
    own = docx.Document()
    own.sections[0].header.paragraphs[0].text = "Uppsala kommuns sidhuvud"
    saved = BytesIO()
    own.save(saved)
    made = docx.Document(BytesIO(tjansteskrivelse_docx(report(), TEXTS, saved.getvalue())))
    assert made.sections[0].header.paragraphs[0].text == "Uppsala kommuns sidhuvud"


def test_the_administration_sends_it_and_the_list_of_papers_comes_first() -> None:
    texts = OwnTexts(sender="Arbetsmarknadsförvaltningen", documents="Bilaga 2. Kolada")
    document = docx.Document(BytesIO(tjansteskrivelse_docx(report(), texts)))
    head = document.tables[0].cell(0, 0).text.split("\n")
    assert head == [
        "Uppsala kommun", "Arbetsmarknadsförvaltningen", "Tjänsteskrivelse till arbetsmarknadsnämnden",
    ]  # fmt: skip
    assert [paragraph.text for paragraph in document.paragraphs][-1] == "Bilaga 2. Kolada"
    assert usual_sender("Arbetsmarknadsnämnden") == "Arbetsmarknadsförvaltningen"
    assert usual_sender("Kommunstyrelsen") == ""
