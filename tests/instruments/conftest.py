"""The coffee shop's shelf for every test of these cards."""

import pytest

from tests.instruments.shelf import Shelf
from tests.world import World


@pytest.fixture
def shelf(world: World) -> Shelf:
    """What the coffee shop sells."""
    return Shelf(world.coffee)
