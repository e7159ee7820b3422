"""The table of contents: Word's own, filled in beforehand so that its links work without updating it."""

from docx.document import Document
from docx.shared import Pt

from tracker.reports import words
from tracker.reports.content import ReportContent
from tracker.reports.word import styles
from tracker.reports.word.parts import write
from tracker.reports.word.xml import begin_field, bookmark, end_field, link

#: Chapters only, without page numbers: none are known before a program has laid out the pages, and wrong ones are
#: worse than none. A program that updates the table adds them.
_FIELD = r'TOC \o "1-1" \h \z \u'


def add_contents(document: Document, content: ReportContent) -> None:
    """Every chapter as a link."""
    write(styles.new_paragraph(document, styles.CONTENTS_HEADING), words.CONTENTS)
    chapters = words.chapters(content)
    for position, chapter in enumerate(chapters):
        line = styles.new_paragraph(document, styles.CONTENTS_LINE)
        if position == 0:
            begin_field(line, _FIELD)
        link(line, _name(chapter.number), chapter.heading)
        if position == len(chapters) - 1:
            end_field(line)
            line.paragraph_format.space_after = Pt(14)


class Chapters:
    """Writes the chapters' headings in their order, each a place that the table of contents leads to."""

    def __init__(self, document: Document, content: ReportContent) -> None:
        self._document = document
        self._titles = {chapter.anchor: chapter for chapter in words.chapters(content)}

    def add(self, anchor: str) -> None:
        """The heading of the chapter; the style numbers it."""
        chapter = self._titles[anchor]
        heading = styles.new_paragraph(self._document, "Heading 1")
        write(heading, chapter.title)
        bookmark(heading, _name(chapter.number), chapter.number)


def _name(number: int) -> str:
    # Word's own names for the places of a table of contents: it finds them again when it updates.
    return f"_Toc{100000 + number}"
