"""A desk on a fresh database."""

import pytest
from flask import Flask

from tests.trust.desk import Desk, set_up


@pytest.fixture
def desk(app: Flask) -> Desk:
    """A business with two managers, a cashier and two guests."""
    return set_up()
