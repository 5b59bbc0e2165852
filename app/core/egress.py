"""The way out to addresses that strangers name: public, encrypted, and checked last.

Who names an address may let its name lead into our own network, also after it was
looked at. So the name is resolved where the connection is made, and the connection goes
to the very address that was checked; TLS still asks for the name.
"""

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore

from app.core import clock
from app.core.errors import Refused, Temporary

PORTS: Final = frozenset({443, 8443})
LONGEST_ADDRESS: Final = 1000
LONGEST_ANSWER: Final = 4096
SECONDS: Final = 6.0
SECONDS_IN_ALL: Final = 15.0
"""An answer may come drop by drop, each of them in time: this ends it."""

KEPT_SECONDS: Final = 60.0
_NAME = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])"
)
_AT_HOME = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home.arpa")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_V4_COMPATIBLE = ipaddress.ip_network("::/96")
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressInside(Refused):
    """An address that strangers named leads into our own network, or to no service."""

    code = "address_inside"
    sentence = (
        "This address leads into a closed network or is not a public https address. "
        "Nothing is sent there."
    )


@dataclass(frozen=True)
class Target:
    """Where an address leads: its host as it is asked for, and the port."""

    host: str
    port: int


@dataclass(frozen=True)
class Answer:
    """What a service outside said: the beginning of the body is kept."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def target(url: str, trusted: Collection[str] = ()) -> Target:
    """Read an address without asking the network about it.

    Args:
        url: the address.
        trusted: ``host:port`` of what may be reached although it lies inside.

    Raises:
        AddressInside: no https, another port, a user in it, a name that exists at home
            only, or an address of a network that is not public.
    """
    if not url.isascii() or not url.isprintable() or len(url) > LONGEST_ADDRESS:
        raise AddressInside
    try:
        parts = urlsplit(url)
        # One dot at the end is a part of names, two are of none.
        host, port = (parts.hostname or "").removesuffix("."), parts.port or 443
    except ValueError as error:
        raise AddressInside from error
    if parts.scheme != "https" or not host or "@" in parts.netloc or " " in url:
        raise AddressInside
    found = Target(host, port)
    if not _is_trusted(found, trusted):
        _check_name(found)
    return found


def _is_trusted(found: Target, trusted: Collection[str]) -> bool:
    return f"{found.host}:{found.port}" in trusted


def _check_name(found: Target) -> None:
    if found.port not in PORTS:
        raise AddressInside
    address = _literal(found.host)
    if address is not None:
        if not is_public(address):
            raise AddressInside
    elif not _NAME.fullmatch(found.host) or found.host.endswith(_AT_HOME):
        raise AddressInside


def _literal(host: str) -> Ip | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(address: Ip) -> bool:
    """Whether an address belongs to the whole world, also where it wraps another one."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = _wrapped(address)
        if wrapped is not None:
            return is_public(wrapped)
        if address.is_site_local or address.teredo is not None:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The older address inside: mapped, compatible, 6to4 or by NAT64."""
    if address in _NAT64 or address in _V4_COMPATIBLE:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class _Limit(threading.local):
    """Until when the exchange of this thread may last."""

    until = float("inf")

    def begin(self) -> None:
        """An exchange begins."""
        self.until = clock.seconds() + SECONDS_IN_ALL

    def left(self, timeout: float | None) -> float:
        """How long its next step may take; 0 once its time is over."""
        left = max(self.until - clock.seconds(), 0.0)
        return left if timeout is None else min(timeout, left)


class _Timed(httpcore.NetworkStream):
    """A connection whose steps end with the time of the whole exchange."""

    def __init__(self, inner: httpcore.NetworkStream, limit: _Limit) -> None:
        self._inner = inner
        self._limit = limit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Raises ReadTimeout when the time is over, though something may be there."""
        left = self._limit.left(timeout)
        if not left:
            raise httpcore.ReadTimeout
        return self._inner.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Raises WriteTimeout when the time is over."""
        left = self._limit.left(timeout)
        if not left:
            raise httpcore.WriteTimeout
        self._inner.write(buffer, left)

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted from now on."""
        left = self._limit.left(timeout)
        if not left:
            raise httpcore.ConnectTimeout
        return _Timed(
            self._inner.start_tls(ssl_context, server_hostname, left), self._limit
        )

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._inner.get_extra_info(info)


class _Checked(httpcore.NetworkBackend):
    """Connects to the address that it has checked, and to no other."""

    def __init__(self, trusted: Collection[str], limit: _Limit) -> None:
        self._trusted = trusted
        self._limit = limit
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check every answer, connect; raises AddressInside."""
        found = Target(host, port)
        addresses = _resolved(found)
        if not _is_trusted(found, self._trusted) and not all(
            is_public(address) for address in addresses
        ):
            raise AddressInside
        stream = self._plain.connect_tcp(
            str(addresses[0]), port, timeout, local_address, socket_options
        )
        return _Timed(stream, self._limit)


def _resolved(found: Target) -> list[Ip]:
    try:
        rows = socket.getaddrinfo(found.host, found.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"no address of {found.host}") from error
    # A zone behind % names an interface of ours.
    return [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows]


class Outside:
    """Kept connections to services outside; threads may share it.

    Redirects are not followed, and an answer is read no further than it is of use.
    """

    def __init__(self, *, ca: str = "", trusted: Collection[str] = ()) -> None:
        self._trusted = frozenset(trusted)
        self._limit = _Limit()
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(cafile=ca or None),
            max_connections=40,
            keepalive_expiry=KEPT_SECONDS,
            http2=True,
            network_backend=_Checked(self._trusted, self._limit),
        )

    def post(self, url: str, headers: Mapping[str, str], content: bytes) -> Answer:
        """Send something; raises AddressInside, and Temporary when nobody answers."""
        target(url, self._trusted)
        self._limit.begin()
        waits = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
        try:
            with self._pool.stream(
                "POST",
                url,
                headers=list(headers.items()),
                content=content,
                extensions={"timeout": waits},
            ) as answer:
                return Answer(
                    answer.status,
                    {
                        k.decode("latin-1").lower(): v.decode("latin-1")
                        for k, v in answer.headers
                    },
                    _beginning(answer.iter_stream()),
                )
        except (
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            httpcore.ProxyError,
        ) as error:
            raise Temporary(f"no answer: {type(error).__name__}") from None

    def close(self) -> None:
        """Hang up."""
        self._pool.close()


def _beginning(parts: Iterable[bytes]) -> bytes:
    body = b""
    for part in parts:
        body += part
        if len(body) >= LONGEST_ANSWER:
            break
    return body[:LONGEST_ANSWER]
