"""A `requests` session that carries the service account's access token.

google-auth keeps the token until it expires and asks for a new one once on a 401. Its
own credentials for service accounts would sign for a fixed address and look up more
hosts in the background, so the exchange itself (RFC 7523) stands here.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Final
from urllib.parse import urlencode

import requests
from google.auth import credentials, exceptions
from google.auth.transport.requests import AuthorizedSession, Request
from requests.adapters import HTTPAdapter

from passes.google.account import ServiceAccount

SCOPE: Final = "https://www.googleapis.com/auth/wallet_object.issuer"

_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_FORM: Final = "application/x-www-form-urlencoded"
_LIFE: Final = timedelta(hours=1)
_OK: Final = 200
_FAULTS_OF_OURS: Final = (400, 401, 403)


class Access(credentials.Credentials):
    """Trades a signed assertion for an access token, and keeps it; threads may share."""

    def __init__(
        self,
        account: ServiceAccount,
        *,
        clock: Callable[[], datetime],
        token_uri: str = "",
        timeout: float = 10.0,
    ) -> None:
        """Nothing is asked for yet.

        Args:
            account: who asks.
            clock: the present time, aware; tokens are valid from it.
            token_uri: where tokens are issued; empty means what the key file says.
            timeout: seconds that getting a token may take.
        """
        super().__init__()  # type: ignore[no-untyped-call]
        self._account = account
        self._token_uri = token_uri or account.token_uri
        self._clock = clock
        self._timeout = timeout
        self._lock = Lock()

    def refresh(self, request: Any) -> None:
        """Get a new token; of several threads at once, one after the other.

        Raises:
            RefreshError: refused; `retryable` when it may pass by itself.
            TransportError: nobody answered.
        """
        with self._lock:
            self._ask(request)

    def _ask(self, request: Any) -> None:
        form = {"grant_type": _GRANT, "assertion": self._assertion()}
        answer = request(
            url=self._token_uri,
            method="POST",
            body=urlencode(form).encode(),
            headers={"Content-Type": _FORM},
            timeout=self._timeout,
        )
        if answer.status != _OK:
            raise _failure(retryable=answer.status not in _FAULTS_OF_OURS)
        try:
            granted = json.loads(answer.data)
            self.token = str(granted["access_token"])
            life = timedelta(seconds=int(granted["expires_in"]))
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise _failure(retryable=True) from error
        # google-auth counts in naive UTC.
        self.expiry = self._clock().astimezone(UTC).replace(tzinfo=None) + life

    def _assertion(self) -> str:
        now = self._clock()
        claims = {
            "iss": self._account.email,
            "scope": SCOPE,
            "aud": self._token_uri,
            "iat": int(now.timestamp()),
            "exp": int((now + _LIFE).timestamp()),
        }
        named = {"kid": self._account.key_id} if self._account.key_id else {}
        return self._account.signed(claims, named)


def session(access: Access, *, ca: str = "") -> requests.Session:
    """A session for `Client`; threads may not share one.

    Args:
        access: who asks; one for all sessions, so that they share its token.
        ca: path of a file of trusted roots; empty means the usual ones.
    """
    asking = requests.Session()
    known = AuthorizedSession(  # type: ignore[no-untyped-call]
        access,
        auth_request=Request(asking),
        max_refresh_attempts=1,
    )
    for each in (asking, known):
        each.mount("https://", _Trusting(ca))
    return known


class _Trusting(HTTPAdapter):
    """Trusts the given roots, whatever the machine's settings say."""

    def __init__(self, ca: str) -> None:
        self._ca = ca
        super().__init__()

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        """Send with our roots."""
        if self._ca:
            options["verify"] = self._ca
        return super().send(request, **options)


def _failure(*, retryable: bool) -> exceptions.RefreshError:
    return exceptions.RefreshError(  # type: ignore[no-untyped-call]
        "no access token", retryable=retryable
    )
