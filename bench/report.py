"""Time and peak memory of the Word report, as a whole process and in a warm one."""

import resource
import subprocess
import sys
import time
from pathlib import Path

from bench.server import ROOT

_WARM = """
import resource, time
from tracker import create_app
from tracker.queries.plans.by_name import plan_by_slug, follow_ups_of
from tracker.reports.docx import report_docx
from tracker.services.reports.assemble_report import live_content
app = create_app()
with app.app_context():
    plan = plan_by_slug("26-punktsplan")
    for round in ("first", "second", "third"):
        start = time.perf_counter()
        data = report_docx(live_content(plan, follow_ups_of(plan.id)[0]))
        print(f"  made anew, {round} time: {time.perf_counter() - start:.2f} s, {len(data) // 1024} kB")
print(f"  peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
"""


def measure(environment: dict[str, str], folder: Path) -> None:
    """Prints what the command and the making cost."""
    command = [
        sys.executable, "-m", "flask", "--app", "wsgi", "report", "26-punktsplan", "--as-of", "2022-03-31",
        "--format", "docx", "-o", str(folder / "rapport.docx"),
    ]  # fmt: skip
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  the frozen one by the command: {time.perf_counter() - start:.2f} s, peak memory {peak:.0f} MB")
    subprocess.run([sys.executable, "-c", _WARM], cwd=ROOT, env=environment, check=True)
