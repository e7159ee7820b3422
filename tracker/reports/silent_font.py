"""A font without ink, for words that a PDF says but does not show.

Hidden words must stand in the flow, or they lie over others and are copied in among their letters. In a smaller size
programs take them for a line of their own, and letters closer than a tenth of their size for one that is printed twice.
So: the size of the words around, and letters just a little wider than that tenth.
"""

from functools import cache
from io import BytesIO

_UNITS, _ADVANCE, _SPACE = 1000, 105, 160
#: Latin with all of Swedish; what is not in it would be laid out in the font of the text around, as wide as that.
_LETTERS = range(0x20, 0x180)


@cache
def silent_font() -> bytes:
    """The font as TrueType; the same bytes every time."""
    # Imported on first use: only the process that makes a PDF needs it, and has it loaded for that.
    from fontTools.fontBuilder import FontBuilder  # noqa: PLC0415
    from fontTools.ttLib.tables._g_l_y_f import Glyph  # noqa: PLC0415

    cmap = {letter: f"u{letter:04X}" for letter in _LETTERS}
    names = [".notdef", *cmap.values()]
    font = FontBuilder(_UNITS, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap(cmap)
    font.setupGlyf({name: Glyph() for name in names})
    font.setupHorizontalMetrics(dict.fromkeys(names, (_ADVANCE, 0)) | {cmap[0x20]: (_SPACE, 0)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Silent", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    # The clock's time would stand in the file.
    font.font["head"].created = font.font["head"].modified = 0
    font.font.recalcTimestamp = False
    saved = BytesIO()
    font.font.save(saved)
    return saved.getvalue()
