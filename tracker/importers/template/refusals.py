"""Why a template is not taken: a sentence each, with what to do."""

from tracker.importers.imported import FileRefused

_AGAIN = "spara och försök igen."


def damaged() -> FileRefused:
    """It cannot be opened, or no report can be written into it."""
    return FileRefused(
        "damaged", "Mallen går inte att öppna. Öppna den i Word, spara en ny kopia och försök igen."
    )


def too_much() -> FileRefused:
    """It asks for more memory or time than a report may take."""
    return FileRefused(
        "too-heavy",
        f"Mallen är för stor eller för invecklad. Ta bort text, tabeller och formatmallar som inte behövs, {_AGAIN}",
    )


def not_word() -> FileRefused:
    """It is another kind of file."""
    return FileRefused(
        "not-word", "Filen är inte en Wordmall. Spara mallen i Word som .docx eller .dotx och försök igen."
    )


def macros() -> FileRefused:
    """It brings a program."""
    return FileRefused(
        "macros",
        "Mallen innehåller makron. Spara den i Word som .docx eller .dotx utan makron och försök igen.",
    )


def linked(target: str) -> FileRefused:
    """It names something outside that a program would fetch by itself."""
    return FileRefused(
        "linked",
        f"Mallen hämtar något utifrån: {_short(target)}. "
        f"Lägg in bilden eller texten i mallen i stället för att länka till den, {_AGAIN}",
    )


def bad_link(target: str) -> FileRefused:
    """It has a link to follow that leads to something else than a page or an address."""
    return FileRefused(
        "linked",
        f"Mallen har en länk till {_short(target)}. En länk får gå till en webbsida eller en e-postadress. "
        f"Ta bort länken i Word, {_AGAIN}",
    )


def embedded(what: str) -> FileRefused:
    """It brings a file of another program."""
    return FileRefused(
        "embedded",
        f"Mallen innehåller {what}. Ta bort det i Word eller gör en bild av det, {_AGAIN}",
    )


def mail_merge() -> FileRefused:
    """It fetches addresses from a database or a file."""
    return FileRefused(
        "mail-merge",
        "Mallen är kopplad till en datakälla för utskick. Välj Normalt Word-dokument på fliken Utskick i Word, "
        f"{_AGAIN}",
    )


def bad_field(name: str, where: str) -> FileRefused:
    """It has a field that a report may not have."""
    called = f"fältet {_short(name)}" if name else "ett fält utan läsbart namn"
    return FileRefused(
        "field",
        f"{where} har {called}, som rapporten inte tar med. "
        f"Ta bort fältet i Word (Alt+F9 visar fälten) eller skriv texten i stället, {_AGAIN}",
    )


def bad_page() -> FileRefused:
    """Its page has measures that nothing can be printed on."""
    return FileRefused(
        "page",
        "Mallens sidstorlek eller marginaler går inte att använda. Välj sidstorlek och marginaler på fliken Layout i "
        f"Word, {_AGAIN}",
    )


def bad_number(element: str) -> FileRefused:
    """A number of its styles or lists is none."""
    return FileRefused(
        "damaged",
        f"Mallen har ett värde som inte är ett tal ({_short(element)}). "
        "Öppna den i Word, spara en ny kopia och försök igen.",
    )


def _short(text: str) -> str:
    """What stands in the file, as a sentence can carry it."""
    return "".join(sign for sign in text if sign.isprintable()).strip()[:80] or "okänt"
