"""Ways for a stand-in to reach a server: inside this process, or over real sockets."""

import contextvars
import ssl
from collections.abc import Mapping
from typing import Any

import httpx
from flask import Flask

from tests.standins.iphone import Answer, path_of


class InProcess:
    """Calls an application directly, each request in a context of its own."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app = app
        self.address = address

    def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        json: Any = None,
        content: bytes | None = None,
    ) -> Answer:
        """Send one request."""
        if not url.startswith(self.address):
            raise AssertionError(f"{url} is not on {self.address}")
        body: dict[str, Any] = {} if json is None else {"json": json}
        answer = contextvars.Context().run(
            self.app.test_client().open,
            path_of(url),
            method=method,
            base_url=self.address,
            headers=dict(headers),
            data=content,
            **body,
        )
        return Answer(answer.status_code, dict(answer.headers), answer.get_data())


class OverHttp:
    """Calls a live server; ``ca`` is the file of the authority that it is trusted by."""

    def __init__(self, *, ca: str = "", seconds: float = 30) -> None:
        verify: Any = ssl.create_default_context(cafile=ca) if ca else True
        self.client = httpx.Client(verify=verify, timeout=seconds, trust_env=False)

    def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        json: Any = None,
        content: bytes | None = None,
    ) -> Answer:
        """Send one request."""
        answer = self.client.request(
            method, url, headers=dict(headers), json=json, content=content
        )
        return Answer(answer.status_code, dict(answer.headers), answer.content)
