"""Who calls: ``Authorization: Bearer tsr_…`` names a business and one outlet of it.

A key that was good is remembered for a few seconds, so that a sale need not look it up.
Revoking a key in this process forgets it at once; other processes follow in seconds.
"""

from dataclasses import dataclass, field
from typing import cast

from flask import current_app, g, request
from sqlalchemy import event

from app.businesses import queries
from app.businesses.actions import KEY_PREFIX
from app.businesses.models import ApiKey
from app.businesses.queries import KeyHolder
from app.core import audit, clock, db, ids, tenancy
from app.core.audit import Author
from app.core.errors import NotFound
from app.web import session
from app.web.api.problems import Unauthorized

FRESH_SECONDS = 5.0
MAX_REMEMBERED = 1_000
LONGEST = 200
_EXTENSION = "tessera_api_keys"


@dataclass
class Known:
    """Keys seen lately, by digest; ``age`` counts how often they were forgotten."""

    holders: dict[bytes, tuple[float, KeyHolder]] = field(default_factory=dict)
    age: int = 0

    def cache_clear(self) -> None:
        """Look every key up again."""
        self.holders.clear()
        self.age += 1


def authenticate() -> None:
    """Open the scope of the key's business; raises Unauthorized."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    is_key = key.startswith(KEY_PREFIX) and len(key) <= LONGEST and key.isascii()
    if scheme.lower() != "bearer" or not is_key:
        raise Unauthorized
    digest = ids.digest(session.config().secret_key, "api-key", key)
    g.key_holder = _holder(digest)
    tenancy.enter(g.key_holder.business_id)
    audit.enter(Author(f"key:{g.key_holder.key_id}", request.remote_addr or "?"))


def holder() -> KeyHolder:
    """The key that the guard let in."""
    return cast("KeyHolder", g.key_holder)


def _holder(digest: bytes) -> KeyHolder:
    known = _known()
    seen = known.holders.get(digest)
    if seen is not None and clock.seconds() - seen[0] < FRESH_SECONDS:
        return seen[1]
    age = known.age
    try:
        found = queries.key_holder(digest)
    except NotFound as error:
        raise Unauthorized from error
    if len(known.holders) >= MAX_REMEMBERED:
        known.holders.clear()
    if age == known.age:
        known.holders[digest] = (clock.seconds(), found)
    return found


def _known() -> Known:
    return cast("Known", current_app.extensions.setdefault(_EXTENSION, Known()))


def _forget() -> None:
    _known().cache_clear()


@event.listens_for(ApiKey.revoked_at, "set")
def _revoked(*_: object) -> None:
    """A key's end is being written: once it is committed, nobody remembers keys."""
    if db.is_writing():
        db.after_commit(_forget)
