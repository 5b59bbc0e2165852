"""Full cards: what comes by itself as soon as its price is there (E19)."""

from sqlalchemy import select

from app.cards import actions as cards
from app.cards.actions import LockedCard
from app.core import db
from app.core.ids import AwardId
from app.ledger import queries as ledger
from app.programmes.moved import Moved
from app.programmes.rules import Reward
from app.rewards import keeping
from app.rewards.models import Award


def settle(moved: Moved) -> bool:
    """Turn full cards into awards, and unfetched awards back where stamps are owed.

    Follows every receipt, in its transaction and under its card's lock. Says whether
    anything moved on the card; on cards without such a reward nothing does.
    """
    reward = moved.version.rules.automatic
    if reward is None:
        return False
    card = cards.touch(moved.card_id)
    if card.state != "active":
        return False
    withdrawn = _take_back(card, ledger.balance(card.id).debt, moved.actor)
    return _collect(card, reward, moved) or withdrawn


def _collect(card: LockedCard, reward: Reward, moved: Moved) -> bool:
    count = ledger.balance(card.id).available // reward.points
    for _ in range(count):
        award = keeping.add(
            card,
            origin="stamps",
            kind=reward.kind.value,
            name=reward.name,
            reward_key=reward.key,
            discount_minor=reward.discount_minor,
            points=reward.points,
            rule_version_id=moved.version.id,
            made_by=moved.actor,
        )
        keeping.pay(award, card, "full")
    return count > 0


def _take_back(card: LockedCard, owed: int, actor: str) -> bool:
    """Withdraw awards that nobody has fetched, the newest first, while stamps are owed."""
    if not owed:
        return False
    withdrawn = False
    for award_id, points in _open(card):
        if owed <= 0:
            break
        held = keeping.on_card(AwardId(award_id), card)
        keeping.end(held, "withdrawn", actor)
        keeping.give_back(held, actor, "withdrawn")
        owed -= points
        withdrawn = True
    return withdrawn


def _open(card: LockedCard) -> list[tuple[int, int]]:
    """Full cards that wait to be fetched, the newest first."""
    found = db.session().execute(
        select(Award.id, Award.points)
        .where(
            Award.card_id.in_(keeping.cards_of(card.member_id)),
            Award.programme_id == card.programme_id,
            Award.origin == "stamps",
            Award.state == "open",
        )
        .order_by(Award.id.desc())
    )
    return [(row[0], row[1]) for row in found]
