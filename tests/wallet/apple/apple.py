"""A stand-in for Apple together with settings that lead there."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.core import tenancy
from app.core.config import Config
from app.wallet.apple import pushes, updates
from passes.testing import DemoIdentity, demo_identity
from tests.standins.apns import Apns
from tests.wallet.apple import phones
from tests.world import Holder, Shop, sell

PASS_TYPE, TEAM = "pass.test.tessera", "TEST000000"


@cache
def identity(name: str, *, begun: datetime | None = None) -> DemoIdentity:
    """A certificate by name; TLS goes by the machine's clock, so this does too."""
    return demo_identity(PASS_TYPE, TEAM, now=begun or datetime.now(UTC))


@dataclass(frozen=True)
class Apple:
    """The stand-in, and how to be certified there."""

    apns: Apns
    plain: Config
    folder: Path

    def config(self, name: str = "ours", own: DemoIdentity | None = None) -> Config:
        """Settings with a certificate: the usual one, or another by its name."""
        own = own or identity(name)
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        files = ("certificate.pem", "key.pem", "intermediate.pem")
        for file, pem in zip(files, own[:3], strict=True):
            (folder / file).write_bytes(pem)
        return replace(
            self.plain,
            apple_pass_type=PASS_TYPE,
            apple_team=TEAM,
            apple_certificate=str(folder / files[0]),
            apple_key=str(folder / files[1]),
            apple_intermediate=str(folder / files[2]),
            apns_url=self.apns.url,
            apns_ca=self.apns.ca,
        )


def change(shop: Shop, *holders: Holder) -> None:
    """A cheque on each card, and what the worker does with it at once."""
    for holder in holders or (shop.member,):
        sell(shop, holder, amount_minor=45_000)
        with tenancy.scope(shop.business_id):
            updates.cards_changed([holder.card_id])


def drain(config: Config) -> int:
    """Send until nothing is due now."""
    total = 0
    while sent := pushes.send(config):
        total += sent
    return total


def crowd(shop: Shop, count: int) -> list[str]:
    """Phones with the member's card, and due; their tokens."""
    tokens = [phones.give(shop, shop.member) for _ in range(count)]
    change(shop)
    return tokens


def with_settings(config: Config, **changes: Any) -> Config:
    return Config(**(vars(config) | changes))


def before_settling(
    monkeypatch: pytest.MonkeyPatch, happen: Callable[[], None]
) -> None:
    """Let something happen once, between Apple's answer and our writing it down."""
    settle = pushes._settle
    waiting = [happen]

    def late(*args: Any, **kwargs: Any) -> None:
        if waiting:
            waiting.pop()()
        settle(*args, **kwargs)

    monkeypatch.setattr(pushes, "_settle", late)


def together(*jobs: Callable[[], None]) -> None:
    failures: list[BaseException] = []

    def run(job: Callable[[], None]) -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 - told below, in the test's thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for failure in failures:
        raise failure
