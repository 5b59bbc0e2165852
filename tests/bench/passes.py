"""Signed passes against the bare signature and against peers; QR codes against qrcode.

Everything is CPU time of one core, the openssl figure too. The peers make the same
pass: the same pictures, words, fields and identity; what they make is opened and its
signature checked before anything is compared. The key has a password, as in the
documents of both peers; they open it for every pass.
"""

import resource
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import qrcode
from qrcode.image.svg import SvgPathImage

from passes.apple import pkpass
from passes.apple.package import opened
from passes.apple.signing import Signer
from passes.barcode import qr_svg
from passes.card import (
    Barcode,
    Brand,
    Card,
    Colours,
    Field,
    Link,
    Outlet,
    Pattern,
    Text,
)
from passes.testing import DemoIdentity, demo_identity
from tests.bench import figures
from tests.bench.figures import Figure
from tests.bench.peers import passkit, stock_pass
from tests.bench.peers.stock_pass import PASSWORD
from tests.bench.stage import folder

Given = TypeVar("Given")
Made = TypeVar("Made")
NOW = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
PASS_TYPE, TEAM = "pass.bench.tessera", "TESSERA001"
ROUNDS, PASSES, STOCK_PASSES, CODES = 7, 1500, 60, 100
LEAST_OPENSSL, LEAST_STOCK, LEAST_PASSKIT, LEAST_QR = 0.6, 15.0, 80.0, 8.0


def run() -> Iterator[Figure]:
    """Passes and codes."""
    with folder() as place:
        yield from _passes(place)
    yield _codes()


def _passes(place: Path) -> Iterator[Figure]:
    identity = demo_identity(PASS_TYPE, TEAM, now=NOW)
    signer = Signer.from_pem(*identity[:3])
    model = opened(pkpass.build(_card(0), signer, now=NOW))
    _write(place, identity, model.files)
    points = iter(range(1, 1_000_000))

    def ours() -> float:
        cards = (_card(next(points)) for _ in range(PASSES))
        return _rate(lambda card: _ours(card, signer), cards)[0]

    def stock() -> float:
        cards = (_of(next(points)) for _ in range(STOCK_PASSES))
        rate, last = _rate(lambda card: stock_pass.make(place, model, card), cards)
        _refuse_other(last, model.files)
        return rate

    sides: dict[str, Callable[[], float]] = {
        "ours": ours,
        "openssl": _openssl,
        "stock": stock,
    }
    missing = passkit.install(place)
    if not missing:
        sides["passkit"] = lambda: _passkit(place, model.files)
    rate = figures.interleaved(list(sides), ROUNDS, lambda side: sides[side]())
    size = len(_ours(_card(0), signer)) / 1000
    what = f"pass of a changed card, {size:.0f} kB"
    for side, name, least in (
        ("openssl", "openssl speed rsa2048", LEAST_OPENSSL),
        ("stock", "wallet-py3k as shipped", LEAST_STOCK),
        ("passkit", f"passkit-generator {passkit.VERSION}", LEAST_PASSKIT),
    ):
        if side in rate:
            yield figures.times(
                what,
                rate["ours"],
                rate[side],
                unit="/CPU s",
                peer_name=name,
                least=least,
            )
        else:
            yield Figure(what, "", name, missing, f"≥ {least:g}×", is_met=True)


def _codes() -> Figure:
    """New values each time: nothing comes from a cache."""
    values = (f"TES1:{number}" for number in range(100_000_000, 1_000_000_000))

    def measure(side: str) -> float:
        draw = qr_svg if side == "ours" else _qrcode
        return _rate(draw, (next(values) for _ in range(CODES)))[0]

    rate = figures.interleaved(["ours", "qrcode"], ROUNDS, measure)
    return figures.times(
        "QR as SVG, never drawn before",
        rate["ours"],
        rate["qrcode"],
        unit="/CPU s",
        peer_name="qrcode as shipped",
        least=LEAST_QR,
    )


def _card(points: int) -> Card:
    """A card as a café's customer carries it, after yet another purchase."""
    rest = 1500 - points % 1500
    return Card(
        serial=f"{points:032x}",
        number="381333931",
        brand=Brand(
            _two("Полдень", "Polden"),
            Colours("#1f4b3f", "#ffffff", "#cfe0d8", "#f0b35a"),
            Pattern.SUN,
        ),
        description=_two("Карта гостя", "Loyalty card"),
        barcode=Barcode("TES1:381333931", caption="381 333 931"),
        header=(
            Field(
                "points",
                _two("Баллы", "Points"),
                points,
                _two("Теперь баллов: %@", "Points now: %@"),
            ),
        ),
        primary=(
            Field(
                "reward",
                _two("Флэт уайт", "Flat white"),
                _two(f"ещё {rest} баллов", f"{rest} points to go"),
            ),
        ),
        secondary=(
            Field("expiry", _two("Сгорят", "Expire"), date(2026, 6, 1)),
            Field("level", _two("Уровень", "Level"), _two("Серебро", "Silver")),
        ),
        auxiliary=(Field("as-of", _two("На момент", "As of"), NOW),),
        back=(
            Field(
                "rules",
                _two("Правила", "Rules"),
                _two(
                    "С каждого чека 7 % возвращаются баллами. Балл равен рублю.",
                    "7 % of every receipt come back as points. A point is a rouble.",
                ),
            ),
            *(_movement(points, at) for at in range(5)),
        ),
        links=(Link(_two("История", "History"), "https://cards.example.org/card"),),
        outlets=tuple(_outlet(at) for at in range(5)),
        web_service_url="https://cards.example.org/apple",
        authentication_token=f"{points:032x}",
    )


def _outlet(at: int) -> Outlet:
    name = _two(f"Мясницкая, {at}", f"{at} Myasnitskaya")
    return Outlet(name, 55.7, 37.6 + at / 99)


def _movement(points: int, at: int) -> Field:
    gain = (points + 37 * at) % 300
    return Field(
        f"movement-{at}",
        _two(f"{17 - at} марта, Мясницкая", f"{17 - at} March, Myasnitskaya"),
        _two(f"+{gain} баллов", f"+{gain} points"),
    )


def _two(russian: str, english: str) -> Text:
    return {"ru": russian, "en": english}


def _ours(card: Card, signer: Signer) -> bytes:
    return pkpass.build(card, signer, now=NOW)


def _of(points: int) -> dict[str, Any]:
    """What changes from one pass of a peer to the next."""
    return {"serialNumber": f"{points:032x}", "points": points}


def _passkit(place: Path, files: Mapping[str, bytes]) -> float:
    rate, package = passkit.measure(place)
    _refuse_other(package, files)
    return rate


def _openssl() -> float:
    """Signatures per second of CPU time, by openssl's own measurement."""
    told = subprocess.run(
        ["openssl", "speed", "-seconds", "1", "-mr", "rsa2048"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    line = next(line for line in told.splitlines() if line.startswith("+F2:"))
    return float(line.split(":")[3])


def _qrcode(value: str) -> str:
    drawing = qrcode.make(value, image_factory=SvgPathImage)
    return str(drawing.to_string(encoding="unicode"))


def _write(place: Path, identity: DemoIdentity, files: Mapping[str, bytes]) -> None:
    """Certificates and pictures as files, which is how the peers read them."""
    pems = identity._asdict() | {"key_pem": _locked(identity.key_pem)}
    for name, pem in pems.items():
        (place / f"{name.removesuffix('_pem')}.pem").write_bytes(pem)
    for name, data in files.items():
        path = place / "model.pass" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _locked(key_pem: bytes) -> bytes:
    """The key as openssl writes it by default: AES-256, its password hashed often."""
    return subprocess.run(
        ["openssl", "pkcs8", "-topk8", "-passout", f"pass:{PASSWORD}"],
        input=key_pem,
        capture_output=True,
        check=True,
    ).stdout


def _refuse_other(package: bytes, files: Mapping[str, bytes]) -> None:
    """A peer's pass must hold the same pictures, well signed."""
    theirs = opened(package)
    theirs.signature()
    for name, data in files.items():
        if name.endswith(".png") and theirs.files.get(name) != data:
            raise RuntimeError(f"the peer's {name} differs")


def _rate(make: Callable[[Given], Made], inputs: Iterable[Given]) -> tuple[float, Made]:
    """How many are made per CPU second, and the last one.

    Each input is prepared just before its turn, as in real life, and off the clock.
    """
    seconds, count = 0.0, 0
    for each in inputs:
        started = _used()
        made = make(each)
        seconds += _used() - started
        count += 1
    return count / seconds, made


def _used() -> float:
    """CPU seconds so far, user and system, of this process and ended children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
