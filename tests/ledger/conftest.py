"""A till of one business for every test of the ledger."""

import pytest
from flask import Flask

from tests.ledger.books import Till, open_business


@pytest.fixture
def till(app: Flask) -> Till:
    """A business whose books are empty."""
    return open_business()
