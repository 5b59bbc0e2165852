"""Keeps the level of every card: worked out anew whenever something may change it (R9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.cards.identity_models import Merge
from app.cards.models import Card
from app.core import bulk, clock, db, outbox, tenancy
from app.core.ids import CardId, ProgrammeId, ReceiptId, StaffId
from app.core.prepared import Prepared
from app.core.types import Instant
from app.incentives.events import LevelChanged
from app.incentives.models import CardLevel, LevelChange
from app.programmes import queries as programmes
from app.programmes.levels import (
    Level,
    LevelMeasure,
    LevelStanding,
    level_standing,
)
from app.programmes.months import add_months
from app.programmes.moved import Moved, What
from app.programmes.queries import Version
from app.sales.models import Receipt

CAUSE_OF = {
    What.BOOKED: "purchase",
    What.REFUNDED: "return",
    What.UNDONE: "return",
}
# On a hot path: plain tables, and the business is named.
_LEVEL = Prepared(
    select(
        CardLevel.level,
        CardLevel.rule_version_id,
        CardLevel.review_at,
        CardLevel.given,
        CardLevel.given_until,
    ).where(
        CardLevel.business_id == bindparam("business"),
        CardLevel.card_id == bindparam("card"),
    )
)
_asked = aliased(Card)
_HOLDER = (
    select(_asked.member_id)
    .where(_asked.business_id == bindparam("business"), _asked.id == bindparam("card"))
    .scalar_subquery()
)
_COUNTED = Prepared(
    select(
        Receipt.occurred_at,
        (Receipt.paid_minor - Receipt.returned_minor).label("left_minor"),
        (Receipt.earned_points - Receipt.clawed_points).label("left_points"),
    )
    .join(
        Card,
        (Card.business_id == Receipt.business_id) & (Card.id == Receipt.card_id),
    )
    .where(
        Receipt.business_id == bindparam("business"),
        # By its holder, which has an index; who holds several has few.
        Card.member_id == _HOLDER,
        or_(Card.id == bindparam("card"), Card.joined_into_id == bindparam("card")),
        Receipt.occurred_at >= bindparam("since", type_=Instant),
        Receipt.undone_at.is_(None),
    )
)


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A card's level worked out from its receipts.

    ``given`` is the level given by hand that takes its place.
    """

    standing: LevelStanding
    level: Level | None
    given: Level | None
    given_until: datetime | None

    @property
    def now(self) -> Level | None:
        """The level that counts; None: the first, which everybody has."""
        return self.given or self.level


def level_of(card_id: CardId, version: Version) -> Level | None:
    """The level that a sale of now goes by: one row, worked out anew once it is stale."""
    values = {"business": tenancy.current(), "card": card_id}
    row = _LEVEL.run(values).one_or_none()
    now = clock.now()
    if row is None or row.rule_version_id != version.id or _is_over(row, now):
        return work_out(card_id, version).now
    has_given = row.given is not None and row.given_until > now
    return _named(version, row.given if has_given else row.level)


def work_out(card_id: CardId, version: Version) -> Worked:
    """The level of a card that value is booked on, from all its receipts; reads only."""
    now = clock.now()
    zone = businesses.by_id(tenancy.current()).zone
    standing = standing_of(card_id, version, clock.local_date(now, zone), zone)
    row = _row(card_id)
    given = None
    if row is not None and row.given_until is not None and row.given_until > now:
        given = _named(version, row.given or "")
    own = version.rules
    return Worked(
        standing=standing,
        level=own.levels[standing.index - 1] if standing.index else None,
        given=given,
        given_until=row.given_until if row is not None and given is not None else None,
    )


def standing_of(
    card_id: CardId, version: Version, today: date, zone: str
) -> LevelStanding:
    """Where the receipts of a card, and of those joined into it, put it (E14, E36)."""
    own = version.rules.level_rules
    # A day more, for what the months' ends cut off.
    first = add_months(today - timedelta(days=own.grace_days + 4), -own.months)
    values: dict[str, Any] = {
        "business": tenancy.current(),
        "card": card_id,
        "since": clock.day_start(first, zone),
    }
    by_money = version.rules.level_by is LevelMeasure.SPENT
    counted = [
        (clock.local_date(occurred_at, zone), money if by_money else points)
        for occurred_at, money, points in _COUNTED.run(values)
    ]
    return level_standing(counted, today, own)


def review(
    card_id: CardId, version: Version, cause: str, receipt_id: ReceiptId | None = None
) -> bool:
    """Write down a card's level as it is by now; whether it changed.

    The card is locked by the caller.
    """
    worked, row, now = work_out(card_id, version), _row(card_id), clock.now()
    level = worked.now.name if worked.now else ""
    if row is None:
        row = CardLevel(business_id=tenancy.current(), card_id=card_id, level="")
        row.since = now
        db.session().add(row)
    before = row.level if row.given is None else row.given
    if row.given is not None and worked.given is None:
        # Its time is over, or its rules know it no more.
        row.given = row.given_until = row.given_by = None
        row.given_reason = ""
        cause = "hand_over" if cause == "time" else cause
    row.level = worked.level.name if worked.level else ""
    row.rule_version_id = version.id
    row.review_at = _review_at(worked)
    if level != before:
        row.since = now
        _note(card_id, before, level, cause, receipt_id)
    db.session().flush()
    return level != before


def settle(moved: Moved) -> bool:
    """After a receipt: the level that the next sale goes by. No points move."""
    version = moved.version
    if moved.what is not What.BOOKED:
        # Its own rules may be of long ago; a sale has those of now, and pays no more.
        version = programmes.current(moved.programme_id, clock.now())
    if version.rules.levels:
        review(moved.card_id, version, CAUSE_OF[moved.what], moved.receipt_id)
    return False


def review_due(limit: int) -> int:
    """Write down levels that time or new rules changed; how many cards were looked at.

    Each card in a transaction of its own.
    """
    done = 0
    for programme_id in _with_levels():
        version = programmes.current(programme_id, clock.now())
        for card_id, cause in _due(programme_id, version, limit):
            with db.writing():
                review_shown(card_id, version, cause)
            done += 1
    return done


def review_shown(card_id: CardId, version: Version, cause: str) -> None:
    """Lock a card and review it; who shows it is told when its level changed."""
    card = cards.touch(card_id)
    if card.state == "active" and review(card.id, version, cause):
        cards.show_change(card.id)


def merged(card_ids: Sequence[CardId]) -> list[tuple[CardId, ProgrammeId]]:
    """Those of the cards that were joined or taken apart, with their programmes."""
    parted = select(Merge.id).where(
        or_(
            Merge.source_member_id == Card.member_id,
            Merge.target_member_id == Card.member_id,
        )
    )
    rows = db.session().execute(
        select(Card.id, Card.programme_id)
        .where(
            bulk.among(Card.id, card_ids),
            or_(Card.joined_into_id.is_not(None), parted.exists()),
        )
        .order_by(Card.id)
    )
    return [(CardId(row[0]), ProgrammeId(row[1])) for row in rows]


def hand(
    card_id: CardId,
    version: Version,
    *,
    level: str,
    until: datetime,
    reason: str,
    staff_id: StaffId,
) -> None:
    """Keep a level given by hand; the card is locked and the level exists."""
    row = _row(card_id)
    if row is None:
        review(card_id, version, "rules")
        row = _row(card_id)
    assert row is not None  # noqa: S101 - a review has just written it
    before = row.level if row.given is None else row.given
    row.given, row.given_until = level, until
    row.given_reason, row.given_by = reason, staff_id
    if before != level:
        row.since = clock.now()
        _note(card_id, before, level, "hand")
    db.session().flush()
    review(card_id, version, "hand")


def hand_over(card_id: CardId, version: Version) -> None:
    """Let a level given by hand end now; the card is locked."""
    row = _row(card_id)
    assert row is not None  # noqa: S101 - whoever ends one has found it
    row.given_until = clock.now()
    db.session().flush()
    review(card_id, version, "hand_over")


def _note(
    card_id: CardId,
    before: str,
    level: str,
    cause: str,
    receipt_id: ReceiptId | None = None,
) -> None:
    change = LevelChange(
        business_id=tenancy.current(),
        card_id=card_id,
        level_from=before,
        level_to=level,
        cause=cause,
        receipt_id=receipt_id,
        happened_at=clock.now(),
    )
    db.session().add(change)
    db.session().flush()
    outbox.record(
        LevelChanged(
            business_id=change.business_id, card_id=card_id, change_id=change.id
        )
    )


def _is_over(row: Any, now: datetime) -> bool:
    return row.review_at is not None and row.review_at <= now


def _named(version: Version, name: str) -> Level | None:
    return next((own for own in version.rules.levels if own.name == name), None)


def _row(card_id: CardId) -> CardLevel | None:
    return db.session().scalar(
        select(CardLevel)
        .where(CardLevel.card_id == card_id)
        .execution_options(populate_existing=True)
    )


def _review_at(worked: Worked) -> datetime | None:
    changes_on = worked.standing.changes_on
    zone = businesses.by_id(tenancy.current()).zone
    times = [worked.given_until]
    if changes_on is not None:
        times.append(clock.day_start(changes_on, zone))
    return min((each for each in times if each is not None), default=None)


def _with_levels() -> list[ProgrammeId]:
    return [
        each.id
        for each in programmes.programmes()
        if programmes.current_rules(each.id).levels
    ]


def _due(
    programme_id: ProgrammeId, version: Version, limit: int
) -> list[tuple[CardId, str]]:
    """Cards whose level is to be looked at, and why: by time, or under new rules."""
    is_new = func.coalesce(CardLevel.rule_version_id, 0) != version.id
    rows = db.session().execute(
        select(Card.id, is_new)
        .outerjoin(
            CardLevel,
            (CardLevel.business_id == Card.business_id)
            & (CardLevel.card_id == Card.id),
        )
        .where(
            Card.programme_id == programme_id,
            Card.state == "active",
            or_(is_new, CardLevel.review_at <= clock.now()),
        )
        .order_by(Card.id)
        .limit(limit)
    )
    return [(CardId(card_id), "rules" if new else "time") for card_id, new in rows]
