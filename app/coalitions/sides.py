"""Working in a partner's books: its scope, and nobody's limits but its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core import tenancy
from app.core.ids import BusinessId


@contextmanager
def at_side(business_id: BusinessId) -> Iterator[None]:
    """Work inside a partner, whoever may see which guests of the business at work."""
    with tenancy.scope(business_id), tenancy.narrowed(()):
        yield
