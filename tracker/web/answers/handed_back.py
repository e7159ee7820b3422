"""What was sent to a link that opens nothing any more, field by field: handed back, so that nothing is lost."""

import re
from collections.abc import Iterator

from flask import request

from tracker.domain.field_values import form_name
from tracker.domain.plan_fields import on_update
from tracker.queries.my_activities import status_word
from tracker.queries.plans.by_name import follow_up_with_kind
from tracker.web.answers.answer_form import AnswerForm, number_of, readable
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


def _own_fields(follow_up_id: str | None) -> Iterator[tuple[str, str]]:
    """What was typed in the fields of the plan's kind; the follow-up that the form names tells their headings."""
    known = follow_up_with_kind(number_of(follow_up_id) or 0)
    if known is None:
        return
    for field in on_update(known.plan.kind.own_fields):
        yield field.heading_in(known.as_of.year), ", ".join(request.form.getlist(form_name(field)))


def _answer() -> Iterator[tuple[str, str]]:
    form = AnswerForm(meta={"csrf": False})
    yield form.status.label.text, status_word(form.label_id) or ""
    for field in (form.comment, form.cause, form.remaining_work, form.target_year):
        yield field.label.text, field.data
    if form.ongoing.data:
        yield "Bedöms bli färdig", "Ständigt pågående"
    yield from _own_fields(form.follow_up.data)
    for name, value in request.form.items():
        if (figure := _VALUE.fullmatch(name)) and value.strip():
            yield "Nytt värde", value
            yield "Avser", request.form.get(f"period_{figure[1]}", "")
    yield "Källa", request.form.get("source", "")
