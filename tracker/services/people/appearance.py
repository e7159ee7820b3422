"""The organisation's own look: accent colour and logo."""

from sqlalchemy import update

from tracker.domain.accounts.contrast import (
    READABLE,
    WHITE,
    Colour,
    closest_readable,
    contrast,
    parse_colour,
)
from tracker.models import Organisation, db
from tracker.services.refusal import Refusal

LARGEST_LOGO = 200_000

_MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class AppearanceRefused(Refusal):
    """Why a look cannot be saved: the field, and a readable colour when one is offered instead."""

    def __init__(self, field: str, message: str, offer: Colour | None = None, status: int = 400) -> None:
        super().__init__(message, status)
        self.field = field
        self.offer = offer


def change_look(organisation_id: int, accent: str, logo: bytes | None, *, version: int) -> None:
    """Sets the accent ("" for the service's own) and, when given, the logo.

    Raises AppearanceRefused with the field named; 409 when the look has been changed since `version`.
    """
    values: dict[str, object] = {"accent": _accent(accent)}
    if logo is not None:
        values |= {"logo": logo, "logo_media_type": _media_type(logo)}
    _store(organisation_id, values, version)


def remove_logo(organisation_id: int, *, version: int) -> None:
    """Puts the name in the logo's place again. Raises AppearanceRefused (409) as above."""
    _store(organisation_id, {"logo": None, "logo_media_type": None}, version)


def _accent(text: str) -> str | None:
    if not text.strip():
        return None
    colour = parse_colour(text)
    if colour is None:
        raise AppearanceRefused("accent", "Skriv färgen som sex tecken efter #, till exempel #0b5563.")
    if contrast(colour, WHITE) < READABLE:
        offer = closest_readable(colour)
        ratio = f"{int(contrast(colour, WHITE) * 10) / 10:.1f}".replace(".", ",")
        message = (
            f"{colour} syns för dåligt mot vitt: kontrasten är {ratio} och behöver vara minst 4,5. "
            f"Den närmaste färgen som syns är {offer}."
        )
        raise AppearanceRefused("accent", message, offer)
    return str(colour)


def _media_type(logo: bytes) -> str:
    if len(logo) > LARGEST_LOGO:
        raise AppearanceRefused("logo", "Bilden är för stor. Välj en på högst 200 kB; 80 punkter hög räcker.")
    # What the file is, not what it is called.
    for magic, media_type in _MAGIC.items():
        if logo.startswith(magic):
            return media_type
    raise AppearanceRefused("logo", "Välj en bild av typen PNG eller JPEG.")


def _store(organisation_id: int, values: dict[str, object], version: int) -> None:
    changed = db.session.execute(
        update(Organisation)
        .where(Organisation.id == organisation_id, Organisation.theme_version == version)
        .values(**values, theme_version=Organisation.theme_version + 1)
        .returning(Organisation.id)
    ).first()
    if changed is None:
        db.session.rollback()
        raise AppearanceRefused(
            "version",
            "Någon annan har ändrat utseendet sedan du öppnade sidan. Inget av ditt har sparats. "
            "Spara igen om ditt ska gälla.",
            status=409,
        )
    db.session.commit()
