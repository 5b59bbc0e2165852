"""What strangers name is reached only where it is public, and only where it was checked."""

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core import egress
from app.core.egress import AddressInside, Outside
from app.core.errors import Temporary
from tests.standins import push
from tests.standins.google.tls import server_context

INSIDE = [
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "127.0.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd12:3456::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
]
OUTSIDE = ["8.8.8.8", "93.184.216.34", "2a00:1450:4010::5f", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not egress.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_outside_is_public(address: str) -> None:
    assert egress.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://push.example.com/x",
        "ftp://push.example.com/x",
        "https://push.example.com:22/x",
        "https://push.example.com:80/x",
        "https://push.example.com:99999/x",
        "https://user@push.example.com/x",
        "https://user:word@push.example.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[fe80::1%25eth0]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://localhost/x",
        "https://localhost./x",
        "https://push.example.com../x",
        "https://127.0.0.1../x",
        "https://printer.local/x",
        "https://db.internal/x",
        "https://redis/x",
        "https:///x",
        "https://push.example.com\\@127.0.0.1/x",
        "https://пуш.рф/x",
        "https://push.example.com/\r\nX-Injected: 1",
        "https://push.example.com/\0",
        "https://push.example.com/ x",
        "https://push.example.com/" + "x" * 1000,
    ],
)
def test_an_address_that_is_no_public_service_is_refused(url: str) -> None:
    with pytest.raises(AddressInside):
        egress.target(url)


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:def", 443),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", 443),
        ("https://web.push.apple.com/QHx", 443),
        ("https://push.example.co.uk:8443/x", 8443),
    ],
)
def test_public_push_services_are_fine(url: str, port: int) -> None:
    assert egress.target(url).port == port


def _answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[Any]:
    asked: list[Any] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append((host, port))
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize(
    "addresses",
    [("127.0.0.1",), ("10.1.2.3",), ("93.184.216.34", "127.0.0.1"), ("::1",)],
)
def test_a_name_that_leads_inside_is_refused_when_connecting(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    asked = _answers(monkeypatch, *addresses)
    out = Outside()
    with pytest.raises(AddressInside):
        out.post("https://innocent.example.com/x", {}, b"")
    assert asked == [("innocent.example.com", 443)]
    out.close()


def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that turns inside right after the look changes nothing (rebinding)."""
    turns = iter([["93.184.216.34"], ["127.0.0.1"]])
    reached: list[str] = []

    def resolve(_host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", (a, port)) for a in next(turns)]

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    out = Outside()
    with pytest.raises(Temporary):
        out.post("https://turning.example.com/x", {}, b"")
    assert reached == ["93.184.216.34"]
    out.close()


def test_redirects_are_not_followed() -> None:
    with push.serving() as service:
        service.script.append((307, {"Location": f"{service.origin}/elsewhere"}))
        out = Outside(ca=service.ca, trusted={service.address})
        answer = out.post(f"{service.origin}/push/a", {}, b"x")
        out.close()
    assert answer.status == 307
    assert [taken.path for taken in service.taken] == ["/push/a"]


def test_what_is_not_trusted_by_name_and_port_stays_closed() -> None:
    with push.serving() as service:
        out = Outside(ca=service.ca, trusted={"localhost:1"})
        with pytest.raises(AddressInside):
            out.post(f"{service.origin}/push/a", {}, b"x")
        out.close()
    assert service.taken == []


def test_a_certificate_of_nobody_is_no_answer() -> None:
    with push.serving() as service:
        out = Outside(trusted={service.address})
        with pytest.raises(Temporary, match="ConnectError"):
            out.post(f"{service.origin}/push/a", {}, b"x")
        out.close()


@contextlib.contextmanager
def dripping(folder: Path) -> Iterator[tuple[str, str]]:
    """A service that sends a line of its answer every 50 ms, for ever."""
    context, ca = server_context(folder)
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):
            raw, _ = listener.accept()
            with context.wrap_socket(raw, server_side=True) as line:
                line.recv(4096)
                line.sendall(b"HTTP/1.1 201 Created\r\n")
                while not is_over.wait(0.05):
                    line.sendall(b"X-Drop: 1\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"localhost:{listener.getsockname()[1]}", str(ca)
    finally:
        is_over.set()
        listener.close()
        thread.join()


def test_an_answer_that_comes_drop_by_drop_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker is not held by a service whose every byte is in time."""
    monkeypatch.setattr(egress, "SECONDS_IN_ALL", 1.0)
    with dripping(tmp_path) as (address, ca):
        out = Outside(ca=ca, trusted={address})
        begun = time.monotonic()
        with pytest.raises(Temporary, match="Timeout"):
            out.post(f"https://{address}/push/a", {}, b"x")
        assert time.monotonic() - begun < 3
        out.close()


def test_a_name_that_cannot_be_asked_for_is_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        raise UnicodeError("label empty or too long")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    out = Outside()
    with pytest.raises(Temporary):
        out.post("https://push.example.com/x", {}, b"")
    out.close()
