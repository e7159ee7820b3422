"""A machine without the libraries, for real: a process that finds a broken file where pango should be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PDF = """
from tests.reports.sample import report
from tracker.reports.pdf import PdfUnavailable, report_pdf
try:
    report_pdf(report())
except PdfUnavailable as why:
    print(why)
"""


@pytest.mark.parametrize("library", ["libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"])
def test_it_says_which_library_is_missing_and_what_to_install(tmp_path: Path, library: str) -> None:
    (tmp_path / library).write_bytes(b"")
    environment = {**os.environ, "LD_LIBRARY_PATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", _PDF], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert f"{library} saknas" in done.stdout
    assert "installera libpango-1.0-0, libpangoft2-1.0-0 och libharfbuzz-subset0" in done.stdout
