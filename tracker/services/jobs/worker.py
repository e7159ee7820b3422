"""Starts the process that does the jobs: no page waits for it, and it ends when nothing waits any more."""

import os
import subprocess
import sys
from pathlib import Path

from tracker.config import Settings

_ROOT = Path(__file__).resolve().parents[3]


def start_worker(settings: Settings) -> subprocess.Popen[bytes]:
    """A process that does all jobs that wait, with the settings of this one.

    Several at once do no harm: each job is claimed by one.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run"],
        cwd=_ROOT,
        env={**os.environ, **settings.to_environment()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # A group of its own: it finishes its job when the server is told to stop.
        start_new_session=True,
    )
