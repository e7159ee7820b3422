"""The municipality's own Word template, on both databases: taken, used, replaced, refused and taken away."""

import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from random import Random

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.styles.style import ParagraphStyle
from flask import Flask
from sqlalchemy import select

from tests.reports.sample import report
from tests.word_templates import (
    DOCUMENT,
    PNG,
    many_paragraphs,
    relation,
    relations,
    saved,
    swedish,
    unpressed,
    with_field,
    with_header,
    with_parts,
)
from tracker.importers.imported import FileRefused
from tracker.importers.sandbox import run_reader
from tracker.importers.template.taken import TakenTemplate
from tracker.models import Organisation, ReportTemplate, db
from tracker.reports.docx import report_docx
from tracker.services.reports.word_template import (
    READER,
    TemplateRefused,
    made_for,
    remove_template,
    save_template,
    template_of,
)

NOW = datetime(2022, 4, 1, 8, 0, tzinfo=UTC)


@cache
def template(header: str = "Exempelkommun") -> bytes:
    """A template with a header, an own Swedish heading style and text of its own."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = header
    document.styles.add_style("Rubrik 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Mallens egen text")
    return saved(document)


def organisation() -> int:
    return db.session.scalars(select(Organisation.id).order_by(Organisation.id)).first() or 0


def save(data: bytes, name: str = "mall.docx") -> list[str]:
    return save_template(organisation(), data, name, by_title="Administratör", now=NOW)


def heading_on_itself() -> bytes:
    """Headings that build on one another: who follows them comes to no end."""
    document = docx.Document()
    for one, other in (("Heading 1", "Heading 2"), ("Heading 2", "Heading 1")):
        style = document.styles[one]
        assert isinstance(style, ParagraphStyle)
        style.base_style = document.styles[other]
    return saved(document)


def test_the_report_is_written_into_the_template(any_app: Flask) -> None:
    with any_app.app_context():
        lacking = save(template())
        made = made_for(organisation(), "docx", report())
        assert made == report_docx(report(), template())
        assert made == made_for(organisation(), "docx", report())
        kept = db.session.scalars(select(ReportTemplate)).one()
        assert (kept.filename, kept.by_title, kept.lacks) == ("mall.docx", "Administratör", lacking)
    assert "Sidfoten är tom. Rapporten fyller i diarienummer, version och sidnummer." in lacking
    written = docx.Document(BytesIO(made))
    assert written.sections[0].header.paragraphs[0].text == "Exempelkommun"
    assert "Mallens egen text" not in [paragraph.text for paragraph in written.paragraphs]


def test_a_new_template_takes_the_old_ones_place_and_can_be_taken_away(any_app: Flask) -> None:
    with any_app.app_context():
        save(template())
        save(template("Ny nämnd"), "ny.dotx")
        save(template("Ny nämnd"), "igen.dotx")
        kept = db.session.scalars(select(ReportTemplate)).one()
        assert (kept.filename, template_of(organisation())) == ("ny.dotx", template("Ny nämnd"))
        remove_template(organisation())
        assert template_of(organisation()) is None
        assert made_for(organisation(), "docx", report()) == report_docx(report())


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "mall.docx", "empty"),
        (b"PK" + b"0" * 10_000_001, "mall.docx", "too-large"),
        (template(), "mall.docm", "macros"),
        (with_parts({"word/vbaProject.bin": b"x"}), "mall.docx", "macros"),
        (template(), "mall.odt", "not-word"),
        (b"%PDF-1.7", "mall.docx", "not-word"),
        (b"PK\x03\x04 not a zip", "mall.docx", "damaged"),
        (with_parts({"word/a.xml": b"<!DOCTYPE a><a/>"}), "mall.docx", "entities"),
        (with_header("<w:p/>", relation("image", "http://x.example/a")), "mall.docx", "linked"),
        (with_field(" DDE x "), "mall.docx", "field"),
        (with_parts({"word/styles.xml": "<a/>"}), "mall.docx", "damaged"),
        (with_parts({"word/a.bin": bytes(61_000_000)}), "mall.docx", "zip-bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_leaves_the_template_before_it(
    any_app: Flask, data: bytes, name: str, why: str
) -> None:
    with any_app.app_context():
        save(template())
        with pytest.raises(TemplateRefused) as refused:
            save(data, name)
        assert (refused.value.why, refused.value.status) == (why, 400)
        assert refused.value.message.endswith(".")
        assert template_of(organisation()) == template()


@pytest.mark.parametrize("name", ["ma\0ll.docx", "mall.docx\0", "\x1bmall.docx"])
def test_a_name_that_no_database_takes_is_cleaned(any_app: Flask, name: str) -> None:
    with any_app.app_context():
        save(template(), name)
        assert db.session.scalars(select(ReportTemplate.filename)).one() == "mall.docx"


def test_a_template_with_pictures_as_large_as_they_may_be_is_taken() -> None:
    large = with_parts({"word/media/image1.png": PNG + Random(1).randbytes(9_900_000)}, swedish())
    # Memory is what is tried: time depends on what else the machine does.
    assert run_reader(READER, TakenTemplate, large, "mall.dotx", seconds=60).lacks


def test_a_template_whose_report_comes_to_no_end_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        run_reader(READER, TakenTemplate, heading_on_itself(), "mall.docx", seconds=3)
    assert refused.value.why in ("too-slow", "too-heavy")


MEASURED = """
import resource, sys
from tracker.services.reports.word_template import TemplateRefused, _checked
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    _checked(data, "mall.docx")
except TemplateRefused as refused:
    assert refused.message.endswith("försök igen."), refused.message
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(refused.why, own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (DOCUMENT, many_paragraphs(900_000)),
        ("word/_rels/a.xml.rels", relations("<a/>" * 1_000_000)),
        (DOCUMENT, f"<w:document>{'<a>' * 1_000_000}"),
    ],
    ids=["paragraphs", "relations", "depth"],
)
def test_a_template_of_many_elements_takes_no_memory_of_the_service(part: str, text: str) -> None:
    command = [sys.executable, "-c", MEASURED]
    ended = subprocess.run(command, input=unpressed(part, text), capture_output=True, check=True)
    why, own, childs = ended.stdout.split()
    assert why in (b"too-heavy", b"damaged")
    assert int(own) < 20_000
    assert int(childs) < 300_000
