"""Rewards for what is no purchase, and levels given by hand."""

from datetime import date

from sqlalchemy import select

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.cards import queries as card_queries
from app.cards.models import Card
from app.core import audit, clock, db, outbox, tenancy
from app.core.ids import BusinessId, CardId, MemberId, PersonId, StaffId
from app.incentives import gains, levels
from app.incentives.errors import BadLevelDay, LevelNotFound, NoReason, NotGiven
from app.incentives.events import ActionDone
from app.incentives.gains import Deed
from app.incentives.models import CardLevel
from app.people.models import Member
from app.programmes import queries as programmes
from app.programmes.target_actions import BY_PURCHASE, Action

ONCE = "once"
"""The occurrence of what a person does once."""

MAX_REASON = 200


def done(*, member_id: MemberId, action: Action, occurrence: str = ONCE) -> None:
    """Tell that a member did something, once for each card whose rules reward it.

    Whoever sees it happen calls this, in the transaction in which it happens; what it
    brings comes after.
    """
    if action in BY_PURCHASE:
        raise ValueError(action)
    for card in card_queries.cards_of(member_id):
        own = programmes.current_rules(card.programme_id)
        if any(rule.action is action for rule in own.actions):
            outbox.record(
                ActionDone(
                    business_id=tenancy.current(),
                    card_id=card.id,
                    action=action.value,
                    occurrence=occurrence,
                )
            )


def done_on_card(*, card_id: CardId, action: Action, occurrence: str = ONCE) -> None:
    """Tell that the holder of a card did something; a joined card leads to the other."""
    member_id = db.session().scalar(select(Card.member_id).where(Card.id == card_id))
    if member_id is not None:
        done(member_id=MemberId(member_id), action=action, occurrence=occurrence)


def done_everywhere(*, person_id: PersonId, action: Action) -> None:
    """Tell that a person did something that every business may reward, once each."""
    with tenancy.across():
        rows = db.session().execute(
            select(Member.business_id, Member.id)
            .where(Member.person_id == person_id)
            .order_by(Member.business_id)
        )
        found = [(BusinessId(row[0]), MemberId(row[1])) for row in rows]
    for business_id, member_id in found:
        with tenancy.scope(business_id):
            done(member_id=member_id, action=action)


def reward(*, card_id: CardId, action: Action, occurrence: str) -> bool:
    """Give what the rules of a card promise for an action; whether anything was given.

    A repeat gives nothing. Raises CardNotFound.
    """
    card = cards.touch(card_id)
    if card.state != "active":
        return False
    version = programmes.current(card.programme_id, clock.now())
    deed = Deed(
        card_id=card.id,
        member_id=card.member_id,
        programme_id=card.programme_id,
        version=version,
        occurrence=occurrence,
        occurred_at=clock.now(),
        zone=businesses.by_id(tenancy.current()).zone,
        actor="system",
    )
    given = [
        gains.give(rule, deed)
        for rule in version.rules.actions
        if rule.action is action
    ]
    if any(given):
        cards.show_change(card.id)
    return any(given)


def give_level(
    *, card_id: CardId, level: str, last_day: date, reason: str, staff_id: StaffId
) -> None:
    """Give a card a level by hand through a day; while it lasts it takes precedence.

    Raises LevelNotFound, BadLevelDay for a day that is over, NoReason, CardNotFound.
    """
    if not reason.strip() or len(reason.strip()) > MAX_REASON:
        raise NoReason
    zone = businesses.by_id(tenancy.current()).zone
    if last_day < clock.today(zone):
        raise BadLevelDay
    card = cards.touch(card_id)
    version = programmes.current(card.programme_id, clock.now())
    if all(own.name != level for own in version.rules.levels):
        raise LevelNotFound
    levels.hand(
        card.id,
        version,
        level=level,
        until=clock.day_end(last_day, zone),
        reason=reason.strip(),
        staff_id=staff_id,
    )
    audit.note(
        "level.given",
        subject=f"card:{card.id}",
        level=level,
        last_day=last_day.isoformat(),
        reason=reason.strip(),
    )
    cards.show_change(card.id)


def end_level(*, card_id: CardId) -> None:
    """End a level given by hand before its day; raises NotGiven, CardNotFound."""
    card = cards.touch(card_id)
    given = db.session().scalar(
        select(CardLevel.given).where(CardLevel.card_id == card.id)
    )
    if given is None:
        raise NotGiven
    version = programmes.current(card.programme_id, clock.now())
    levels.hand_over(card.id, version)
    audit.note("level.ended", subject=f"card:{card.id}", level=given)
    cards.show_change(card.id)
