"""Word templates as municipalities and attackers make them: real files, taken apart and put together again."""

from base64 import b64decode
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
TYPES, DOCUMENT, HEADER, SETTINGS = (
    "[Content_Types].xml",
    "word/document.xml",
    "word/header1.xml",
    "word/settings.xml",
)
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def saved(document: Document) -> bytes:
    """The document as a file."""
    written = BytesIO()
    document.save(written)
    return written.getvalue()


@cache
def plain() -> bytes:
    """A harmless .docx with a header, a footer and text of its own."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Exempelkommun"
    document.sections[0].footer.paragraphs[0].text = "Sidfot"
    document.add_paragraph("Mallens egen text")
    return saved(document)


def parts(data: bytes) -> dict[str, bytes]:
    """What the file holds."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(held: Mapping[str, bytes], compression: int = ZIP_DEFLATED) -> bytes:
    """A file that holds the parts."""
    written = BytesIO()
    with ZipFile(written, "w", compression) as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return written.getvalue()


def with_parts(held: Mapping[str, bytes | str], data: bytes | None = None) -> bytes:
    """The harmless file with these parts in place of its own, or beside them."""
    new = {name: text.encode() if isinstance(text, str) else text for name, text in held.items()}
    return packed({**parts(data or plain()), **new})


def edited(name: str, old: str, new: str, data: bytes | None = None) -> bytes:
    """The harmless file with the text in one of its parts exchanged, which must be there."""
    text = parts(data or plain())[name].decode()
    assert old in text
    return with_parts({name: text.replace(old, new, 1)}, data)


def unpressed(name: str, text: str) -> bytes:
    """The harmless file with this part, packed so that nothing tells how much it is."""
    return packed({**parts(plain()), name: text.encode()}, ZIP_STORED)


def many_paragraphs(number: int) -> str:
    """A main part with so many empty paragraphs."""
    return f"<w:document {_NAMES}><w:body>{'<w:p/>' * number}<w:sectPr/></w:body></w:document>"


def relations(*each: str) -> str:
    """A .rels part."""
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<?xml version="1.0"?><Relationships xmlns="{package}">{"".join(each)}</Relationships>'


def relation(kind: str, target: str, *, mode: str = "External", named: str = "rId9") -> str:
    """One relation; `kind` is its whole type or the end of it."""
    whole = kind if ":" in kind else f"{OFFICE}/{kind}"
    return f'<Relationship Id="{named}" Type="{whole}" Target="{target}" TargetMode="{mode}"/>'


def with_header(inside: str, *related: str, data: bytes | None = None) -> bytes:
    """The harmless file with this in its header."""
    held = {HEADER: f'<?xml version="1.0"?><w:hdr {_NAMES}>{inside}</w:hdr>'}
    if related:
        held["word/_rels/header1.xml.rels"] = relations(*related)
    return with_parts(held, data)


def with_field(*codes: str) -> bytes:
    """The harmless file with a field in its header, its code split over so many elements."""
    return with_header(f"<w:p>{field(*codes)}</w:p>")


def field(*codes: str) -> str:
    """A field with its code in pieces, each in a run of its own."""
    pieces = "".join(
        f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        if not code.startswith("<")
        else code
        for code in codes
    )
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        f"{mark.format('begin')}{pieces}{mark.format('separate')}<w:r><w:t>x</w:t></w:r>{mark.format('end')}"
    )


def attached(target: str = "file:///C:/Mallar/Kommun.dotx", data: bytes | None = None) -> bytes:
    """The file as Word writes it when it was made of another template."""
    named = edited(
        SETTINGS,
        "</w:settings>",
        f'<w:attachedTemplate xmlns:r="{OFFICE}" r:id="rId1"/></w:settings>',
        data,
    )
    related = relations(relation("attachedTemplate", target, named="rId1"))
    return with_parts({"word/_rels/settings.xml.rels": related}, named)


def as_dotx(data: bytes) -> bytes:
    """The .docx as a .dotx."""
    return edited(TYPES, "document.main+xml", "template.main+xml", data)


@cache
def swedish() -> bytes:
    """A template as a communications department makes it: Swedish styles, logo in the header, page numbers."""
    document = docx.Document()
    for name in ("Heading 1", "Heading 2"):
        document.styles.element.remove(document.styles[name].element)
    for name in ("Rubrik 1", "Rubrik 2", "Brödtext", "Beskrivning"):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    section = document.sections[0]
    section.header.paragraphs[0].add_run().add_picture(BytesIO(PNG))
    section.footer.paragraphs[0].text = "Sida "
    whole = saved(document)
    footer = parts(whole)["word/footer1.xml"].decode()
    return with_parts({"word/footer1.xml": footer.replace("</w:p>", f"{field(' PAGE ')}</w:p>", 1)}, whole)
