"""Full cards: what comes by itself as soon as its price is there (E19).

Sales ask for both halves, in their own transaction and under the card's lock.
"""

from sqlalchemy import select

from app.cards.actions import LockedCard
from app.core import db
from app.core.ids import AwardId
from app.ledger import queries as ledger
from app.programmes.queries import Version
from app.rewards import keeping
from app.rewards.models import Award


def collect(card: LockedCard, version: Version, *, available: int, actor: str) -> int:
    """Turn full cards into awards; how many there were.

    ``available`` is what stands on the card. On a card whose rules have no such reward
    nothing happens.
    """
    reward = version.rules.automatic
    if reward is None or card.state != "active":
        return 0
    count = available // reward.points
    for _ in range(count):
        award = keeping.add(
            card,
            origin="stamps",
            kind=reward.kind.value,
            name=reward.name,
            reward_key=reward.key,
            points=reward.points,
            rule_version_id=version.id,
            made_by=actor,
        )
        keeping.pay(award, card, "full")
    return count


def take_back(card: LockedCard, version: Version, *, wanted: int, actor: str) -> int:
    """Withdraw awards that nobody has fetched, so that ``wanted`` stamps are there.

    The newest goes first. Returns how many awards were withdrawn; what is still missing
    then is owed (E19).
    """
    if version.rules.automatic is None or wanted <= 0:
        return 0
    missing = wanted - ledger.balance(card.id).available
    withdrawn = 0
    for award_id, points in _open(card):
        if missing <= 0:
            break
        held = keeping.on_card(AwardId(award_id), card)
        keeping.end(held, "withdrawn", actor)
        keeping.give_back(held, actor, "withdrawn")
        missing -= points
        withdrawn += 1
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
