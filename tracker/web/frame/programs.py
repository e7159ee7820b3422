"""What a program is answered: JSON, with a code for the program and a sentence for whoever reads its log."""

from flask import Response, jsonify, request

#: Everything below is for programs.
API = "/api/v1/"
#: Code and sentence of a status that nothing more is known of.
_STATUSES = {
    400: (
        "bad-request",
        "Frågan går inte att förstå. Beskrivningen av tjänsten finns på /api/v1/openapi.json.",
    ),
    403: ("forbidden", "Du har inte behörighet till det här."),
    404: ("not-found", "Det finns ingenting på den här adressen, eller så är det inte publicerat."),
    405: ("method-not-allowed", "Här går det bara att läsa: använd GET eller HEAD."),
    413: ("too-large", "Frågan är för stor."),
    429: ("too-often", "Det kommer för många frågor. Vänta en minut."),
    500: ("failed", "Något gick fel hos oss. Försök igen om en stund."),
    503: ("unavailable", "Tjänsten är upptagen eller går inte att nå. Försök igen om en minut."),
}


def for_program() -> bool:
    """Whether the address is one for programs, which read no pages."""
    return request.path.startswith(API)


def refusal_answer(status: int, message: str | None = None, code: str | None = None) -> Response:
    """`{"code": …, "message": …}`; without them those of the status."""
    usual, sentence = _STATUSES.get(status, _STATUSES[400] if status < 500 else _STATUSES[500])
    answer = jsonify(code=code or usual, message=message or sentence)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.add("Cookie")
    return answer
