"""Fixtures: one throw-away identity, its signer, and a signed package."""

import pytest

from passes.apple.pkpass import build
from passes.apple.signing import Signer
from passes.testing import DemoIdentity, demo_identity
from tests.passes.samples import NOW, PASS_TYPE, TEAM, card


@pytest.fixture(scope="session")
def identity() -> DemoIdentity:
    """A chain of certificates that begins a day before NOW."""
    return demo_identity(PASS_TYPE, TEAM, now=NOW)


@pytest.fixture(scope="session")
def signer(identity: DemoIdentity) -> Signer:
    """The identity, loaded once."""
    return Signer.from_pem(*identity[:3])


@pytest.fixture
def package(signer: Signer) -> bytes:
    """A complete signed card."""
    return build(card(), signer, now=NOW)
