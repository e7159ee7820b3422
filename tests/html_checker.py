"""The W3C's own HTML checker (vnu) over saved pages."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

JAR = Path(__file__).parent.parent / ".venv/node/node_modules/vnu-jar/build/dist/vnu.jar"


def vnu_errors(html_files: Sequence[Path]) -> list[str]:
    """What the checker says against the files, one line per fault. Skips the test when it is missing."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("java is not installed: the HTML checker cannot run")
    if not JAR.exists():
        pytest.skip("vnu-jar is not installed: the HTML checker cannot run")
    answer = subprocess.run(
        [java, "-jar", str(JAR), "--format", "json", "--exit-zero-always", "--stdout", *map(str, html_files)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if answer.returncode != 0 or not answer.stdout:
        raise RuntimeError(f"the HTML checker did not run: {answer.stderr.strip()}")
    return [
        f"{Path(message.get('url', '')).name}:{message.get('lastLine', 0)}: {message['message']}"
        for message in json.loads(answer.stdout)["messages"]
        if message["type"] in ("error", "non-document-error") or message.get("subType") == "warning"
    ]
