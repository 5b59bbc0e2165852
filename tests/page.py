"""A strict client: whatever page a test fetches must be a good page.

It behaves like a browser with JavaScript switched off: it sends cookies and the Origin of
the site, fills the forms it finds, and follows redirects. ``htmx=True`` makes it ask as
htmx does. Each request runs in a context of its own, as in production.
"""

import contextvars
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask, has_app_context
from werkzeug.test import TestResponse

from app.core import db
from app.core.ids import PersonId
from app.people import actions as people
from app.people import queries
from tests import html_rules
from tests.form import Form

REDIRECTS = {301, 302, 303, 307, 308}
MAX_REDIRECTS = 5


class Client:
    """One person's browser."""

    def __init__(self, app: Flask, *, address: str, language: str = "ru") -> None:
        self.app = app
        self.address = address
        self.language = language
        self.flask = app.test_client()

    def another(self, *, language: str | None = None) -> "Client":
        """A second browser without this one's cookies."""
        return Client(
            self.app, address=self.address, language=language or self.language
        )

    def sign_in(
        self,
        person_id: PersonId,
        *,
        is_staff_sign_in: bool | None = None,
        has_second_factor: bool = True,
    ) -> None:
        """Sign somebody in on this browser, past the codes they would have to type.

        As the real sign-in does, it is one for work when the person works somewhere.
        """
        if is_staff_sign_in is None:
            is_staff_sign_in = bool(queries.workplaces(person_id))
        with db.writing():
            token = people.open_session(
                person_id=person_id,
                device="test",
                is_staff_sign_in=is_staff_sign_in,
                has_second_factor=has_second_factor,
                secret_key=self.app.config["SECRET_KEY"],
            )

        def remember() -> None:
            with self.flask.session_transaction(base_url=self.address) as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True

        contextvars.Context().run(remember)

    def get(self, path: str, **options: Any) -> "Page":
        """Fetch an address; options as in ``request``."""
        return self.request("GET", path, **options)

    def post(self, path: str, data: Any = None, **options: Any) -> "Page":
        """Post bare data, past any form; options as in ``request``."""
        return self.request("POST", path, data=data, **options)

    def request(
        self,
        method: str,
        path: str,
        *,
        status: int | None = None,
        follow: bool = False,
        htmx: bool = False,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> "Page":
        """Send one request and check the answer.

        Args:
            method: GET, POST …
            path: a path of the site, or an absolute address of it.
            status: the status that must come; without it anything below 500 may.
            follow: go where redirects lead.
            htmx: ask as htmx does.
            headers: more headers, or others than ours.
            options: what Flask's test client takes (data, json, query_string …).
        """
        parts = urlsplit(path)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        all_headers = self._headers(method, htmx=htmx) | dict(headers or {})
        if has_app_context():
            # What the test has read must not hide what the request will write.
            db.session().rollback()
        # A context of its own: nothing of the test's (session, g, scope) leaks in.
        answer: TestResponse = contextvars.Context().run(
            self.flask.open,
            target,
            method=method,
            base_url=self.address,
            headers=all_headers,
            **({"buffered": True} | options),
        )
        page = Page(client=self, answer=answer, method=method, path=target)
        page.check(status)
        return page.follow() if follow else page

    def _headers(self, method: str, *, htmx: bool) -> dict[str, str]:
        headers = {"Accept-Language": self.language, "Sec-Fetch-Site": "same-origin"}
        if method != "GET":
            headers["Origin"] = self.address
        if htmx:
            headers["HX-Request"] = "true"
            headers["HX-Request-Type"] = "partial"
            headers["Accept"] = "text/html"
        return headers


@dataclass(frozen=True)
class Page:
    """An answer, read strictly."""

    client: Client
    answer: TestResponse
    method: str
    path: str

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.answer.status_code

    @property
    def headers(self) -> Any:
        """The answer's headers."""
        return self.answer.headers

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return self.answer.get_json()

    @property
    def data(self) -> bytes:
        """The answer's bytes."""
        return self.answer.get_data()

    @property
    def markup(self) -> str:
        """The answer's text as sent."""
        return self.answer.get_data(as_text=True)

    @property
    def location(self) -> str:
        """Where a redirect leads: path and query."""
        parts = urlsplit(urljoin(self.path, self.headers["Location"]))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @cached_property
    def tree(self) -> Element:
        """The parsed page or fragment."""
        return html_rules.parse(self.markup)[0]

    @property
    def text(self) -> str:
        """The visible words, single-spaced."""
        return html_rules.words(self.tree)

    @property
    def title(self) -> str:
        """The words of <title>."""
        return html_rules.words(next(html_rules.elements(self.tree, "title")))

    @property
    def h1(self) -> str:
        """The words of the heading."""
        return html_rules.words(next(html_rules.elements(self.tree, "h1")))

    @property
    def is_fragment(self) -> bool:
        """Whether this is part of a page only."""
        return not html_rules.parse(self.markup)[1]

    def check(self, status: int | None) -> None:
        """Raise AssertionError when the status or the markup is wrong."""
        what = f"{self.method} {self.path}"
        if status is None:
            assert self.status < 500, f"{what} answered {self.status}"
        else:
            shown = self.markup[:400] if self.status != status else ""
            assert self.status == status, f"{what} answered {self.status}: {shown}"
        if self.answer.mimetype == "text/html" and self.data and not self._leads_away():
            routes = self.client.app.url_map.bind_to_environ(
                self.answer.request.environ
            )
            found = html_rules.objections(self.markup, routes)
            assert not found, f"{what}:\n  " + "\n  ".join(found)

    def _leads_away(self) -> bool:
        return self.status in REDIRECTS

    def follow(self) -> "Page":
        """Go where redirects lead; a change must answer 303."""
        page = self
        for _ in range(MAX_REDIRECTS):
            if not page._leads_away():
                return page
            if page.method not in {"GET", "HEAD"}:
                assert page.status == 303, f"{page.path}: {page.status}, not 303"
            page = page.client.get(page.location)
        raise AssertionError(f"{self.path}: a redirect loop")

    def all(self, *tags: str, cls: str = "", **attributes: str) -> list[Element]:
        """Elements by tag, class and attributes (``data_id`` finds ``data-id``)."""
        wanted = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}
        return [
            element
            for element in html_rules.elements(self.tree, *tags)
            if (not cls or cls in element.get("class", "").split())
            and all(element.get(k) == v for k, v in wanted.items())
        ]

    def one(self, *tags: str, cls: str = "", **attributes: str) -> Element:
        """The only such element."""
        found = self.all(*tags, cls=cls, **attributes)
        assert len(found) == 1, f"{len(found)} of {tags} {cls} {attributes}"
        return found[0]

    def link(self, words: str) -> str:
        """The address of the only link that says ``words`` (or contains them)."""
        links = [
            (html_rules.words(a) or a.get("aria-label", ""), a.attrib["href"])
            for a in self.all("a")
            if "href" in a.attrib
        ]
        exact = {href for said, href in links if said == words}
        found = exact or {href for said, href in links if words in said}
        assert len(found) == 1, f"link {words!r}: {sorted(found)} in {links}"
        return found.pop()

    def click(self, words: str, **options: Any) -> "Page":
        """Follow a link by its words."""
        return self.client.get(self.link(words), follow=True, **options)

    def forms(self) -> list[Form]:
        """Every form of the page."""
        return [
            Form(tree=self.tree, element=element, send=self.client.request)
            for element in self.all("form")
        ]

    def form(self, *, action: str = "", id_: str = "", button: str = "") -> Form:
        """The only form whose address ends so, or that has this id or button."""
        found = [
            form
            for form in self.forms()
            if form.action.endswith(action)
            and (not id_ or form.element.get("id") == id_)
            and (not button or form.has_button(button))
        ]
        actions = [form.action for form in self.forms()]
        assert len(found) == 1, f"{len(found)} forms {action}{id_}{button}; {actions}"
        return found[0]
