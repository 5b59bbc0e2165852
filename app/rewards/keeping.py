"""Rows of awards: how one comes into being, is locked, and ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, select

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.cards.actions import LockedCard
from app.cards.events import CardChanged
from app.cards.models import Card
from app.core import clock, db, outbox, tenancy
from app.core.ids import AwardId, CardId
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.programmes import queries as programmes
from app.rewards import codes
from app.rewards.errors import AwardNotFound
from app.rewards.models import Award

_TRIES = 20


@dataclass(frozen=True)
class HeldAward:
    """A locked award and the card that it stands on now, locked before it."""

    row: Award
    card: LockedCard


def add(card: LockedCard, **values: object) -> Award:
    """Write an award down on a locked card, under a new code."""
    award = Award(
        business_id=tenancy.current(),
        given_to=card.member_id,
        card_id=card.id,
        programme_id=card.programme_id,
        code=_free_code(),
        made_at=clock.now(),
        **values,
    )
    db.session().add(award)
    db.session().flush()
    return award


def _free_code() -> str:
    """A code that no award of the business has; the unique key has the last word."""
    for _ in range(_TRIES):
        code = codes.drawn()
        taken = db.session().execute(select(Award.id).where(Award.code == code))
        if taken.first() is None:
            return code
    raise RuntimeError("no free award code after many tries")


def pay(award: Award, card: LockedCard, reason: str) -> None:
    """Take an award's price from its card; raises NotEnoughPoints."""
    posted = ledger.spend(
        card_id=card.id,
        cause=Cause(
            key=f"award:{award.id}",
            actor=award.made_by,
            reason=f"{reason}: {award.name}",
            occurred_at=clock.now(),
            rule_version_id=award.rule_version_id,
        ),
        amount=award.points,
        kind="exchange",
    )
    award.posting_id = posted.posting_id
    db.session().flush()


def lock(award_id: AwardId) -> HeldAward:
    """Lock an award after its card, the order of all locks; raises AwardNotFound."""
    asked = db.session().execute(select(Award.card_id).where(Award.id == award_id))
    card_id = asked.scalar_one_or_none()
    if card_id is None:
        raise AwardNotFound
    return on_card(award_id, cards.touch(CardId(card_id)))


def on_card(award_id: AwardId, card: LockedCard) -> HeldAward:
    """Lock an award of a card that is locked already."""
    row = db.session().scalar(
        select(Award)
        .where(Award.id == award_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise AwardNotFound
    return HeldAward(row, card)


def end(held: HeldAward, state: str, actor: str) -> None:
    """Close an open award."""
    held.row.state = state
    held.row.closed_at = clock.now()
    held.row.closed_by = actor
    db.session().flush()


def cards_of(member_id: int) -> ScalarSelect[int]:
    """The ids of all cards that a member has or had, for a larger statement."""
    return select(Card.id).where(Card.member_id == member_id).scalar_subquery()


def give_back(held: HeldAward, actor: str, why: str) -> None:
    """Return an award's price to the lots that it came from (R2, R7, R13).

    What has expired meanwhile comes back with the days of grace of its rules.
    """
    award = held.row
    if award.posting_id is None or award.rule_version_id is None:
        return
    rules = programmes.version(award.rule_version_id).rules  # type: ignore[arg-type]
    ledger.reverse(
        posting_id=award.posting_id,
        card_id=held.card.id,
        cause=Cause(
            key=f"award:{award.id}:{why}",
            actor=actor,
            reason=f"award_{why}: {award.name}",
            occurred_at=clock.now(),
            rule_version_id=award.rule_version_id,
        ),
        grace_until=last_moment(rules.grace_days),
    )


def last_moment(days: int) -> datetime:
    """The end of the day that is so many days ahead, where the business is."""
    zone = businesses.by_id(tenancy.current()).zone
    return clock.day_end(clock.today(zone) + timedelta(days=days), zone)


def tell(card: LockedCard) -> None:
    """Whatever shows the card is out of date; its version was raised by the lock."""
    outbox.record(CardChanged(business_id=tenancy.current(), card_id=card.id))
