"""The municipality's own Word template, on both databases: taken, used, replaced, refused and taken away."""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from flask import Flask
from sqlalchemy import select

from tests.reports.sample import report
from tracker.models import Organisation, ReportTemplate, db
from tracker.reports.docx import report_docx
from tracker.services.reports.word_template import (
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
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def organisation() -> int:
    return db.session.scalars(select(Organisation.id).order_by(Organisation.id)).first() or 0


def save(data: bytes, name: str = "mall.docx") -> list[str]:
    return save_template(organisation(), data, name, by_title="Administratör", now=NOW)


def with_part(data: bytes, name: str, text: bytes) -> bytes:
    written = BytesIO(data)
    with ZipFile(written, "a", ZIP_DEFLATED) as package:
        package.writestr(name, text)
    return written.getvalue()


def test_the_report_is_written_into_the_template(any_app: Flask) -> None:
    with any_app.app_context():
        lacking = save(template())
        made = made_for(organisation(), "docx", report())
        assert made == report_docx(report(), template())
        assert made == made_for(organisation(), "docx", report())
        kept = db.session.scalars(select(ReportTemplate)).one()
        assert (kept.filename, kept.by_title, kept.lacks) == ("mall.docx", "Administratör", lacking)
    assert "Sidfoten är tom. Rapporten fyller i diarienummer och sidnummer." in lacking
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
        (with_part(template(), "word/vbaProject.bin", b"x"), "mall.docx", "macros"),
        (template(), "mall.odt", "not-word"),
        (b"%PDF-1.7", "mall.docx", "not-word"),
        (b"PK\x03\x04 not a zip", "mall.docx", "damaged"),
        (with_part(template(), "word/a.xml", b"<!DOCTYPE a><a/>"), "mall.docx", "entities"),
        (
            with_part(
                template(),
                "word/_rels/header1.xml.rels",
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                b'<Relationship Id="r" '
                b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
                b'Target="http://203.0.113.1/x.png" TargetMode="External"/></Relationships>',
            ),
            "mall.docx",
            "linked",
        ),
        (with_part(template(), "word/a.bin", b"0" * 61_000_000), "mall.docx", "zip-bomb"),
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
