"""Indicators of a council's plan: the plan's page, the forms, and key figures that a file brings."""

import io
from pathlib import Path

import pytest
from flask import Flask

from tests.page_check import PageClient, text_of
from tests.signing_in import sign_in
from tests.web.coordination.test_values_pages import confirm

pytestmark = pytest.mark.every_plan

PLAN = "kf-uppdrag-2021"
FIGURES = f"/samordning/{PLAN}/nyckeltal"
UPLOAD = f"{FIGURES}/las-in"
ILL = "andel-sjukfranvaro-av-ordinarie-arbetstid"
DOCUMENT = Path(__file__).parents[2] / "documents" / "boras-arbetslivsnamnden-arsredovisning-2021.txt"
NEW = "Nyckeltal;Utfall År 2021;Budget 2022\r\nAntal besök ska öka;12;13\r\nVilda idéer;1;2\r\n"


@pytest.fixture
def coordinator(client: PageClient) -> PageClient:
    sign_in(client, "elsewhere")
    return client


def board_of(client: PageClient, field: str) -> str:
    """The number of Arbetslivsnämnden in the list."""
    (option,) = [
        each for each in client.page.select(f"#{field} option") if text_of(each) == "Arbetslivsnämnden"
    ]
    return str(option.get("value"))


def sent(client: PageClient, data: bytes, name: str) -> str:
    client.get(UPLOAD)
    form = {**client.page.fields("main form[method=post]"), "file": (io.BytesIO(data), name)}
    form["board_id"] = board_of(client, "board_id")
    answer = client.post(UPLOAD, data=form, content_type="multipart/form-data")
    assert answer.status_code == 303, client.page.text("main")
    return answer.headers["Location"]


def test_the_plan_shows_its_indicators_as_tables(client: PageClient) -> None:
    client.get(f"/planer/{PLAN}")
    assert client.page.texts("#indikatorer h3") == [
        "Kommunfullmäktiges indikatorer",
        "Verksamhetens indikatorer",
        "Mått som följs upp av Kommunfullmäktige",
    ]
    shown = client.page.text("#indikatorer")
    assert "den minskade från 99 % 2020 till 98 % 2021" in shown.replace("\u00a0", " ")
    assert client.page.texts("#indikatorer tbody tr")[-1].endswith("326196150140")
    assert len(client.page.select("#indikatorer svg")) == 8
    client.get("/planer/26-punktsplan")
    assert not client.page.select("#indikatorer")


def test_the_real_document_changes_nothing(coordinator: PageClient) -> None:
    coordinator.get(sent(coordinator, DOCUMENT.read_bytes(), "arsredovisning.txt"))
    assert "26 värden: 26 oförändrade." in coordinator.page.text("main")
    assert not coordinator.page.select("#nya-nyckeltal")


def test_unknown_key_figures_are_shown_chosen_and_made(coordinator: PageClient) -> None:
    here = sent(coordinator, NEW.encode(), "v.csv")
    coordinator.get(here)
    fields = coordinator.page.fields("#nya-nyckeltal form")
    assert (fields["unit_0"], fields["direction_0"], fields["unit_1"]) == ("besök", "UP", "")
    # Chosen without a unit it is sent back, and what was typed stays.
    wrong = {**fields, "take_1": "y", "heading_1": "Idéer"}
    assert coordinator.post(f"{here}/nya", data=wrong).status_code == 400
    assert "Skriv enheten" in coordinator.page.text("#unit_1-error")
    assert coordinator.page.fields("#nya-nyckeltal form")["heading_1"] == "Idéer"
    assert coordinator.post(f"{here}/nya", data={**fields, "take_0": "y"}).status_code == 303
    assert coordinator.post(f"{here}/nya", data={**fields, "take_0": "y"}).status_code == 303
    coordinator.get(here)
    assert "två nya" in coordinator.page.text("main")
    assert confirm(coordinator, here, source="Egen") == 303
    coordinator.get(FIGURES)
    assert "Antal besök" in coordinator.page.text("#planens")
    coordinator.get(f"{FIGURES}/antal-besok/varden")
    assert coordinator.page.text("main").count("Arbetslivsnämnden") == 2


def test_a_value_is_typed_for_a_board_and_a_period_as_it_is_printed(coordinator: PageClient) -> None:
    form = f"{FIGURES}/{ILL}/nytt-varde"
    coordinator.get(form)
    fields = coordinator.page.fields("main form")
    assert fields["board_id"] == board_of(coordinator, "board_id")
    typed = {**fields, "measure": "OUTCOME", "value": "6,1", "source": "Heroma"}
    assert coordinator.post(form, data={**typed, "period": "Budget 2022"}).status_code == 400
    assert "säger något annat" in coordinator.page.text("#period-error")
    for period in ("Utfall Aug 2022", "T1 2022", "helår 2022"):
        assert coordinator.post(form, data={**typed, "period": period, "gender": "K"}).status_code == 303
    coordinator.get(f"{FIGURES}/{ILL}/varden")
    shown = coordinator.page.text("main")
    assert "Utfall Aug 2022" in shown and "T1 2022" in shown and "Kvinnor" in shown
    links = [link for link in coordinator.page.links() if "Utfall+Aug+2022" in link or "Utfall%20Aug" in link]
    coordinator.get(links[0])
    assert coordinator.page.text("h1") == "Rätta värdet"
    assert coordinator.page.fields("main form")["board_id"] == fields["board_id"]


def test_heading_and_direction_are_typed(coordinator: PageClient) -> None:
    form = f"{FIGURES}/{ILL}/redigera"
    coordinator.get(form)
    fields = coordinator.page.fields("main form")
    assert fields["heading"] == "Kommunfullmäktiges indikatorer"
    assert coordinator.page.texts("#direction option") == ["Ingen riktning", "Ska öka", "Ska minska"]
    assert coordinator.post(form, data={**fields, "focus_area": "Personal"}).status_code == 303
    coordinator.get(f"/nyckeltal/{ILL}")
    assert "Personal" in coordinator.page.text(".facts") and "Ska minska" in coordinator.page.text(".facts")


def test_an_indicator_that_came_without_a_direction_can_be_edited(coordinator: PageClient) -> None:
    form = f"{FIGURES}/vaxla-bidrag-mot-lon/redigera"
    coordinator.get(form)
    fields = coordinator.page.fields("main form")
    assert coordinator.post(form, data={**fields, "focus_area": "Arbete"}).status_code == 303


def test_the_command_reads_for_a_board_and_makes_what_is_new(app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    command = ["import", "key-figures", str(tmp_path / "v.csv"), "--board", "arbetslivsnamnden"]
    (tmp_path / "v.csv").write_text(NEW, encoding="utf-8")
    refused = runner.invoke(args=command)
    assert refused.exit_code == 1 and "'Antal besök' (besök, UP; 2 values) is not there" in refused.stderr
    assert refused.stdout.splitlines()[-1] == "4 values: 0 new, 0 changed, 0 unchanged, 4 refused"
    made = runner.invoke(args=[*command, "--new-figures", "--source", "Egen"])
    assert made.exit_code == 0, made.output
    assert "4 values: 4 new" in made.stdout
    again = runner.invoke(args=command)
    assert "4 values: 0 new, 0 changed, 4 unchanged" in again.stdout
    assert runner.invoke(args=[*command[:-1], "finns-inte"]).stderr.startswith("Error: there is no board")
