"""A scripted iPhone: keeps passes, registers them, and syncs as iOS does when pushed.

It knows nothing of the application: it speaks HTTP through a transport, so that it runs
against Flask's test client and against a live server alike, and it trusts no package
that it cannot open.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from passes.testing import OpenedPass, open_pkpass

ROWS = ("header", "primary", "secondary", "auxiliary", "back")
STYLES = ("storeCard", "coupon", "generic", "eventTicket")
AGENT = "passd/1.0 CFNetwork/3826.500.111 Darwin/24.4.0"


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, whatever its case; empty without one."""
        wanted = name.lower()
        return next((v for k, v in self.headers.items() if k.lower() == wanted), "")


class Transport(Protocol):
    """Sends one request to an address and brings the answer."""

    def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        json: Any = None,
        content: bytes | None = None,
    ) -> Answer:
        """Send; redirects are not followed."""


class SyncFailed(AssertionError):
    """The server did what no phone understands."""


@dataclass(frozen=True)
class Held:
    """A pass in the wallet, in the state that was fetched last."""

    package: bytes
    opened: OpenedPass
    modified: str

    @property
    def document(self) -> dict[str, Any]:
        """Its ``pass.json``."""
        return self.opened.document

    @property
    def serial(self) -> str:
        """Its serial number."""
        return str(self.document["serialNumber"])

    @property
    def pass_type(self) -> str:
        """Its pass type."""
        return str(self.document["passTypeIdentifier"])

    @property
    def base(self) -> str:
        """Where its web service is."""
        return str(self.document["webServiceURL"])

    @property
    def authorization(self) -> str:
        """What it proves itself with."""
        return f"ApplePass {self.document['authenticationToken']}"

    def said(self, text: object, language: str) -> str:
        """A text of the document as the phone shows it."""
        table = self.opened.strings.get(language, {})
        return str(table.get(str(text), text))

    def fields(self, language: str = "en") -> dict[str, tuple[str, str, str]]:
        """Label, value and change message by key, front to back."""
        style = next(self.document[name] for name in STYLES if name in self.document)
        return {
            each["key"]: (
                self.said(each.get("label", ""), language),
                self.said(each["value"], language),
                self.said(each.get("changeMessage", ""), language),
            )
            for row in ROWS
            for each in style.get(f"{row}Fields", ())
        }


@dataclass
class IPhone:
    """One phone with its wallet; ``notices`` is what its lock screen has shown."""

    transport: Transport
    language: str = "en"
    device: str = field(default_factory=lambda: secrets.token_hex(16))
    push_token: str = field(default_factory=lambda: secrets.token_hex(32))
    wallet: dict[tuple[str, str], Held] = field(default_factory=dict)
    tags: dict[tuple[str, str], str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    fetches: int = 0

    def add(self, package: bytes, *, modified: str = "") -> Held:
        """Put a downloaded pass into the wallet and register it, as iOS does."""
        held = self.keep(package, modified=modified)
        if "webServiceURL" in held.document:
            answer = self.register(held)
            if answer.status not in {200, 201}:
                raise SyncFailed(f"registration answered {answer.status}")
        return held

    def keep(self, package: bytes, *, modified: str = "") -> Held:
        """Put a pass into the wallet and tell nobody yet."""
        held = Held(package, open_pkpass(package), modified)
        self.wallet[held.pass_type, held.serial] = held
        return held

    def register(self, held: Held, **changes: Any) -> Answer:
        """Ask to be told of a pass; ``changes`` as in ``call``."""
        body = {"pushToken": self.push_token}
        return self.call("POST", held, self.registration(held), json=body, **changes)

    def remove(self, held: Held, **changes: Any) -> Answer:
        """Take a pass out of the wallet."""
        self.wallet.pop((held.pass_type, held.serial), None)
        return self.call("DELETE", held, self.registration(held), **changes)

    def fetch(self, held: Held, *, method: str = "GET", **changes: Any) -> Answer:
        """Ask for the newest state, as a phone that holds this one."""
        known = {"If-Modified-Since": held.modified} if held.modified else {}
        headers = known | dict(changes.pop("headers", {}))
        path = f"/v1/passes/{held.pass_type}/{held.serial}"
        return self.call(method, held, path, headers=headers, **changes)

    def updates(self, base: str, pass_type: str, tag: str | None = None) -> Answer:
        """Ask which passes have changed since a tag; nothing proves who asks."""
        path = f"/v1/devices/{self.device}/registrations/{pass_type}"
        query = "" if tag is None else f"?passesUpdatedSince={quote(tag, safe='')}"
        return self.transport("GET", base + path + query, headers={"User-Agent": AGENT})

    def complain(self, base: str, *messages: str) -> Answer:
        """Write into the server's log."""
        return self.transport(
            "POST",
            f"{base}/v1/log",
            headers={"User-Agent": AGENT},
            json={"logs": list(messages)},
        )

    def sync(self) -> list[str]:
        """What iOS does on a push; the messages that the lock screen shows."""
        shown: list[str] = []
        for base, pass_type in sorted(
            {(h.base, h.pass_type) for h in self.wallet.values()}
        ):
            shown += self._sync(base, pass_type)
        self.notices += shown
        return shown

    def _sync(self, base: str, pass_type: str) -> list[str]:
        place = base, pass_type
        listed = self.updates(base, pass_type, self.tags.get(place))
        if listed.status == 204:
            if listed.body:
                raise SyncFailed("204 with a body")
            return []
        serials, tag = _listed(listed)
        shown: list[str] = []
        for serial in serials:
            held = self.wallet.get((pass_type, serial))
            if held is not None:
                shown += self._refresh(held)
        # Only now: with one fetch missing, the old tag brings it again.
        self.tags[place] = tag
        return shown

    def _refresh(self, held: Held) -> list[str]:
        answer = self.fetch(held)
        if answer.status == 304:
            return []
        if answer.status != 200:
            raise SyncFailed(f"fetch answered {answer.status}")
        self.fetches += 1
        fresh = Held(
            answer.body, open_pkpass(answer.body), answer.header("Last-Modified")
        )
        if not fresh.modified:
            raise SyncFailed("no Last-Modified")
        for name in ("serialNumber", "passTypeIdentifier", "authenticationToken"):
            if fresh.document[name] != held.document[name]:
                raise SyncFailed(f"{name} has changed")
        self.wallet[held.pass_type, held.serial] = fresh
        return messages(held, fresh, self.language)

    def registration(self, held: Held) -> str:
        """The path of this phone's registration for a pass."""
        return f"/v1/devices/{self.device}/registrations/{held.pass_type}/{held.serial}"

    def call(
        self,
        method: str,
        held: Held,
        path: str,
        *,
        authorization: str | None = "",
        headers: Mapping[str, str] | None = None,
        **body: Any,
    ) -> Answer:
        """A call about a pass; ``authorization`` None sends none, empty the right one."""
        sent = {"User-Agent": AGENT, **(headers or {})}
        if authorization is not None:
            sent["Authorization"] = authorization or held.authorization
        return self.transport(method, held.base + path, headers=sent, **body)


def messages(before: Held, after: Held, language: str) -> list[str]:
    """The sentences that a lock screen shows for what has changed."""
    old, new = before.fields(language), after.fields(language)
    return [
        message.replace("%@", value)
        for key, (_, value, message) in new.items()
        if message and key in old and old[key][1] != value
    ]


def _listed(answer: Answer) -> tuple[list[str], str]:
    """Serials and tag of a list; raises SyncFailed for what iOS would stumble over."""
    if answer.status != 200:
        raise SyncFailed(f"list answered {answer.status}")
    if not answer.header("Content-Type").startswith("application/json"):
        raise SyncFailed("the list is not JSON")
    body = json.loads(answer.body)
    serials, tag = body["serialNumbers"], body["lastUpdated"]
    if not isinstance(tag, str) or not tag:
        raise SyncFailed("lastUpdated is no text")
    if not serials or not all(isinstance(each, str) for each in serials):
        raise SyncFailed("serialNumbers are no texts")
    return serials, tag


def path_of(url: str) -> str:
    """Path and query of an address."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
