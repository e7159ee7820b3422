"""What import-linter cannot see: who commits, who reads the clock, and what rules may import."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TRACKER = Path(__file__).parent.parent / "tracker"
MODULES = sorted(path.relative_to(TRACKER).as_posix() for path in TRACKER.rglob("*.py"))
DOMAIN = [name for name in MODULES if name.startswith("domain/")]
CLOCKS = {"now", "utcnow", "today"}


def parse(name: str) -> ast.Module:
    return ast.parse((TRACKER / name).read_text(encoding="utf-8"))


def commits(tree: ast.AST) -> list[int]:
    """The lines that end a transaction of the session: calls of `….commit()`, `….begin()` and their like."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("commit", "begin", "begin_nested")
    ]


def clock_reads(tree: ast.AST) -> list[int]:
    """The lines that ask what time it is: `datetime.now`, `date.today`, `import time` and their like."""
    reads = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and ast.unparse(node.value).rsplit(".", 1)[-1] in ("date", "datetime", "dt")
    ]
    return reads + [line for line, module in imports(tree) if module == "time"]


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and module of every import, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("services/")])
def test_only_services_commit(name: str) -> None:
    assert commits(parse(name)) == [], f"tracker/{name} ends a transaction; that is a service's part"


@pytest.mark.parametrize("name", DOMAIN)
def test_rules_do_not_read_the_clock(name: str) -> None:
    assert clock_reads(parse(name)) == [], f"tracker/{name} reads the clock; let it be an argument"


@pytest.mark.parametrize("name", DOMAIN)
def test_rules_need_the_standard_library_only(name: str) -> None:
    foreign = [
        module
        for _, module in imports(parse(name))
        if module.split(".")[0] not in sys.stdlib_module_names
        and not f"{module}.".startswith("tracker.domain.")
    ]
    assert foreign == []


def test_these_tests_can_fail() -> None:
    assert DOMAIN
    assert commits(ast.parse("db.session.commit()")) == [1]
    assert commits(ast.parse("with session.begin(): pass")) == [1]
    assert clock_reads(ast.parse("import datetime\ndatetime.date.today()\ndatetime.datetime.now()")) == [2, 3]
    assert clock_reads(ast.parse("from time import time")) == [1]
    assert clock_reads(ast.parse("import datetime\ndatetime.time(7)")) == []
    assert list(imports(ast.parse("def f():\n    import yaml"))) == [(2, "yaml")]


def test_no_module_hides_one_of_the_standard_library() -> None:
    # `python3 tracker/launch.py` searches tracker/ first: a tracker/signal.py would stop `make run`.
    top = {Path(name).parts[0].removesuffix(".py") for name in MODULES}
    assert not top & set(sys.stdlib_module_names)
