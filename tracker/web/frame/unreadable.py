"""Control characters that somebody sent are shown back as �: raw they would make the page invalid HTML."""

import re

from flask import Flask, Response, request

# C0 without tab, line feed, form feed and carriage return; DEL; C1 as two bytes. No other UTF-8 holds these bytes.
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
_SIGN = "\ufffd".encode()


def init_unreadable(app: Flask) -> None:
    """Cleans the pages that can show what was sent; what is stored holds no such characters."""
    app.after_request(_clean)


def _clean(response: Response) -> Response:
    echoes = request.query_string or request.method == "POST" or response.status_code >= 400
    if echoes and response.mimetype == "text/html" and not response.is_streamed:
        page = response.get_data()
        if _CONTROLS.search(page):
            response.set_data(_CONTROLS.sub(_SIGN, page))
    return response
