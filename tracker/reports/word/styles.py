"""The Word file's page, styles and language; headings are Word's own, so that the outline navigates."""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.text.paragraph import Paragraph

LANGUAGE = "sv-SE"
BODY_FONT, TITLE_FONT = "Calibri", "Georgia"
TEXT, MUTED = "18242A", "4A5960"
#: The text's width on our own page: A4 less the margins.
TEXT_WIDTH_CM = 16.0
#: How far texts beside a label or a status stand in.
INDENT_CM = 3.9

HEAD, LABEL, NOTE, CELL, CELL_HEADING, BESIDE = (
    "Rapporthuvud",
    "Etikett",
    "Anmärkning",
    "Tabelltext",
    "Tabellrubrik",
    "Text vid etikett",
)
CONTENTS_HEADING, CONTENTS_LINE = "TOC Heading", "toc 1"


@dataclass(frozen=True)
class Look:
    """A paragraph style of ours: sizes and spaces in points."""

    size: float
    bold: bool = False
    colour: str = TEXT
    font: str = BODY_FONT
    before: float = 0
    after: float = 0
    line: float = 1.15
    keep: bool = False


#: Word's own styles that the report uses.
BUILT_IN = {
    "Normal": Look(10.5, after=6, line=1.2),
    "Title": Look(23, True, font=TITLE_FONT, before=22, after=4, keep=True),
    "Subtitle": Look(12, colour=MUTED, after=10),
    "Heading 1": Look(14, True, before=20, after=6, keep=True),
    "Heading 2": Look(12, True, before=16, after=4, keep=True),
    "Caption": Look(9.5, colour=MUTED, before=4, after=4, keep=True),
    "List Bullet": Look(10.5, after=2, line=1.2),
    "Footer": Look(9, colour=MUTED),
    CONTENTS_HEADING: Look(12, True, before=6, after=2, keep=True),
    CONTENTS_LINE: Look(10.5, after=1),
}
#: Styles of the report's own, which no template has.
OWN = {
    HEAD: Look(9),
    NOTE: Look(9.5, colour=MUTED, after=4),
    CELL: Look(9.5),
    CELL_HEADING: Look(9.5, True, keep=True),
    LABEL: Look(10.5, True, before=2, after=2, keep=True),
    BESIDE: Look(10.5, after=4),
}


#: The ids of the styles by the document's part: looked up once each, the library reads all styles every time.
_ids: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


def new_paragraph(document: Document, style: str | None = None) -> Paragraph:
    """A paragraph at the end, in the style of that name; without one in that of running text."""
    paragraph = document.add_paragraph()
    if style is not None:
        paragraph._p.style = style_id(document, style)
        if (BUILT_IN | OWN)[style].keep:
            # A template's own style may not say so.
            paragraph.paragraph_format.keep_with_next = True
    return paragraph


def style_id(document: Document, name: str) -> str:
    """What the file calls the style."""
    known = _ids.setdefault(document.part, {})
    if name not in known:
        known[name] = document.styles[name].style_id or name
    return known[name]


def prepare(document: Document) -> None:
    """Our own page, language and styles, in the library's empty document."""
    _page(document)
    set_language(document)
    for name, look in BUILT_IN.items():
        dress(style_named(document, name), look, font=True)
    add_own(document, font=True)


def add_own(document: Document, *, font: bool) -> None:
    """The report's own styles; without `font` in the letters of the template at hand."""
    for name, look in OWN.items():
        if name not in document.styles:
            dress(style_named(document, name), look, font=font)
    beside = document.styles[BESIDE]
    layout: Any = beside
    layout.paragraph_format.left_indent = Cm(INDENT_CM)
    layout.paragraph_format.first_line_indent = Cm(-INDENT_CM)
    layout.paragraph_format.tab_stops.add_tab_stop(Cm(INDENT_CM))


def style_named(document: Document, name: str) -> Any:
    """The paragraph style of that name, made on top of Normal when it is not there."""
    if name in document.styles:
        return document.styles[name]
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name in BUILT_IN)
    if name != "Normal" and "Normal" in document.styles:
        style.base_style = document.styles["Normal"]
    style.quick_style = True
    return style


def dress(style: Any, look: Look, *, font: bool) -> None:
    """Gives the style exactly this look; without `font` it keeps the letters that it inherits."""
    properties: Any = style.element.get_or_add_rPr()
    # The template's theme fonts would win over ours.
    for tag in ("w:rFonts", "w:i", "w:iCs", "w:spacing", "w:kern", "w:szCs", "w:bCs"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    if font:
        style.font.name = look.font
        for attribute in ("w:cs", "w:eastAsia"):
            properties.rFonts.set(qn(attribute), look.font)
    style.font.size = Pt(look.size)
    style.font.bold = look.bold
    style.font.color.rgb = RGBColor.from_string(look.colour)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    layout.line_spacing = look.line
    layout.keep_with_next = look.keep
    layout.widow_control = True
    for tag in ("w:pBdr", "w:contextualSpacing", "w:tabs"):
        for element in style.element.pPr.findall(qn(tag)):
            style.element.pPr.remove(element)


def text_width_cm(document: Document) -> float:
    """The width between the margins of the page at hand."""
    section = document.sections[-1]
    page, left, right = (
        _cm(side) for side in (section.page_width, section.left_margin, section.right_margin)
    )
    width = (
        (21.0 if page is None else page) - (2.5 if left is None else left) - (2.5 if right is None else right)
    )
    # Whatever a template says: narrower than this no table can be read.
    return max(width, 6.0)


def _cm(length: Length | None) -> float | None:
    return None if length is None else length.cm


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    section.footer_distance = Cm(1.1)


def set_language(document: Document) -> None:
    """Swedish in the defaults, so that every style has it, and in no style another one."""
    root: Any = document.styles.element
    for lang in root.iter(qn("w:lang")):
        for attribute in ("w:val", "w:eastAsia"):
            lang.set(qn(attribute), LANGUAGE)
    settings: Any = document.settings.element
    for lang in settings.iter(qn("w:themeFontLang")):
        lang.attrib.clear()
        lang.set(qn("w:val"), LANGUAGE)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            # Word 2013 and later; the template's older number would open the file in compatibility mode.
            setting.set(qn("w:val"), "15")


def line_under(paragraph: Any, colour: str = TEXT) -> None:
    """A line under the paragraph."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "8"), ("space", "6"), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    _insert_border(paragraph, borders)


def _insert_border(paragraph: Any, borders: Any) -> None:
    # The standard's order: after the style, before spacing and indents.
    properties = paragraph._p.get_or_add_pPr()
    style = properties.find(qn("w:pStyle"))
    if style is None:
        properties.insert(0, borders)
    else:
        style.addnext(borders)
