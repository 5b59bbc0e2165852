"""A till of one business for every test of the ledger."""

import pytest
from flask import Flask

from app.ledger import fairness
from tests.ledger.books import Till, open_business


@pytest.fixture
def till(app: Flask) -> Till:
    """A business whose books are empty."""
    return open_business()


@pytest.fixture(autouse=True)
def judges(monkeypatch: pytest.MonkeyPatch) -> list[fairness.Judge]:
    """The books alone: nobody spares a lot unless a test says so."""
    asked: list[fairness.Judge] = []
    monkeypatch.setattr(fairness, "JUDGES", asked)
    return asked
