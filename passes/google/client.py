"""A thin client of the walletobjects REST API: one request in, one verdict out.

It neither waits nor tries again: pacing, retries and their order belong to the caller
(`passes.google.pacing`). Nothing is logged here, and no verdict repeats what was sent.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol
from urllib.parse import quote, urlencode

import requests
from google.auth import exceptions

from passes.google.resources import Json, Resource
from passes.google.verdicts import Done, NotInvited, Unavailable, Verdict, verdict

BASE_URL: Final = "https://walletobjects.googleapis.com/walletobjects/v1/"

_MAX_ANSWER_BYTES: Final = 8_000_000
_CHUNK_BYTES: Final = 65_536
_PAGE: Final = 100


class Answer(Protocol):
    """What `Client` needs of a response of `requests`."""

    @property
    def status_code(self) -> int:
        """Of HTTP."""

    @property
    def headers(self) -> Mapping[str, str]:
        """As received."""

    def iter_content(self, chunk_size: int) -> Iterator[bytes]:
        """The body in pieces."""

    def close(self) -> None:
        """Give the connection back."""


class Transport(Protocol):
    """What `Client` needs of a session: see `passes.google.session`."""

    def request(
        self,
        method: str,
        url: str,
        *,
        data: bytes | None,
        headers: dict[str, str],
        timeout: float,
        allow_redirects: bool,
        stream: bool,
    ) -> Any:
        """Send and return an `Answer`."""


class Client:
    """Classes, objects and messages of one issuer.

    Every call returns a verdict; network faults, tokens refused and nonsense in the
    answer are verdicts too.
    """

    def __init__(
        self, transport: Transport, *, base_url: str = BASE_URL, timeout: float = 10.0
    ) -> None:
        """Keep the session.

        Args:
            transport: carries the access token.
            base_url: ends in a slash.
            timeout: seconds for connecting, for each pause of an answer and for a whole
                answer.
        """
        self._transport = transport
        self._base_url = f"{base_url.rstrip('/')}/"
        self._timeout = timeout

    def insert(self, resource: Resource) -> Verdict:
        """Create; `Exists` when it was there, `Missing` when an object's class is not."""
        return self._ask("POST", resource.type, body=resource.body)

    def get(self, resource_type: str, resource_id: str) -> Verdict:
        """Read; words come in old or new spelling (`resources.is_alike`)."""
        return self._ask("GET", resource_type, resource_id)

    def patch(self, resource_type: str, resource_id: str, body: Json) -> Verdict:
        """Merge a change: see `passes.google.patches`."""
        return self._ask("PATCH", resource_type, resource_id, body=body)

    def put(self, resource: Resource) -> Verdict:
        """Replace: what the document leaves out is cleared, messages too."""
        return self._ask("PUT", resource.type, resource.id, body=resource.body)

    def add_message(
        self, resource_type: str, resource_id: str, message: Json
    ) -> Verdict:
        """Add one to the card's messages: see `patches.message`."""
        body = {"message": message}
        return self._ask("POST", resource_type, resource_id, "addMessage", body=body)

    def modify_linked(
        self,
        resource_type: str,
        resource_id: str,
        *,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
    ) -> Verdict:
        """Attach offers to a loyalty card, or take them off, by their object ids."""
        changes = {
            "addLinkedOfferObjectIds": list(add),
            "removeLinkedOfferObjectIds": list(remove),
        }
        body = {
            "linkedOfferObjectIds": {key: ids for key, ids in changes.items() if ids}
        }
        way = "modifyLinkedOfferObjects"
        return self._ask("POST", resource_type, resource_id, way, body=body)

    def issuer(self, issuer_id: str) -> Verdict:
        """Read the issuer: tells whether the account is invited."""
        return self._ask("GET", "issuer", issuer_id)

    def page(self, object_type: str, class_id: str, *, token: str = "") -> Verdict:
        """One page of a class's objects: `resources`, and `pagination` with the token."""
        query = {"classId": class_id, "maxResults": str(_PAGE)}
        if token:
            query["token"] = token
        return self._ask("GET", object_type, query=query)

    def pages(self, object_type: str, class_id: str) -> Iterator[Verdict]:
        """All pages of a class's objects, or those before the verdict that ends them.

        Every verdict but the last is `Done`; so is the last when nothing was missed.
        """
        token = ""
        while True:
            answer = self.page(object_type, class_id, token=token)
            yield answer
            if not isinstance(answer, Done):
                return
            known, token = token, _next_token(answer.body)
            if token in {"", known}:
                return

    def _ask(
        self,
        method: str,
        *path: str,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
    ) -> Verdict:
        url = self._base_url + "/".join(quote(part, safe="") for part in path)
        if query:
            url += f"?{urlencode(query)}"
        data = None if body is None else json.dumps(body).encode()
        try:
            return self._answer(method, url, data)
        except exceptions.RefreshError as error:
            is_passing = error.retryable
            return Unavailable("token") if is_passing else NotInvited("token")
        except exceptions.GoogleAuthError:
            return Unavailable("token")
        except requests.exceptions.Timeout:
            return Unavailable("timeout")
        except requests.exceptions.RequestException:
            return Unavailable("network")

    def _answer(self, method: str, url: str, data: bytes | None) -> Verdict:
        answer: Answer = self._transport.request(
            method,
            url,
            data=data,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
        )
        try:
            body = self._body(answer)
        finally:
            answer.close()
        return verdict(answer.status_code, answer.headers, body)

    def _body(self, answer: Answer) -> bytes:
        """The body, unless it is endless or drips.

        Raises:
            Timeout: too large or too slow.
        """
        body = bytearray()
        until = time.monotonic() + self._timeout
        for chunk in answer.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > _MAX_ANSWER_BYTES or time.monotonic() > until:
                raise requests.exceptions.Timeout
        return bytes(body)


def _next_token(page: Json) -> str:
    pagination = page.get("pagination")
    token = pagination.get("nextPageToken") if isinstance(pagination, dict) else None
    return token if isinstance(token, str) else ""
