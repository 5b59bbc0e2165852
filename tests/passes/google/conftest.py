"""Fixtures: one stand-in for a test module, emptied for each test, and its client."""

from collections.abc import Iterator

import pytest
import requests

from passes.google.account import ServiceAccount
from passes.google.client import Client
from passes.google.session import Access, session
from tests.passes.google.examples import ISSUER, Clock
from tests.standins.google import GoogleStandIn


@pytest.fixture
def clock() -> Clock:
    """A clock that a test turns."""
    return Clock()


@pytest.fixture
def google(clock: Clock) -> Iterator[GoogleStandIn]:
    """Google, on this machine."""
    with GoogleStandIn(issuer_id=ISSUER, now=clock) as standin:
        yield standin


@pytest.fixture
def account(google: GoogleStandIn) -> ServiceAccount:
    """The account that Google knows."""
    return ServiceAccount.from_json(google.key_file())


@pytest.fixture
def patience() -> float:
    """After how many seconds a client gives up; who tests that has less."""
    return 10.0


@pytest.fixture
def transport(
    google: GoogleStandIn, account: ServiceAccount, clock: Clock, patience: float
) -> Iterator[requests.Session]:
    """A session with access tokens."""
    access = Access(account, clock=clock, timeout=patience)
    with session(access, ca=google.ca) as opened:
        yield opened


@pytest.fixture
def client(
    google: GoogleStandIn, transport: requests.Session, patience: float
) -> Client:
    """A client of the stand-in."""
    return Client(transport, base_url=google.base_url, timeout=patience)
