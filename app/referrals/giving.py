"""Points of a referral on the two cards: given on hold, taken back (R3, R8, R13)."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.cards import actions as cards
from app.cards.actions import LockedCard
from app.cards.models import Card
from app.core import clock, db
from app.core.ids import CardId, ProgrammeId
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.programmes import lifetime
from app.programmes import queries as programmes
from app.programmes.months import add_months
from app.programmes.rules import CardRules
from app.referrals import ambassadors, sides
from app.referrals.models import Referral
from app.referrals.purchases import Purchase
from app.referrals.sides import Side

ACTOR = "system"


def lock(row: Referral, friend: Side) -> None:
    """Lock every card that may get or lose points, in the order of their ids."""
    bringer = sides.side(row.referrer_id)
    owners = (*friend.member_ids, *bringer.member_ids)
    found = db.session().scalars(select(Card.id).where(Card.member_id.in_(owners)))
    known = {row.bringer_card_id, row.friend_card_id} - {None}
    for card_id in sorted({*found, *known}):
        cards.touch(CardId(card_id))


def give(row: Referral, purchase: Purchase) -> None:
    """Credit both sides; who brought too many in a month gets nothing for this one."""
    terms, zone = purchase.terms, purchase.zone
    row.round += 1
    row.available_at = _available_at(purchase)
    friend_card = cards.touch(purchase.card_id)
    bringer_card = _card_of(row.referrer_id, purchase.programme_id)
    has_room = _given_in_month(row, purchase.occurred_at, zone) < terms.most_per_month
    promised = ambassadors.promised(row, terms, purchase.occurred_at)
    row.bringer_points = promised if bringer_card and has_room else 0
    row.friend_points = terms.friend_points if friend_card.state == "active" else 0
    row.friend_card_id = friend_card.id
    row.bringer_card_id = bringer_card.id if bringer_card else None
    row.friend_posting_id = _credit(
        row, "friend", friend_card.id, row.friend_points, purchase
    )
    row.bringer_posting_id = (
        _credit(row, "bringer", bringer_card.id, row.bringer_points, purchase)
        if bringer_card
        else None
    )


def take_back(row: Referral) -> None:
    """Take both sides' points back: on hold by reversals, later as R8 says."""
    for side, card_id, posting_id, points in (
        ("friend", row.friend_card_id, row.friend_posting_id, row.friend_points),
        ("bringer", row.bringer_card_id, row.bringer_posting_id, row.bringer_points),
    ):
        if card_id is not None and posting_id is not None:
            _take(row, side, CardId(card_id), posting_id, points)
    row.friend_posting_id = row.bringer_posting_id = row.available_at = None
    row.friend_points = row.bringer_points = 0


def show(row: Referral) -> None:
    """Tell whatever shows the two cards that its holder sees something else."""
    for card_id in (row.friend_card_id, row.bringer_card_id):
        if card_id is not None:
            cards.show_change(CardId(card_id))


def _credit(
    row: Referral, side: str, card_id: CardId, points: int, purchase: Purchase
) -> int | None:
    if not points:
        return None
    usable_at = row.available_at or clock.now()
    posted = ledger.credit(
        card_id=card_id,
        cause=_cause(row, side, f"referral_{side}"),
        amount=points,
        available_at=usable_at,
        expires_at=_expires_at(usable_at, purchase),
        kind="gift",
    )
    return posted.posting_id


def _take(
    row: Referral, side: str, card_id: CardId, posting_id: int, points: int
) -> None:
    card = cards.touch(card_id)
    if card.state == "closed":
        # Its holder was erased, and all that stood on it was written off (E37).
        return
    cause = _cause(row, f"{side}:back", "referral_void")
    if row.available_at is not None and row.available_at > clock.now():
        ledger.reverse(posting_id=posting_id, card_id=card.id, cause=cause)
        return
    rules = _rules_of(card)
    ledger.claw_back(
        card_id=card.id,
        cause=cause,
        amount=points,
        mode=rules.refund_mode.value,
        debt_limit=rules.debt_limit,
    )


def _rules_of(card: LockedCard) -> CardRules:
    return programmes.current(ProgrammeId(card.programme_id), clock.now()).rules


def _available_at(purchase: Purchase) -> datetime:
    """Local midnight after the days on hold (R3); without any, at once."""
    days = purchase.terms.hold_days
    if not days:
        return clock.now()
    day = clock.local_date(purchase.occurred_at, purchase.zone) + timedelta(days=days)
    return clock.day_start(day, purchase.zone)


def _expires_at(usable_at: datetime, purchase: Purchase) -> datetime | None:
    """Their life begins when they can be spent: a hold must cost nobody anything."""
    begins_at = max(usable_at, clock.now())
    return lifetime.expires_at(begins_at, purchase.zone, purchase.rules)


def _card_of(member_id: int, programme_id: ProgrammeId) -> LockedCard | None:
    """The bringer's card of the programme that the friend has bought with."""
    found = db.session().scalar(
        select(func.min(Card.id)).where(
            Card.member_id.in_(sides.side(member_id).member_ids),
            Card.programme_id == programme_id,
            Card.state == "active",
        )
    )
    return None if found is None else cards.touch(CardId(found))


def _given_in_month(row: Referral, instant: datetime, zone: str) -> int:
    """How many other friends of that local month the bringer got something for."""
    first = clock.local_date(instant, zone).replace(day=1)
    after = add_months(first, 1)
    found = db.session().scalar(
        select(func.count(Referral.id)).where(
            Referral.referrer_id.in_(sides.side(row.referrer_id).member_ids),
            Referral.id != row.id,
            Referral.state == "given",
            Referral.bringer_points > 0,
            Referral.bought_at >= clock.day_start(first, zone),
            Referral.bought_at < clock.day_start(after, zone),
        )
    )
    return int(found or 0)


def _cause(row: Referral, what: str, reason: str) -> Cause:
    return Cause(
        key=f"referral:{row.id}:{row.round}:{what}",
        actor=ACTOR,
        reason=reason,
        occurred_at=clock.now(),
    )
