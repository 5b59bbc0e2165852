"""Points for who has not come for long, once for each silence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.core import clock, tenancy
from app.core.ids import CardId
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.programmes import lifetime
from app.programmes import queries as programmes

REASON = "comeback"


@dataclass(frozen=True)
class Given:
    """When the points end, None if never; what can be spent from the card now."""

    ends_at: datetime | None
    available: int


def give(
    *, card_id: CardId, silence: str, points: int, life_days: int | None
) -> Given | None:
    """Credit points to a card for one silence; None when the card takes none any more.

    Given again for the same ``silence`` they are the same ones. Raises CardNotFound.
    Runs inside ``writing()``.
    """
    card = cards.touch(card_id)
    if card.state != "active":
        return None
    now, zone = clock.now(), businesses.by_id(tenancy.current()).zone
    version = programmes.current(card.programme_id, now)
    if life_days is None:
        ends_at = lifetime.expires_at(now, zone, version.rules)
    else:
        last = clock.local_date(now, zone) + timedelta(days=life_days)
        ends_at = clock.day_end(last, zone)
    posted = ledger.credit(
        card_id=card.id,
        cause=Cause(
            key=f"{REASON}:{silence}",
            actor="system",
            reason=REASON,
            occurred_at=now,
            rule_version_id=version.id,
        ),
        amount=points,
        available_at=now,
        expires_at=ends_at,
        kind="gift",
    )
    cards.show_change(card.id)
    return Given(ends_at, posted.available)
