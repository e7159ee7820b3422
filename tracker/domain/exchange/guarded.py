"""Text that a spreadsheet would take for a formula leaves CSV guarded, and comes back as it was.

Source: OWASP, CSV Injection: cells that begin with = + - @, tab or carriage return are run by spreadsheets.
"""

import re

_GUARD = "'"
#: What must be guarded, and what already looks guarded: then one more guard keeps the way back unambiguous.
_RISKY = re.compile(r"'*[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    """The text as a CSV cell: "=1+1" becomes "'=1+1"; other texts stay as they are."""
    return _GUARD + text if _RISKY.match(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` made the cell of; a cell that nobody guarded stays as it is."""
    return cell[1:] if cell.startswith(_GUARD) and _RISKY.match(cell[1:]) else cell
