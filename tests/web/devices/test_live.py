"""The same phone against a live server, over real sockets and real TLS."""

import contextlib
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.conftest import MakeApp
from tests.standins.iphone import IPhone
from tests.standins.transports import OverHttp
from tests.web.devices.conftest import Site
from tests.web.devices.test_sync import newest, plain
from tests.world import World


class Silent(WSGIRequestHandler):
    """Writes no line per request."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        """Say nothing."""


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "tls.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def live(
    world: World, make_app: MakeApp, tmp_path: Path
) -> Iterator[tuple[Site, IPhone]]:
    """A site that listens, and a phone that trusts it."""
    pem = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = make_server(
        "127.0.0.1",
        0,
        lambda *_: (),
        threaded=True,
        request_handler=Silent,
        ssl_context=context,
    )
    address = f"https://127.0.0.1:{server.server_port}"
    server.app = make_app(demo=True, base_url=address)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    transport = OverHttp(ca=str(pem))
    with contextlib.closing(transport.client):
        yield Site(server.app, world, address), IPhone(transport)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.real_clock
def test_1_register_purchase_update_over_tls(live: tuple[Site, IPhone]) -> None:
    site, phone = live
    anna = site.card()
    held = site.add(phone, anna)
    assert held.base == f"{site.address}/apple"
    assert phone.sync() == []
    site.buy(anna)
    assert [plain(said) for said in phone.sync()] == ["Now available: 50 points"]
    assert phone.fetch(newest(phone, held)).status == 304
    head = phone.fetch(held, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.header("Content-Length")) == len(newest(phone, held).package)
    assert phone.call("GET", held, "/v1/log/").status == 404
    huge = b'{"logs": ["' + b"x" * 1_000_000 + b'"]}'
    refused = phone.transport("POST", f"{held.base}/v1/log", headers={}, content=huge)
    assert refused.status == 413
    assert phone.remove(held).status == 200
