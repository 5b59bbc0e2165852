"""Who has not come for long: found in the morning, with points where a business gives some.

The points and the message are one transaction, and both are once for each silence: it
ends with the next purchase.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, exists, func, select
from sqlalchemy.orm import aliased

from app.cards.models import Card
from app.core import audit, clock, db, tenancy
from app.core.errors import Refused
from app.core.ids import CardId
from app.core.locales import mark
from app.core.types import Instant
from app.incentives import comebacks
from app.ledger import queries as ledger
from app.notifications import centre, triggers
from app.notifications.centre import Message
from app.notifications.kinds import care
from app.notifications.mornings import PAGE, Morning, Page
from app.notifications.trigger_models import SilenceGift
from app.programmes.kinds.registry import SOLD
from app.programmes.models import Programme
from app.sales.models import Receipt

POINTS = "point"
GIFT_FOR = "gift_for"
MOST_POINTS = 1_000_000
LIFE_DAYS = (7, 730)
"""Shorter lives leave no time for a warning of their end."""

_DAY = timedelta(days=1)


class BadSilenceGift(Refused):
    """Points or days out of range."""

    code = "bad_silence_gift"
    sentence = mark("Give 1 to 1,000,000 points for 7 to 730 days.")


@dataclass(frozen=True)
class Gift:
    """What comes with the message; without ``life_days`` it lives like other points."""

    points: int
    life_days: int | None = None


def gift() -> Gift | None:
    """What the business in scope gives with the message."""
    row = db.session().scalar(select(SilenceGift))
    return None if row is None else Gift(row.points, row.life_days)


def choose(*, wanted: Gift | None) -> None:
    """Say what comes with the message; raises BadSilenceGift. In ``writing()``."""
    if wanted is not None and not _is_fair(wanted):
        raise BadSilenceGift
    session = db.session()
    session.execute(delete(SilenceGift))
    if wanted is not None:
        session.add(
            SilenceGift(
                business_id=tenancy.current(),
                points=wanted.points,
                life_days=wanted.life_days,
            )
        )
    audit.note(
        "trigger.gift_chosen",
        subject=f"trigger:{care.UNUSED.code}",
        points=wanted.points if wanted else None,
        life_days=wanted.life_days if wanted else None,
    )
    session.flush()


def _is_fair(wanted: Gift) -> bool:
    low, high = LIFE_DAYS
    is_lasting = wanted.life_days is None or low <= wanted.life_days <= high
    return 1 <= wanted.points <= MOST_POINTS and is_lasting


def found(morning: Morning) -> Iterator[Page]:
    """Cards whose last purchase is so many days ago, with something on them.

    Where a business gives something with the message, empty cards count as well: the
    first card of points that a member has among them says so (``GIFT_FOR``).
    """
    is_giving, met = gift() is not None, set[int]()
    days = triggers.days_of(care.UNUSED)
    statement, after = _silent_cards(morning, days), 0
    while rows := (
        db.session()
        .execute(statement.where(Card.id > after).order_by(Card.id).limit(PAGE))
        .all()
    ):
        after = rows[-1].id
        getting = set[int]()
        for row in rows:
            if is_giving and row.unit == POINTS and row.member_id not in met:
                met.add(row.member_id)
                getting.add(row.id)
        yield list(_silent(rows, days, morning, getting))


def _silent_cards(morning: Morning, days: int) -> Select[*tuple[Any, ...]]:
    day = morning.day - timedelta(days=days)
    # Yesterday's are found, too, if yesterday nothing ran; nobody is told twice.
    first = clock.day_start(day - _DAY, morning.zone)
    last = clock.day_end(day, morning.zone)
    other, later = aliased(Card), aliased(Receipt)
    newer = (
        exists()
        .where(other.member_id == Card.member_id, later.card_id == other.id)
        .where(later.business_id == other.business_id, later.occurred_at >= last)
        .where(later.undone_at.is_(None))
    )
    return (
        select(
            Card.id,
            Card.member_id,
            Programme.unit,
            func.max(Receipt.occurred_at, type_=Instant).label("used_at"),
        )
        .join(Receipt, Receipt.card_id == Card.id)
        .join(Programme, Programme.id == Card.programme_id)
        .where(
            Receipt.occurred_at >= first,
            Receipt.occurred_at < last,
            Receipt.undone_at.is_(None),
            Card.state == "active",
            Programme.kind.not_in(SOLD),
            ~newer,
        )
        .group_by(Card.id, Card.member_id, Programme.unit)
    )


def _silent(
    rows: Sequence[Any], days: int, morning: Morning, getting: AbstractSet[int]
) -> Iterator[Message]:
    balances = ledger.balances([row.id for row in rows])
    for row in rows:
        held = balances.get(row.id, ledger.NOTHING).available
        if held <= 0 and row.id not in getting:
            continue
        ending = next(iter(ledger.expiries(row.id, limit=1)), None)
        yield Message(
            row.member_id,
            f"{row.id}:{morning.local(row.used_at).isoformat()}",
            {
                "amount": held,
                "unit": row.unit,
                "days": days,
                "ending": ending.amount if ending else 0,
                "ends": morning.last_day(ending.expires_at if ending else None),
                **({GIFT_FOR: row.id} if row.id in getting else {}),
            },
        )


def with_gifts(page: Page, morning: Morning) -> Page:
    """The messages with what is given to whom they are new; in the telling's transaction."""
    present, ready = gift(), []
    new = {
        (each.member_id, each.occurrence) for each in centre.untold(care.UNUSED, page)
    }
    # In the order of the cards: two who lock many at once never wait for each other.
    for message in sorted(page, key=lambda each: each.payload.get(GIFT_FOR, 0)):
        payload = dict(message.payload)
        card_id = payload.pop(GIFT_FOR, None)
        is_new = (message.member_id, message.occurrence) in new
        if card_id is not None and present is not None and is_new:
            payload |= _given(present, card_id, message.occurrence, morning)
        if payload["amount"] > 0 or payload.get("gift"):
            ready.append(replace(message, payload=payload))
    return ready


def _given(
    present: Gift, card_id: int, silence: str, morning: Morning
) -> dict[str, Any]:
    given = comebacks.give(
        card_id=CardId(card_id),
        silence=silence,
        points=present.points,
        life_days=present.life_days,
    )
    if given is None:
        return {}
    return {
        "gift": present.points,
        "gift_ends": morning.last_day(given.ends_at),
        "amount": given.available,
    }
