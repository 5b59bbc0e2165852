"""Reactions to facts about purchases, and what people's traces mean here."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import delete, select

from app.cards.models import Card
from app.core import bulk, db, outbox, tenancy
from app.core.ids import BusinessId, MemberId, PersonId
from app.core.outbox import state, states
from app.people.models import Member
from app.people.traces import Moved, Traces
from app.referrals import actions
from app.referrals.events import FriendKnown
from app.referrals.models import ReferralLink


class CardFact(Protocol):
    """A fact about a receipt of one card."""

    business_id: int
    card_id: int


@states(of=lambda fact: (fact.business_id, fact.card_id))
def settle(facts: Sequence[CardFact]) -> None:
    """Let friends' purchases count, or count no more; a repeat changes nothing."""
    with tenancy.scope(BusinessId(facts[0].business_id)):
        cards = bulk.among(Card.id, [fact.card_id for fact in facts])
        _settle(db.session().scalars(select(Card.member_id).where(cards)).all())


@state(of=lambda fact: (fact.business_id, fact.member_id))
def look_again(fact: FriendKnown) -> None:
    """See whether a friend who turned out to be somebody was brought at all."""
    with tenancy.scope(BusinessId(fact.business_id)):
        _settle([fact.member_id])


def _settle(member_ids: Sequence[int]) -> None:
    for member_id in actions.brought(member_ids):
        with db.writing():
            actions.settle(member_id=member_id)


def _forget(person_id: PersonId, contacts: Sequence[str]) -> None:
    """Nobody comes by the link of who is forgotten; referrals hold no names."""
    del contacts
    with tenancy.across():
        mine = select(Member.id).where(Member.person_id == person_id)
        db.session().execute(
            delete(ReferralLink)
            .where(ReferralLink.member_id.in_(mine))
            .execution_options(synchronize_session=False)
        )


def _move(source_id: PersonId, target_id: PersonId) -> None:
    """Referrals hang on memberships, which lead on by themselves."""


def _hand_over(source_id: MemberId, target_id: MemberId) -> Moved:
    """One human now: who came may have been here before, or have brought themselves."""
    del source_id
    outbox.record(FriendKnown(business_id=tenancy.current(), member_id=target_id))
    return {}


TRACES = Traces(forget=_forget, move=_move, hand_over=_hand_over)
