"""Shortcuts through the screens of trust: another manager, purchases that wait."""

from tests.trust.rows import waiting
from tests.web.office.conftest import Office
from tests.world import World


def all_of(office: Office, world: World) -> dict[str, int]:
    """One of everything about the coffee shop's member, by the owner."""
    return waiting(office.shop, world.coffee.member)
