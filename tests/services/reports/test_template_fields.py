"""Fields in a template's header and footer go into every report: only such as fetch and run nothing may."""

import docx
import pytest

from tests.word_templates import DOCUMENT, edited, field, saved, with_field, with_header
from tracker.importers.imported import FileRefused
from tracker.services.reports.template_reader import read_template

_STRAY = '<w:p><w:r><w:instrText>DDEAUTO c:\\\\x "y"</w:instrText></w:r></w:p>'
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'

FIELDS: dict[str, tuple[bytes, str]] = {
    "DDE": (with_field(' DDE Excel "c:\\\\a.xls" '), "DDE"),
    "DDEAUTO in pieces": (with_field(" DD", "EAU", "TO c:\\\\windows\\\\cmd.exe "), "DDEAUTO"),
    "INCLUDETEXT": (with_field(' INCLUDETEXT "http://203.0.113.1/x" '), "INCLUDETEXT"),
    "INCLUDEPICTURE in small letters": (with_field(' includepicture "http://x/y" \\d '), "INCLUDEPICTURE"),
    "LINK": (with_field(" LINK Excel.Sheet.12 c:\\\\a "), "LINK"),
    "DATABASE": (with_field(' DATABASE \\c "DSN=x" '), "DATABASE"),
    "AUTOTEXT": (with_field(" AUTOTEXT x "), "AUTOTEXT"),
    "MACROBUTTON": (with_field(" MACROBUTTON x "), "MACROBUTTON"),
    "simple": (
        with_header('<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;x&quot; "/></w:p>'),
        "INCLUDETEXT",
    ),
    "in an IF": (with_field(" IF 1 = 1 ", field(' INCLUDETEXT "x" '), ' "" '), "INCLUDETEXT"),
    "with a name made by another": (with_field(field(" TITLE "), "TEXT x "), "TEXT"),
    "with a name split by another": (with_field("DD", field(" TITLE "), "E x "), "DDE"),
    "as text": (with_field("<w:r><w:t>DDEAUTO x</w:t></w:r>"), "DDEAUTO"),
    "without a beginning": (with_header(_STRAY), "DDEAUTO"),
    "without an end": (with_header(f"<w:p>{field(' DDE x ')}</w:p>".replace(_END, "")), "DDE"),
    "deleted before it": (
        with_field("<w:del><w:r><w:delInstrText>PAGE </w:delInstrText></w:r></w:del>", "DDE x "),
        "DDE",
    ),
    "only in the fallback": (
        with_field(
            "<mc:AlternateContent><mc:Choice><w:r><w:instrText>PAGE </w:instrText></w:r></mc:Choice>"
            "<mc:Fallback><w:r><w:instrText>DDE x </w:instrText></w:r></mc:Fallback></mc:AlternateContent>"
        ),
        "DDE",
    ),
    "link to a file": (with_field(' HYPERLINK "file:///c:/x.exe" '), "HYPERLINK"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_fetches_or_runs_something_is_named(name: str) -> None:
    data, field_name = FIELDS[name]
    with pytest.raises(
        FileRefused, match=rf"^Mallens sidhuvud har fältet {field_name}\b.*försök igen\.$"
    ) as no:
        read_template(data, "mall.docx")
    assert no.value.why == "field"


def test_fields_that_show_what_the_document_knows_are_taken() -> None:
    codes = (
        " PAGE ",
        " NUMPAGES \\* MERGEFORMAT ",
        ' DATE \\@ "yyyy-MM-dd" ',
        ' STYLEREF "Rubrik 1" ',
        " DOCPROPERTY Dnr ",
        "=1+1",
        ' HYPERLINK "https://www.example.org" ',
        " ",
    )
    alone = "".join(f"<w:p>{field(code)}</w:p>" for code in codes)
    nothing = ' = 1 "" '
    compared = "".join(
        f"<w:p>{field(' IF ', field(code), nothing, field(' PAGE '), ' ')}</w:p>" for code in codes
    )
    read_template(with_header(alone + compared), "mall.docx")


def test_a_field_in_the_templates_own_text_does_not_matter() -> None:
    document = docx.Document()
    document.add_paragraph("x")
    text = edited(
        DOCUMENT, "<w:t>x</w:t>", "<w:instrText> MACROBUTTON NoMacro Klicka </w:instrText>", saved(document)
    )
    read_template(text, "mall.docx")
