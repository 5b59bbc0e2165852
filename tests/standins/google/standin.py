"""The stand-in as its users see it: addresses, switches, what happened."""

import json
import tempfile
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import requests

from tests.standins.google import wallet
from tests.standins.google.keys import Keys
from tests.standins.google.server import (
    Fault,
    Recorded,
    Reply,
    Request,
    Server,
    Window,
    error,
)
from tests.standins.google.tls import server_context
from tests.standins.google.tokens import Accounts, BadToken

ISSUER = "3388000000012345678"


class GoogleStandIn:
    """Google Wallet on 127.0.0.1 over TLS, for tests and for the demo.

    Use it as a context manager, or call `start` and `stop`.

    Attributes:
        issuer_id: the issuer it knows.
        accounts: the service account: `key_file()` gives its key.
        wallet: what is stored; `wallet.legacy_spelling` switches the old words on.
        keys: sign callbacks.
        is_invited: whether the account may touch the issuer (else permissionDenied).
    """

    def __init__(
        self,
        *,
        issuer_id: str = ISSUER,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        rate: int | None = None,
    ) -> None:
        """Make keys; see `limit_rate` for the rate."""
        self.issuer_id = issuer_id
        self.is_invited = True
        self.accounts = Accounts(now)
        self.wallet = wallet.Wallet(issuer_id, now)
        self.keys = Keys(issuer_id)
        self._now = now
        self._window = Window(rate)
        self._folder = tempfile.TemporaryDirectory(prefix="google-stand-in-")
        context, self._ca = server_context(Path(self._folder.name))
        self._server = Server(self._answer, context)

    # --- Life -----------------------------------------------------------------------

    def start(self) -> Self:
        """Listen on a free port."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Hang up and forget everything."""
        self._server.stop()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_why: object) -> None:
        self.stop()

    # --- Addresses: what the settings of the product point to --------------------------

    @property
    def address(self) -> str:
        """`https://127.0.0.1:<port>`."""
        return f"https://127.0.0.1:{self._server.port}"

    @property
    def base_url(self) -> str:
        """Of the REST API."""
        return f"{self.address}/walletobjects/v1/"

    @property
    def token_uri(self) -> str:
        """Where access tokens are issued."""
        return f"{self.address}/token"

    @property
    def save_prefix(self) -> str:
        """Before the token in a save link."""
        return f"{self.address}/gp/v/save/"

    @property
    def keys_url(self) -> str:
        """Of the root keys that sign callbacks."""
        return f"{self.address}/gp/m/issuer/keys"

    @property
    def ca(self) -> str:
        """Path of the root certificate to trust."""
        return str(self._ca)

    def key_file(self) -> bytes:
        """The JSON key of the service account."""
        return self.accounts.key_file(self.token_uri)

    # --- Things that go wrong ------------------------------------------------------------

    def fail_next(
        self,
        status: int,
        *,
        times: int = 1,
        reason: str = "backendError",
        after_applying: bool = False,
        retry_after: int | None = None,
        is_html: bool = False,
        where: str = "/walletobjects/",
    ) -> None:
        """The next requests fail, perhaps after they took effect.

        Args:
            status: of HTTP.
            times: so many requests.
            reason: Google's code word.
            after_applying: the change is made, only the answer is lost.
            retry_after: seconds, as a header.
            is_html: a page instead of JSON.
            where: part of the path: `/token`, `/loyaltyObject`, …
        """
        fault = Fault(
            where, times, status, reason, after_applying, retry_after, is_html
        )
        self._server.faults.append(fault)

    def html_next(self, *, times: int = 1, where: str = "/walletobjects/") -> None:
        """The next requests take effect, and a page with status 200 comes back."""
        self._server.faults.append(Fault(where, times, is_html=True))

    def slow_next(
        self, seconds: float, *, times: int = 1, where: str = "/walletobjects/"
    ) -> None:
        """The next requests are answered late."""
        self._server.faults.append(Fault(where, times, slow_seconds=seconds))

    def hang_next(self, *, times: int = 1, where: str = "/walletobjects/") -> None:
        """The next requests are never answered and take no effect."""
        self._server.faults.append(Fault(where, times, hangs=True))

    def limit_rate(self, per_second: int | None) -> None:
        """More requests in a second are answered with rateLimitExceeded."""
        self._window.limit = per_second

    def recover(self) -> None:
        """Nothing goes wrong any more."""
        self._server.faults.clear()

    # --- What happened -------------------------------------------------------------------

    @property
    def recorded(self) -> list[Recorded]:
        """Everything that was asked, in order, with the status of the answer."""
        return list(self._server.requests)

    def calls(self, method: str, part: str = "") -> list[Recorded]:
        """Requests by method and a part of their path."""
        return [
            each
            for each in self.recorded
            if each.method == method and part in each.path
        ]

    def card(self, object_id: str) -> dict[str, Any]:
        """An object as stored.

        Raises:
            KeyError: there is none.
        """
        return deepcopy(self.wallet.find(object_id)[1])

    # --- What people do ------------------------------------------------------------------

    def open_link(self, link: str) -> int:
        """Tap a save link; the status of the page (200: the card is on the phone)."""
        return requests.get(link, verify=self.ca, timeout=10).status_code

    def saved(self, object_id: str, url: str = "", **options: Any) -> requests.Response:
        """Tell the product that a card was saved.

        Args:
            object_id: an object that exists.
            url: where to; empty means the class's `callbackOptions.url`.
            options: of `requests.post`: `verify`, `timeout`.
        """
        return self._call_back("save", object_id, url, options)

    def deleted(
        self, object_id: str, url: str = "", **options: Any
    ) -> requests.Response:
        """Tell the product that a card was removed: see `saved`."""
        return self._call_back("del", object_id, url, options)

    def callback(self, event: str, object_id: str) -> bytes:
        """A signed callback (`save` or `del`), to be tampered with or sent twice."""
        _, body = self.wallet.find(object_id)
        now = self._now()
        message = self.keys.message(event, body["classId"], object_id, now)
        return json.dumps(self.keys.signed(message, now)).encode()

    def _call_back(
        self, event: str, object_id: str, url: str, options: dict[str, Any]
    ) -> requests.Response:
        kind, body = self.wallet.find(object_id)
        body["hasUsers"] = event == "save"
        classes = self.wallet.stored[kind.replace("Object", "Class")]
        to = url or classes[body["classId"]]["callbackOptions"]["url"]
        headers = {"Content-Type": "application/json", "User-Agent": "Googlebot/2.1"}
        return requests.post(
            to,
            data=self.callback(event, object_id),
            headers=headers,
            **{"timeout": 10, **options},
        )

    # --- Answers -------------------------------------------------------------------------

    def _answer(self, request: Request) -> Reply:
        match request.parts:
            case ("token",) if request.method == "POST":
                return self.accounts.exchange(request, self.token_uri)
            case ("gp", "v", "save", token) if request.method == "GET":
                return self._save(token)
            case ("gp", "m", "issuer", "keys"):
                keys = json.loads(self.keys.document(self._now()))
                return Reply(200, keys, {"Cache-Control": "max-age=3600"})
            case ("walletobjects", "v1", *_):
                return self._rest(request)
        return error(404, "notFound")

    def _rest(self, request: Request) -> Reply:
        if not self.accounts.is_authorized(request):
            return error(401, "authError", "Invalid Credentials")
        if not self.is_invited:
            return error(403, "permissionDenied", "Permission denied.")
        if self._window.is_full():
            return error(403, "rateLimitExceeded", "Rate Limit Exceeded")
        return self.wallet.handle(request)

    def _save(self, token: str) -> Reply:
        """The page behind a link; it puts known cards into the phone."""
        try:
            for kind, object_id in self.accounts.references(token):
                found, body = self.wallet.find(object_id)
                if found != kind:
                    raise BadToken(f"{object_id} is no {kind}")
                body["hasUsers"] = True
        except (BadToken, KeyError) as fault:
            page = f"<p>Something went wrong. Please try again. <!-- {fault} -->"
            return Reply(400, page.encode())
        return Reply(200, b"<p>Added to Wallet")
