"""`make bench`: pages, the report and the size of the rooms, against a bare Flask page in the same run."""

import os
import subprocess
import sys
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from bench import imports, mails, report, rooms, round_trip, uppdrag
from bench.server import ROOT, Cost, running

_SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
_ROUNDS = 3
_PLAN = "/planer/26-punktsplan"
_REPORT = f"{_PLAN}/uppfoljningar/2022-03-31/rapport"
_READER = "ledamot@uppsala.example.org"
_PASSWORD = "bench bench bench bench"
_SET_PASSWORD = f"""
from sqlalchemy import select
from tracker import create_app
from tracker.models import User, db
from tracker.services.people.accounts import set_password
with create_app().app_context():
    set_password(db.session.scalars(select(User.id).where(User.email == {_READER!r})).one(), {_PASSWORD!r})
"""


def main() -> None:
    """Measures everything on a database of its own and prints it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        environment = _environment(folder)
        for command in (["db", "upgrade"], ["seed"]):
            _flask(command, environment)
        subprocess.run([sys.executable, "-c", _SET_PASSWORD], cwd=ROOT, env=environment, check=True)
        print("Pages, one gunicorn worker, one connection (median of three interleaved rounds)")
        _pages(environment)
        print("The matrix, beside the plan page, in one process (median of nine)")
        subprocess.run([sys.executable, "-m", "bench.matrix"], cwd=ROOT, env=environment, check=True)
        print("Pages with 260 000 activities of other plans in the database")
        subprocess.run([sys.executable, "-m", "bench.many"], cwd=ROOT, env=environment, check=True)
        _pages(environment)
        print("The report, beside a bare document of the same words")
        report.measure(environment, folder)
        print("Files from outside, each read in a process of its own")
        imports.measure()
        print("5 000 uppdrag from Excel, for one to four boards each")
        uppdrag.measure(environment)
        print("Plans that leave and come back")
        round_trip.measure()
        print("Mails: 2 000 written and sent, one process, to a sink of its own")
        mails.measure()
        print("Rooms of tracker/")
        rooms.measure()


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "TRACKER_SECRET_KEY": token_hex(32),
        "TRACKER_DATABASE_URL": f"sqlite:///{folder}/tracker.db",
        "TRACKER_DATA_DIR": str(folder),
        "TRACKER_PUBLIC_URL": "http://127.0.0.1:8000",
        "TRACKER_MAIL_URL": f"file://{folder}/mail",
        "TRACKER_MAIL_FROM": "plan@example.org",
    }


def _flask(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _pages(environment: dict[str, str]) -> None:
    with running("bench.bare:app", environment) as bare, running("wsgi:app", environment) as ours:
        ours.sign_in(_READER, _PASSWORD)
        unchanged = {"If-None-Match": ours.header(_PLAN, "ETag")}
        measured: dict[str, list[Cost]] = {}
        for _ in range(_ROUNDS):
            for name, cost in (
                ("bare page, 27 rows", lambda: bare.cost("/", _SECONDS)),
                ("plan page, rendered", lambda: ours.cost(_PLAN, _SECONDS)),
                ("plan page, unchanged", lambda: ours.cost(_PLAN, _SECONDS, unchanged)),
                ("report page", lambda: ours.cost(_REPORT, _SECONDS)),
            ):
                measured.setdefault(name, []).append(cost())
    yardstick = _middle(measured["bare page, 27 rows"])
    for name, costs in measured.items():
        middle = _middle(costs)
        print(
            f"  {name:22} {middle.status}  {middle.size / 1024:6.1f} kB  {middle.cpu_ms:6.2f} ms CPU  "
            f"{middle.per_second:6.0f} requests/s  {middle.cpu_ms / yardstick.cpu_ms:5.2f} × bare"
        )


def _middle(costs: list[Cost]) -> Cost:
    return sorted(costs, key=lambda cost: cost.cpu_ms)[len(costs) // 2]


main()
