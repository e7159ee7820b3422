"""The data files of seed/ as plain rows, checked for shape before anything is stored."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Rows = list[dict[str, Any]]


class SeedFileError(Exception):
    """A data file is missing or is not what it should be; the message names the file."""


def read_rows(folder: Path, name: str) -> Rows:
    """The rows of seed/<name>.yaml, one list under the file's own name (dashes as underscores)."""
    path = folder / f"{name}.yaml"
    rows = _load(path).get(name.replace("-", "_"))
    if not isinstance(rows, list):
        raise SeedFileError(f"{path}: expected a list under {name.replace('-', '_')}.")
    return rows


def read_plans(folder: Path) -> Iterator[dict[str, Any]]:
    """Every plan in seed/plans/, in the order of their file names."""
    paths = sorted((folder / "plans").glob("*.yaml"))
    if not paths:
        raise SeedFileError(f"{folder / 'plans'}: no plan files found.")
    for path in paths:
        yield _load(path)


def _load(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as problem:
        raise SeedFileError(f"{path}: {problem}") from problem
    if not isinstance(data, dict):
        raise SeedFileError(f"{path}: expected keys and values.")
    return data
