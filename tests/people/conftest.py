"""A business to be a member of."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.businesses import actions as businesses
from app.core import tenancy
from app.core.db import writing
from app.core.ids import BusinessId, PersonId
from app.people import actions as people


@pytest.fixture
def shop(app: Flask) -> Iterator[BusinessId]:
    """The business whose scope the test runs in."""
    with writing():
        business_id = businesses.found(slug="polden", name="Полдень")
    with tenancy.scope(business_id):
        yield business_id


@pytest.fixture
def other_shop(shop: BusinessId) -> BusinessId:
    """A second business."""
    with writing():
        return businesses.found(slug="malina", name="Малина")


@pytest.fixture
def anna(shop: BusinessId) -> PersonId:
    """An anonymous person."""
    with writing():
        return people.start_anonymous(language="ru")
