"""The page-checking test client: every HTML page that a test fetches is read strictly, or the test fails."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

_LABELLED = {"input", "select", "textarea"}
_NEEDS_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}
_LOADED_LINKS = {"stylesheet", "icon", "shortcut", "preload", "modulepreload", "manifest", "apple-touch-icon"}
_LOADING = {"script", "img", "iframe", "source", "video", "audio", "embed", "track", "image", "use"}
_UNSEEN = {"script", "style", "head", "template", "noscript"}
_ENGLISH = re.compile(r"\b(Submit|Invalid|Error|Not Found|Forbidden|required)\b", re.IGNORECASE)


class Page:
    """A fetched page, read: `select` takes CSS, `text` gives what a person reads."""

    def __init__(self, html: str, url: str) -> None:
        self.url = url
        self.html = html
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
        self.root: Any = parser.parse(html).getroot()
        for element in self.root.iter(etree.Element):
            element.tag = _local(element.tag)  # SVG's namespace would hide it from CSS selectors
        self.parse_errors = [
            f"line {line}, column {column}: {code} {_names(details)}".rstrip()
            for (line, column), code, details in parser.errors
        ]

    def select(self, css: str) -> list[Any]:
        """The elements that the CSS selector finds, in the page's order."""
        found: list[Any] = self.root.cssselect(css)
        return found

    def one(self, css: str) -> Any:
        """The only element that the selector finds; fails when there is none or more than one."""
        found = self.select(css)
        assert len(found) == 1, f"{self.url}: {len(found)} elements match {css!r}, not one"
        return found[0]

    def text(self, css: str = "body") -> str:
        """What a person reads in the elements, white space collapsed; "" when there are none."""
        return " ".join(text_of(element) for element in self.select(css))

    def texts(self, css: str) -> list[str]:
        """The same, one entry per element."""
        return [text_of(element) for element in self.select(css)]

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        return self.text("head > title")

    @property
    def h1(self) -> str:
        """The page's heading."""
        return self.text("h1")

    def links(self) -> list[str]:
        """Where the page's links lead, in order."""
        return [element.get("href") for element in self.select("a[href]")]

    def fields(self, css: str = "form") -> dict[str, str]:
        """What the browser would send if the form were sent as it stands: its names and values."""
        values: dict[str, str] = {}
        for element in self.one(css).iter("input", "select", "textarea"):
            value = _value(element)
            if element.get("name") and element.get("disabled") is None and value is not None:
                values[element.get("name")] = value
        return values


class PageClient(FlaskClient):
    """A test client that checks every page it fetches and keeps the last one as `page`."""

    page: Page

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetch, then check the page; raises AssertionError that names the URL and the faults."""
        response = super().open(*args, **kwargs)
        if is_page(response):
            self.page = Page(response.get_data(as_text=True), response.request.path)
            assert_good_page(self.page)
        return response


def is_page(response: TestResponse) -> bool:
    """Whether a person will see this answer as a page: HTML, and neither a redirect nor without a body.

    A mail shown as it is, which the browser keeps in a sandbox, follows the rules of mails instead; a file to
    keep, such as a report in HTML, has its styles in itself.
    """
    seen = response.mimetype == "text/html" and not 300 <= response.status_code < 400
    a_mail = "sandbox" in response.headers.get("Content-Security-Policy", "")
    a_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    has_body = response.request.method not in ("HEAD", "OPTIONS") and response.status_code != 204
    return seen and not a_mail and not a_file and has_body


def assert_good_page(page: Page) -> None:
    """Raise AssertionError that lists every fault of the page."""
    faults = find_faults(page)
    assert not faults, f"{page.url}:\n  " + "\n  ".join(faults)


def find_faults(page: Page) -> list[str]:
    """What is wrong with the page, one line per fault; empty for a good one."""
    return [*page.parse_errors, *(fault for check in _CHECKS for fault in check(page))]


def text_of(element: Any) -> str:
    """What a person reads in the element, white space collapsed; soft hyphens show only at the end of a line."""
    return " ".join("".join(_visible(element)).replace("\u00ad", "").split())


def _visible(element: Any) -> Iterator[str]:
    if element.tag in _UNSEEN or not isinstance(element.tag, str) or element.get("hidden") is not None:
        return
    yield element.text or ""
    for child in element:
        yield from _visible(child)
        yield child.tail or ""


def _value(element: Any) -> str | None:
    if element.tag == "textarea":
        # A browser leaves out the first line break.
        return (element.text or "").removeprefix("\n")
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return next((option.get("value", text_of(option)) for option in chosen), None)
    kind = element.get("type", "text")
    if kind in ("submit", "button", "image", "reset", "file"):
        return None
    if kind in ("checkbox", "radio"):
        return element.get("value", "on") if element.get("checked") is not None else None
    return str(element.get("value", ""))


def _names(details: dict[str, Any]) -> str:
    return ", ".join(str(value) for value in details.values())


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]


def _describe(element: Any) -> str:
    shown = [f'{name}="{element.get(name)}"' for name in ("id", "name", "class", "href") if element.get(name)]
    return f"<{' '.join([element.tag, *shown])}>"


def _frame(page: Page) -> Iterator[str]:
    if page.root.get("lang") != "sv":
        yield 'the page does not say lang="sv"'
    headings = page.texts("h1")
    if len(headings) != 1:
        yield f"the page has {len(headings)} h1, not one"
    elif not headings[0]:
        yield "the h1 is empty"
    elif not page.title.startswith(headings[0]):
        yield f"the title {page.title!r} does not begin with the h1 {headings[0]!r}"


def _ids(page: Page) -> Iterator[str]:
    ids = Counter(element.get("id") for element in page.select("[id]"))
    yield from (f"the id {name!r} is there {count} times" for name, count in ids.items() if count > 1)
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for element in page.select(f"[{attribute}]"):
            for name in element.get(attribute).split():
                if name not in ids:
                    yield f"{_describe(element)} refers with {attribute} to {name!r}, which is not there"
    for element in page.select('a[href^="#"]'):
        name = element.get("href")[1:]
        if name not in ids and name not in ("", "top"):
            yield f"{_describe(element)} leads to an id which is not there"


def _labels(page: Page) -> Iterator[str]:
    named = {element.get("for") for element in page.select("label[for]") if text_of(element)}
    for element in page.root.iter(*_LABELLED):
        if element.get("type") in _NEEDS_NO_LABEL or element.get("id") in named:
            continue
        inside = any(parent.tag == "label" for parent in element.iterancestors())
        if not inside and not element.get("aria-label") and not element.get("aria-labelledby"):
            yield f"{_describe(element)} has no label"


def _forms(page: Page) -> Iterator[str]:
    for form in page.select("form"):
        by_link = urlsplit(form.get("action", "") or page.url).path.startswith("/svara/")
        if (
            form.get("method", "get").lower() == "post"
            and not by_link
            and not form.cssselect("[name=csrf_token]")
        ):
            yield f"{_describe(form)} has no csrf_token"


def _content_security(page: Page) -> Iterator[str]:
    for element in page.root.iter(etree.Element):
        for name in element.attrib:
            if name == "style" or name.startswith("on"):
                yield f"{_describe(element)} has an inline {name}"
        if element.tag == "style":
            yield "the page has a <style> element"
        if element.tag == "script" and not element.get("src"):
            yield "the page has a script without src"


def _other_hosts(page: Page) -> Iterator[str]:
    for element in page.root.iter(etree.Element):
        loads = element.tag in _LOADING
        if element.tag == "link":
            loads = bool(_LOADED_LINKS & set(element.get("rel", "").lower().split()))
        for name, value in element.attrib.items() if loads else ():
            if _local(name) in ("src", "href", "srcset", "poster", "data") and _leaves(value):
                yield f"{_describe(element)} loads {value[:60]!r} from elsewhere"


def _leaves(address: str) -> bool:
    parts = urlsplit(address.strip())
    return bool(parts.scheme or parts.netloc)


def _pictures(page: Page) -> Iterator[str]:
    yield from (f"{_describe(image)} has no alt" for image in page.select("img:not([alt])"))


def _words(page: Page) -> Iterator[str]:
    yield from (f"English is shown: {word!r}" for word in dict.fromkeys(_ENGLISH.findall(page.text())))


def _headings(page: Page) -> Iterator[str]:
    level = 0
    # The error summary stands before the h1, as what must be dealt with first.
    summary = set(page.select(".govuk-error-summary h2"))
    for heading in page.root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        if heading in summary:
            continue
        now = int(heading.tag[1])
        if now > level + 1:
            yield f"the heading {text_of(heading)!r} is h{now} after h{level}"
        level = now


def _tables(page: Page) -> Iterator[str]:
    for table in page.select("table"):
        if not any(map(text_of, table.iter("caption"))) and not table.get("aria-labelledby"):
            yield f"{_describe(table)} has neither caption nor aria-labelledby"
        headings = list(table.iter("th"))
        if not headings:
            yield f"{_describe(table)} has no th"
        yield from (f"the th {text_of(th)!r} has no scope" for th in headings if not th.get("scope"))


_CHECKS: tuple[Callable[[Page], Iterator[str]], ...] = (
    _frame,
    _ids,
    _labels,
    _forms,
    _content_security,
    _other_hosts,
    _pictures,
    _words,
    _headings,
    _tables,
)
