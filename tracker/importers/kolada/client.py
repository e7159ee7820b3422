"""Asks Kolada and reads its pages of JSON. Whatever it answers, this ends within a time and a size."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from decimal import Decimal
from email.utils import parsedate_to_datetime
from socket import SHUT_RDWR
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
    TimeoutError,
)

from tracker.clock import utc_now
from tracker.config import LOOPBACK
from tracker.importers.kolada.faults import KoladaFault

#: A page of 5 000 rows, the most that Kolada gives, is about a megabyte.
LARGEST_PAGE = 20_000_000
MOST_PAGES = 100
#: What is waited before a question is asked again, in seconds; after that it counts as failed.
_PAUSES = (0.5, 1.0, 2.0)
ATTEMPTS = len(_PAUSES) + 1
_MAY_PASS = frozenset({"unreachable", "cut", "busy", "failing"})
#: Kolada states no limit; its other clients keep to five questions a second.
_BETWEEN = 0.2
#: Seconds without a sign of life.
_SILENCE = 10.0
_AT_ONCE = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: So often an answer may point to another page of the same address before the real one comes.
_MOST_REDIRECTS = 3


@dataclass(frozen=True)
class Patience:
    """How many seconds everything may take together, and the clock that this is measured with."""

    seconds: float
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic


class Client:
    """One conversation with Kolada; to be closed. Raises KoladaFault, and nothing else, when it goes wrong."""

    def __init__(self, base: str, patience: Patience) -> None:
        self._base = base.rstrip("/") + "/"
        self._patience = patience
        self._ends = patience.clock() + patience.seconds
        self._connections: list[HTTPConnection] = []
        self._pool = _pool(self._base)
        self._pool.pool_classes_by_scheme = _watched(self._connections)
        self._asked = 0

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.clear()
        self._connections.clear()

    def rows(self, path: str, **query: str | int) -> list[dict[str, Any]]:
        """All rows of the address below the base, page after page."""
        url = urljoin(self._base, path) + (f"?{urlencode(query)}" if query else "")
        found: list[dict[str, Any]] = []
        seen: set[str] = set()
        while url:
            if url in seen or len(seen) >= MOST_PAGES:
                raise KoladaFault("endless")
            seen.add(url)
            rows, following = _page(self._document(url))
            found += rows
            url = self._next(url, following)
        return found

    def _next(self, url: str, following: str) -> str:
        return self._allowed(urljoin(url, following)) if following else ""

    def _allowed(self, url: str) -> str:
        """The address, when it is one of Kolada's own: same scheme, host and port, below the base."""
        base = urlsplit(self._base)
        try:
            parts = urlsplit(url)
            same = _origin(parts) == _origin(base) and not (parts.username or parts.password)
        except ValueError:
            same = False
        if not same or not parts.path.startswith(base.path):
            raise KoladaFault("elsewhere")
        return url

    def _document(self, url: str) -> Any:
        """The answer, read as JSON; what may pass is asked again."""
        for pause in (*_PAUSES, None):
            try:
                return self._document_once(url)
            except KoladaFault as fault:
                if pause is None or fault.why not in _MAY_PASS:
                    raise
                self._wait(pause if fault.after is None else fault.after, fault)
        raise AssertionError("the last attempt returns or raises")

    def _document_once(self, url: str) -> Any:
        status, headers, body = self._answer(url)
        if status == 200:
            return _read(body)
        after = _retry_after(headers.get("Retry-After")) if status in (429, 503) else None
        why = "busy" if status == 429 else "failing" if status >= 500 else "refused"
        raise KoladaFault(why, str(status), after)

    def _wait(self, seconds: float, fault: KoladaFault) -> None:
        """Waits, unless that would take longer than there is left: then the fault stands."""
        if seconds >= self._left():
            raise fault
        self._patience.sleep(seconds)

    def _left(self) -> float:
        return self._ends - self._patience.clock()

    def _answer(self, url: str) -> tuple[int, Any, bytes]:
        """Status, headers and body. Another address is followed when it is Kolada's own."""
        for _ in range(_MOST_REDIRECTS + 1):
            if self._asked:
                self._wait(_BETWEEN, KoladaFault("slow"))
            self._asked += 1
            status, headers, body = self._asked_once(url)
            if status not in _REDIRECTS:
                return status, headers, body
            url = self._allowed(urljoin(url, headers.get("Location", "//")))
        raise KoladaFault("endless")

    def _asked_once(self, url: str) -> tuple[int, Any, bytes]:
        left = self._left()
        if left <= 0:
            raise KoladaFault("slow")
        wait = urllib3.Timeout(connect=min(left, _SILENCE), read=min(left, _SILENCE))
        # A sign of life now and then, in a header too, holds nobody longer than there is time.
        alarm = Timer(left, _cut_off, [self._connections])
        alarm.daemon = True
        alarm.start()
        try:
            response = self._pool.request(
                "GET", url, timeout=wait, redirect=False, retries=False, preload_content=False,
                headers={"Accept": "application/json", "User-Agent": "plan-tracker"},
            )  # fmt: skip
            with closing(response):
                found = response.status, response.headers, b"".join(self._body(response))
        except (ConnectTimeoutError, NewConnectionError, ProxyError, SSLError) as error:
            raise KoladaFault("unreachable") from error
        except (ReadTimeoutError, TimeoutError) as error:
            raise KoladaFault("slow") from error
        except (HTTPError, OSError) as error:
            raise KoladaFault("cut" if self._left() > 0 else "slow") from error
        finally:
            alarm.cancel()
        # Cut off in its headers, an answer looks whole.
        if self._left() <= 0:
            raise KoladaFault("slow")
        return found

    def _body(self, response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        """The body piece by piece: whoever sends a byte now and then is not waited for longer than others."""
        size = 0
        while piece := response.read1(_AT_ONCE, decode_content=True):
            size += len(piece)
            if size > LARGEST_PAGE:
                raise KoladaFault("too-large")
            if self._left() <= 0:
                raise KoladaFault("slow")
            yield piece
        told = response.headers.get("Content-Length", "")
        # What ends early is an end like any other to read1.
        plain = response.headers.get("Content-Encoding") is None
        if plain and told.isascii() and told.isdecimal() and size < int(told):
            raise KoladaFault("cut")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _watched(connections: list[HTTPConnection]) -> dict[str, type[HTTPConnectionPool]]:
    """Pools whose connections are kept in the list from the moment that they are begun."""

    class Http(HTTPConnection):
        def connect(self) -> None:
            connections.append(self)
            super().connect()

    class Https(HTTPSConnection):
        def connect(self) -> None:
            connections.append(self)
            super().connect()

    class HttpPool(HTTPConnectionPool):
        ConnectionCls = Http

    class HttpsPool(HTTPSConnectionPool):
        ConnectionCls = Https

    return {"http": HttpPool, "https": HttpsPool}


def _cut_off(connections: list[HTTPConnection]) -> None:
    """Ends what is being read from them, in another thread."""
    for connection in list(connections):
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(SHUT_RDWR)


def _pool(base: str) -> urllib3.PoolManager:
    """Connections; through a proxy when the usual variables of the environment name one."""
    parts = urlsplit(base)
    host = parts.hostname or ""
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or host in LOOPBACK or proxy_bypass(host):
        return urllib3.PoolManager(maxsize=1)
    try:
        given = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
        login = f"{given.username}:{given.password or ''}" if given.username else None
        headers = urllib3.make_headers(proxy_basic_auth=login) if login else None
        return urllib3.ProxyManager(given.geturl(), maxsize=1, proxy_headers=headers)
    except (HTTPError, ValueError) as error:
        raise KoladaFault("unreachable") from error


def _retry_after(text: str | None) -> float | None:
    """So many seconds Kolada asks to be left alone: a number, or a moment by its own clock, which may differ."""
    told = (text or "").strip()
    if told.isascii() and told.isdecimal():
        return max(_PAUSES[0], float(told[:9]))
    try:
        moment = parsedate_to_datetime(told)
        return max(_PAUSES[0], moment.timestamp() - utc_now().timestamp())
    except (ValueError, OverflowError):
        return None


def _read(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise KoladaFault("not-json") from error


def _no_number(text: str) -> None:
    raise ValueError(text)


def _page(document: Any) -> tuple[list[dict[str, Any]], str]:
    """The rows of the envelope, and where the next page is; "" for the last one. Also as version 2 names it."""
    if not isinstance(document, dict):
        raise KoladaFault("changed", "svaret")
    rows = document.get("values")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise KoladaFault("changed", "values")
    following = document.get("next_url", document.get("next_page"))
    if following is not None and not isinstance(following, str):
        raise KoladaFault("changed", "next_url")
    return rows, following or ""
