"""``flask demo wallet``: a card's life on two phones, without any account.

Everything is real but the ends: a live server over TLS, signatures, HTTP/2 pushes with
a client certificate, Google's REST with tokens; Apple, Google and the phones are played
by the stand-ins beside this file.
"""

import logging
import secrets
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import flask_migrate
import httpx
from flask import Flask
from werkzeug.serving import make_server

from app.businesses import actions as businesses
from app.cards import codes
from app.core import db, tenancy
from app.core.config import Config
from app.factory import create_app
from app.people import actions as people
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.rules import Reward
from passes.testing import DemoIdentity, demo_identity
from tests.standins import apns
from tests.standins.google.standin import GoogleStandIn
from tests.standins.google.tls import server_context
from tests.standins.guest import IPHONE, PIXEL, Guest
from tests.standins.iphone import Held, IPhone
from tests.standins.transports import OverHttp

SLUG = "polden"
PASS_TYPE, TEAM = "pass.demo.tessera", "DEMO000000"
PATIENCE_SECONDS = 15.0
Say = Callable[[str], None]


@dataclass(frozen=True)
class Stage:
    """A live installation, and the stand-ins around it."""

    app: Flask
    address: str
    ca: str
    till: httpx.Client
    apple: apns.Apns
    google: GoogleStandIn


def play(say: Say) -> None:
    """Enrol, buy, be pushed, update, on both phones; erase; say what they show."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with _stage(say) as stage:
        _play_apple(stage, say)
        _play_google(stage, say)
    say("That was all: no account, no real certificate, nothing left behind.")


def _play_apple(stage: Stage, say: Say) -> None:
    say("\n— iPhone —")
    guest = Guest(stage.address, stage.ca, IPHONE)
    guest.press(f"/{SLUG}/join", "/join")
    phone = IPhone(OverHttp(ca=stage.ca), language="ru")
    held = phone.add(guest.client.get(f"/{SLUG}/card/pass.pkpass").content)
    phone.sync()
    say("A guest scanned the poster, tapped once and added the pass. It shows:")
    _show_pass(phone, held, say)
    _buy(stage, _number(held))
    took = _until(lambda: len(stage.apple.taken) == 1)
    say(f"A purchase of 900 ₽ was acknowledged; the push came {took:.2f} s later.")
    for message in phone.sync():
        say(f"  lock screen: {message}")
    _show_pass(phone, _latest(phone, held), say)
    pushes = len(stage.apple.taken)
    for _ in range(3):
        _buy(stage, _number(held))
    _until(lambda: len(stage.apple.taken) > pushes)
    time.sleep(1)
    more = len(stage.apple.taken) - pushes
    shown = phone.sync()
    say(f"Three purchases in a row: pushes: {more}, messages shown: {len(shown)}.")
    _show_pass(phone, _latest(phone, held), say)
    _erase(guest)
    _until(lambda: len(stage.apple.taken) > pushes + more)
    phone.sync()
    document = _latest(phone, held).document
    say(f"The guest erased their data. voided: {document.get('voided')}; it shows:")
    _show_pass(phone, _latest(phone, held), say)


def _play_google(stage: Stage, say: Say) -> None:
    say("\n— Android —")
    guest = Guest(stage.address, stage.ca, PIXEL)
    guest.press(f"/{SLUG}/join", "/join")
    guest.press(f"/{SLUG}/card/save", "/card/google")
    link: list[str] = []

    def is_ready() -> bool:
        answer = guest.open(f"/{SLUG}/card/google")
        link[:] = [answer.headers.get("Refresh", "").partition("url=")[2]]
        return link[0].startswith(stage.google.save_prefix)

    took = _until(is_ready)
    say(
        f"Google has the card after {took:.2f} s; the link has {len(link[0])} characters."
    )
    if stage.google.open_link(link[0]) != httpx.codes.OK:
        raise AssertionError("the save link was refused")
    (name,) = _cards(stage)
    _show_card(stage, name, say)
    before = len(stage.google.calls("PATCH"))
    _buy(stage, _number_at_google(stage, name))
    took = _until(lambda: len(stage.google.calls("PATCH")) > before)
    say(f"A purchase of 900 ₽: Google was told {took:.2f} s later.")
    _show_card(stage, name, say)
    _erase(guest)
    _until(lambda: stage.google.card(name)["state"].upper() != "ACTIVE")
    say("The guest erased their data.")
    _show_card(stage, name, say)


def _show_pass(phone: IPhone, held: Held, say: Say) -> None:
    for label, value, _ in list(held.fields("ru").values())[:5]:
        shown = value[:16].replace("T", " ") if value.endswith("Z") else value
        say(f"  {label}: {shown}")
    say(f"  ({len(phone.wallet)} pass, signature and hashes verified)")


def _show_card(stage: Stage, name: str, say: Say) -> None:
    card = stage.google.card(name)
    points = card.get("loyaltyPoints", {})
    say(f"  state: {card['state']}")
    say(f"  {points.get('label', '')}: {points.get('balance', {})}")


def _latest(phone: IPhone, held: Held) -> Held:
    return phone.wallet[held.pass_type, held.serial]


def _number(held: Held) -> str:
    return str(held.document["barcodes"][0]["message"])


def _cards(stage: Stage) -> list[str]:
    return [str(call.body["id"]) for call in stage.google.calls("POST", "Object")]


def _number_at_google(stage: Stage, name: str) -> str:
    """What a till reads off Google's card: its code of this moment, or the lasting one."""
    number = str(stage.google.card(name)["barcode"]["value"])
    return codes.static_payload(codes.parse(number).number)  # type: ignore[union-attr]


def _buy(stage: Stage, code: str) -> None:
    """A receipt of 900 ₽ from the till software, acknowledged."""
    stage.till.post(
        "/api/v1/receipts",
        json={"card": code, "lines": [{"amount_minor": 90_000, "name": "Капучино"}]},
        headers={"Idempotency-Key": secrets.token_hex(16)},
    ).raise_for_status()


def _erase(guest: Guest) -> None:
    guest.press(f"/{SLUG}/card/erase", "/card/erase", sure="y")


def _until(is_so: Callable[[], bool]) -> float:
    """Wait until something is so; the seconds it took.

    Raises:
        AssertionError: it did not become so in time.
    """
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise AssertionError(f"nothing came in {PATIENCE_SECONDS:.0f} s")
        time.sleep(0.02)
    return time.monotonic() - began


@contextmanager
def _stage(say: Say) -> Iterator[Stage]:
    """Certificates, stand-ins, a business and a live server; gone afterwards."""
    say("Making throw-away certificates, an Apple and a Google for the demo …")
    identity = demo_identity(PASS_TYPE, TEAM, now=datetime.now(UTC))
    with (
        tempfile.TemporaryDirectory(prefix="wallet-demo-") as name,
        apns.serving(identity.root_pem) as apple,
        GoogleStandIn() as google,
    ):
        folder = Path(name)
        context, ca = server_context(folder)
        server = make_server(
            "127.0.0.1", 0, Flask("empty"), threaded=True, ssl_context=context
        )
        address = f"https://127.0.0.1:{server.server_port}"
        config = _config(folder, address, identity, apple, google)
        server.app = app = create_app(config)
        with app.app_context():
            flask_migrate.upgrade()
            key = _business(config)
        consumer = app.extensions["tessera_worker"].consumer()
        consumer.start()
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield Stage(app, address, str(ca), _till(address, ca, key), apple, google)
        finally:
            app.extensions["tessera_worker"].stop()
            consumer.stop(graceful=True)
            server.shutdown()
            server.server_close()


def _till(address: str, ca: Path, key: str) -> httpx.Client:
    return httpx.Client(
        base_url=address,
        verify=ssl.create_default_context(cafile=str(ca)),
        headers={"Authorization": f"Bearer {key}"},
        timeout=30,
        trust_env=False,
    )


def _config(
    folder: Path,
    address: str,
    identity: DemoIdentity,
    apple: apns.Apns,
    google: GoogleStandIn,
) -> Config:
    files = {
        "certificate.pem": identity.certificate_pem,
        "key.pem": identity.key_pem,
        "intermediate.pem": identity.intermediate_pem,
        "google.json": google.key_file(),
    }
    for name, content in files.items():
        (folder / name).touch(mode=0o600)
        (folder / name).write_bytes(content)
    return Config(
        data_dir=folder / "data",
        secret_key=secrets.token_urlsafe(48),
        base_url=address,
        log_level="ERROR",
        apple_pass_type=PASS_TYPE,
        apple_team=TEAM,
        apple_certificate=str(folder / "certificate.pem"),
        apple_key=str(folder / "key.pem"),
        apple_intermediate=str(folder / "intermediate.pem"),
        apns_url=apple.url,
        apns_ca=apple.ca,
        google_issuer=google.issuer_id,
        google_key=str(folder / "google.json"),
        google_api_url=google.base_url,
        google_token_url=google.token_uri,
        google_keys_url=google.keys_url,
        google_save_url=google.save_prefix,
        google_ca=google.ca,
    )


def _business(config: Config) -> str:
    """A café with a points card; the key of its till software."""
    with db.writing():
        business_id = businesses.found(slug=SLUG, name="Полдень")
        businesses.dress(
            business_id=business_id,
            brand_colour="#1f4b3f",
            accent_colour="#f0b35a",
            motif="rings",
        )
    with tenancy.scope(business_id), db.writing():
        outlet_id = businesses.open_outlet(
            code="main",
            name="Мясницкая, 7",
            address="Москва, ул. Мясницкая, 7",
            zone="Europe/Moscow",
            latitude_microdegrees=55_762_000,
            longitude_microdegrees=37_634_300,
        )
        programmes.create(
            name="Карта гостя",
            rules=PointsRules(
                rate_basis_points=500,
                life_months=12,
                rewards=(Reward(name="Капучино", points=290),),
            ),
            actor="system",
        )
        people.add_staff(
            person_id=people.start_anonymous(language="ru", name="Ольга"),
            role="owner",
            name="Ольга",
        )
        return businesses.make_api_key(
            outlet_id=outlet_id,
            name="Demo",
            secret_key=config.secret_key,
            staff_id=None,
        )
