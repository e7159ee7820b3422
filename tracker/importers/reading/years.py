"""When something is expected to be done, as people write it: "2023", "Tidigare 2022, nu 2023?", "Ständigt pågående"."""

import re
from dataclasses import dataclass

_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_EARLIER = re.compile(r"tidigare((?:\s|,|och|\d{4}(?!\d))+)", re.IGNORECASE)
_NONE = re.compile(r"[-–—.?\s]*|inget angivet år\.?", re.IGNORECASE)
_ONGOING = re.compile(r"ständigt|löpande|tills vidare", re.IGNORECASE)
_BETWEEN = re.compile(r"\d{4}\s*[/–-]\s*\d{4}")


@dataclass(frozen=True)
class Horizon:
    """What a text about the target says; `why` is a Swedish sentence when it is no year."""

    year: int | None = None
    ongoing: bool = False
    earlier: tuple[int, ...] = ()
    uncertain: bool = False
    why: str = ""


def read_horizon(text: str, struck: str = "") -> Horizon:
    """The year in the text, the earlier ones beside it (struck through, or after "tidigare"), and what is doubtful."""
    earlier = [int(year) for year in _YEAR.findall(struck)]
    for found in _EARLIER.finditer(text):
        earlier += [int(year) for year in _YEAR.findall(found.group(1))]
    rest = _EARLIER.sub(" ", text)
    uncertain = "?" in text or "osäker" in text.casefold()
    rest = re.sub(r"osäkert(?: år)?|[(),]|\bnu\b|→", " ", rest, flags=re.IGNORECASE)
    if _ONGOING.search(rest):
        return Horizon(None, True, tuple(earlier), uncertain)
    years = [int(year) for year in _YEAR.findall(rest)]
    if not years:
        why = "" if _NONE.fullmatch(rest.strip()) else "Här står inget årtal. Skriv året med fyra siffror."
        return Horizon(None, False, tuple(earlier), uncertain, why)
    if _BETWEEN.search(rest):
        return Horizon(None, False, tuple(earlier), uncertain, "Här står flera årtal. Skriv ett år.")
    # "2022 2023": a struck year whose line did not come along.
    return Horizon(years[-1], False, (*earlier, *years[:-1]), uncertain)
