"""Who we are to push services (RFC 8292)."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.core.config import BadSetting, Config
from app.notifications.push.vapid import FILE, Vapid, vapid
from tests.conftest import NOW, Clock
from tests.standins.push import Taken, decoded

CONFIG = Config(secret_key="x" * 32, mail_from="Полдень <hello@polden.example>")
ORIGIN = "https://push.example.com"


def _own(folder: Path, **more: str) -> Vapid:
    return vapid(replace(CONFIG, data_dir=folder, **more))  # type: ignore[arg-type]


def test_a_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    own = _own(folder)
    assert len(decoded(own.public)) == 65
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    assert _own(folder, mail_from="a@b.example").public == own.public
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    found: list[str] = []

    def start(number: int) -> None:
        found.append(_own(tmp_path, mail_from=f"{number}@b.example").public)

    threads = [threading.Thread(target=start, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_the_token_names_the_service_the_sender_and_its_end(
    tmp_path: Path, clock: Clock
) -> None:
    header = _own(tmp_path).authorization(ORIGIN)
    claims = Taken("", {"authorization": header}, b"").claims(ORIGIN)
    assert claims["sub"] == "mailto:hello@polden.example"
    assert claims["exp"] == int((NOW + timedelta(hours=12)).timestamp())


def test_a_site_over_tls_is_reached_by_its_address(tmp_path: Path) -> None:
    own = _own(tmp_path, base_url="https://tessera.test")
    assert own.subject == "https://tessera.test"


def test_a_token_is_used_for_hours_and_then_made_anew(
    tmp_path: Path, clock: Clock
) -> None:
    own = _own(tmp_path)
    first = own.authorization(ORIGIN)
    clock.advance(hours=5, minutes=59)
    assert own.authorization(ORIGIN) == first
    assert own.authorization("https://other.example.com") != first
    clock.advance(minutes=2)
    assert own.authorization(ORIGIN) != first


def _pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def test_an_own_key_is_taken_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "own.pem"
    file.write_bytes(_pem(ec.generate_private_key(ec.SECP256R1())))
    one = _own(tmp_path / "a", vapid_key=str(file))
    other = _own(tmp_path / "b", vapid_key=str(file))
    assert one.public == other.public
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no key",
        _pem(ec.generate_private_key(ec.SECP384R1())),
        _pem(rsa.generate_private_key(65537, 2048)),
    ],
)
def test_a_file_without_such_a_key_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "own.pem"
    file.write_bytes(content)
    with pytest.raises(BadSetting, match="TESSERA_VAPID_KEY"):
        _own(tmp_path, vapid_key=str(file))
    with pytest.raises(BadSetting, match="TESSERA_VAPID_KEY"):
        _own(tmp_path, vapid_key=str(tmp_path / "nowhere"))
