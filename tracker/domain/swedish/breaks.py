"""Where a line may end after a slash; a mail has no room for "arbetsmarknads-/socialsekreterare" whole."""

import re


def at_slashes(text: str) -> list[str]:
    """The text in pieces that each fit on a line of their own: "arbetsmarknads-/", "socialsekreterare"."""
    return re.findall(r"[^/]*/|[^/]+$", text)
