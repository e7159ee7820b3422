"""What a template may bring into every report of a municipality: each hostile one is refused with its sentence."""

from collections.abc import Callable
from io import BytesIO

import docx
import pytest

from tests.reports.sample import report
from tests.word_templates import (
    DOCUMENT,
    HEADER,
    OFFICE,
    PNG,
    SETTINGS,
    TYPES,
    as_dotx,
    attached,
    edited,
    many_paragraphs,
    packed,
    parts,
    plain,
    relation,
    relations,
    swedish,
    unpressed,
    with_header,
    with_parts,
)
from tracker.importers.imported import FileRefused
from tracker.reports.docx import report_docx
from tracker.services.reports.template_reader import read_template

_PIXELS = '<a:graphic><a:blip r:{}="rId9"/></a:graphic>'
_MICROSOFT = "http://schemas.microsoft.com/office"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def page(old: str, new: str) -> bytes:
    return edited(DOCUMENT, old, new)


def typed(kind: str, name: str = "word/media/bild.png") -> bytes:
    """With a part of that type which nothing else gives away."""
    entry = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    return with_parts({name: PNG}, edited(TYPES, "</Types>", entry))


def related(kind: str) -> bytes:
    """With a harmless part that is related so."""
    added = f"{relation(kind, 'media/bild.png', mode='Internal', named='rId99')}</Relationships>"
    return with_parts(
        {"word/media/bild.png": PNG}, edited("word/_rels/document.xml.rels", "</Relationships>", added)
    )


def styled(inside: str) -> bytes:
    return edited("word/styles.xml", "</w:styles>", f"{inside}</w:styles>")


def svg(inside: str, start: str = "") -> bytes:
    return with_parts(
        {"word/media/bild.svg": f'{start}<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'}
    )


FETCHING: dict[str, tuple[bytes, str]] = {
    "image by VML": (
        with_header('<w:p><w:r><w:pict><v:shape><v:imagedata src="http://203.0.113.1/x"/></v:shape></w:pict></w:r></w:p>'),
        "linked",
    ),
    "image by VML on a server": (
        with_header('<w:p><w:r><w:pict><v:rect><v:fill o:href="\\\\203.0.113.1\\x"/></v:rect></w:pict></w:r></w:p>'),
        "linked",
    ),
    "image through a link's relation": (
        with_header(f"<w:p><w:r>{_PIXELS.format('link')}</w:r></w:p>", relation("hyperlink", "http://x.example/a")),
        "linked",
    ),
    "image embedded through a link's relation": (
        with_header(f"<w:p><w:r>{_PIXELS.format('embed')}</w:r></w:p>", relation("hyperlink", "http://x.example/a")),
        "linked",
    ),
    "image linked inside": (
        with_header(f"<w:p><w:r>{_PIXELS.format('link')}</w:r></w:p>", relation("image", "a.png", mode="Internal")),
        "linked",
    ),
    "template of a header": (with_header("<w:p/>", relation("attachedTemplate", "http://x.example/a.dotm")), "linked"),
    "relation that ends like a link": (
        with_header("<w:p/>", relation("urn:x/hyperlink", "http://x.example/a")),
        "linked",
    ),
    "relation of another mode": (
        with_header("<w:p/>", relation("image", "http://x.example/a", mode="external")),
        "linked",
    ),
    "internal relation that leads out": (
        with_header("<w:p/>", relation("image", "http://x.example/a", mode="Internal")),
        "linked",
    ),
    "link to a program": (with_header("<w:p/>", relation("hyperlink", "file:///c:/x.exe")), "linked"),
    "link by script": (with_header("<w:p/>", relation("hyperlink", "javascript:x()")), "linked"),
    "picture that fetches": (svg('<image href="http://x.example/a"/>'), "linked"),
    "picture whose style fetches": (svg("<style>@import 'http://x.example/a'</style>"), "linked"),
    "style sheet": (svg("", '<?xml-stylesheet href="http://x.example/a"?>'), "linked"),
    "picture with a program": (svg("<script>x()</script>"), "embedded"),
    "mail merge": (
        edited(SETTINGS, "</w:settings>", '<w:mailMerge><w:connectString w:val="DSN=x"/></w:mailMerge></w:settings>'),
        "mail-merge",
    ),
    "smart document": (
        edited(
            SETTINGS,
            "</w:settings>",
            '<w:schemaLibrary xmlns:s="urn:s"><s:schema s:manifestLocation="http://x.example/"/></w:schemaLibrary>'
            "</w:settings>",
        ),
        "linked",
    ),
    "OLE by relation": (related("oleObject"), "embedded"),
    "sheet by relation": (related("package"), "embedded"),
    "ActiveX by relation": (related("control"), "embedded"),
    "web page by relation": (related("aFChunk"), "embedded"),
    "OLE by type": (typed("application/vnd.openxmlformats-officedocument.oleObject"), "embedded"),
    "ActiveX by type": (typed("application/vnd.ms-office.activeX+xml"), "embedded"),
    "OLE by content": (with_parts({"word/media/bild.png": _OLE}), "embedded"),
    "file by content": (with_parts({"word/media/bild.png": plain()}), "embedded"),
    "OLE by element": (
        with_header('<w:p><w:r><w:object><o:OLEObject Type="Link"/></w:object></w:r></w:p>'),
        "embedded",
    ),
    "macros by type": (typed("application/vnd.ms-office.vbaProject"), "macros"),
    "macros by type of an ending": (
        with_parts(
            {"word/a.zzz": b"x"},
            edited(
                TYPES,
                "</Types>",
                '<Default Extension="ZZZ" ContentType="application/vnd.ms-office.VBAproject"/></Types>',
            ),
        ),
        "macros",
    ),
    "macros by relation": (related(f"{_MICROSOFT}/2006/relationships/vbaProject"), "macros"),
    "buttons by relation": (related(f"{_MICROSOFT}/2007/relationships/ui/extensibility"), "macros"),
}  # fmt: skip


@pytest.mark.parametrize("name", FETCHING)
def test_what_would_fetch_or_run_something_is_refused(name: str) -> None:
    data, why = FETCHING[name]
    with pytest.raises(FileRefused, match=r"^Mallen .*försök igen\.$") as refused:
        read_template(data, "mall.docx")
    assert refused.value.why == why


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "width in letters": (lambda: page('w:w="12240"', 'w:w="abc"'), "page"),
    "height that is none": (lambda: page('w:h="15840"', 'w:h="NaN"'), "page"),
    "width beyond all": (lambda: page('w:w="12240"', 'w:w="99999999999999"'), "page"),
    "margin beyond all": (lambda: page('w:left="1800"', 'w:left="1e400"'), "page"),
    "margin wider than the page": (lambda: page('w:left="1800"', 'w:left="-40000"'), "page"),
    "list in letters": (
        lambda: edited("word/numbering.xml", 'w:numId="1"', 'w:numId="x"'),
        "damaged",
    ),
    "definition in letters": (
        lambda: edited("word/numbering.xml", 'w:abstractNumId="0"', 'w:abstractNumId="x"'),
        "damaged",
    ),
    "properties of another kind": (lambda: with_parts({"docProps/core.xml": "<a/>"}), "damaged"),
    "relations cut off": (lambda: with_parts({"word/_rels/header1.xml.rels": "<Relationships"}), "damaged"),
    "relations of another kind": (lambda: with_parts({"word/_rels/header1.xml.rels": "<a/>"}), "damaged"),
    "styles cut off": (lambda: with_parts({"word/styles.xml": "<w:styles"}), "damaged"),
    "no document": (lambda: packed({name: x for name, x in parts(plain()).items() if name != DOCUMENT}), "not-word"),
    "a style without a name": (lambda: styled('<w:style w:type="paragraf"/>'), "damaged"),
    "declarations under another name": (
        lambda: with_parts({"word/media/bild.png": "<!DOCTYPE a><a/>"}),
        "entities",
    ),
    "declarations after spaces": (
        lambda: with_parts({"word/media/bild": " " * 9_000 + "<!DOCTYPE a><a/>"}),
        "entities",
    ),
    "a name twice": (lambda: with_parts({"word/Header1.xml": "<a/>"}), "damaged"),
    "many relations": (
        lambda: unpressed("word/_rels/a.xml.rels", relations("<Relationship/>" * 400_000)),
        "too-heavy",
    ),
    "many paragraphs": (
        lambda: unpressed(DOCUMENT, many_paragraphs(400_000)),
        "too-heavy",
    ),
    "a bomb": (lambda: with_parts({"word/media/a.bin": bytes(61_000_000)}), "zip-bomb"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_no_report_can_be_written_into_is_refused(name: str) -> None:
    make, why = BROKEN[name]
    with pytest.raises(FileRefused, match=r"försök igen\.$") as refused:
        read_template(make(), "mall.docx")
    assert refused.value.why == why


GOOD: dict[str, bytes] = {
    "plain": plain(),
    "swedish": swedish(),
    "made of another": attached(),
    "made of another, .dotx": as_dotx(attached("http://intranet.example/mall.dotx", swedish())),
    "link in the header": with_header(
        '<w:p><w:hyperlink r:id="rId9"><w:r><w:t>Kommun</w:t></w:r></w:hyperlink></w:p>',
        relation("hyperlink", "https://www.example.org"),
    ),
    "shape from an older Word": with_header(
        '<w:p><w:r><w:pict><v:shape type="#_x0000_t75"><v:imagedata r:id="rId9"/></v:shape></w:pict></w:r></w:p>',
        relation("image", "media/logga.png", mode="Internal"),
        data=with_parts(
            {"word/media/logga.png": PNG},
            edited(TYPES, "</Types>", '<Default Extension="png" ContentType="image/png"/></Types>'),
        ),
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_template_of_a_municipality_is_taken(name: str) -> None:
    read_template(GOOD[name], "mall.dotx")
    made = docx.Document(BytesIO(report_docx(report(), GOOD[name])))
    assert len(made.paragraphs) > 100


def test_what_the_template_was_made_of_is_in_no_report() -> None:
    for template in (attached(), as_dotx(attached(data=swedish())), _with_building_blocks()):
        made = parts(report_docx(report(), template))
        assert not [name for name, data in made.items() if b"attachedTemplate" in data]
        assert not [name for name in made if "glossary" in name]


def test_a_logo_and_swedish_styles_stay() -> None:
    made = parts(report_docx(report(), swedish()))
    assert PNG in made.values()
    assert "Rubrik 1" in made["word/styles.xml"].decode()
    assert b"image" in made["word/_rels/header1.xml.rels"]
    assert HEADER in made


def _with_building_blocks() -> bytes:
    """With settings of its building blocks that name a template too, as Word writes them."""
    word = parts(plain())
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = "".join(
        f'<Override PartName="/word/glossary/{name}.xml" ContentType="{kind}.{name}+xml"/>'
        for name in ("document.glossary", "settings")
    ).replace("/document.glossary.xml", "/document.xml")
    inside = relations(relation("settings", "settings.xml", mode="Internal"))
    outside = relations(relation("attachedTemplate", "file:///C:/Mallar/Kommun.dotx"))
    blocks = word["word/document.xml"].replace(b"w:document", b"w:glossaryDocument")
    link = f"{relation('glossaryDocument', 'glossary/document.xml', mode='Internal', named='rId98')}</Relationships>"
    whole = edited("word/_rels/document.xml.rels", "</Relationships>", link)
    return with_parts(
        {
            TYPES: parts(whole)[TYPES].decode().replace("</Types>", f"{overrides}</Types>"),
            "word/glossary/document.xml": blocks,
            "word/glossary/settings.xml": word[SETTINGS].replace(
                b"</w:settings>",
                f'<w:attachedTemplate xmlns:r="{OFFICE}" r:id="rId9"/></w:settings>'.encode(),
            ),
            "word/glossary/_rels/document.xml.rels": inside,
            "word/glossary/_rels/settings.xml.rels": outside,
        },
        whole,
    )


def test_building_blocks_are_taken() -> None:
    read_template(_with_building_blocks(), "mall.dotx")


def test_settings_that_hide_behind_a_header_are_refused() -> None:
    """A part may be given any relations: what is left of a template in a report is looked at by itself."""
    hidden = with_parts(
        {
            "word/dold.xml": parts(plain())[SETTINGS],
            "word/_rels/dold.xml.rels": relations(relation("attachedTemplate", "http://x.example/a.dotm")),
        },
        with_header("<w:p/>", relation("settings", "dold.xml", mode="Internal")),
    )
    with pytest.raises(FileRefused, match="x\\.example") as refused:
        read_template(hidden, "mall.docx")
    assert refused.value.why == "linked"
