"""The answers to what a file of uppdrag leaves open: a field per column, name, word and day, numbered."""

from collections.abc import Iterable, Mapping

from tracker.services.imports.assignments.known import LEAD_REPORTS, Said
from tracker.services.imports.assignments.preview import UppdragPreview


def said_in(sent: Mapping[str, str], preview: UppdragPreview, reporting: int | None) -> Said:
    """What was answered; a question that was left open is asked again."""
    columns = {
        heading.plain: sent.get(f"kolumn-{place}", heading.key)
        for place, heading in enumerate(preview.headings)
        if heading.plain and sent.get(f"kolumn-{place}", heading.key) != heading.key
    }
    boards = {
        name: int(told)
        for name, told in _answered(sent, "namnd", preview.questions.boards)
        if told in {"0", *map(str, preview.board_names)}
    }
    words = dict(_answered(sent, "ord", preview.questions.words))
    days = {
        text: "" if told == "ingen" else told for text, told in _answered(sent, "dag", preview.questions.days)
    }
    known = reporting == LEAD_REPORTS or reporting in preview.board_names
    return Said(columns, boards, words, days, reporting if known else None)


def _answered(sent: Mapping[str, str], name: str, asked: Iterable[str]) -> list[tuple[str, str]]:
    told = ((one, sent.get(f"{name}-{place}", "").strip()) for place, one in enumerate(asked))
    return [(one, answer) for one, answer in told if answer]
