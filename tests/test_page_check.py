"""The page check finds what it promises to find: each fault is planted once in a good page."""

from pathlib import Path

import pytest

from tests.html_checker import vnu_errors
from tests.page_check import Page, find_faults

GOOD = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>Aktivitet 1 – Planer</title>
<link rel="stylesheet" href="/static/a.css"><script src="/static/a.js"></script></head>
<body><h1>Aktivitet 1</h1><h2>Svara</h2><p><a href="https://www.example.org/">Källa</a></p>
<svg viewBox="0 0 1 1" role="img" aria-labelledby="bild"><title id="bild">Linje</title></svg>
<form method="post" action="/spara"><input type="hidden" name="csrf_token" value="x">
<label for="text">Text</label><textarea id="text" name="text" aria-describedby="hint">
Som förra gången</textarea><p id="hint">Kort</p>
<label>År <input name="year" value="2022"></label><input type="checkbox" name="on" aria-label="Pågår" checked>
<select name="status" aria-label="Status">
<option value="a">A</option><option value="b" selected>B</option></select>
<button>Spara</button></form>
<table><caption>Rader</caption>
<thead><tr><th scope="col">Nr</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
</body></html>"""

FAULTS = {
    "unclosed element": ("<h2>Svara</h2>", "<h2>Svara<div></h2>", "end-tag"),
    "language": ('lang="sv"', 'lang="en"', "lang"),
    "title without heading": ("<title>Aktivitet 1 –", "<title>Planen –", "does not begin"),
    "two headings": ("<h2>Svara</h2>", "<h1>Svara</h1>", "2 h1"),
    "no heading": ("<h1>Aktivitet 1</h1>", "", "0 h1"),
    "same id twice": ('<p id="hint">', '<p id="hint"></p><p id="hint">', "2 times"),
    "input without label": ("<label>År <input", "År <input", "no label"),
    "label of another": ('for="text"', 'for="hint"', "no label"),
    "empty label": ('for="text">Text', 'for="text">', "no label"),
    "form without token": ("csrf_token", "token", "csrf_token"),
    "described by nothing": ('aria-describedby="hint"', 'aria-describedby="hin"', "not there"),
    "link to nothing": ('href="https://www.example.org/"', 'href="#borta"', "not there"),
    "inline style": ("<h2>", '<h2 style="color: red">', "inline style"),
    "inline handler": ("<button>", '<button onclick="go()">', "inline onclick"),
    "style element": ("</head>", "<style>p {}</style></head>", "<style>"),
    "style in a drawing": ("</svg>", "<style>p {}</style></svg>", "<style>"),
    "inline script": ("</body>", "<script>1</script></body>", "script without src"),
    "foreign sheet": ('href="/static/a.css"', 'href="https://cdn.example.org/a.css"', "from elsewhere"),
    "foreign script": ('src="/static/a.js"', 'src="//cdn.example.org/a.js"', "from elsewhere"),
    "embedded picture": ("<h2>", '<img alt="" src="data:image/png;base64,AA"><h2>', "from elsewhere"),
    "picture without alt": ("<h2>", '<img src="/a.png"><h2>', "no alt"),
    "English": ("Spara</button>", "Submit</button>", "English"),
    "skipped level": ("<h2>Svara</h2>", "<h3>Svara</h3>", "h3 after h1"),
    "table without caption": ("<caption>Rader</caption>", "", "neither caption"),
    "heading cell without scope": (' scope="col"', "", "no scope"),
    "table without heading cells": ('<th scope="col">Nr</th>', "<td>Nr</td>", "no th"),
}


def test_good_page_has_no_faults() -> None:
    assert find_faults(Page(GOOD, "/")) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_found(fault: str) -> None:
    good, bad, said = FAULTS[fault]
    assert good in GOOD
    found = find_faults(Page(GOOD.replace(good, bad, 1), "/"))
    assert any(said in line for line in found), found


def test_personal_link_needs_no_token() -> None:
    page = GOOD.replace("csrf_token", "token").replace('action="/spara"', 'action="/svara/abc"')
    assert find_faults(Page(page, "/")) == []


def test_form_is_read_as_a_browser_would_send_it() -> None:
    fields = Page(GOOD, "/").fields()
    assert fields == {
        "csrf_token": "x",
        "text": "Som förra gången",
        "year": "2022",
        "on": "on",
        "status": "b",
    }


def test_text_is_what_a_person_reads() -> None:
    page = Page("<!doctype html><title>T</title><p>Ett <b>två</b>\n tre<span hidden>fyra</span></p>", "/")
    assert page.text("p") == "Ett två tre"


def test_html_checker_finds_a_planted_fault(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text(GOOD.replace("<h2>", '<h2 role="banana">'), encoding="utf-8")
    errors = vnu_errors([good, bad])
    assert errors
    assert all(error.startswith("bad.html:") for error in errors)
