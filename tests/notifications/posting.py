"""A sender of messages with a mail server of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from app.core.config import Config
from app.notifications import sending
from tests.conftest import MakeApp
from tests.notifications.test_handlers import free_port
from tests.notifications.test_news import Postbox
from tests.world import World


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    """A running mail server and its address."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@dataclass
class Post:
    """The application that sends, and what its mail server got."""

    app: Flask
    box: Postbox

    @property
    def config(self) -> Config:
        """Its settings."""
        found: Config = self.app.extensions["tessera_config"]
        return found

    def run(self, job: Callable[..., Any], *given: Any) -> Any:
        """Run a job in the application's context."""
        with self.app.app_context():
            return job(*given)

    def send(self) -> int:
        """Everything that is due now."""
        total = 0
        while count := self.run(sending.send, self.config):
            total += count
        return total


@pytest.fixture
def post(
    world: World,
    make_app: MakeApp,
    postbox: tuple[Postbox, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Post:
    """A sender with a mail server; nothing takes it any time, however busy we are."""
    monkeypatch.setattr("app.core.clock.seconds", lambda: 0.0)
    box, url = postbox
    return Post(make_app(smtp_url=url, mail_from="Tessera <hello@tessera.test>"), box)
