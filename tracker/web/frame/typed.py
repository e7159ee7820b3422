"""What a person had written in a form that could not be taken: handed back, so that nothing is lost."""

import re

from flask import request
from werkzeug.exceptions import HTTPException

#: The fields of an owner's answer in which a single word or a number is something that was written.
_WRITTEN = re.compile(r"comment|cause|remaining_work|target_year|source|value_[0-9]+")


def typed_texts() -> list[str]:
    """The texts of the sent form, in its order; none for a page that was only asked for.

    Only what a person wrote: keys and everything that may be a password stay out, and so do single words and
    numbers but for those of an answer.
    """
    if request.method != "POST":
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        # The form itself was refused, too large or not whole: there is nothing to hand back.
        return []
    return [shown for name, text in fields if (shown := _shown(name, text))]


def _shown(name: str, text: str) -> str:
    if name == "ongoing":
        return "Ständigt pågående"
    if name.startswith("period_"):
        # Filled in beforehand; it says something beside its value.
        return ""
    words = len(text.split())
    if "password" in name or words == 0 or (words == 1 and not _WRITTEN.fullmatch(name)):
        return ""
    if name.startswith("value_") and (
        period := request.form.get(name.replace("value_", "period_"), "").strip()
    ):
        return f"{text} ({period})"
    return text
