"""The report's page and its Word file: what they say, who may read them, what the browser keeps."""

from datetime import date
from hashlib import sha256
from io import BytesIO

import docx
import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.checking import second_version
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.domain.terms import Visibility
from tracker.models import FollowUp, Plan, ReportFile, ReportVersion, db
from tracker.services.follow_ups.decide import Decision, decide
from tracker.services.revision import touch
from tracker.web.frame.kept import Bounded
from tracker.web.plans import frozen

REPORT = "/planer/26-punktsplan/uppfoljningar/2022-03-31/rapport"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SENTENCE = (
    "Av de 26 aktiviteterna bedöms 18 som färdiga, två pågår enligt plan och bedöms bli färdiga 2022, en avviker "
    "från plan, fyra är ständigt pågående och en är stoppad."
)


def make_internal(app: Flask) -> None:
    with app.app_context():
        plan = db.session.scalars(select(Plan).where(Plan.slug == "26-punktsplan")).one()
        plan.visibility = Visibility.INTERNAL
        db.session.commit()


def test_the_page_is_the_report(client: PageClient) -> None:
    assert client.get(REPORT).status_code == 200
    page = client.page
    assert page.h1 == "Uppföljning av 26-punktsplan per mars 2022"
    assert page.texts("h2") == [
        "1 Sammanfattning", "2 Ändrat sedan förra uppföljningen",
        "3 Sammanställning av aktiviteter och status", "4 Rapportering", "5 Nyckeltal",
    ]  # fmt: skip
    assert SENTENCE in page.texts(".report__sentence")
    assert len(page.select("#sammanstallning tbody tr")) == 27
    assert len(page.select("article.report__row")) == 27
    assert "Diarienummer: AMN-2022-00099" in page.texts(".page-heading__meta li")
    assert [svg.get("role") for svg in page.select(".chart svg")] == ["img", "img"]


def test_the_numbers_of_the_table_lead_to_the_sections(client: PageClient) -> None:
    client.get(REPORT)
    links = client.page.select("#sammanstallning tbody a")
    assert [link.get("href") for link in links] == [f"#rad-{n}" for n in range(1, 28)]
    assert client.page.text("#rad-3 h3").startswith("Aktivitet 2. ")


def test_the_word_file_is_the_frozen_one(client: PageClient, app: Flask) -> None:
    client.get(REPORT)
    (download,) = [link for link in client.page.links() if "rapport.docx" in link]
    response = client.get(download)
    assert response.status_code == 200
    assert response.content_type == WORD
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=uppfoljning-26-punktsplan-2022-03-31.docx"
    )
    assert response.headers["Cache-Control"] == "private, no-cache"
    with app.app_context():
        stored = db.session.scalars(select(ReportFile).where(ReportFile.format == "docx")).one()
        assert stored.data == response.data
        assert stored.sha256 == sha256(response.data).hexdigest()
        assert response.headers["ETag"] == f'"{stored.sha256}"'
    assert any(line.text == SENTENCE for line in docx.Document(BytesIO(response.data)).paragraphs)


@pytest.mark.parametrize("ending", ["", ".docx"])
def test_what_has_not_changed_is_not_sent_again(client: PageClient, ending: str) -> None:
    first = client.get(REPORT + ending)
    again = client.get(REPORT + ending, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_a_kept_page_is_the_same_page(client: PageClient) -> None:
    first = client.get(REPORT).data
    assert client.get(REPORT).data == first


@pytest.mark.parametrize("ending", ["", ".docx"])
@pytest.mark.parametrize(
    "address",
    [
        "/planer/nagon-annan/uppfoljningar/2022-03-31/rapport{}",
        "/planer/26-punktsplan/uppfoljningar/2022-03-30/rapport{}",
        "/planer/26-punktsplan/uppfoljningar/2022-04-01/rapport{}",
        "/planer/26-punktsplan/uppfoljningar/2022-02-31/rapport{}",
        "/planer/26-punktsplan/uppfoljningar/20220331/rapport{}",
        "/planer/26-punktsplan/uppfoljningar/9223372036854775808/rapport{}",
        "/planer/26-punktsplan/uppfoljningar/2022-03-31/rapport{}?version=2",
        "/planer/26-punktsplan/uppfoljningar/2022-03-31/rapport{}?version=0",
        "/planer/26-punktsplan/uppfoljningar/2022-03-31/rapport{}?version=x",
        "/planer/26-punktsplan/uppfoljningar/2022-03-31/rapport{}?version=9223372036854775808",
    ],
)
def test_what_is_not_there_is_not_found(client: PageClient, address: str, ending: str) -> None:
    assert client.get(address.format(ending)).status_code == 404
    assert client.page.h1


def test_a_version_can_be_named(client: PageClient) -> None:
    assert client.get(f"{REPORT}?version=1").status_code == 200
    (download,) = [link for link in client.page.links() if "rapport.docx" in link]
    assert download.endswith("?version=1")
    assert client.get(download).status_code == 200


def test_a_decision_on_another_version_says_which(app: Flask, client: PageClient) -> None:
    """The board decided about version 1; what was put right afterwards it has not seen."""
    with app.app_context():
        follow_up = db.session.scalars(select(FollowUp)).one()
        words = "Nämnden lägger rapporten till handlingarna."
        decide(
            follow_up.id, Decision(words, "§ 41", date(2022, 5, 4), follow_up.version), today=date(2022, 6, 1)
        )
    about = "Beslutet gäller version 1."
    pages = (REPORT, "/planer/26-punktsplan", "/planer/26-punktsplan/uppfoljningar")
    for page in pages:
        client.get(page)
        assert about not in client.page.text("main"), page
    with app.app_context():
        second_version()
        touch(db.session.scalars(select(Plan).where(Plan.slug == "26-punktsplan")).one())
        db.session.commit()
    for page in pages:
        client.get(page)
        assert about in client.page.text("main"), page
    client.get(f"{REPORT}?version=1")
    assert about not in client.page.text("main")


@pytest.mark.parametrize("ending", ["", ".docx"])
def test_an_internal_plan_is_for_its_organisation(app: Flask, client: PageClient, ending: str) -> None:
    make_internal(app)
    refused = client.get(REPORT + ending)
    assert refused.status_code == 302
    assert "/logga-in" in refused.headers["Location"]
    sign_in(client, "elsewhere")
    assert client.get(REPORT + ending).status_code == 404


def test_an_internal_plan_is_read_by_its_own(app: Flask, client: PageClient) -> None:
    make_internal(app)
    sign_in(client, "board_member")
    assert client.get(REPORT).status_code == 200
    assert client.get(f"{REPORT}.docx").status_code == 200


def test_what_is_not_as_it_was_frozen_is_not_shown_and_is_logged(
    app: Flask, client: PageClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frozen, "_contents", Bounded(4))
    with app.app_context():
        db.session.execute(update(ReportVersion).values(content=ReportVersion.content + " "))
        db.session.execute(update(ReportFile).values(data=b"another"))
        db.session.commit()
    for path in (REPORT, f"{REPORT}.docx", "/planer/26-punktsplan"):
        caplog.clear()
        assert client.get(path).status_code == 500
        assert "kontrollsumman stämmer inte" in client.page.text("main")
        assert [(record.levelname, path in record.getMessage()) for record in caplog.records] == [
            ("ERROR", True)
        ]
