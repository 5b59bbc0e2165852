"""A business at whose posts a test works."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from app.core import db, tenancy
from app.core.ids import PostId
from app.space import actions
from app.space.actions import Content
from tests.world import World


@pytest.fixture
def coffee(world: World) -> Iterator[World]:
    """The world, with the coffee shop in scope."""
    with tenancy.scope(world.coffee.business_id):
        yield world


def write(
    kind: str = "news",
    *,
    is_public: bool = True,
    at: datetime | None = None,
    **content: Any,
) -> PostId:
    """A post of the business in scope, published unless said otherwise."""
    with db.writing():
        post_id = actions.draft(kind=kind)
        filled = Content(**{"title": "Новость", "text": "Слова"} | content)
        actions.change(post_id=post_id, content=filled)
        if is_public:
            actions.publish(post_id=post_id, at=at)
    return post_id
