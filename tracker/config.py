"""Every setting: name, type, default and why; read from the environment, prefix TRACKER_."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

#: This machine itself, however it is written.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(Exception):
    """A setting is missing or bad; the message names it and says what to write instead."""


@dataclass(frozen=True)
class Settings:
    """The settings of one process. README lists them in the same order."""

    #: Signs sessions and personal links. Outside demo mode there is no default: no key, no start.
    secret_key: str
    #: Where the data lie: SQLite as it comes, PostgreSQL when it grows.
    database_url: str
    #: The address that links in mails begin with; never taken from the request.
    public_url: str
    #: Where mail goes: file:///folder, smtp://user:password@host:587 or smtps://…
    mail_url: str
    #: The sender of every mail.
    mail_from: str
    #: Files that the service writes itself: charts, and how many mails have ever left. Must outlive the database.
    data_dir: Path
    #: All mail goes to this address instead: for a machine that holds a copy of the data.
    mail_redirect: str | None = None
    #: Set by `make run` alone: demo people, and no claim to be safe.
    demo: bool = False
    #: How many reverse proxies stand in front and set X-Forwarded-For and -Proto.
    proxies: int = 0
    #: Changes with every release so that browsers ask anew.
    release: str = "1"
    #: Where Kolada is asked for values; only https, but for this machine itself.
    kolada_url: str = "https://api.kolada.se/v3"

    @property
    def secure(self) -> bool:
        """Whether pages are served over https, so that cookies may demand it."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings; raises SettingsError with a sentence that names the first bad one."""
        read = _Reader(environment)
        demo = read.flag("TRACKER_DEMO")
        data_dir = Path(read.text("TRACKER_DATA_DIR", "var")).absolute()
        return cls(
            secret_key=read.secret_key(),
            database_url=read.database_url(f"sqlite:///{data_dir}/tracker.db"),
            public_url=read.public_url("http://127.0.0.1:8000" if demo else None),
            mail_url=read.mail_url(f"file://{data_dir}/mail" if demo else None),
            mail_from=read.mail_from("Planer och uppföljning <uppfoljning@example.org>" if demo else None),
            data_dir=data_dir,
            mail_redirect=read.mail_redirect(),
            demo=demo,
            proxies=read.count("TRACKER_PROXIES"),
            release=read.text("TRACKER_RELEASE", "1"),
            kolada_url=read.kolada_url("https://api.kolada.se/v3"),
        )

    def to_environment(self) -> dict[str, str]:
        """The environment from which another process reads the same settings."""
        return {
            "TRACKER_SECRET_KEY": self.secret_key,
            "TRACKER_DATABASE_URL": self.database_url.replace("postgresql+psycopg://", "postgresql://", 1),
            "TRACKER_PUBLIC_URL": self.public_url,
            "TRACKER_MAIL_URL": self.mail_url,
            "TRACKER_MAIL_FROM": self.mail_from,
            "TRACKER_DATA_DIR": str(self.data_dir),
            "TRACKER_MAIL_REDIRECT": self.mail_redirect or "",
            "TRACKER_DEMO": "1" if self.demo else "0",
            "TRACKER_PROXIES": str(self.proxies),
            "TRACKER_RELEASE": self.release,
            "TRACKER_KOLADA_URL": self.kolada_url,
        }


class _Reader:
    """Reads and checks one setting at a time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str | None) -> str:
        value = self._environment.get(name, "").strip() or default
        if value is None:
            raise SettingsError(f"{name} is not set; README lists what it should hold.")
        if not value.isprintable():
            raise SettingsError(f"{name} holds a line break or another character that cannot be printed.")
        return value

    def flag(self, name: str) -> bool:
        value = self.text(name, "0")
        if value not in ("0", "1"):
            raise SettingsError(f"{name} must be 0 or 1, not {value!r}.")
        return value == "1"

    def count(self, name: str) -> int:
        value = self.text(name, "0")
        if not (value.isascii() and value.isdecimal() and int(value) <= 10):
            raise SettingsError(f"{name} must be a number from 0 to 10, not {value!r}.")
        return int(value)

    def secret_key(self) -> str:
        key = self.text("TRACKER_SECRET_KEY", None)
        if len(key) < 32:
            raise SettingsError("TRACKER_SECRET_KEY is too short; use at least 32 random characters.")
        return key

    def database_url(self, default: str) -> str:
        url = self.text("TRACKER_DATABASE_URL", default)
        for scheme in ("postgresql://", "postgres://"):
            if url.startswith(scheme):
                url = "postgresql+psycopg://" + url.removeprefix(scheme)
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")) or _parts(url) is None:
            raise SettingsError("TRACKER_DATABASE_URL must begin with sqlite:/// or postgresql://.")
        return url

    def public_url(self, default: str | None) -> str:
        url = self.text("TRACKER_PUBLIC_URL", default).rstrip("/")
        parts = _parts(url)
        plain = parts is not None and not (parts.query or parts.fragment or parts.username or " " in url)
        if parts is None or not plain or parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError("TRACKER_PUBLIC_URL must be an address such as https://plan.example.org.")
        return url

    def kolada_url(self, default: str) -> str:
        url = self.text("TRACKER_KOLADA_URL", default).rstrip("/")
        parts = _parts(url)
        plain = parts is not None and not (parts.query or parts.fragment or parts.username or " " in url)
        # What only this machine hears need not be encrypted: a server that tests and trials start.
        own = parts is not None and parts.scheme == "http" and parts.hostname in LOOPBACK
        if parts is None or not plain or not parts.hostname or not (parts.scheme == "https" or own):
            raise SettingsError(f"TRACKER_KOLADA_URL must be an https address such as {default}.")
        return url

    def mail_url(self, default: str | None) -> str:
        url = self.text("TRACKER_MAIL_URL", default)
        parts = _parts(url)
        file_ok = parts and parts.scheme == "file" and not parts.netloc and parts.path.startswith("/")
        if not file_ok and not (parts and parts.scheme in ("smtp", "smtps") and parts.hostname):
            raise SettingsError(
                "TRACKER_MAIL_URL must begin with file:///, smtp:// or smtps:// and name a folder or a host."
            )
        return url

    def mail_redirect(self) -> str | None:
        address = self.text("TRACKER_MAIL_REDIRECT", "")
        parsed = getaddresses([address])
        if address and (len(parsed) != 1 or parsed[0][1] != address or "@" not in address):
            raise SettingsError(
                "TRACKER_MAIL_REDIRECT must be an address such as test@example.org, or empty."
            )
        return address or None

    def mail_from(self, default: str | None) -> str:
        sender = self.text("TRACKER_MAIL_FROM", default)
        addresses = getaddresses([sender])
        if len(addresses) != 1 or "@" not in addresses[0][1]:
            raise SettingsError("TRACKER_MAIL_FROM must be an address such as Planer <plan@example.org>.")
        return sender


def _parts(url: str) -> SplitResult | None:
    """The parts of an address, or None when its host or port is none."""
    try:
        parts = urlsplit(url)
        # Read here for its error: it is not looked at before somebody asks.
        _ = parts.port
    except ValueError:
        return None
    return parts
