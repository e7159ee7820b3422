"""Kolada, as a coordinator goes through the pages."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.coordinating import as_coordinator, send
from tests.kolada_server import KoladaServer, asking
from tests.page_check import PageClient, text_of
from tests.signing_in import sign_in
from tracker.models import ImportFile, KeyFigureValue, db

HERE = "/samordning/kolada"
CHOOSE = f"{HERE}/hamta"


@pytest.fixture(autouse=True)
def asked(app: Flask, kolada: KoladaServer) -> None:
    asking(app, kolada)


def stored(app: Flask) -> tuple[int | None, ...]:
    with app.app_context():
        return tuple(
            db.session.scalar(select(func.count()).select_from(table))
            for table in (KeyFigureValue, ImportFile)
        )


def fetched(client: PageClient, **typed: str) -> str:
    """Sends the form; the address of the preview."""
    client.get(CHOOSE)
    fields = client.page.fields("main form[method=post]")
    answer = client.post(CHOOSE, data={**fields, "kpis": "U40806", **typed})
    assert answer.status_code == 303, client.page.text("main")
    return answer.headers["Location"]


def read_in(client: PageClient, **typed: str) -> str:
    """Reads in what the form asks for; where that leads."""
    here = fetched(client, **typed)
    client.get(here)
    answer = client.post(here, data=client.page.fields("main form[novalidate]"))
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_from_words_to_the_page_of_the_key_figure(client: PageClient) -> None:
    as_coordinator(client)
    client.get("/samordning")
    assert HERE in client.page.links()
    client.get("/samordning/26-punktsplan/nyckeltal")
    assert HERE in client.page.links()
    client.get(HERE)
    assert client.page.one("main form[method=get]").get("action") == HERE
    client.get(f"{HERE}?sok=anvisningar+ANDEL")
    assert "Två nyckeltal" in client.page.text("main")
    client.get(f"{HERE}?sok=u40806")
    (kpi,) = client.page.select("main input[name=kpi]")
    client.get(f"{CHOOSE}?kpi={kpi.get('value')}")
    fields = client.page.fields("main form[method=post]")
    assert (fields["kpis"], fields["places"]) == ("U40806", "Uppsala kommun, Riket")
    here = fetched(client, places="Uppsala, riket, 1490", from_year="2013")
    client.get(here)
    shown = client.page.text("main")
    assert "21 värden: sju nya, 14 oförändrade. Inget är sparat än." in shown
    assert client.page.texts("#u40806 th[scope=col]") == ["År", "Riket"]
    assert client.page.texts("main form[novalidate] button") == ["Läs in sju värden"]
    answer = client.post(here, data=client.page.fields("main form[novalidate]"))
    assert answer.headers["Location"] == "/nyckeltal/kolada-u40806"
    client.get("/nyckeltal/kolada-u40806")
    assert client.page.texts(".values thead th")[:4] == ["Period", "Uppsala kommun", "Borås Stad", "Riket"]
    client.get(HERE)
    assert "Uppsala kommun, Riket, Borås Stad" in client.page.text("#hamtas")
    client.get(here)
    assert client.page.h1 == "Inläst från Kolada"


def test_nothing_new_can_still_be_followed(client: PageClient) -> None:
    as_coordinator(client)
    here = fetched(client, places="0380 1490")
    client.get(here)
    assert client.page.texts("main form[novalidate] button") == ["Hämta varje natt"]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"kpis": ""}, "kpis", "Skriv minst ett nyckeltal"),
        ({"kpis": "U40806 bistånd"}, "kpis", "är inget nyckeltal i Kolada"),
        ({"kpis": "U99999"}, "kpis", "Kolada har inget nyckeltal U99999"),
        ({"places": " , "}, "places", "Skriv minst en kommun"),
        ({"places": "Uppsala, Ankeborg"}, "places", "Kolada har ingen kommun ”Ankeborg”"),
        ({"from_year": "20"}, "from_year", "Skriv ett år med fyra siffror"),
        # Read as a number it begins like a year, and would be more years than there is memory for.
        ({"to_year": "0201599999999"}, "to_year", "Skriv ett år med fyra siffror"),
        ({"from_year": "2020", "to_year": "2019"}, "to_year", "Sista året ska vara"),
        ({"places": ",".join(f"{n:04}" for n in range(26))}, None, "högst 25 kommuner åt gången"),
    ],
)
def test_what_cannot_be_asked_for_is_said_and_what_was_typed_stays(
    app: Flask, client: PageClient, typed: dict[str, str], field: str | None, said: str
) -> None:
    as_coordinator(client)
    before = stored(app)
    assert send(client, CHOOSE, **{"kpis": "U40806", **typed}) == 400 or field in ("kpis", "places")
    assert said in client.page.text(f"#{field}-error" if field else ".govuk-error-summary")
    kept = client.page.fields("main form[method=post]")
    assert {name: kept[name] for name in typed} == {name: value for name, value in typed.items()}
    assert stored(app) == before


@pytest.mark.parametrize(
    "fault", ["status 500", "cut", "endless", "not-json", "types value", "next https://x.example.org/"]
)
def test_a_fault_of_kolada_is_one_sentence_and_what_was_typed_stays(
    app: Flask, client: PageClient, kolada: KoladaServer, fault: str
) -> None:
    as_coordinator(client)
    before = stored(app)
    kolada.fail(fault, where="data")
    assert send(client, CHOOSE, kpis="U40806", places="Uppsala", from_year="2015") == 503
    assert client.page.text(".govuk-error-summary").endswith("Inget har sparats.")
    kept = client.page.fields("main form[method=post]")
    assert (kept["kpis"], kept["places"], kept["from_year"]) == ("U40806", "Uppsala", "2015")
    assert stored(app) == before
    kolada.fail("status 500")
    assert client.get(f"{HERE}?sok=bistånd").status_code == 503
    assert "svar 500" in client.page.text(".govuk-error-summary")
    assert client.page.fields("main form[role=search]") == {"sok": "bistånd"}


def test_a_search_without_hits_and_a_hostile_one(client: PageClient) -> None:
    as_coordinator(client)
    client.get(f"{HERE}?sok=<script>")
    assert "Kolada har inget nyckeltal med ”<script>” i namnet" in client.page.text("main")
    assert client.get(f"{HERE}?sok={'a' * 101}").status_code == 400
    assert client.get(f"{HERE}?sok=a%00b").status_code in (200, 400)


def test_notices_are_decided_on_the_page(client: PageClient, kolada: KoladaServer) -> None:
    as_coordinator(client)
    read_in(client, places="Uppsala, Borås")
    for year in (2014, 2016):
        del kolada.values["U40806", "0380", year, "T"]
    kolada.titles["U40807"] = "Ett annat mått, andel (%)"
    read_in(client, kpis="U40806, U40807", places="Uppsala, Borås")
    client.get(HERE)
    asked = client.page.text("#besked")
    assert (
        "Två värden finns inte längre i Kolada." in asked
        and "Kolada kallar nu U40807 för ”Ett annat mått" in asked
    )
    forms = client.page.select("#besked form")
    assert len(forms) == 4
    fields = [("csrf_token", forms[0].cssselect("[name=csrf_token]")[0].get("value"))]
    title = next(f for f in forms if "Byt namn" in text_of(f))
    ids = [box.get("value") for box in title.cssselect("[name=besked]")]
    data = dict([*fields, ("besked", ids[0]), ("beslut", "ta-over")])
    assert client.post(f"{HERE}/besked", data=data).status_code == 303
    both = next(f for f in forms if "Sätt alla" in text_of(f))
    ids = [box.get("value") for box in both.cssselect("[name=besked]")]
    data = {**dict(fields), "besked": ids, "beslut": "ta-over"}
    assert client.post(f"{HERE}/besked", data=data).status_code == 303
    client.get(HERE)
    assert client.page.select("#besked") == []
    client.get("/nyckeltal/kolada-u40807")
    assert client.page.h1 == "Ett annat mått, andel (%)"
    client.get("/nyckeltal/kolada-u40806")
    assert "Värde saknas för 2014 (Uppsala kommun), 2016 (Uppsala kommun)." in client.page.text("main")
    for wrong in (
        {"besked": "x", "beslut": "ta-over"},
        {"besked": "1"},
        {"besked": "99999", "beslut": "behall"},
    ):
        assert client.post(f"{HERE}/besked", data={**dict(fields), **wrong}).status_code in (400, 404)


def test_fetching_now_and_stopping(client: PageClient, kolada: KoladaServer) -> None:
    as_coordinator(client)
    read_in(client)
    kolada.tell("U40806", "0380", 2020, 5)
    for said in ("ett värde är inläst", "Kolada har inget nytt"):
        client.get(HERE)
        now = client.page.one("form[action$='/hamta-nu']").get("action")
        client.post(now, data=client.page.fields("form[action$='/hamta-nu']"))
        client.get(HERE)
        assert said in client.page.text("main") or said in client.page.text()
    kolada.fail("status 500")
    client.post(now, data=client.page.fields("form[action$='/hamta-nu']"))
    client.get(HERE)
    assert "Gick inte" in client.page.text("#hamtas") and "svar 500" in client.page.text("#hamtas")
    stop = client.page.one("form[action$='/sluta']").get("action")
    assert client.post(stop, data=client.page.fields("form[action$='/sluta']")).status_code == 303
    client.get(HERE)
    assert "Inget hämtas från Kolada än." in client.page.text("#hamtas")
    assert client.post(stop, data=client.page.fields("form[action$='logga-ut']")).status_code == 404


def test_an_answer_is_thrown_away(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    here = fetched(client)
    client.get(here)
    client.post(f"{here}/kasta", data=client.page.fields(f"form[action='{here}/kasta']"))
    client.get(here)
    assert client.page.h1 == "Kastat svar från Kolada"


def test_another_municipality_sees_nothing_of_it(app: Flask, client: PageClient) -> None:
    as_coordinator(client)
    here = fetched(client)
    other = app.test_client()
    assert isinstance(other, PageClient)
    sign_in(other, "elsewhere")
    assert other.get(here).status_code == 404
    assert other.get(f"{here}0").status_code == 404
    member = app.test_client()
    assert isinstance(member, PageClient)
    sign_in(member, "board_member")
    assert [member.get(path).status_code for path in (HERE, CHOOSE, here)] == [403] * 3
