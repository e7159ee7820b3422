"""Whether this machine can make PDFs, found out without loading what makes them."""

import ctypes
from functools import cache
from importlib.util import find_spec

#: What an administrator installs when the libraries of the system are missing.
PACKAGES = "libpango-1.0-0, libpangoft2-1.0-0 och libharfbuzz-subset0"
#: The names under which the libraries are loaded on Debian and Ubuntu.
_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
)


@cache
def why_no_pdf() -> str:
    """A Swedish sentence that says why no PDF can be made here and what to do; "" when it can."""
    if find_spec("weasyprint") is None:
        return _sentence("weasyprint")
    for name in _LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            return _sentence(name)
    return ""


def _sentence(missing: str) -> str:
    return (
        f"PDF kan inte göras på den här servern, för {missing} saknas. Den som sköter servern behöver installera "
        f"{PACKAGES}. Word och de andra formaten fungerar ändå."
    )
