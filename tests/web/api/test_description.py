"""openapi.json and the interface say the same: every address is described, every answer is as described."""

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.page_check import PageClient
from tracker.services.reports.formats import AT_ONCE, FORMATS

pytestmark = pytest.mark.every_plan

DESCRIPTION = "/api/v1/openapi.json"
FILE = Path(__file__).parents[3] / "tracker" / "web" / "api" / "openapi.json"
FIGURE = "andel-invanare-med-ekonomiskt-bistand"
SLOW = list(HealthCheck)
#: What the routes call otherwise.
NAMES = {"plan_slug": "plan", "as_of": "per"}


# Read from the file: which addresses there are must be known before there is an app.
PATHS = json.loads(FILE.read_text(encoding="utf-8"))["paths"]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("address", PATHS)
def test_every_answer_is_as_described(app: Flask, address: str, mode: GenerationMode) -> None:
    described = schemathesis.openapi.from_wsgi(DESCRIPTION, app)

    @settings(max_examples=15, derandomize=True, deadline=None, database=None, suppress_health_check=SLOW)
    @given(case=described[address]["GET"].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate()

    try:
        ask()
    except Unsatisfiable:
        # Without parameters there is nothing to ask wrongly.
        assert mode is GenerationMode.NEGATIVE
        assert "parameters" not in PATHS[address]["get"]


@pytest.mark.parametrize("address", PATHS)
def test_what_there_is_is_as_described(app: Flask, address: str) -> None:
    """The real plan and its key figure, in every format that a program gets."""
    described = schemathesis.openapi.from_wsgi(DESCRIPTION, app)
    for name in AT_ONCE if "{format}" in address else [""]:
        plan = "kf-uppdrag-2021" if "/uppdrag" in address else "26-punktsplan"
        known = {"plan": plan, "per": "2022-03-31", "format": name, "slug": FIGURE}
        place = {key: value for key, value in known.items() if f"{{{key}}}" in address}
        answer = described[address]["GET"].Case(path_parameters=place).call_and_validate()
        assert answer.status_code == 200


def test_every_address_is_described(app: Flask, client: PageClient) -> None:
    paths = client.get(DESCRIPTION).json["paths"]
    served = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and rule.rule != DESCRIPTION:
            address = rule.rule.replace("<", "{").replace(">", "}")
            for name, shown in NAMES.items():
                address = address.replace(f"{{{name}}}", f"{{{shown}}}")
            served.add(address)
    assert set(paths) == served


def test_the_description_names_every_format(client: PageClient) -> None:
    parts = client.get(DESCRIPTION).json["components"]
    assert set(parts["parameters"]["format"]["schema"]["enum"]) == set(FORMATS)
    assert set(parts["schemas"]["File"]["properties"]["format"]["enum"]) == set(FORMATS)


def test_the_page_for_people_names_every_address(client: PageClient) -> None:
    paths = client.get(DESCRIPTION).json["paths"]
    client.get("/api")
    assert set(client.page.texts("tbody code")) == set(paths)
    assert DESCRIPTION in client.page.links()


def test_the_description_is_kept_as_readable_text() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
