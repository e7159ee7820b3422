"""What a person had written in a form that could not be taken: handed back, so that nothing is lost."""

from flask import request
from werkzeug.exceptions import HTTPException


def typed_texts() -> list[str]:
    """The texts of the sent form, in its order; none for a page that was only asked for.

    Only what a person wrote: single words, numbers, keys and everything that may be a password stay out.
    """
    if request.method != "POST":
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        # The form itself was refused, too large or not whole: there is nothing to hand back.
        return []
    return [text for name, text in fields if "password" not in name and len(text.split()) > 1]
