"""What a password must be: long. Which characters it holds is the person's own business."""

import unicodedata

SHORTEST = 12
LONGEST = 200


def normal_form(password: str) -> str:
    """The password in one form, so that an å typed on another keyboard is the same å."""
    return unicodedata.normalize("NFC", password)


def password_problem(password: str, email: str) -> str | None:
    """A Swedish sentence that says why the password will not do, or None."""
    password = normal_form(password)
    if len(password) < SHORTEST:
        return f"Välj ett lösenord med minst {SHORTEST} tecken. Flera ord i rad är lätt att minnas."
    if len(password) > LONGEST:
        return f"Välj ett lösenord med högst {LONGEST} tecken."
    if len(set(password)) < 4:
        return "Välj ett lösenord med fler olika tecken."
    if password.casefold() == email.casefold():
        return "Välj ett lösenord som inte är din e-postadress."
    return None
