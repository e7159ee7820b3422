"""How large the files and functions of the service are."""

import ast
from pathlib import Path
from statistics import median

from bench.server import ROOT


def measure() -> None:
    """Prints median, 90th percentile and longest, for files and functions of tracker/."""
    paths = sorted((ROOT / "tracker").rglob("*.py"))
    files = [(len(path.read_text().splitlines()), str(path.relative_to(ROOT))) for path in paths]
    functions = [function for path in paths for function in _functions(path)]
    for name, sizes in (("files", files), ("functions", functions)):
        lengths = sorted(size for size, _ in sizes)
        longest = max(sizes)
        print(
            f"  {name}: {len(lengths)}, median {median(lengths):.0f} lines, "
            f"90 % within {lengths[len(lengths) * 9 // 10]}, longest {longest[0]} ({longest[1]})"
        )


def _functions(path: Path) -> list[tuple[int, str]]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{path.name}:{node.name}")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, kinds)
    ]
