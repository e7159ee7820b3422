"""The Word file as another program lays it out: pages, repeated headings and every row of the real table."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.reports.sample import report
from tracker.reports.docx import report_docx


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The text of each page, as LibreOffice prints it."""
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice or poppler-utils is not installed")
    folder = tmp_path_factory.mktemp("word")
    (folder / "rapport.docx").write_bytes(report_docx(report()))
    # A profile of its own, so that nobody's open LibreOffice is in the way.
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, str(folder / "rapport.docx")], check=True, capture_output=True, timeout=120)
    pdf: Path = folder / "rapport.pdf"
    assert pdf.exists(), "LibreOffice could not read the Word file"
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    return text.split("\f")[:-1]


def test_pages_are_numbered_of_all(pages: list[str]) -> None:
    for number, page in enumerate(pages, start=1):
        assert f"Sida {number} ({len(pages)})" in page


def test_the_tables_heading_stands_on_each_of_its_pages(pages: list[str]) -> None:
    headed = [page for page in pages if "Förkortad beskrivning av aktivitet" in page]
    assert len(headed) >= 2
    # In the widest of the machine's fonts "färdig" stands on a line of its own.
    assert all("Bedöms bli" in page and "färdig" in page for page in headed)


def test_every_row_is_printed(pages: list[str]) -> None:
    table = "\n".join(page for page in pages if "Förkortad beskrivning av aktivitet" in page)
    for row in report().rows:
        first_words = " ".join(row.short_text.split()[:3])
        assert first_words in table, row.number
