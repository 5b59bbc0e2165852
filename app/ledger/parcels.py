"""The lots of a card one by one, for whoever is given a copy of what is theirs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.core import db, tenancy
from app.core.types import Instant

_LIVE = text(
    "SELECT remaining, credited_at, available_at, expires_at FROM lots "
    "WHERE business_id = :business_id AND card_id = :card_id AND remaining > 0 "
    "ORDER BY expires_at IS NULL, expires_at, credited_at, id"
).columns(credited_at=Instant, available_at=Instant, expires_at=Instant)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is left of a credit, and when it can be used."""

    remaining: int
    credited_at: datetime
    available_at: datetime
    expires_at: datetime | None


def parcels(card_id: int) -> list[Parcel]:
    """What stands on a card, the soonest end first."""
    values = {"business_id": tenancy.current(), "card_id": card_id}
    return [Parcel(*row) for row in db.connection().execute(_LIVE, values)]
