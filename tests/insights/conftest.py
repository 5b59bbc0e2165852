"""Facts told to their handlers, as the worker does."""

from collections.abc import Callable

import pytest
from flask import Flask

Tell = Callable[[], int]


@pytest.fixture
def tell(app: Flask) -> Tell:
    """Deliver everything that was recorded."""
    relay: Tell = app.extensions["tessera_worker"].relay
    return relay
