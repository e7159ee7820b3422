"""What a text field may hold (rule 12): what a person can write, no control characters, 20 000 characters."""

import unicodedata

MAX_LENGTH = 20_000

_SQUEEZED = str.maketrans("", "", "•·\u00ad")
_ALLOWED_CONTROLS = frozenset("\t\n")


def normalise_newlines(text: str) -> str:
    """The text with the browser's CR LF as LF; nothing else is changed: text is stored as typed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_problem(text: str, max_length: int = MAX_LENGTH, *, single_line: bool = False) -> str | None:
    """A Swedish sentence that says what is wrong with a text, or None.

    Refused are control characters other than tab and newline, lone surrogates (no database can hold them)
    and more than `max_length` characters. Emoji, right-to-left text and markup are kept and shown safely.
    """
    if len(text) > max_length:
        return f"Texten är {spaced(len(text))} tecken lång. Korta den till högst {spaced(max_length)} tecken."
    allowed = frozenset() if single_line else _ALLOWED_CONTROLS
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Cs") and character not in allowed:
            return (
                "Texten innehåller ett tecken som inte syns och som inte kan sparas. "
                "Det följer ofta med när text klistras in. Skriv om stället eller klistra in som ren text."
            )
    return None


def spaced(number: int) -> str:
    """The number with Swedish digit grouping: 20001 becomes "20 001" (no-break space)."""
    return f"{number:,}".replace(",", "\u00a0")


def squeezed(text: str) -> str:
    """What is left of a text without spaces, line breaks and bullets: alike for what was printed of it."""
    return "".join(text.split()).translate(_SQUEEZED)
