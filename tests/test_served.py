"""A served site waits for its own requests before its database changes hands."""

import threading
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

from flask import Flask

from tests.served import serve


def test_a_site_ends_when_whoever_asked_is_answered() -> None:
    arrived, go_on = threading.Event(), threading.Event()
    steps: list[str] = []

    def make(_: str) -> Flask:
        app = Flask("slow")

        @app.get("/")
        def slow() -> str:
            arrived.set()
            go_on.wait(10)
            steps.append("answered")
            return "late"

        return app

    with serve(make) as site:
        with closing(HTTPConnection(urlsplit(site.address).netloc)) as line:
            line.request("GET", "/")
            assert arrived.wait(10)
        # The window is closed; its question is still being answered.
        threading.Timer(0.2, go_on.set).start()
    steps.append("gone")
    assert steps == ["answered", "gone"]
