"""What guests and staff do with rewards: order, cancel, hand out.

Every action locks the card first, then what the reward is counted by, then the award:
of many who want the last one at the same moment exactly one gets it.
"""

from datetime import datetime

from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.cards.actions import LockedCard
from app.cards.models import Card
from app.core import audit, clock, db, locales, tenancy
from app.core.ids import AwardId, CardId, MemberId, OutletId, ProgrammeId, ReceiptId
from app.programmes import queries as programmes
from app.programmes.models import Programme
from app.programmes.queries import Version
from app.programmes.rules import Reward, RewardKind
from app.rewards import errors, keeping
from app.rewards.keeping import HeldAward
from app.rewards.models import Award

ORDER_DAYS = 14
HELD = ("open", "redeemed")
"""States in which an award is somebody's: they count against limits and stock."""


def order(
    *,
    card_id: CardId,
    reward_key: str,
    actor: str,
    code_is_rotating: bool | None = None,
    static_spent: int = 0,
) -> AwardId:
    """Exchange points for a reward of the card's programme; it waits for 14 days.

    Args:
        card_id: who pays.
        reward_key: ``Reward.key`` of a reward that the rules in force offer.
        actor: who asks: the holder, or staff at a till.
        code_is_rotating: at a till, whether the spending code was shown; None: the
            holder orders from their own pages.
        static_spent: what went from the card today by codes without proof.

    Raises:
        Refused: one of ``rewards.errors``, or NotEnoughPoints of the ledger.
        NotFound: the card is not of this business, or no such reward is offered.
    """
    card = cards.touch(card_id)
    if card.state != "active":
        raise errors.CardClosed
    version = programmes.current(card.programme_id, clock.now())
    if version.rules.automatic is not None:
        raise errors.NotOrdered
    reward = version.rules.reward_of(reward_key)
    if reward is None:
        raise errors.RewardNotOffered
    is_static = code_is_rotating is False
    _check_trust(card, reward, version, static_spent if is_static else None)
    _check_limits(card, reward)
    award = keeping.add(
        card,
        origin="order",
        kind=reward.kind.value,
        name=reward.name,
        reward_key=reward.key,
        discount_minor=reward.discount_minor,
        points=reward.points,
        rule_version_id=version.id,
        made_by=actor,
        expires_at=keeping.last_moment(ORDER_DAYS),
        seen_at=clock.now(),
    )
    keeping.pay(award, card, "award")
    keeping.tell(card)
    return AwardId(award.id)


def cancel(*, award_id: AwardId, actor: str, card_id: CardId | None = None) -> None:
    """Take an order back: its points return to the lots that they came from.

    ``card_id`` is whose award it has to be. Raises AwardNotFound, AwardUsed, AwardOver,
    NotCancelled.
    """
    held = keeping.lock(award_id)
    if card_id is not None and held.card.id != card_id:
        raise errors.AwardNotFound
    if held.row.origin != "order":
        raise errors.NotCancelled
    check_open(held.row)
    keeping.end(held, "cancelled", actor)
    keeping.give_back(held, actor, "cancelled")
    _note("award.cancelled", held.row)
    keeping.tell(held.card)


def redeem(*, award_id: AwardId, outlet_id: OutletId | None, actor: str) -> None:
    """Hand an award out: once, whoever else scans it at the same moment.

    Raises AwardNotFound, AwardUsed, AwardOver; TakenAtPayment for a discount, which a
    sale uses up (``use_for``).
    """
    held = keeping.lock(award_id)
    if held.row.kind == RewardKind.DISCOUNT:
        check_open(held.row)
        raise errors.TakenAtPayment
    _use(held, outlet_id, actor)
    _note("award.redeemed", held.row)


def use_for(
    *,
    award_id: AwardId,
    card: LockedCard,
    receipt_id: ReceiptId,
    outlet_id: OutletId,
    actor: str,
) -> None:
    """Use a discount up with a sale on a locked card of its owner.

    Raises AwardNotFound, AwardNotYours, AwardUsed, AwardOver.
    """
    held = keeping.on_card(award_id, card)
    if owner_of(held.row) != card.member_id:
        raise errors.AwardNotYours
    _use(held, outlet_id, actor)
    held.row.receipt_id = receipt_id
    db.session().flush()


def free_from(*, receipt_id: ReceiptId) -> None:
    """Open what a sale used up that was taken back whole; ended ones end again."""
    for award in db.session().scalars(
        select(Award).where(Award.receipt_id == receipt_id, Award.state == "redeemed")
    ):
        award.state, award.receipt_id, award.outlet_id = "open", None, None
        award.closed_at, award.closed_by = None, ""
    db.session().flush()


def see(*, member_id: MemberId) -> int:
    """Note that a member has seen what came to their cards; how many were new."""
    fresh = (
        Award.card_id.in_(keeping.cards_of(member_id)),
        Award.state == "open",
        Award.seen_at.is_(None),
    )
    session = db.session()
    on = session.scalars(select(Award.card_id).where(*fresh).distinct())
    for card_id in sorted(on):
        cards.touch(CardId(card_id))
    found = list(session.scalars(select(Award).where(*fresh)))
    for award in found:
        award.seen_at = clock.now()
    session.flush()
    return len(found)


def check_open(award: Award) -> None:
    """Raises AwardUsed with when, or AwardOver; also for one whose time has passed."""
    if award.state == "redeemed" and award.closed_at is not None:
        zone = businesses.by_id(tenancy.current()).zone
        raise errors.AwardUsed(
            day=locales.day(award.closed_at, zone, short=True),
            time=locales.time_of_day(award.closed_at, zone),
        )
    if award.state != "open" or is_over(award.expires_at):
        raise errors.AwardOver


def is_over(expires_at: datetime | None) -> bool:
    """Whether the last moment has passed."""
    return expires_at is not None and expires_at <= clock.now()


def _use(held: HeldAward, outlet_id: OutletId | None, actor: str) -> None:
    check_open(held.row)
    if held.card.state != "active" or _was_had(held):
        raise errors.AwardOver
    keeping.end(held, "redeemed", actor)
    held.row.outlet_id = outlet_id
    held.row.seen_at = held.row.seen_at or clock.now()
    db.session().flush()
    keeping.tell(held.card)


def owner_of(award: Award) -> int:
    """The member who holds the award's card now."""
    found = db.session().execute(select(Card.member_id).where(Card.id == award.card_id))
    return found.scalar_one()


def _was_had(held: HeldAward) -> bool:
    """Whether its holder has this gift twice, because two members were found to be one.

    The one that was used counts, else the first.
    """
    if held.row.gift_id is None:
        return False
    others = select(Award.id).where(
        Award.gift_id == held.row.gift_id,
        Award.id != held.row.id,
        Award.card_id.in_(keeping.cards_of(held.card.member_id)),
        (Award.state == "redeemed")
        | ((Award.state == "open") & (Award.id < held.row.id)),
    )
    return db.session().execute(others).first() is not None


def _note(act: str, award: Award) -> None:
    audit.note(act, subject=f"award:{award.id}", name=award.name, points=award.points)


def _check_trust(
    card: LockedCard, reward: Reward, version: Version, static_spent: int | None
) -> None:
    """The limits that hold for spending on a receipt hold here too.

    ``static_spent`` is None for who has shown a proof.
    """
    most = version.rules.unprotected_spend_points
    if not card.is_protected and reward.points > most:
        raise errors.Unprotected(points=locales.number_text(most))
    if static_spent is None:
        return
    if reward.points + static_spent > version.rules.static_spend_points:
        raise errors.RotatingNeeded


def _check_limits(card: LockedCard, reward: Reward) -> None:
    mine = (Award.card_id.in_(keeping.cards_of(card.member_id)),)
    if reward.per_person and _held(card, reward, *mine) >= reward.per_person:
        raise errors.PersonLimit(count=reward.per_person)
    if reward.per_day:
        zone = businesses.by_id(tenancy.current()).zone
        since = clock.day_start(clock.today(zone), zone)
        if _held(card, reward, *mine, Award.made_at >= since) >= reward.per_day:
            raise errors.DayLimit(count=reward.per_day)
    if reward.stock is not None:
        _lock_stock(card.programme_id)
        if _held(card, reward) >= reward.stock:
            raise errors.SoldOut


def _lock_stock(programme_id: ProgrammeId) -> None:
    """Let those who want rewards that can run out take turns."""
    db.session().execute(
        select(Programme.id).where(Programme.id == programme_id).with_for_update()
    )


def _held(card: LockedCard, reward: Reward, *more: object) -> int:
    count = select(func.count(Award.id)).where(
        Award.programme_id == card.programme_id,
        Award.reward_key == reward.key,
        Award.state.in_(HELD),
        *more,  # type: ignore[arg-type]
    )
    return int(db.session().execute(count).scalar_one())
