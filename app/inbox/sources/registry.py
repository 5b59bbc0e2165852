"""All sources of the inbox. A new one is a module beside this and a line here."""

from collections.abc import Collection
from typing import Final

from app.inbox.errors import ItemNotFound
from app.inbox.items import Source
from app.inbox.sources.chats import Chats
from app.inbox.sources.comments import Comments
from app.inbox.sources.requests import Requests
from app.inbox.sources.reviews import Reviews
from app.people.rights import Right

SOURCES: Final[tuple[Source, ...]] = (Chats(), Reviews(), Requests(), Comments())
KINDS: Final = tuple(kind for source in SOURCES for kind in source.kinds)


def open_to(rights: Collection[Right]) -> tuple[Source, ...]:
    """What somebody with these rights may look at."""
    return tuple(source for source in SOURCES if source.right in rights)


def source_of(kind: str, sources: Collection[Source]) -> Source:
    """Where a kind comes from; raises ItemNotFound for one that is not among them."""
    for source in sources:
        if kind in source.kinds:
            return source
    raise ItemNotFound
