"""XML pieces of a Word file that python-docx has no words for: elements, fields, bookmarks, links."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph


def element(tag: str, **attributes: str | int) -> Any:
    """An XML element of the w namespace with attributes of the same."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def mark(paragraph: Paragraph, *parts: Any) -> None:
    """Adds a run that holds only these elements."""
    run = paragraph.add_run()
    for part in parts:
        run._r.append(part)


def begin_field(paragraph: Paragraph, code: str) -> None:
    """The start of a field; what follows, until `end_field`, is shown until the program has counted."""
    instruction = element("instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    mark(paragraph, element("fldChar", fldCharType="begin"))
    mark(paragraph, instruction)
    mark(paragraph, element("fldChar", fldCharType="separate"))


def end_field(paragraph: Paragraph) -> None:
    """The end of a field, perhaps paragraphs after its start."""
    mark(paragraph, element("fldChar", fldCharType="end"))


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field such as PAGE, with what is shown until the program has counted."""
    begin_field(paragraph, code)
    paragraph.add_run(shown)
    end_field(paragraph)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Makes the paragraph a place that links lead to; name and number are the file's only ones."""
    start = element("bookmarkStart", id=number, name=name)
    end = element("bookmarkEnd", id=number)
    runs = paragraph._p.findall(qn("w:r"))
    runs[0].addprevious(start)
    runs[-1].addnext(end)


def link(paragraph: Paragraph, name: str, text: str, *, bold: bool = False) -> None:
    """A link to a bookmark of the same file."""
    run = paragraph.add_run(text)
    if bold:
        run.bold = True
    made = element("hyperlink", anchor=name, history=1)
    run._r.addprevious(made)
    made.append(run._r)
