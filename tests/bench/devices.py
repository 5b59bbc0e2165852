"""A thousand phones that sync after a change of the whole programme: nobody misses it.

Each phone asks what changed and fetches its pass, over keep-alive connections to a live
server; the package is opened and looked through afterwards.
"""

import io
import json
import secrets
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from app.cards import actions as cards
from app.core import clock, db, tenancy
from app.core.config import Config
from app.core.ids import CardId
from app.people import actions as people
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.wallet.apple import packages
from app.wallet.identity import token_of
from passes.testing import demo_identity
from tests.bench import figures
from tests.bench.figures import Figure
from tests.bench.servers import granian
from tests.bench.stage import KINDS, Stage, shop, stage
from tests.world import Shop

PHONES, CONNECTIONS = 1_000, 16
LEAST_PER_SECOND, MOST_MS = 50.0, 500.0
NEWS = "7.5%"
"""Words of the new rules that every pass must show."""


@dataclass
class Phone:
    """One phone with one pass; ``packages`` is what it fetched."""

    serial: str
    token: str
    device: str = field(default_factory=lambda: secrets.token_hex(16))
    push_token: str = field(default_factory=lambda: secrets.token_hex(32))
    tag: str = ""
    packages: list[bytes] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def run() -> Iterator[Figure]:
    """Both databases, one after the other."""
    for kind in KINDS:
        yield from _measure(kind)


def _measure(kind: str) -> Iterator[Figure]:
    with stage(kind) as at:
        own = shop()
        config = _signing(at)
        phones = [_phone(card_id, own, config) for card_id in _cards(own)]
        environment = at.environment | {
            f"TESSERA_{name.upper()}": getattr(config, name)
            for name in ("base_url", *_CERTIFICATES)
        }
        with granian("wsgi:app", environment, threads=CONNECTIONS) as server:
            site = _Site(server.port, config)
            site.everybody(phones, site.register)
            site.everybody(phones, site.ask)
            _change(at, own)
            seconds = site.everybody(phones, site.sync)
    held = sum(any(map(_shows_news, phone.packages)) for phone in phones)
    fetches = sorted(ms for phone in phones for ms in phone.milliseconds)
    yield figures.at_least(
        f"phones that hold a programme's change, {kind}", held, PHONES, unit="phones"
    )
    yield figures.at_least(
        f"… passes fetched by them, {CONNECTIONS} connections, {kind}",
        len(fetches) / seconds,
        LEAST_PER_SECOND,
        unit="/s",
    )
    yield figures.at_most(
        f"… p95 of a fetch (median {fetches[len(fetches) // 2]:.0f} ms), {kind}",
        fetches[int(len(fetches) * 0.95)],
        MOST_MS,
        unit="ms",
    )


_CERTIFICATES = ("apple_certificate", "apple_key", "apple_intermediate")


def _signing(at: Stage) -> Config:
    """Settings with throw-away certificates; phones call over TLS elsewhere."""
    made = demo_identity(
        at.config.apple_pass_type, at.config.apple_team, now=clock.now()
    )
    paths = {
        name: str(Path(at.config.data_dir) / f"{name}.pem") for name in _CERTIFICATES
    }
    for path, pem in zip(paths.values(), made[:3], strict=True):
        Path(path).write_bytes(pem)
    return replace(at.config, base_url="https://tessera.test", **paths)


def _cards(own: Shop) -> list[CardId]:
    """A card for every phone, made in one transaction."""
    made = []
    with tenancy.scope(own.business_id), db.writing():
        for number in range(PHONES):
            person_id = people.start_anonymous(language="en", name=f"Guest {number}")
            member_id = people.join_business(person_id=person_id, source="bench")
            card = cards.issue(member_id=member_id, programme_id=own.programme_id)
            made.append(card.id)
    return made


def _phone(card_id: CardId, own: Shop, config: Config) -> Phone:
    with tenancy.scope(own.business_id):
        serial = packages.of_card(card_id, config).serial
    return Phone(serial, token_of(serial, config.secret_key))


def _change(at: Stage, own: Shop) -> None:
    with tenancy.scope(own.business_id), db.writing():
        programmes.change_rules(
            programme_id=own.programme_id,
            rules=PointsRules(rate_basis_points=750),
            starts_at=None,
            actor="system",
        )
    at.app.extensions["tessera_worker"].relay()


def _shows_news(package: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        document = json.loads(opened.read("pass.json"))
    back = document["storeCard"]["backFields"]
    return any(field["key"] == "rules" and NEWS in field["value"] for field in back)


class _Site:
    """The server as phones see it; each thread keeps its connection."""

    def __init__(self, port: int, config: Config) -> None:
        self._port = port
        self._type = config.apple_pass_type
        self._own = threading.local()

    def everybody(self, phones: list[Phone], act: Callable[[Phone], object]) -> float:
        """Let every phone do something, many at once; seconds."""
        started = time.perf_counter()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(act, phones))
        return time.perf_counter() - started

    def register(self, phone: Phone) -> None:
        """Ask to be told."""
        path = f"/devices/{phone.device}/registrations/{self._type}/{phone.serial}"
        body = json.dumps({"pushToken": phone.push_token})
        self._ask("POST", path, phone, HTTPStatus.CREATED, body)

    def ask(self, phone: Phone) -> list[str]:
        """Ask what changed: the serials to fetch."""
        query = f"?passesUpdatedSince={phone.tag}" if phone.tag else ""
        path = f"/devices/{phone.device}/registrations/{self._type}{query}"
        listed = json.loads(self._ask("GET", path, phone, HTTPStatus.OK))
        phone.tag = listed["lastUpdated"]
        serials: list[str] = listed["serialNumbers"]
        return serials

    def sync(self, phone: Phone) -> None:
        """Ask what changed, and fetch it."""
        for serial in self.ask(phone):
            started = time.perf_counter()
            path = f"/passes/{self._type}/{serial}"
            phone.packages.append(self._ask("GET", path, phone, HTTPStatus.OK))
            phone.milliseconds.append((time.perf_counter() - started) * 1000)

    def _ask(
        self, method: str, path: str, phone: Phone, status: int, body: str = ""
    ) -> bytes:
        headers = {"Authorization": f"ApplePass {phone.token}"}
        connection = self._connection()
        connection.request(method, f"/apple/v1{path}", body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return content

    def _connection(self) -> HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        return self._own.connection  # type: ignore[no-any-return]
