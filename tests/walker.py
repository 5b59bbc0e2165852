"""Somebody who opens every page that they are led to and remembers the forms there.

Faster than the strict client and less strict: other tests look at the pages.
"""

import contextvars
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import lxml.html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from tests import html_rules
from tests.form import Form
from tests.page import Client

# Pages of one kind look alike: this many of each are opened.
ALIKE = 2
TICKED = 0.4
# What somebody types into an empty field, by its kind.
TYPED = {
    "text": ["Tea", "5", "gift", "a text of several words"],
    "email": ["guest@example.com"],
    "tel": ["+79161112233"],
    "url": ["https://example.com/tea"],
    "numeric": ["5", "100"],
    "decimal": ["5", "2,5", "100"],
    "number": ["5", "100"],
    "date": ["2026-03-20", "2026-04-01"],
    "datetime-local": ["2026-03-20T10:00"],
    "month": ["2026-02"],
    "time": ["10:00", "21:30"],
}
LANGUAGE = re.compile(r'<html[^>]* lang="(\w+)"')


@dataclass(frozen=True)
class Found:
    """A form, the page where it stands, and the button that is pressed."""

    page: str
    form: Form
    button: Element | None
    endpoint: str

    @property
    def action(self) -> str:
        """Where the button sends the form."""
        other = None if self.button is None else self.button.get("formaction")
        return other or self.form.action

    @property
    def values(self) -> dict[str, list[Any]]:
        """What is sent when nothing is changed."""
        values: dict[str, list[Any]] = dict(self.form.values)
        if self.button is not None and self.button.get("name"):
            values[self.button.attrib["name"]] = [self.button.get("value", "")]
        return values

    def filled(self, chance: Random) -> dict[str, list[Any]]:
        """What somebody sends who fills in what is empty and chooses something."""
        values = self.values
        for element in self.form._fields("input", "select", "textarea"):
            name, kind = element.attrib["name"], element.get("type", "text")
            if html_rules.name_of(element) == "select":
                options = list(html_rules.elements(element, "option"))
                if options:
                    values[name] = [chance.choice(options).get("value", "")]
            elif kind in {"radio", "checkbox"}:
                if chance.random() < TICKED:
                    kept = values.get(name, []) if kind == "checkbox" else []
                    values[name] = [*kept, element.get("value", "on")]
            elif values.get(name) == [""]:
                typed = kind if kind in TYPED else element.get("inputmode", "text")
                values[name] = [chance.choice(TYPED.get(typed, TYPED["text"]))]
        return values

    @property
    def files(self) -> set[str]:
        """The names of its file fields."""
        fields = self.form._fields("input")
        return {e.attrib["name"] for e in fields if e.get("type") == "file"}

    @property
    def is_multipart(self) -> bool:
        """Whether it may carry files."""
        return self.form.element.get("enctype") == "multipart/form-data"

    @property
    def names(self) -> list[str]:
        """All that it sends and nobody has signed."""
        names = self.form.names | set(self.values)
        return sorted(names - {html_rules.CSRF_FIELD})

    @property
    def key(self) -> tuple[object, ...]:
        """What forms of other pages have in common with it."""
        pressed = None if self.button is None else self.button.get("name")
        return self.endpoint, self.form.method, tuple(self.names), pressed

    def __str__(self) -> str:
        """For messages of failure."""
        return f"{self.form.method} {self.action} ({self.endpoint}, on {self.page})"


@dataclass
class Walker:
    """A browser that goes everywhere."""

    client: Client
    seen: Counter[object] = field(default_factory=Counter)
    forms: dict[object, Found] = field(default_factory=dict)
    questions: dict[object, str] = field(default_factory=dict)

    def walk(self, starts: Iterable[str]) -> list[Found]:
        """Every kind of form that can be reached from these addresses."""
        waiting = deque(starts)
        asked = set(waiting)
        while waiting:
            path = waiting.popleft()
            answer = self.get(path)
            if answer.status_code in {301, 302, 303}:
                found = [self.local(answer.headers["Location"])]
            elif answer.mimetype == "text/html" and answer.data:
                found = list(self._read(path, answer))
            else:
                found = []
            for address in found:
                if address and address not in asked and self._is_new(address):
                    asked.add(address)
                    waiting.append(address)
        return list(self.forms.values())

    def get(self, path: str) -> TestResponse:
        """One page, whatever it answers."""
        return self.send("GET", path)

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        """One request as a browser sends it, in a context of its own."""
        return contextvars.Context().run(
            self.client.flask.open,
            path,
            method=method,
            base_url=self.client.address,
            headers=self.client._headers(method, htmx=False),
            buffered=True,
            **options,
        )

    def endpoint(self, method: str, path: str) -> str:
        """Who answers there; empty when nobody does."""
        routes = self.client.app.url_map.bind("tessera.test", url_scheme="https")
        try:
            return str(routes.match(urlsplit(path).path, method=method)[0])
        except RequestRedirect:
            return "redirect"
        except HTTPException:
            return ""

    def local(self, address: str) -> str:
        """An address of this site without its host; empty for others."""
        parts = urlsplit(address)
        if parts.netloc and parts.netloc not in self.client.address:
            return ""
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _is_new(self, path: str) -> bool:
        """Whether too few pages of this kind were opened yet."""
        asks = tuple(sorted(parse_qs(urlsplit(path).query)))
        endpoint = self.endpoint("GET", path)
        if endpoint in {"", "static"}:
            return False
        self.seen[endpoint, asks] += 1
        if asks:
            self.questions.setdefault((endpoint, asks), path)
        return self.seen[endpoint, asks] <= ALIKE

    def _read(self, path: str, answer: TestResponse) -> Iterator[str]:
        tree = lxml.html.document_fromstring(answer.get_data(as_text=True))
        for link in tree.iter("a"):
            href = self.local(link.get("href", ""))
            if href.startswith("/"):
                yield href
        for element in tree.iter("form"):
            form = Form(tree=tree, element=element, send=self.client.request)
            for button in form._buttons() or [None]:
                self._keep(path, form, button)

    def _keep(self, path: str, form: Form, button: Element | None) -> None:
        found = Found(path, form, button, "")
        endpoint = self.endpoint(form.method, found.action)
        found = Found(path, form, button, endpoint)
        if endpoint:
            self.forms.setdefault(found.key, found)
