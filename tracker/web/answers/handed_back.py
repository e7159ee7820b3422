"""What was sent to a link that opens nothing any more, field by field: handed back, so that nothing is lost."""

import re
from collections.abc import Iterator

from flask import request

from tracker.queries.my_activities import status_word
from tracker.web.answers.answer_form import AnswerForm, readable
from tracker.web.answers.handing_over import HandOverForm

_VALUE = re.compile(r"value_([0-9]{1,18})")


def typed_texts() -> list[tuple[str, str]]:
    """Label and text of what was typed or chosen; the words are those of the form that it came from."""
    if request.endpoint in ("answer.hand_over", "answer.not_mine"):
        comment = HandOverForm(meta={"csrf": False}).comment
        found = [(comment.label.text, comment.data)]
    else:
        found = list(_answer())
    return [(label, readable(text)) for label, text in found if text.strip()]


def _answer() -> Iterator[tuple[str, str]]:
    form = AnswerForm(meta={"csrf": False})
    yield form.status.label.text, status_word(form.label_id) or ""
    for field in (form.comment, form.cause, form.remaining_work, form.target_year):
        yield field.label.text, field.data
    if form.ongoing.data:
        yield "Bedöms bli färdig", "Ständigt pågående"
    for name, value in request.form.items():
        if (figure := _VALUE.fullmatch(name)) and value.strip():
            yield "Nytt värde", value
            yield "Avser", request.form.get(f"period_{figure[1]}", "")
    yield "Källa", request.form.get("source", "")
