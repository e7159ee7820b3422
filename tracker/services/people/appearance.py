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
from tracker.domain.fault import Fault
from tracker.models import Organisation, db
from tracker.services.refusal import Refusal

LARGEST_LOGO = 200_000

_MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class AppearanceRefused(Refusal):
    """Why a look cannot be saved: every fault, and a readable colour when one is offered instead."""

    def __init__(self, *faults: Fault, offer: Colour | None = None, status: int = 400) -> None:
        super().__init__(faults[0].message, status)
        self.faults = faults
        self.offer = offer


def change_look(organisation_id: int, accent: str, logo: bytes | None, *, version: int) -> None:
    """Sets the accent ("" for the service's own) and, when given, the logo.

    Raises AppearanceRefused with the fields named; 409 when the look has been changed since `version`.
    """
    colour = parse_colour(accent)
    media_type = _media_type(logo) if logo is not None else None
    unreadable = colour is not None and contrast(colour, WHITE) < READABLE
    found = [*_accent_faults(accent, colour), *_logo_faults(logo, media_type)]
    if found:
        raise AppearanceRefused(*found, offer=closest_readable(colour) if colour and unreadable else None)
    values: dict[str, object] = {"accent": str(colour) if colour else None}
    if logo is not None:
        values |= {"logo": logo, "logo_media_type": media_type}
    _store(organisation_id, values, version)


def remove_logo(organisation_id: int, *, version: int) -> None:
    """Puts the name in the logo's place again. Raises AppearanceRefused (409) as above."""
    _store(organisation_id, {"logo": None, "logo_media_type": None}, version)


def _accent_faults(text: str, colour: Colour | None) -> list[Fault]:
    if not text.strip():
        return []
    if colour is None:
        sentence = "Skriv färgen som sex tecken efter #, till exempel #0b5563."
        return [Fault("accent", "no-colour", sentence)]
    if contrast(colour, WHITE) >= READABLE:
        return []
    ratio = f"{int(contrast(colour, WHITE) * 10) / 10:.1f}".replace(".", ",")
    sentence = (
        f"{colour} syns för dåligt mot vitt: kontrasten är {ratio} och behöver vara minst 4,5. "
        f"Den närmaste färgen som syns är {closest_readable(colour)}."
    )
    return [Fault("accent", "pale-colour", sentence)]


def _logo_faults(logo: bytes | None, media_type: str | None) -> list[Fault]:
    if logo is None:
        return []
    if len(logo) > LARGEST_LOGO:
        sentence = "Bilden är för stor. Välj en på högst 200 kB; 80 punkter hög räcker."
        return [Fault("logo", "large-logo", sentence)]
    if media_type is None:
        return [Fault("logo", "no-logo", "Välj en bild av typen PNG eller JPEG.")]
    return []


def _media_type(logo: bytes) -> str | None:
    """What the file is, not what it is called."""
    return next((media_type for magic, media_type in _MAGIC.items() if logo.startswith(magic)), None)


def _store(organisation_id: int, values: dict[str, object], version: int) -> None:
    changed = db.session.execute(
        update(Organisation)
        .where(Organisation.id == organisation_id, Organisation.theme_version == version)
        .values(**values, theme_version=Organisation.theme_version + 1)
        .returning(Organisation.id)
    ).first()
    if changed is None:
        db.session.rollback()
        sentence = (
            "Någon annan har ändrat utseendet sedan du öppnade sidan. Inget av ditt har sparats. "
            "Spara igen om ditt ska gälla."
        )
        raise AppearanceRefused(Fault("version", "changed", sentence), status=409)
    db.session.commit()
