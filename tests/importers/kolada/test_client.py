"""Kolada is asked within limits: what goes wrong there ends in one sentence, after a known number of questions."""

import socket

import pytest

from tests.kolada_server import KoladaServer
from tracker.importers.kolada import client as module
from tracker.importers.kolada.client import ATTEMPTS, MOST_PAGES, Client, Patience
from tracker.importers.kolada.faults import KoladaFault
from tracker.importers.kolada.questions import all_places, groups_of, kpis_about, kpis_of, values_for


class Slept:
    """A patience whose waits are noted and cost nothing."""

    def __init__(self, seconds: float = 20) -> None:
        self.waits: list[float] = []
        self.passed = 0.0
        self.patience = Patience(seconds, self.sleep, lambda: self.passed)

    def sleep(self, seconds: float) -> None:
        if seconds >= 0.5:
            self.waits.append(seconds)
        self.passed += seconds


def asked(kolada: KoladaServer, slept: Slept | None = None) -> Client:
    return Client(kolada.url, (slept or Slept()).patience)


FAULTS = [
    ("status 500", "failing", ATTEMPTS, "Kolada har ett fel hos sig (svar 500)."),
    ("status 503", "failing", ATTEMPTS, "svar 503"),
    ("status 404", "refused", 1, "Kolada tar inte emot frågan (svar 404)."),
    ("status 429 1", "busy", ATTEMPTS, "Kolada tar inte emot fler frågor just nu."),
    ("status 429 3600", "busy", 1, "Kolada tar inte emot fler frågor just nu."),
    ("cut", "cut", ATTEMPTS, "Anslutningen till Kolada bröts"),
    ("silent", "cut", ATTEMPTS, "Anslutningen till Kolada bröts"),
    ("chunked cut", "cut", ATTEMPTS, "Anslutningen till Kolada bröts"),
    ("zipped", "too-large", 1, "mer än tjänsten tar emot"),
    ("endless", "endless", MOST_PAGES, "sida efter sida utan slut"),
    ("circle", "endless", 2, "sida efter sida utan slut"),
    ("next http://kolada.example.org/v3/kpi?page=2", "elsewhere", 1, "en annan adress"),
    ("next https://127.0.0.1/v3/kpi?page=2", "elsewhere", 1, "en annan adress"),
    ("next http://someone@127.0.0.1/v3/kpi", "elsewhere", 1, "en annan adress"),
    ("next http://127.0.0.1:x/v3/kpi", "elsewhere", 1, "en annan adress"),
    ("next ../admin", "elsewhere", 1, "en annan adress"),
    ("redirect http://kolada.example.org/v3/kpi", "elsewhere", 1, "en annan adress"),
    ("redirect file:///etc/passwd", "elsewhere", 1, "en annan adress"),
    ("redirect /v3/kpi/", "endless", 4, "utan slut"),
    ("not-json", "not-json", 1, "inte går att läsa"),
    ("nan", "not-json", 1, "inte går att läsa"),
    ("deep", "not-json", 1, "inte går att läsa"),
    ("no-values", "changed", 1, "(values)"),
    ("list", "changed", 1, "(svaret)"),
    ("huge", "too-large", 1, "mer än tjänsten tar emot"),
]


@pytest.mark.parametrize(("fault", "why", "questions", "said"), FAULTS)
def test_each_fault_ends_in_one_sentence(
    kolada: KoladaServer, fault: str, why: str, questions: int, said: str
) -> None:
    kolada.fail(fault)
    with asked(kolada, Slept(1000)) as client, pytest.raises(KoladaFault) as raised:
        kpis_about(client, "bistånd")
    assert (raised.value.why, len(kolada.asked)) == (why, questions)
    assert said in raised.value.message and raised.value.message.endswith("Inget har sparats.")


@pytest.mark.parametrize(
    ("fault", "waits"),
    [("status 500", [0.5, 1.0]), ("status 429 7", [7.0, 7.0]), ("cut", [0.5, 1.0])],
)
def test_what_passes_is_waited_for(kolada: KoladaServer, fault: str, waits: list[float]) -> None:
    kolada.fail(fault, times=2)
    slept = Slept()
    with asked(kolada, slept) as client:
        assert [kpi.id for kpi in kpis_about(client, "Bistånd ekonomiskt")] == ["N00945"]
    assert slept.waits == waits


def test_a_moment_to_come_back_at_is_understood() -> None:
    assert module._retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0.5
    assert (module._retry_after("Wed, 21 Oct 2099 07:28:00 GMT") or 0) > 1e6
    assert module._retry_after("soon") is module._retry_after(None) is None


def test_an_answer_in_pieces_is_read(kolada: KoladaServer) -> None:
    kolada.fail("chunked whole")
    with asked(kolada) as client:
        assert kpis_about(client, "bistånd") == []


def test_nobody_answers() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/v3"
    with Client(nobody, Slept().patience) as client, pytest.raises(KoladaFault, match="går inte att nå"):
        kpis_about(client, "bistånd")


@pytest.mark.parametrize("fault", ["drip", "drip head", "drip piece"])
def test_a_byte_now_and_then_is_not_waited_for(kolada: KoladaServer, fault: str) -> None:
    kolada.fail(fault)
    with Client(kolada.url, Patience(0.2)) as client, pytest.raises(KoladaFault, match="för långsamt"):
        kpis_about(client, "bistånd")


def test_pages_are_followed_and_at_most_25_ids_are_asked_for_at_once(kolada: KoladaServer) -> None:
    kolada.per_page = 2
    ids = [f"U{number:05}" for number in range(40)] + ["U40806", "N00945"]
    with asked(kolada) as client:
        assert [kpi.id for kpi in kpis_of(client, ids)] == ["U40806", "N00945"]
        assert len(all_places(client)) == 5
        assert [place.kind for place in groups_of(client, ["G35869", "G1"])] == ["G"]
        found = values_for(client, ids[-2:], ["0380", "0000"], range(2013, 2041))
    assert len(found) == 2 * 7 + 2 * 9
    assert all(len(part.split(",")) <= 25 for path in kolada.asked for part in path.split("/"))


def test_a_redirect_within_kolada_is_followed(kolada: KoladaServer) -> None:
    kolada.fail("redirect /v3/kpi/U40806", times=1)
    with asked(kolada) as client:
        assert [kpi.id for kpi in kpis_about(client, "bistånd")] == []
        assert kolada.asked[1] == "/v3/kpi/U40806"


def test_a_proxy_of_the_environment_is_used_but_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://user:word@proxy.example.org:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    assert module._pool("https://api.kolada.se/v3/").proxy.host == "proxy.example.org"  # type: ignore[union-attr]
    assert module._pool("http://127.0.0.1/v3/").proxy is None
    monkeypatch.setenv("no_proxy", "kolada.se")
    assert module._pool("https://api.kolada.se/v3/").proxy is None
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("https_proxy", "socks9://x")
    with pytest.raises(KoladaFault, match="går inte att nå"):
        module._pool("https://api.kolada.se/v3/")
