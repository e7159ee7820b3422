"""The Word file's page, styles and language; headings are Word's own, so that the outline navigates."""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

LANGUAGE = "sv-SE"
BODY_FONT, TITLE_FONT = "Calibri", "Georgia"
TEXT, MUTED = "18242A", "4A5960"
#: The text's width on the page: A4 less the margins.
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


def prepare(document: Document) -> None:
    """Sets page, language and every style that the report uses."""
    _page(document)
    _language(document)
    body = _font(document.styles["Normal"], 10.5)
    _space(body, after=6, line=1.2)
    _space(_font(document.styles["Title"], 23, bold=True, font=TITLE_FONT), before=22, after=4, keep=True)
    _space(_font(document.styles["Subtitle"], 12, colour=MUTED), after=10)
    for name, size, before, after in (("Heading 1", 14.0, 20, 6), ("Heading 2", 12.0, 16, 4)):
        _space(_font(document.styles[name], size, bold=True), before=before, after=after, keep=True)
    _space(_font(document.styles["Caption"], 9.5, colour=MUTED), before=4, after=4, keep=True)
    _space(_font(document.styles["List Bullet"], 10.5), after=2, line=1.2)
    _space(_font(document.styles["Footer"], 9, colour=MUTED))
    for name, size, colour, bold, after in (
        (HEAD, 9, TEXT, False, 0),
        (NOTE, 9.5, MUTED, False, 4),
        (CELL, 9.5, TEXT, False, 0),
        (CELL_HEADING, 9.5, TEXT, True, 0),
        (LABEL, 10.5, TEXT, True, 2),
        (BESIDE, 10.5, TEXT, False, 4),
    ):
        style = _own(document, name)
        _space(_font(style, size, bold=bold, colour=colour), after=after, line=1.15, keep=name == LABEL)
    beside = _own(document, BESIDE).paragraph_format
    beside.left_indent, beside.first_line_indent = Cm(INDENT_CM), Cm(-INDENT_CM)
    beside.tab_stops.add_tab_stop(Cm(INDENT_CM))


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    section.footer_distance = Cm(1.1)


def _language(document: Document) -> None:
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


def _own(document: Document, name: str) -> Any:
    if name in document.styles:
        return document.styles[name]
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    return style


def _font(style: Any, size: float, *, bold: bool = False, colour: str = TEXT, font: str = BODY_FONT) -> Any:
    """The style with exactly this font: the template's theme fonts would win over it."""
    properties: Any = style.element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:i", "w:iCs", "w:spacing", "w:kern", "w:szCs", "w:bCs"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    style.font.name = font
    for attribute in ("w:cs", "w:eastAsia"):
        properties.rFonts.set(qn(attribute), font)
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.color.rgb = RGBColor.from_string(colour)
    return style


def _space(
    style: ParagraphStyle, *, before: float = 0, after: float = 0, line: float = 1.15, keep: bool = False
) -> None:
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    layout.line_spacing = line
    layout.keep_with_next = keep
    layout.widow_control = True
    borders: Any = style.element.pPr
    for tag in ("w:pBdr", "w:contextualSpacing", "w:tabs"):
        for element in borders.findall(qn(tag)):
            borders.remove(element)


def line_under(paragraph: Any, colour: str = TEXT) -> None:
    """A line under the paragraph."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "8"), ("space", "6"), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)
