"""What the torture tests share: a place to send from, restored as often as needed, and the figures they print.

`make test` runs a slice; TORTURE=full, as `make torture` sets it, runs everything and prints what was tried.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import dispose, make_app, make_settings
from tests.postgresql import Server
from tests.torture.crowd import add_crowd, address
from tests.torture.senders import Senders, app_on, copied, running_senders

FULL = os.environ.get("TORTURE") == "full"
_figures: list[str] = []


@dataclass
class Arena:
    """One database with a crowd in it, at one address, that can be put back to how it began."""

    database: str
    folder: Path
    people: set[str]
    template: Path | str
    server: Server | None

    def restore(self) -> None:
        """Nothing has been sent, and nothing is known of what was."""
        if isinstance(self.template, Path):
            for file in self.folder.glob("tracker.db*"):
                file.unlink()
            copied(self.template, self.folder)
        else:
            assert self.server is not None
            self.server.drop("arena")
            self.server.create("arena", template=self.template)
        (self.folder / "outbox-mark.json").unlink(missing_ok=True)

    def look(self) -> Flask:
        """The service over what was left."""
        return app_on(self.database, self.folder)


@pytest.fixture(scope="session")
def senders() -> Iterator[Senders]:
    """The process that forks senders."""
    with running_senders() as process:
        yield process


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    name: str = request.param
    return name


@pytest.fixture
def crowd() -> int:
    """How many owe an answer, so many that a tick makes more than 250 calls when all are tried.

    A test that wants another number says so.
    """
    return 4 if FULL else 3


@pytest.fixture
def arena(kind: str, crowd: int, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Arena]:
    """The place, with as many people as the test wants."""
    folder = tmp_path / "arena"
    folder.mkdir()
    people = {address(number) for number in range(crowd)}
    if kind == "sqlite":
        template = tmp_path / "template" / "tracker.db"
        copied(request.getfixturevalue("sqlite_templates")("one"), template.parent)
        _fill(f"sqlite:///{template}", folder, crowd)
        yield Arena(f"sqlite:///{folder}/tracker.db", folder, people, template, None)
        return
    server: Server = request.getfixturevalue("postgresql")
    server.create("arena_template", template=request.getfixturevalue("postgresql_templates")("one")[0])
    server.create("arena")
    _fill(server.url("arena_template"), folder, crowd)
    yield Arena(server.url("arena"), folder, people, "arena_template", server)
    for name in ("arena", "arena_template"):
        server.drop(name)


def _fill(database: str, folder: Path, crowd: int) -> None:
    app = make_app(make_settings(database, folder))
    with app.app_context():
        add_crowd(crowd)
    # The last connection takes SQLite's log into the file that is copied.
    dispose(app)


def figure(line: str) -> None:
    """Keeps a line for the end of the run."""
    _figures.append(line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what was tried, when everything was."""
    if FULL and _figures:
        terminalreporter.section("torture")
        for line in _figures:
            terminalreporter.line(line)
