"""What all tests share: databases, the app, the page-checking client, the mail server."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskCliRunner
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from tests.kolada_server import KoladaServer, running_kolada
from tests.mail_server import MailServer
from tests.page_check import PageClient
from tests.postgresql import Server, find_programs, running_server
from tracker import create_app
from tracker.clock import utc_now
from tracker.config import Settings
from tracker.models import db
from tracker.services.people import password_hash
from tracker.services.reports.sealing.anchor import FILE
from tracker.services.seed import load_seed

_numbers = count(1)
SEED = Path(__file__).parents[1] / "seed"


class _CompiledTemplates(BytecodeCache):
    """Templates compiled once for all the apps of a run: every test has an app of its own."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fills the bucket, when its template has been compiled from the same text before."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_compiled_templates = _CompiledTemplates()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed in a moment here: every page test signs in, and slow on purpose is minutes in all.

    The parameters that run are tested in tests/services/people/test_sign_in.py.
    """
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(password_hash, "_HASHER", quick)
        yield


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once() -> Iterator[None]:
    """What builds an address is compiled once for all the apps of a run: hundreds of addresses, and every test has an
    app of its own.
    """
    compiled = Rule._compile_builder
    kept: dict[object, Callable[..., tuple[str, str]]] = {}

    def once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        # All that the compiled function is made of.
        key = rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown
        return kept.get(key) or kept.setdefault(key, compiled(rule, append_unknown))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


def make_settings(database_url: str, folder: Path, **more: str) -> Settings:
    """Settings of a real installation, not of the demo: `more` are further variables without their prefix."""
    environment = {
        "SECRET_KEY": "a key that only the tests use, long enough",
        "DATABASE_URL": database_url,
        "PUBLIC_URL": "http://localhost",
        "MAIL_URL": f"file://{folder}/mail",
        "MAIL_FROM": "Planer och uppföljning <plan@example.org>",
        "DATA_DIR": str(folder),
        **more,
    }
    return Settings.from_environment({f"TRACKER_{name}": value for name, value in environment.items()})


def make_app(settings: Settings) -> Flask:
    """The service as it runs, with the client that checks its pages."""
    app = create_app(settings)
    app.config["TESTING"] = True
    app.test_client_class = PageClient
    app.jinja_env.bytecode_cache = _compiled_templates
    return app


def dispose(app: Flask) -> None:
    """Close the app's connections, so that its database can be copied or dropped."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _migrate_and_seed(database_url: str, folder: Path, plans: str) -> None:
    """`plans` is a pattern: most tests are about one plan, and quicker without the others."""
    app = make_app(make_settings(database_url, folder))
    result = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert result.exit_code == 0, f"flask db upgrade: {result.output} {result.exception!r}"
    chosen = folder / "seed"
    shutil.copytree(SEED, chosen, ignore=shutil.ignore_patterns("plans"))
    (chosen / "plans").mkdir()
    for path in (SEED / "plans").glob(plans):
        shutil.copy(path, chosen / "plans")
    with app.app_context():
        load_seed(chosen, now=utc_now())
    dispose(app)


def _seed_name(request: pytest.FixtureRequest) -> str:
    """The 26-punktsplan alone, or every plan of seed/ for tests that are marked `every_plan`."""
    return "every" if request.node.get_closest_marker("every_plan") else "one"


_PLANS = {"one": "26-punktsplan.yaml", "every": "*.yaml"}


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Migrated and seeded SQLite files; copied, never opened."""

    @cache
    def made(seed: str) -> Path:
        folder = tmp_path_factory.mktemp("sqlite-template")
        path = folder / "tracker.db"
        _migrate_and_seed(f"sqlite:///{path}", folder, _PLANS[seed])
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return path

    return made


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server for this session."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with running_server(programs) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_templates(
    postgresql: Server, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], tuple[str, Path]]:
    """Names of migrated and seeded PostgreSQL databases, and their folders; copied, never connected to."""

    @cache
    def made(seed: str) -> tuple[str, Path]:
        folder = tmp_path_factory.mktemp("postgresql-template")
        name = f"seeded_{seed}"
        postgresql.create(name)
        _migrate_and_seed(postgresql.url(name), folder, _PLANS[seed])
        return name, folder

    return made


@pytest.fixture
def sqlite_url(
    request: pytest.FixtureRequest, sqlite_templates: Callable[[str], Path], tmp_path: Path
) -> str:
    """A fresh, migrated and seeded SQLite database, with the anchor of its frozen reports beside it."""
    copy, template = tmp_path / "tracker.db", sqlite_templates(_seed_name(request))
    shutil.copyfile(template, copy)
    shutil.copyfile(template.parent / FILE, tmp_path / FILE)
    return f"sqlite:///{copy}"


@pytest.fixture
def postgresql_url(
    request: pytest.FixtureRequest,
    postgresql: Server,
    postgresql_templates: Callable[[str], tuple[str, Path]],
    tmp_path: Path,
) -> Iterator[str]:
    """A fresh, migrated and seeded PostgreSQL database, with the anchor of its frozen reports in the folder."""
    name = f"test_{next(_numbers)}"
    template, folder = postgresql_templates(_seed_name(request))
    postgresql.create(name, template=template)
    shutil.copyfile(folder / FILE, tmp_path / FILE)
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated and seeded database: the test runs once on each."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """Settings on SQLite, mail written to tmp_path/mail."""
    return make_settings(sqlite_url, tmp_path)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The service on SQLite: for pages.

    No context is pushed: requests would share it, and with it who is signed in. Push one where it is needed.
    """
    app = make_app(settings)
    yield app
    dispose(app)


@pytest.fixture
def any_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The service on SQLite and on PostgreSQL: for services, queries and the outbox. No context is pushed."""
    app = make_app(make_settings(database_url, tmp_path))
    yield app
    dispose(app)


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without JavaScript; every page it fetches is checked, the last one is `client.page`."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs the flask commands: `runner.invoke(args=["seed"])`."""
    return app.test_cli_runner()


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    """A real mail server on loopback; `smtp.url` is its TRACKER_MAIL_URL."""
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def kolada() -> Iterator[KoladaServer]:
    """Kolada on loopback; `asking(app, kolada)` lets an app ask it."""
    with running_kolada() as server:
        yield server


def _not_run(reporter: pytest.TerminalReporter) -> list[str]:
    reasons = []
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons.append(reason.removeprefix("Skipped: "))
    return reasons


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with the list of what could not run here, by reason."""
    reasons = _not_run(terminalreporter)
    if reasons:
        terminalreporter.section("not run here")
        for reason in dict.fromkeys(reasons):
            terminalreporter.line(f"{reasons.count(reason)} × {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """On a build machine (CI=true) a test that was not run is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    # The processes that share the tests have no reporter; the one that gathers their results has.
    if reporter is None:
        return
    if os.environ.get("CI") == "true" and _not_run(reporter) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
