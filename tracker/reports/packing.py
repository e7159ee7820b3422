"""Office files are ZIP archives: packed so that the same content gives the same bytes."""

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The earliest moment that a ZIP file can name: the content's own dates stand in the core properties.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def same_bytes(package: bytes, written: datetime | None = None) -> bytes:
    """The package with fixed times inside; `written` replaces a moment of saving that a library took from the clock."""
    fixed = BytesIO()
    with ZipFile(BytesIO(package)) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            info = ZipInfo(entry.filename, _MOMENT)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            data = source.read(entry)
            if written is not None and entry.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rf"\g<1>{written:%Y-%m-%dT%H:%M:%SZ}\g<2>".encode(), data)
            target.writestr(info, data)
    return fixed.getvalue()
