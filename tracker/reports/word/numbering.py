"""Chapters that Word numbers by itself, so that the headings are a tree and stay right when somebody edits."""

from typing import Any

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.styles.style import ParagraphStyle

from tracker.reports.word.styles import CONTENTS_HEADING
from tracker.reports.word.xml import element


def number_chapters(document: Document) -> None:
    """Numbers Heading 1 as "1 Sammanfattning", unless the template's own headings are numbered already."""
    style = document.styles["Heading 1"]
    assert isinstance(style, ParagraphStyle)
    if _numbered(style):
        return
    numbering: Any = _numbering(document).element
    abstract_id = 1 + max([-1, *_ids(numbering, "w:abstractNum", "w:abstractNumId")])
    number_id = 1 + max([0, *_ids(numbering, "w:num", "w:numId")])
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract_id}"><w:multiLevelType w:val="multilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="{style.style_id}"/><w:suff w:val="space"/><w:lvlText w:val="%1"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl></w:abstractNum>'
    )
    first = numbering.find(qn("w:num"))
    # The standard wants the definitions before their uses.
    numbering.append(abstract) if first is None else first.addprevious(abstract)
    used = element("num", numId=number_id)
    used.append(element("abstractNumId", val=abstract_id))
    numbering.append(used)
    properties: Any = style.element.get_or_add_pPr()
    own = properties.get_or_add_numPr()
    own.get_or_add_ilvl().val = 0
    own.get_or_add_numId().val = number_id
    _not_the_contents(document)


def _not_the_contents(document: Document) -> None:
    """In many templates the heading of the contents builds on Heading 1; it is no chapter."""
    style: Any = document.styles[CONTENTS_HEADING]
    if _numbered(style):
        number = style.element.get_or_add_pPr().get_or_add_numPr()
        number.get_or_add_numId().val = 0


def _numbered(style: Any) -> bool:
    """Whether the style, or one that it builds on, is numbered; numId 0 takes the numbering away."""
    while style is not None:
        properties = style.element.pPr
        if properties is not None and properties.numPr is not None:
            number = properties.numPr.numId
            return number is None or number.val != 0
        style = style.base_style
    return False


def _ids(numbering: Any, tag: str, attribute: str) -> list[int]:
    return [int(found.get(qn(attribute))) for found in numbering.findall(qn(tag))]


def _numbering(document: Document) -> Any:
    """The part that holds the numberings; a template may have none."""
    part: Any = document.part
    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part
    made = NumberingPart(
        PackURI("/word/numbering.xml"),
        CONTENT_TYPE.WML_NUMBERING,
        parse_xml(f"<w:numbering {nsdecls('w')}/>"),
        part.package,
    )
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return made
