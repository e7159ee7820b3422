"""Files from outside that mean harm, or that are not what they say: refused with a sentence, within the limits."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.reports.sample import report
from tracker.importers.imported import FileRefused
from tracker.importers.opening import LARGEST
from tracker.importers.report import read_report
from tracker.importers.sandbox import read_safely, run_safely
from tracker.reports.docx import report_docx
from tracker.reports.xlsx import report_xlsx


def zipped(parts: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


def word(body: str = "", prolog: str = "", **parts: bytes) -> bytes:
    xml = (
        f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode(), **parts})


def locked_pdf() -> bytes:
    pdf, saved = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(saved, encryption=pikepdf.Encryption(owner="a", user="b"))
    return saved.getvalue()


def scanned_pdf() -> bytes:
    pdf, saved = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(saved)
    return saved.getvalue()


def old_office(inside: bytes = b"") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + inside


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.docx", lambda: b"", "empty"),
    "spaces": ("a.txt", lambda: b" \n\n", "empty"),
    "bomb": ("a.docx", lambda: word(**{"word/media/a.xml": bytes(50_000_000)}), "zip-bomb"),
    "large bomb": ("a.xlsx", lambda: word(**{"a.bin": bytes(90_000_000)}), "zip-bomb"),
    "many parts": ("a.docx", lambda: zipped({f"{n}.xml": b"" for n in range(3000)}), "zip-bomb"),
    "entities": ("a.docx", lambda: word("<w:p/>", LAUGHS), "entities"),
    "entities in UTF-16": (
        "a.docx",
        lambda: word(**{"word/styles.xml": LAUGHS.encode("utf-16")}),
        "entities",
    ),
    "entities in a picture": (
        "a.docx",
        lambda: word(**{"word/media/a.png": b" " * 5000 + LAUGHS.encode()}),
        "entities",
    ),
    "one name twice": ("a.docx", lambda: word(**{"word/Document.xml": b"<a/>"}), "damaged"),
    "macro in Word": ("a.docx", lambda: word(**{"word/vbaProject.bin": b"x"}), "macros"),
    "macro by type": (
        "a.docm",
        lambda: zipped({"[Content_Types].xml": b"x.macroEnabled.main+xml", "word/document.xml": b"<a/>"}),
        "macros",
    ),
    "old Word": ("a.doc", old_office, "old-office"),
    "locked Word": ("a.docx", lambda: old_office("EncryptedPackage".encode("utf-16-le")), "encrypted"),
    "locked PDF": ("a.pdf", locked_pdf, "encrypted"),
    "broken PDF": ("a.pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj << /Type" * 20, "damaged"),
    "scanned PDF": ("a.pdf", scanned_pdf, "scanned"),
    "image": ("a.docx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "image"),
    "zip": ("a.zip", lambda: zipped({"a.txt": b"a"}), "zip"),
    "half a zip": ("a.docx", lambda: word("<w:p/>")[:200], "damaged"),
    "RTF": ("a.docx", lambda: b"{\\rtf1\\ansi Status}", "rtf"),
    "web page": ("a.xls", lambda: b"<html><table><tr><td>Nr</table>", "markup"),
    "NUL": ("a.csv", lambda: b"Nr;Status\n1;F\0rdig\n", "not-text"),
    "program": ("a.txt", lambda: bytes(range(256)) * 40, "not-text"),
    "other JSON": ("a.json", lambda: b'{"schema": "other", "content": {}}', "other-json"),
    "deep JSON": ("a.json", lambda: b"[" * 200_000, "other-json"),
    "prose": ("a.txt", "Det här är ingen rapport.".encode, "no-rows"),
    "deep XML": ("a.docx", lambda: word("<w:p>" * 5000 + "</w:p>" * 5000), "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_a_sentence(name: str) -> None:
    filename, made, why = HOSTILE[name]
    with pytest.raises(FileRefused) as refused:
        read_safely(made(), filename)
    assert refused.value.why == why
    assert str(refused.value).endswith(".")
    assert "Traceback" not in str(refused.value)


def test_a_file_that_is_too_large_is_refused_by_its_size_alone() -> None:
    with pytest.raises(FileRefused, match="högst 20 MB") as refused:
        read_safely(bytes(LARGEST + 1), "a.docx")
    assert refused.value.why == "too-large"


MEASURED = """
import resource, sys
from tracker.importers.imported import FileRefused
from tracker.importers.sandbox import read_safely
try:
    read_safely(sys.stdin.buffer.read(), sys.argv[1])
except FileRefused:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize("name", ["bomb", "many parts", "deep JSON", "deep XML", "broken PDF"])
def test_its_reader_took_no_more_memory_than_it_may(name: str) -> None:
    filename, made, _ = HOSTILE[name]
    command = [sys.executable, "-c", MEASURED, filename]
    ended = subprocess.run(command, input=made(), capture_output=True, check=True)
    assert 1_000 < int(ended.stdout) < 300_000


def test_a_reader_without_memory_says_so_in_a_sentence() -> None:
    rows = b"Nr;Aktivitet;Status\n" + b"".join(b"%d;%s;Klar\n" % (n, b"x" * 900) for n in range(19_000))
    with pytest.raises(FileRefused, match=r"Ta bort|skadad"):
        read_safely(rows, "a.csv", megabytes=60)


def test_a_reader_without_time_is_ended_and_says_so() -> None:
    with pytest.raises(FileRefused) as refused:
        read_safely(report_docx(report()), "a.docx", seconds=0)
    assert refused.value.why in ("too-slow", "too-heavy")


def test_the_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.importers import sandbox

    monkeypatch.setenv("TRACKER_SECRET_KEY", "hemlig")
    assert not {name for name in sandbox._environment() if name.startswith("TRACKER")}
    assert "hemlig" in os.environ["TRACKER_SECRET_KEY"]


def test_a_formula_gives_its_stored_value_and_without_one_is_reported_by_its_row() -> None:
    book = Workbook()
    book.active.append(["Nr", "Aktivitet", "Status", "Bedöms bli färdig"])
    book.active.append(["1", "Ett", "Klar", "=2000+22"])
    saved = BytesIO()
    book.save(saved)
    read = read_safely(saved.getvalue(), "a.xlsx")
    assert [row.target_year for row in read.rows] == [None]
    assert "rad 2" in read.unreadable[0].where
    assert read.unreadable[0].text == "=2000+22"
    stored = saved.getvalue()
    parts = {
        name: zipfile.ZipFile(BytesIO(stored)).read(name)
        for name in zipfile.ZipFile(BytesIO(stored)).namelist()
    }
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = (
        parts[sheet]
        .replace(b"<v />", b"<v>2022</v>")
        .replace(b"<v></v>", b"<v>2022</v>")
        .replace(b"<v/>", b"<v>2022</v>")
    )
    assert [row.target_year for row in read_safely(zipped(parts), "a.xlsx").rows] == [2022]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_csv_is_read_whatever_its_letters_and_its_delimiter(encoding: str, sign: str) -> None:
    lines = [["Nr", "Aktivitet", "Status"], ["1", "Öka å och ä", "Färdig"]]
    data = "\r\n".join(sign.join(line) for line in lines).encode(encoding)
    read = read_safely(data, "a.csv")
    assert [(row.short_text, row.status) for row in read.rows] == [("Öka å och ä", "Färdig")]
    assert bool(read.notes) == (encoding == "cp1252")


def test_a_wrong_ending_is_read_as_what_the_file_is_with_a_note() -> None:
    read = read_safely(report_xlsx(report()), "rapport.docx")
    assert read.format == "xlsx"
    assert "slutar inte på .xlsx" in read.notes[0]


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@a"])
def test_a_text_that_looks_like_a_formula_is_a_text(text: str) -> None:
    read = run_safely("values", f"Nyckeltal;Period;Värde\r\n'{text};2022;1".encode(), "a.csv")
    assert [value.figure for value in read.values] == [text]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_gives_anything_but_a_refusal(data: st.DataObject) -> None:
    """Within one process: what it would cost is the sandbox's matter, what it raises is the readers'."""
    filename, whole = data.draw(st.sampled_from(WHOLE))
    damaged = bytearray(whole[: data.draw(st.integers(1, len(whole)))])
    for _ in range(data.draw(st.integers(0, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert read_report(bytes(damaged), filename).rows is not None
    except FileRefused as refused:
        assert str(refused).endswith(".")


def _small_word() -> bytes:
    document, saved = Document(), BytesIO()
    table = document.add_table(0, 3)
    for line in (("Nr", "Aktivitet", "Status"), ("1", "Ett", "Klar")):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    document.save(saved)
    return saved.getvalue()


WHOLE = [
    ("a.docx", _small_word()),
    ("a.xlsx", report_xlsx(report())),
    ("a.csv", "Nr;Aktivitet;Status\n1;Å;Klar".encode()),
]
