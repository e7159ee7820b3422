"""Uppdrag from a file, as the coordinator's pages: upload, questions, preview, progress, receipt."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.uppdrag import HERE, as_office, board_id, standing
from tracker.clock import utc_now
from tracker.models import Board, ImportFile, Job, db
from tracker.services.jobs.run import run_waiting
from tracker.web.coordination.imports import uppdrag as page

pytestmark = pytest.mark.every_plan

UPLOAD = f"{HERE}/las-in-uppdrag"
#: The form of questions.
ASKED = "main form:not([action])"


def sent(client: PageClient, text: str, name: str = "u.csv") -> str:
    """Uploads the file; the address of its preview."""
    client.get(UPLOAD)
    fields = client.page.fields("main form[method=post]")
    answer = client.post(UPLOAD, data={**fields, "file": (BytesIO(text.encode()), name)})
    assert answer.status_code == 303, client.page.text("main")
    return answer.headers["Location"]


def test_questions_are_answered_and_the_file_is_read_in(app: Flask, client: PageClient) -> None:
    as_office(client)
    client.get(HERE)
    assert UPLOAD in client.page.links()
    here = sent(client, "Uppdrag;Nämnd;Status År 2022\nEtt;Äldrenämnden;Grön\nTvå;Kulturnämnden;\n")
    client.get(here)
    assert "2 uppdrag: 1 ny, 1 går inte att läsa in." in client.page.text("main")
    assert client.page.one("#as_of").get("value") == "2022-12-31"
    fields = client.page.fields(ASKED)
    with app.app_context():
        fields |= {"namnd-0": str(board_id("vard-och-aldrenamnden")), "ord-0": "Genomfört"}
    assert "Vad betyder statusen ”grön”?" in client.page.text("main")
    fields["as_of"] = "2022-02-30"
    assert client.post(here, data=fields).status_code == 400
    assert {**client.page.fields(ASKED), "csrf_token": fields["csrf_token"]} == fields, (
        "what was answered stays"
    )
    assert client.post(here, data={**fields, "as_of": ""}).status_code == 303
    client.get(here)
    assert "Nämndernas svar i filen läses inte in" in client.page.text("main")
    confirm = client.page.fields("form[action$=las-in]")
    assert client.post(f"{here}/las-in", data=confirm).status_code == 303
    client.get(here)
    assert "2 rader lästes in: 2 nya." in client.page.text("main")
    with app.app_context():
        assert standing("2") == {"vard-och-aldrenamnden": "leads"}


def test_of_very_many_questions_some_are_asked_at_a_time(client: PageClient) -> None:
    as_office(client)
    here = sent(client, "Uppdrag;Nämnd\n" + "".join(f"Uppdrag {n};Okänd {n}\n" for n in range(60)))
    client.get(here)
    fields = client.page.fields(ASKED)
    asked = [name for name in fields if name.startswith("namnd-")]
    assert len(asked) == 50 and "Resten kommer när de här är besvarade." in client.page.text("main")
    client.post(here, data={**fields, **dict.fromkeys(asked, "0")})
    client.get(here)
    assert [name for name in client.page.fields(ASKED) if name.startswith("namnd-")] == asked[:10]
    assert "Okänd 50 finns inte bland nämnderna" in client.page.text("main")


@pytest.mark.parametrize("said", ["board:{foreign}", "board:99999", "board:x", "own:x", "x", "NUMBER:1"])
def test_a_column_is_never_what_is_not_in_the_list(app: Flask, client: PageClient, said: str) -> None:
    as_office(client)
    here = sent(client, "Uppdrag;Nämnd;Status År 2022;Extra\nEtt;Kulturnämnden;;Genomfört\n")
    with app.app_context():
        foreign = db.session.scalars(select(Board.id).where(Board.slug == "arbetsmarknadsnamnden")).one()
    client.get(here)
    told = {"kolumn-3": said.format(foreign=foreign)}
    client.post(here, data={**client.page.fields(ASKED), **told, "as_of": "2022-12-31"})
    client.get(here)
    client.post(f"{here}/las-in", data=client.page.fields("form[action$=las-in]"))
    with app.app_context():
        assert standing("2") == {"kulturnamnden": "leads"}


def test_a_name_stands_for_a_board_of_the_own_municipality(app: Flask, client: PageClient) -> None:
    as_office(client)
    here = sent(client, "Uppdrag;Nämnd\nEtt;Äldrenämnden\n")
    client.get(here)
    fields = client.page.fields(ASKED)
    with app.app_context():
        long = f"{board_id('vard-och-aldrenamnden'):09}5"
    for told in (long, "99999", "-1", "٧"):
        client.post(here, data={**fields, "namnd-0": told})
        client.get(here)
        assert "1 går inte att läsa in" in client.page.text("main")


def test_a_status_of_a_row_with_several_boards_may_be_the_leading_ones(client: PageClient) -> None:
    as_office(client)
    rows = "Uppdrag;Nämnd;Leder;Status\nEtt;Kulturnämnden, Förskolenämnden;Förskolenämnden;Genomfört\n"
    here = sent(client, rows)
    client.get(here)
    assert "Raden har en status men flera nämnder." in client.page.text("main")
    fields = {**client.page.fields(ASKED), "reporting": "0", "as_of": "2022-04-30"}
    assert client.post(here, data=fields).status_code == 303
    client.get(here)
    assert client.page.fields(ASKED)["reporting"] == "0"
    assert "1 uppdrag: 1 ny." in client.page.text("main")
    assert "Genomfört" in client.page.text("#nya")


def test_columns_may_be_chosen(client: PageClient) -> None:
    as_office(client)
    here = sent(client, "Vad;Vem\nOrdna kurser.;Kulturnämnden\n")
    client.get(here)
    fields = {**client.page.fields(ASKED), "kolumn-0": "TEXT", "kolumn-1": "BOARDS"}
    assert client.post(here, data=fields).status_code == 303
    client.get(here)
    assert "1 uppdrag: 1 ny." in client.page.text("main")


def test_a_large_file_is_written_by_a_job_whose_page_tells_how_far(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "IN_THE_REQUEST", 1)
    monkeypatch.setattr(page, "begin_waiting_work", lambda: None)
    as_office(client)
    here = sent(client, "Uppdrag;Nämnd\nEtt;Kulturnämnden\nTvå;Kulturnämnden\n")
    client.get(here)
    answer = client.post(f"{here}/las-in", data=client.page.fields("form[action$=las-in]"))
    assert answer.headers["Location"].endswith("/framsteg")
    shown = client.get(f"{here}/framsteg")
    assert shown.headers["Refresh"] == "3"
    assert "Väntar på sin tur." in client.page.text("main")
    assert client.get(here).status_code == 302
    with app.app_context():
        run_waiting(utc_now())
        assert db.session.scalars(select(Job).where(Job.key.startswith("import/"))).one().said == ""
    assert client.get(f"{here}/framsteg").status_code == 303
    client.get(here)
    assert "2 rader lästes in: 2 nya." in client.page.text("main")


def test_a_file_is_thrown_away_and_bad_ones_are_told(app: Flask, client: PageClient) -> None:
    as_office(client)
    here = sent(client, "Uppdrag;Nämnd\nEtt;Kulturnämnden\n")
    client.get(here)
    assert client.post(f"{here}/kasta", data=client.page.fields("form[action$=kasta]")).status_code == 303
    client.get(here)
    assert client.page.text("h1") == "Kastad fil"
    client.get(UPLOAD)
    fields = client.page.fields("main form[method=post]")
    assert client.post(UPLOAD, data=fields).status_code == 400
    assert client.page.text("#file-error").endswith("Välj en fil.")
    assert client.post(UPLOAD, data={**fields, "file": (BytesIO(b"\0"), "u.xlsx")}).status_code == 400
    with app.app_context():
        assert db.session.scalars(select(ImportFile).order_by(ImportFile.id.desc())).first().data is None  # type: ignore[union-attr]


def test_others_do_not_come_in(client: PageClient) -> None:
    as_office(client)
    here = sent(client, "Uppdrag;Nämnd\nEtt;Kulturnämnden\n")
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    sign_in(other, "controller.arbetsliv@boras.example.org")
    assert other.get(here).status_code == 403
    assert client.get(f"{UPLOAD}/99999").status_code == 404


def test_the_workbook_of_the_matrix_comes_back_as_no_change(app: Flask, client: PageClient) -> None:
    as_office(client)
    workbook = client.get("/uppdrag.xlsx?plan=kf-uppdrag-2021")
    assert workbook.status_code == 200
    client.get(UPLOAD)
    fields = client.page.fields("main form[method=post]")
    answer = client.post(UPLOAD, data={**fields, "file": (BytesIO(workbook.data), "uppdrag.xlsx")})
    here = answer.headers["Location"]
    client.get(here)
    asked = {**client.page.fields(ASKED), "as_of": "2021-12-31"}
    assert client.post(here, data=asked).status_code == 303
    client.get(here)
    assert "1 uppdrag: 0 nya, 1 oförändrad." in client.page.text("main") or "1 är lika" in client.page.text(
        "main"
    )
