"""The report as Word and PDF beside a bare document of the same words: seconds and peak memory."""

import subprocess
import sys
from pathlib import Path

from bench.server import ROOT

#: The content, its pictures, and how often each is made; the middle of the rounds counts.
_WARM = """
import resource, statistics, sys, time
from dataclasses import replace
from tests.reports.sample import report
from tracker.reports import charts
from tracker.reports.docx import report_docx
from tracker.reports.pdf import report_pdf
from tracker.reports.words import figures
from bench.bare_documents import bare_docx, bare_pdf
what, rows, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
content = report()
if rows != len(content.rows):
    content = replace(content, rows=tuple(
        replace(content.rows[n % 27], number=str(n + 1), parent=None) for n in range(rows)))
shown = [captioned.figure for captioned in figures(content)]
makers = {
    "docx": lambda: report_docx(content),
    "pdf": lambda: report_pdf(content),
    "bare docx": lambda: bare_docx(content, [made for figure in shown if (made := charts.png(figure))]),
    "bare pdf": lambda: bare_pdf(content, [made for figure in shown if (made := charts.svg(figure, 640))]),
}
took = []
for _ in range(rounds + 1):
    started = time.perf_counter()
    data = makers[what]()
    took.append(time.perf_counter() - started)
warm = statistics.median(took[1:]) if rounds else took[0]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(f"{took[0]:6.2f} s first {warm:6.2f} s warm {peak:6.0f} MB {len(data) // 1000:6} kB")
"""
_TIMED = """
import resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
took = time.perf_counter() - started
print(f"{took:6.2f} s {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000:22.0f} MB")
"""


def measure(environment: dict[str, str], folder: Path) -> None:
    """Prints what making costs in a warm process, what the command costs, and what 1 000 activities cost."""
    for what, rows, rounds in (
        ("docx", 27, 5), ("bare docx", 27, 5), ("pdf", 27, 3), ("bare pdf", 27, 3),
        ("docx", 1000, 0), ("bare docx", 1000, 0),
    ):  # fmt: skip
        _say(f"{what}, {rows} rows", [sys.executable, "-c", _WARM, what, str(rows), str(rounds)], environment)
    for format_ in ("docx", "pdf", "pdf"):
        target = str(folder / f"rapport.{format_}")
        command = [
            sys.executable, "-m", "flask", "--app", "wsgi", "report", "26-punktsplan", "--as-of", "2022-03-31",
            "--format", format_, "-o", target,
        ]  # fmt: skip
        _say(f"the command, {format_}", [sys.executable, "-c", _TIMED, *command], environment)


def _say(name: str, command: list[str], environment: dict[str, str]) -> None:
    ended = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    print(f"  {name:22}{ended.stdout.decode().strip()}", flush=True)
