"""Reactions to facts: gifts are given, new members welcomed, erased ones forgotten."""

from typing import Protocol

from app.core import db, tenancy
from app.core.ids import BusinessId, CardId, GiftId, MemberId
from app.rewards import expiring, gifts
from app.rewards.events import GiftMade


class MemberFact(Protocol):
    """A fact about one member."""

    business_id: int
    member_id: int


class CardFact(Protocol):
    """A fact about one card."""

    business_id: int
    card_id: int


def give(fact: GiftMade) -> None:
    """Give a gift to all whom it is for, each part in a transaction of its own."""
    last: MemberId | None = MemberId(0)
    with tenancy.scope(BusinessId(fact.business_id)):
        while last is not None:
            with db.writing():
                last = gifts.give_part(GiftId(fact.gift_id), last)


def welcome(fact: MemberFact) -> None:
    """Give a new member what new members get, however they came."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        gifts.welcome(member_id=MemberId(fact.member_id))


def forget(fact: CardFact) -> None:
    """Withdraw what waits for a holder who was erased, and blank what was said."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        expiring.forget(CardId(fact.card_id))
