"""What every answer to a program carries: a tag of its bytes, how long it may be kept, and who may read it."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import StringIO
from typing import Any

from flask import Response, request

from tracker.domain.exchange.guarded import guarded
from tracker.domain.swedish.words import counted
from tracker.services.refusal import Refusal
from tracker.web.frame.identity import signed_in_user
from tracker.web.frame.paging import Paging

#: What a cell of open data holds; None is an empty cell.
Cell = str | int | bool | Decimal | date | None

_LONGEST_NUMBER = 6


class DataRefused(Refusal):
    """A question that has no answer; `why` is the code that the program gets."""

    def __init__(self, why: str, message: str, status: int = 404) -> None:
        super().__init__(message, status)
        self.why = why


def data_answer(data: Mapping[str, Any]) -> Response:
    """The data as JSON: days as ISO dates, measured values as the decimal texts that they are."""
    text = json.dumps(data, ensure_ascii=False, indent=1, default=str)
    return file_answer((text + "\n").encode(), "application/json")


def table_answer(headings: Sequence[str], rows: Iterable[Sequence[Cell]], filename: str) -> Response:
    """One table as open data: commas, decimal points, ISO dates, UTF-8 without a byte order mark, CR LF (RFC 4180).

    A text that a spreadsheet would run is guarded (domain/exchange/guarded.py).
    """
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return file_answer(written.getvalue().encode(), "text/csv; charset=utf-8", filename)


def file_answer(data: bytes, media_type: str, filename: str | None = None) -> Response:
    """The bytes, tagged with their SHA-256; what the program has already is answered with 304.

    What anybody may read may be kept by anybody and read from pages of other hosts; what only somebody who is
    signed in may read may not.
    """
    response = Response(data, content_type=media_type)
    if filename:
        response.headers.set("Content-Disposition", "attachment", filename=filename)
    if signed_in_user() is None:
        response.headers["Cache-Control"] = "public, no-cache"
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(sha256(data).hexdigest())
    response.vary.add("Cookie")
    response.make_conditional(request)
    return response


def asked_number(name: str, otherwise: int | None = None) -> int | None:
    """The whole number, 1 or more, that the address asks for by `name`. Raises DataRefused (400) for others."""
    text = request.args.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER and int(text) > 0):
        raise DataRefused("bad-number", f"{name} ska vara ett heltal från 1, till exempel {name}=1.", 400)
    return int(text)


def asked_paging(total: int) -> Paging:
    """The page of the list that `?sida=` asks for. Raises DataRefused when there is no such page."""
    paging = Paging(asked_number("sida") or 1, total)
    if paging.asked > paging.pages:
        raise DataRefused(
            "no-such-page", f"Listan har {counted(paging.pages, 'sida', 'sidor')}. Välj en av dem."
        )
    return paging


def page_of(paging: Paging) -> dict[str, int]:
    """What a list says of itself."""
    return {"page": paging.number, "pages": paging.pages, "total": paging.total}


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return guarded(cell) if isinstance(cell, str) else str(cell)
