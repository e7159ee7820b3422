"""5 000 uppdrag from Excel, each for one to four boards: reading, looking, and the job that writes them."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.server import ROOT

#: Run in a process of its own, whose peak memory is its own; the reader is a child of it.
_UPLOAD = """
import resource, sys, time
from datetime import date, datetime
from io import BytesIO
from openpyxl import Workbook
from sqlalchemy import select
from tracker import create_app
from tracker.clock import utc_now
from tracker.models import Plan, User, db
from tracker.services.imports.assignments.files import upload_uppdrag, uppdrag_preview
from tracker.services.imports.assignments.job import ask_for_import
from tracker.services.plans.shares import boards_for_shares

def file(names):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Uppdrag")
    sheet.append(["Nr", "Uppdrag", "Nämnder", "Källa", "Beslutsdatum", "Dnr", "Svar senast", "Målområde"])
    for n in range(1, 5001):
        boards = [names[(n * 7 + k * 3) % len(names)] for k in range(1 + n % 4)]
        words = f"Uppdrag {n}: se över hur nämnderna arbetar med frågan och återkom med förslag som ryms i budgeten."
        day = datetime(2022, 12, 31)
        sheet.append([n, words, ", ".join(boards), "Mål och budget 2022", day, f"KS {n}", day, f"Område {n % 7}"])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()

def told(what, started):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"  {what:30}{time.perf_counter() - started:6.2f} s {peak:6.0f} MB", flush=True)

with create_app().app_context():
    plan = db.session.scalars(select(Plan).where(Plan.slug == "kf-uppdrag-2021")).one()
    data = file([board.name for board in boards_for_shares(plan.organisation_id)])
    by = db.session.scalars(select(User).order_by(User.id)).first()
    started = time.perf_counter()
    kept = upload_uppdrag(data, "u.xlsx", plan, by=by, now=utc_now())
    told(f"uploaded, {len(data) // 1000} kB", started)
    started = time.perf_counter()
    preview = uppdrag_preview(kept)
    told(f"looked at, {preview.total} uppdrag", started)
    ask_for_import(kept, preview.digest, over_answers=False, by=by, now=utc_now())
"""
_JOB = """
import resource, time
from sqlalchemy import func, select
from tracker import create_app
from tracker.clock import utc_now
from tracker.models import Activity, Plan, Responsibility, db
from tracker.services.jobs import queue
from tracker.services.jobs.run import run_waiting
with create_app().app_context():
    started, before = time.perf_counter(), queue.progress
    def told(job, done, steps, said, now):
        print(f"  {time.perf_counter() - started:6.2f} s {said}".replace("\\u00a0", " "), flush=True)
        before(job, done, steps, said, now)
    queue.progress = told
    run_waiting(utc_now())
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    of_plan = select(func.count()).select_from(Responsibility).join(Responsibility.activity).join(Activity.plan)
    shares = db.session.scalar(of_plan.where(Plan.slug == "kf-uppdrag-2021"))
    print(f"  {f'the job, {shares} shares in all':30}{took:6.2f} s {peak:6.0f} MB", flush=True)
"""
_READ = """
import resource, sys, time
from tracker.importers.sandbox import run_safely
data, started = sys.stdin.buffer.read(), time.perf_counter()
rows = sum(len(table.rows) for table in run_safely("assignments", data, "u.xlsx", seconds=30).tables)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
print(f"  {f'the reader, {rows} rows':30}{time.perf_counter() - started:6.2f} s {peak:6.0f} MB")
"""


def measure(environment: Mapping[str, str]) -> None:
    """Prints seconds and peak memory of each step, and what the page of the job says meanwhile."""
    for script in (_UPLOAD, _JOB):
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=dict(environment), check=True)
    _reader()


def _reader() -> None:
    """The largest file that is taken: 20 000 rows, a board each."""
    from openpyxl import Workbook  # noqa: PLC0415

    path = Path(ROOT / "var" / "bench-uppdrag.xlsx")
    path.parent.mkdir(exist_ok=True)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Uppdrag")
    sheet.append(["Nr", "Uppdrag", "Nämnd", "Källa", "Svar senast", "Status", "Kommentar"])
    for n in range(19_999):
        sheet.append(
            [
                n // 4,
                f"Uppdrag {n // 4}: se över frågan.",
                "Kulturnämnden",
                "Mål och budget",
                "2022-12-31",
                "",
                "Pågår.",
            ]
        )
    book.save(path)
    try:
        subprocess.run([sys.executable, "-c", _READ], input=path.read_bytes(), cwd=ROOT, check=True)
    finally:
        path.unlink()
