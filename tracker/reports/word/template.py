"""A municipality's own Word template: its page, styles, header and footer, and what the report adds to them."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.styles import BabelFish

from tracker.reports.word import package, styles
from tracker.reports.word.parts import counts_pages
from tracker.reports.word.xml import element

#: What Swedish Word calls the styles; a template made by other programs may have them as styles of its own.
_SWEDISH = {
    "Normal": ("Normal", "Brödtext"),
    "Title": ("Rubrik", "Titel"),
    "Subtitle": ("Underrubrik",),
    "Heading 1": ("Rubrik 1",),
    "Heading 2": ("Rubrik 2",),
    "Caption": ("Beskrivning", "Bildtext"),
    "List Bullet": ("Punktlista",),
    "Footer": ("Sidfot",),
    styles.CONTENTS_HEADING: ("Innehållsförteckningsrubrik", "Innehållsrubrik"),
    styles.CONTENTS_LINE: ("Innehåll 1",),
}
_OUTLINE = {"Heading 1": 0, "Heading 2": 1}
_TEMPLATE_TYPE = b"wordprocessingml.template.main+xml"
_DOCUMENT_TYPE = b"wordprocessingml.document.main+xml"


def opened(template: bytes | None) -> Document:
    """An empty document to write the report into: in the template's looks, or in our own without one."""
    if template is None:
        document = docx.Document()
        styles.prepare(document)
        return document
    document = docx.Document(BytesIO(_as_document(template)))
    _empty(document)
    _forget_origin(document)
    styles.set_language(document)
    for name in styles.BUILT_IN:
        _spell(document, name)
        _fill_in(document, name)
    styles.add_own(document, font=False)
    return document


def bare(template: bytes) -> bytes:
    """All of the template that goes into every report, as a .docx without text of its own."""
    return package.to_bytes(opened(template))


def lacks(template: bytes) -> list[str]:
    """What the template lacks and the report fills in, a Swedish sentence each; raises ValueError for no template."""
    document = docx.Document(BytesIO(_as_document(template)))
    found = []
    for name in styles.BUILT_IN:
        if _present(document, name) or any(_present(document, other) for other in _SWEDISH[name]):
            continue
        found.append(f"Formatmallen {_SWEDISH[name][0]} ({name}) saknas. Rapporten får tjänstens egen.")
    footer = document.sections[-1].footer
    if counts_pages(footer):
        return found
    if _written(footer):
        found.append(
            "Sidfoten har inget sidnummer. Under den skriver rapporten diarienummer, version och sidnummer."
        )
    else:
        found.append("Sidfoten är tom. Rapporten fyller i diarienummer, version och sidnummer.")
    return found


def _written(footer: Any) -> bool:
    return bool("".join(paragraph.text for paragraph in footer.paragraphs).strip() or footer.tables)


def _as_document(template: bytes) -> bytes:
    """A .dotx as a .docx: only the type that its main part has tells them apart."""
    with ZipFile(BytesIO(template)) as source:
        types = source.read("[Content_Types].xml")
        if _TEMPLATE_TYPE not in types:
            return template
        made = BytesIO()
        with ZipFile(made, "w", ZIP_DEFLATED) as target:
            for entry in source.infolist():
                data = source.read(entry)
                if entry.filename == "[Content_Types].xml":
                    data = types.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE)
                target.writestr(entry.filename, data)
    return made.getvalue()


def _empty(document: Document) -> None:
    """Takes the template's own text away; the last section, with header and footer, stays."""
    body: Any = document.element.body
    last = body.sectPr
    if last is None:
        last = element("sectPr")
        body.append(last)
    _inherit(body, last)
    for child in list(body):
        if child is not last:
            body.remove(child)


def _forget_origin(document: Document) -> None:
    """Takes away what a report has no use for: the template that this one was made of, and its building blocks.

    The former lies on somebody's disk, and Word would look for it each time. The latter bring settings of their own,
    which may name one too.
    """
    settings: Any = document.settings.element
    for attached in settings.findall(qn("w:attachedTemplate")):
        settings.remove(attached)
    part: Any = document.part
    _drop(part, "glossaryDocument")
    _drop(part.part_related_by(RELATIONSHIP_TYPE.SETTINGS), "attachedTemplate")


def _drop(part: Any, kind: str) -> None:
    for name, relation in list(part.rels.items()):
        if relation.reltype.rpartition("/")[2] == kind:
            del part.rels[name]


def _inherit(body: Any, last: Any) -> None:
    """Gives the last section the headers and footers that it goes on with: of the nearest section before, by kind."""

    def kind(reference: Any) -> tuple[str, str]:
        return reference.tag, reference.get(qn("w:type"), "default")

    references = (qn("w:headerReference"), qn("w:footerReference"))
    has = {kind(child) for child in last if child.tag in references}
    for section in reversed([found for found in body.iter(qn("w:sectPr")) if found is not last]):
        for child in [child for child in section if child.tag in references]:
            if kind(child) not in has:
                has.add(kind(child))
                last.insert(0, child)


def _fill_in(document: Document, name: str) -> None:
    """Makes the style when the template lacks it: on top of its Swedish namesake, or in our own looks."""
    if _present(document, name):
        return
    namesake = next((found for other in _SWEDISH[name] if (found := _found(document, other))), None)
    style = styles.style_named(document, name)
    if namesake is None:
        styles.dress(style, styles.BUILT_IN[name], font=False)
    else:
        style.base_style = namesake
    if name in _OUTLINE:
        properties = style.element.get_or_add_pPr()
        for level in properties.findall(qn("w:outlineLvl")):
            properties.remove(level)
        properties.append(element("outlineLvl", val=_OUTLINE[name]))


def _spell(document: Document, name: str) -> None:
    """Writes the style's name as Word does: LibreOffice writes "Heading 1", which the library does not find."""
    style: Any = _found(document, name)
    if style is not None:
        style.element.name_val = BabelFish.ui2internal(name)


def _present(document: Document, name: str) -> bool:
    return _found(document, name) is not None


def _found(document: Document, name: str) -> Any:
    # Not `in`: that is also true of a character style or a style of a table, and knows one way of writing only.
    named = (style for style in document.styles if style.name and style.name.casefold() == name.casefold())
    return next((style for style in named if style.type == WD_STYLE_TYPE.PARAGRAPH), None)
