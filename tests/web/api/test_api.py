"""The interface for programs: what it gives, to whom, and how it refuses."""

import csv
from hashlib import sha256
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from tests.page_check import PageClient
from tests.reports.sample import report
from tests.signing_in import sign_in
from tests.web.test_reports import make_internal
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, KeyFigureValue, ReportFile, ReportVersion, db
from tracker.queries.plans import plan_list
from tracker.reports import words
from tracker.services.reports.formats import AT_ONCE, FORMATS
from tracker.web.api.rows import COLUMNS

PLAN = "/api/v1/planer/26-punktsplan"
FOLLOW_UP = f"{PLAN}/uppfoljningar/2022-03-31"
FIGURE = "/api/v1/nyckeltal/andel-invanare-med-ekonomiskt-bistand"
OPEN_TO_ALL = [
    "/api/v1/planer", PLAN, f"{PLAN}/uppfoljningar", f"{FOLLOW_UP}/rader.csv", f"{FOLLOW_UP}/rapport.csv",
    "/api/v1/nyckeltal", FIGURE, f"{FIGURE}/varden.csv",
]  # fmt: skip


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def test_the_plan_has_its_rows_as_the_real_report_prints_them(client: PageClient) -> None:
    data = client.get(PLAN).json
    real = report()
    assert (data["title"], data["as_of"], data["version"]) == (real.plan_title, "2022-03-31", 1)
    assert data["sentence"] == real.sentence
    assert [group["count"] for group in data["groups"]] == [group.count for group in real.groups]
    assert [(row["number"], row["status"], row["target_year"], row["comment"]) for row in data["rows"]] == [
        (row.number, words.status_label(row), row.target_year, row.comment) for row in real.rows
    ]


def test_the_list_leads_to_the_plans(client: PageClient) -> None:
    data = client.get("/api/v1/planer").json
    assert (data["page"], data["pages"], data["total"]) == (1, 1, len(data["plans"]))
    for plan in data["plans"]:
        assert client.get(plan["address"]).json["title"] == plan["title"]
        assert client.get(plan["page"]).status_code == 200


def test_every_file_has_the_checksum_that_the_list_says(client: PageClient) -> None:
    for name in AT_ONCE:
        assert client.get(f"{FOLLOW_UP}/rapport.{name}").status_code == 200
    (follow_up,) = client.get(f"{PLAN}/uppfoljningar").json["follow_ups"]
    (version,) = follow_up["versions"]
    files = {file["format"]: file for file in version["files"]}
    assert set(files) == set(FORMATS)
    for name in AT_ONCE:
        answer = client.get(files[name]["address"])
        assert sha256(answer.data).hexdigest() == files[name]["sha256"] == answer.get_etag()[0]
        assert answer.content_type == FORMATS[name].media_type
        assert f"uppfoljning-26-punktsplan-2022-03-31.{name}" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("name", AT_ONCE)
def test_the_file_is_that_of_the_page(client: PageClient, app: Flask, name: str) -> None:
    with app.app_context():
        db.session.execute(update(ReportFile).where(ReportFile.format == name).values(format="gone"))
        db.session.commit()
    first = client.get(f"{FOLLOW_UP}/rapport.{name}").data
    with app.app_context():
        kept = db.session.scalars(select(ReportFile).where(ReportFile.format == name)).one()
        assert kept.data == first
    assert client.get(f"{FOLLOW_UP}/rapport.{name}?version=1").data == first


def test_a_pdf_that_nobody_has_ordered_is_not_made_by_a_program(client: PageClient) -> None:
    answer = client.get(f"{FOLLOW_UP}/rapport.pdf")
    assert (answer.status_code, answer.json["code"]) == (404, "not-made-yet")
    (follow_up,) = client.get(f"{PLAN}/uppfoljningar").json["follow_ups"]
    assert [f["format"] for f in follow_up["versions"][0]["files"] if f["sha256"] is None] == ["pdf"]


def test_a_pdf_that_is_kept_is_handed_out(client: PageClient, app: Flask) -> None:
    data = b"%PDF-1.7 kept"
    with app.app_context():
        version = db.session.scalars(select(ReportVersion)).one()
        version.files.append(ReportFile(format="pdf", sha256=sha256(data).hexdigest(), data=data))
        db.session.commit()
    answer = client.get(f"{FOLLOW_UP}/rapport.pdf")
    assert (answer.data, answer.content_type) == (data, "application/pdf")


def test_a_tampered_file_is_not_handed_out(client: PageClient, app: Flask) -> None:
    with app.app_context():
        db.session.execute(update(ReportFile).where(ReportFile.format == "docx").values(data=b"another"))
        db.session.commit()
    answer = client.get(f"{FOLLOW_UP}/rapport.docx")
    assert (answer.status_code, answer.json["code"]) == (500, "not-as-frozen")


def test_what_was_decided_is_told(client: PageClient, app: Flask) -> None:
    with app.app_context():
        follow_up = db.session.scalars(select(FollowUp)).one()
        follow_up.state, follow_up.decided_paragraph = FollowUpState.DECIDED, "§ 41"
        follow_up.decision, follow_up.decided_version = "Nämnden lägger rapporten till handlingarna.", 1
        db.session.commit()
    (found,) = client.get(f"{PLAN}/uppfoljningar").json["follow_ups"]
    assert (found["state"], found["decided_paragraph"]) == ("DECIDED", "§ 41")
    assert found["decision"] == "Nämnden lägger rapporten till handlingarna."
    assert found["decided_version"] == 1


def test_the_rows_are_one_table_for_programs(client: PageClient) -> None:
    answer = client.get(f"{FOLLOW_UP}/rader.csv")
    assert not answer.data.startswith(b"\xef\xbb\xbf")
    found = lines(answer.text)
    assert tuple(found[0]) == COLUMNS
    assert all(name.isascii() and name == name.lower() for name in COLUMNS)
    real = report().rows
    assert [(line["nummer"], line["malar"], line["standigt_pagaende"]) for line in found] == [
        (row.number, str(row.target_year or ""), str(row.ongoing).lower()) for row in real
    ]
    assert {line["per"] for line in found} == {"2022-03-31"}


def test_the_values_have_decimal_points_and_a_gap_is_empty(client: PageClient, app: Flask) -> None:
    with app.app_context():
        # A board's are read with the plan that it reports to.
        of_all = select(KeyFigureValue).where(KeyFigureValue.board_id.is_(None))
        newest = db.session.scalars(of_all.order_by(KeyFigureValue.id.desc())).first()
        assert newest is not None
        newest.value = None
        slug = newest.key_figure.slug
        db.session.commit()
    given = client.get(f"/api/v1/nyckeltal/{slug}").json["values"]
    printed = lines(client.get(f"/api/v1/nyckeltal/{slug}/varden.csv").text)
    assert [line["varde"] for line in printed] == [value["value"] or "" for value in given]
    assert "" in [line["varde"] for line in printed]
    everything = lines(client.get(f"{FIGURE}/varden.csv").text)
    assert any("." in line["varde"] for line in everything)
    assert not any("," in line["varde"] for line in everything)


@pytest.mark.parametrize("address", OPEN_TO_ALL)
def test_what_has_not_changed_is_not_sent_again(client: PageClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("address", OPEN_TO_ALL)
def test_pages_of_other_hosts_may_read_what_is_open_to_all_and_nothing_else(
    client: PageClient, address: str
) -> None:
    shown = client.get(address)
    assert shown.headers["Access-Control-Allow-Origin"] == "*"
    assert shown.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in shown.headers
    sign_in(client, "board_member")
    own = client.get(address)
    assert "Access-Control-Allow-Origin" not in own.headers
    assert own.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in own.headers["Vary"]


PLANS_OWN = [PLAN, f"{PLAN}/uppfoljningar", f"{FOLLOW_UP}/rader.csv", f"{FOLLOW_UP}/rapport.json"]


@pytest.mark.parametrize("address", PLANS_OWN)
def test_an_internal_plan_is_there_only_for_the_municipality(
    app: Flask, client: PageClient, address: str
) -> None:
    make_internal(app)
    refused = client.get(address)
    unknown = client.get(address.replace("26-punktsplan", "finns-inte"))
    assert (refused.status_code, refused.json) == (unknown.status_code, unknown.json)
    assert refused.status_code == 404
    assert "Access-Control-Allow-Origin" not in refused.headers
    sign_in(client, "elsewhere")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", PLANS_OWN)
def test_an_internal_plan_is_given_to_its_own_people(app: Flask, client: PageClient, address: str) -> None:
    make_internal(app)
    sign_in(client, "board_member")
    answer = client.get(address)
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_internal_plan_is_not_listed(app: Flask, client: PageClient) -> None:
    listed = [plan["slug"] for plan in client.get("/api/v1/planer").json["plans"]]
    make_internal(app)
    left = [plan["slug"] for plan in client.get("/api/v1/planer").json["plans"]]
    assert set(listed) - set(left) == {"26-punktsplan"}


REFUSED = {
    "/api/v1/": (404, "not-found"),
    "/api/v1/planer?sida=0": (400, "bad-number"),
    "/api/v1/planer?sida=tva": (400, "bad-number"),
    "/api/v1/planer?sida=9999": (404, "no-such-page"),
    "/api/v1/planer/finns-inte": (404, "not-found"),
    f"{PLAN}/uppfoljningar/2022-03-30/rader.csv": (404, "no-follow-up"),
    f"{PLAN}/uppfoljningar/2022-02-31/rader.csv": (404, "no-follow-up"),
    f"{FOLLOW_UP}/rader.csv?version=7": (404, "unknown-version"),
    f"{FOLLOW_UP}/rader.csv?version=-1": (400, "bad-number"),
    f"{FOLLOW_UP}/rapport.exe": (404, "unknown-format"),
    "/api/v1/nyckeltal/finns-inte": (404, "unknown-key-figure"),
    "/api/v1/nyckeltal/%00": (404, "unknown-key-figure"),
}


@pytest.mark.parametrize("address", REFUSED)
def test_a_refusal_has_a_code_and_a_swedish_sentence(client: PageClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json["code"]) == REFUSED[address]
    assert set(answer.json) == {"code", "message"}
    assert answer.json["message"].endswith(".") or "=" in answer.json["message"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: PageClient, method: str) -> None:
    answer = getattr(client, method)(PLAN)
    assert (answer.status_code, answer.json["code"]) == (405, "method-not-allowed")
    assert "GET" in answer.headers["Allow"]


def test_a_database_that_does_not_answer_is_no_trace(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_reader: int | None) -> int:
        raise OperationalError("select", {}, Exception("database is locked"))

    monkeypatch.setattr(plan_list, "count_readable", fails)
    answer = client.get("/api/v1/planer")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "60"
    assert "select" not in answer.text
