"""Where values come from: those that are shown, beside each value when they differ."""

from dataclasses import replace
from io import BytesIO

import docx

from tests.reports.sample import figure, report
from tracker.reports.content import KeyFigureContent
from tracker.reports.docx import report_docx
from tracker.reports.figures import source_line, sources, value_table
from tracker.reports.html import report_html
from tracker.reports.hyphens import SOFT_HYPHEN

OWN = "Verksamhetssystemet, uttag 4 november 2026"


def revised() -> KeyFigureContent:
    """Three values; the newest has a source of its own."""
    plain = figure("4.7", "4.3", "3.9", source="Uppföljningen per mars 2022")
    return replace(plain, points=(*plain.points[:-1], replace(plain.points[-1], source=OWN)))


def test_the_sources_are_those_of_the_values() -> None:
    assert source_line(figure("5", "4")) == "Källa: Källan."
    assert source_line(revised()) == f"Källor: Uppföljningen per mars 2022; {OWN}."
    assert sources(replace(revised(), points=revised().points[-1:])) == [OWN]
    assert source_line(figure(source="Kolada.")) == "Källa: Kolada."
    assert source_line(figure("5", source="")) == ""


def test_each_value_has_its_source_when_they_differ() -> None:
    table = value_table(revised())
    assert table is not None
    assert table.sources == ("Uppföljningen per mars 2022", "Uppföljningen per mars 2022", OWN)
    alike = value_table(figure("5", "4"))
    assert alike is not None and alike.sources == ()


def test_page_and_word_show_them() -> None:
    content = replace(report(), rows=(), key_figures=(revised(),))
    document = docx.Document(BytesIO(report_docx(content)))
    table = document.tables[-1]
    assert [cell.text for cell in table.rows[0].cells] == ["Period", "Värde", "Källa"]
    assert [row.cells[-1].text for row in table.rows][-1] == OWN
    html = report_html(content)
    text = html.replace("\u00a0", " ").replace(SOFT_HYPHEN, "")
    assert f'<td data-label="Källa">{OWN}</td>' in text
    # Once is enough: what stands beside the values is not said again below them.
    assert "Källor:" not in html
    assert "Källor:" not in "".join(line.text for line in document.paragraphs)
    alike = replace(content, key_figures=(figure("5", "4"),))
    assert "Källa: Källan." in report_html(alike)
