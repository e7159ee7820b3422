"""Kolada on loopback: speaks version 3 of its API over what a test gives it, and fails in every way when told to."""

import gzip
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask

from tracker.services.kolada.asking import SLEEP

TITLES = {
    "U40806": "Anvisningar inom arbetsmarknadsverksamheten som initierats av Arbetsförmedlingen, andel (%)",
    "U40807": "Anvisningar inom arbetsmarknadsverksamheten som initierats av Försäkringskassan, andel (%)",
    "N00945": "Invånare med ekonomiskt bistånd, kr/inv",
}
PLACES = {
    "0000": "Riket",
    "0380": "Uppsala",
    "1490": "Borås",
    "0180": "Stockholm",
    "0001": "Region Stockholm",
}
GROUPS = {"G35869": "Liknande kommuner arbetsmarknad, Uppsala, 2024"}


@dataclass
class KoladaServer:
    """What Kolada knows; `fault` is what goes wrong from now on, or only `times` times."""

    titles: dict[str, str] = field(default_factory=lambda: dict(TITLES))
    #: By key figure, place, year and gender; None is a missing value.
    values: dict[tuple[str, str, int, str], Any] = field(default_factory=dict)
    deleted: set[tuple[str, str, int, str]] = field(default_factory=set)
    fault: str = ""
    times: int = 10**6
    #: Where the fault shows; everywhere by itself.
    where: str = ""
    per_page: int = 5000
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """The address, as TRACKER_KOLADA_URL takes it."""
        return f"http://127.0.0.1:{self.port}/v3"

    def tell(self, kpi: str, place: str, first_year: int, *values: Any, gender: str = "T") -> None:
        """Values of years that follow each other."""
        for number, value in enumerate(values):
            self.values[kpi, place, first_year + number, gender] = value

    def fail(self, fault: str, times: int = 10**6, where: str = "") -> None:
        """From now on the fault happens."""
        self.fault, self.times, self.where = fault, times, where

    def taken(self, path: str) -> str:
        """The fault that this question meets, or ""."""
        if not self.fault or self.times <= 0 or not path.startswith(f"/v3/{self.where}"):
            return ""
        self.times -= 1
        return self.fault

    def rows(self, path: str, query: dict[str, list[str]]) -> list[dict[str, Any]] | None:
        """What Kolada answers; None for an address that it does not have."""
        parts = unquote(path).removeprefix("/v3/").strip("/").split("/")
        ids = parts[1].split(",") if len(parts) > 1 else None
        if any(len(part.split(",")) > 25 for part in parts):
            return None
        if parts[0] == "kpi":
            wanted = query.get("title", [""])[0].casefold()
            found = [one for one in (ids or self.titles) if one in self.titles]
            return [self._kpi(one) for one in found if wanted in self.titles[one].casefold()]
        if parts[0] == "municipality":
            return [
                {"id": code, "title": name, "type": "L" if code == "0001" else "K"}
                for code, name in PLACES.items()
            ]
        if parts[0] == "municipality_groups":
            return [
                {"id": code, "title": GROUPS[code], "members": []} for code in ids or [] if code in GROUPS
            ]
        if parts[0] == "data":
            return self._data(dict(zip(parts[1::2], parts[2::2], strict=True)))
        return None

    def _kpi(self, one: str) -> dict[str, Any]:
        return {
            "id": one, "title": self.titles[one], "description": "Antal anvisningar …", "is_divided_by_gender": False,
            "municipality_type": "K", "auspice": None, "operating_area": "Arbetsmarknad", "perspective": "Resurser",
            "prel_publication_date": None, "publication_date": "2026-08-28", "publ_period": "2025",
            "has_ou_data": False,
        }  # fmt: skip

    def _data(self, wanted: dict[str, str]) -> list[dict[str, Any]]:
        found: dict[tuple[str, str, int], list[dict[str, Any]]] = {}
        for key, value in sorted(self.values.items()):
            kpi, place, year, gender = key
            asked = {"kpi": kpi, "municipality": place, "year": str(year)}
            if any(asked[name] not in ids.split(",") for name, ids in wanted.items()):
                continue
            told = {
                "gender": gender,
                "count": 1,
                "status": "" if value is not None else "Missing",
                "value": value,
            }
            found.setdefault((kpi, place, year), []).append({**told, "isdeleted": key in self.deleted})
        return [
            {"kpi": kpi, "municipality": place, "period": year, "values": values}
            for (kpi, place, year), values in found.items()
        ]


@contextmanager
def running_kolada() -> Iterator[KoladaServer]:
    """The server, with what the seed holds and the country beside it."""
    kolada = KoladaServer()
    _as_in_seed(kolada)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"kolada": kolada}))
    server.daemon_threads = True
    kolada.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield kolada
    server.shutdown()
    server.server_close()
    thread.join()


def asking(app: Flask, kolada: KoladaServer) -> None:
    """Lets the app ask this server, and wait for nothing."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], kolada_url=kolada.url)
    app.extensions[SLEEP] = lambda _seconds: None


def _as_in_seed(kolada: KoladaServer) -> None:
    kolada.tell("U40806", "1490", 2013, 40, 52, 52, 46, 38, 39, 32)
    kolada.tell("U40806", "0380", 2013, 12.1, 6, 5, 12, 21, 36, 7)
    kolada.tell("U40807", "1490", 2013, 4, 8, 19, 17, 15, 16, 22)
    kolada.tell("U40807", "0380", 2013, 0, 0, 0, 1, 0, 0, 0)
    kolada.tell("U40806", "0000", 2013, 24, 23, 22.5, 22, 21, 20, 19)
    kolada.tell("U40807", "0000", 2013, 6, 6, 6, 6, 7, 7, 7)
    for gender, rest in (("T", 0), ("K", -200), ("M", 200)):
        kolada.tell("N00945", "0380", 2018, 1200 + rest, 1180.5 + rest, 1100 + rest, gender=gender)
        kolada.tell("N00945", "0000", 2018, 1000 + rest, 990 + rest, 985 + rest, gender=gender)


class _Handler(BaseHTTPRequestHandler):
    kolada: KoladaServer

    def log_message(self, *_given: Any) -> None:
        """Nothing: the tests say what was asked."""

    def do_GET(self) -> None:
        """Answers, or fails as told."""
        kolada, parts = self.kolada, urlsplit(self.path)
        kolada.asked.append(self.path)
        query = parse_qs(parts.query)
        fault = kolada.taken(parts.path)
        if fault and (spoil := getattr(self, f"_{fault.split(' ')[0].replace('-', '_')}", None)):
            spoil(*fault.split(" ")[1:])
            return
        rows = kolada.rows(parts.path, query)
        if rows is None:
            self._send(404, {"detail": "Not Found"})
            return
        page = int(query.get("page", ["1"])[0])
        shown = rows[(page - 1) * kolada.per_page : page * kolada.per_page]
        more = f"{kolada.url}{parts.path.removeprefix('/v3')}?page={page + 1}"
        following = more if page * kolada.per_page < len(rows) else None
        document: Any = {"values": shown, "count": len(shown), "next_url": following}
        self._send(200, self._spoilt(document, fault) if fault else document)

    def _spoilt(self, document: Any, fault: str) -> Any:
        """The right answer with one thing in it changed: "types value" gives a text for a number, and so on."""
        kind, _, name = fault.partition(" ")
        text = json.dumps(document)
        if kind == "types":
            wrong = {
                "value": '"31.3"',
                "period": '"2013"',
                "gender": '"X"',
                "isdeleted": '"no"',
                "title": "7",
                "kpi": "40806",
            }
            text = re.sub(rf'"{name}": (?:"[^"]*"|[^,}}\]]+)', f'"{name}": {wrong[name]}', text)
        elif kind == "no-values":
            return {"rows": document["values"]}
        elif kind == "list":
            return document["values"]
        return json.loads(text)

    def _send(self, status: int, document: Any, **headers: str) -> None:
        self._raw(status, json.dumps(document).encode(), **headers)

    def _raw(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **headers,
        }.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _status(self, number: str, retry_after: str = "") -> None:
        self._send(int(number), {"detail": "x"}, **({"Retry_After": retry_after} if retry_after else {}))

    def _cut(self) -> None:
        """Half an answer, then nothing."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"values": [')
        self.close_connection = True

    def _silent(self) -> None:
        """Not a word."""
        self.close_connection = True

    @property
    def _here(self) -> str:
        return f"http://127.0.0.1:{self.kolada.port}{urlsplit(self.path).path}"

    def _endless(self) -> None:
        page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
        self._send(200, {"values": [], "next_url": f"{self._here}?page={page + 1}"})

    def _circle(self) -> None:
        self._send(200, {"values": [], "next_url": f"{self._here}?page=7"})

    def _next(self, url: str) -> None:
        self._send(200, {"values": [], "next_url": url})

    def _redirect(self, url: str) -> None:
        self._raw(307, b"", Location=url)

    def _not_json(self) -> None:
        self._raw(200, b"<html>Maintenance</html>")

    def _nan(self) -> None:
        self._raw(200, b'{"values": [], "count": NaN}')

    def _deep(self) -> None:
        self._raw(200, b"[" * 200_000)

    def _chunked(self, ends: str) -> None:
        """The answer in pieces whose number is not told before; "cut" before the last."""
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in (b'{"values": [],', b' "next_url": null}'):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        if ends == "whole":
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def _zipped(self) -> None:
        self._raw(200, gzip.compress(b'{"values": []}' + b" " * 30_000_000), Content_Encoding="gzip")

    def _huge(self) -> None:
        """More than anybody takes, without saying so before."""
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(400):
                self.wfile.write(b" " * 65_536)
        except OSError:
            pass  # the other side has had enough, as it should
        self.close_connection = True

    def _drip(self, where: str = "body") -> None:
        """A byte now and then, for ever; "head" before the body has begun, "piece" in what announces a piece of it."""
        if where == "body":
            self.send_response(200)
            self.end_headers()
        else:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            self.wfile.write(b"Transfer-Encoding: chunked\r\n\r\n1;" if where == "piece" else b"X: ")
        try:
            while not threading.Event().wait(0.02):
                self.wfile.write(b" ")
        except OSError:
            pass
        self.close_connection = True
