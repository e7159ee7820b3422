"""The file that a command was given."""

from pathlib import Path

import click

from tracker.importers.opening import LARGEST


def file_data(path: Path) -> bytes:
    """What the file holds; ends the command when it is not there or too large."""
    if not path.is_file():
        raise click.ClickException(f"there is no file {str(path)!r}")
    if path.stat().st_size > LARGEST:
        raise click.ClickException(f"{path} is larger than {LARGEST // 1_000_000} MB")
    return path.read_bytes()
