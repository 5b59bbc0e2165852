"""Gives what the rules promise for actions, each time once, and takes it back (R6, R8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.cards.models import Card
from app.core import clock, db, outbox, tenancy
from app.core.ids import CardId, MemberId, ProgrammeId
from app.incentives.events import RewardGiven
from app.incentives.models import ActionGain
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.programmes import lifetime
from app.programmes.models import Programme
from app.programmes.queries import Version
from app.programmes.target_actions import BIRTHDAY_EVERY, Action, ActionReward
from app.sales.movements import ACTION_REASON


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that a guest has done, on a card that the caller has locked.

    Attributes:
        occurrence: what makes it this one; the same again is no other deed.
        zone: the zone of its place, by which hours and days are meant.
        receipt_id: the receipt that did it, if one did.
    """

    card_id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    version: Version
    occurrence: str
    occurred_at: datetime
    zone: str
    actor: str
    receipt_id: int | None = None


def give(rule: ActionReward, deed: Deed) -> bool:
    """Give a reward unless a limit of its rule is reached; whether it was given."""
    if not rule.window.holds(_local(deed)):
        return False
    if rule.in_total is not None:
        # Of two tills at once, one waits here and counts the other's.
        db.session().execute(
            select(Programme.id)
            .where(Programme.id == deed.programme_id)
            .with_for_update()
        )
    if not _is_open(rule, deed):
        return False
    gain = _gain(rule, deed)
    if gain is None:
        return False
    db.session().flush()
    posted = _credit(rule, deed, gain)
    gain.posting_id = posted.posting_id
    db.session().flush()
    outbox.record(
        RewardGiven(
            business_id=gain.business_id,
            card_id=deed.card_id,
            gain_id=gain.id,
            turn=gain.turn,
        )
    )
    return True


def take_back(gain: ActionGain, card_id: CardId, actor: str, at: datetime) -> None:
    """Take a reward back whose receipt is not worth it any more (R6, R8).

    What is spent already becomes a debt. It can be earned again.
    """
    assert gain.posting_id is not None  # noqa: S101 - given ones have one
    ledger.reverse(
        posting_id=gain.posting_id,
        card_id=card_id,
        cause=Cause(
            key=f"action:{gain.id}:{gain.turn}:back",
            actor=actor,
            reason=f"{ACTION_REASON}{gain.rule}",
            occurred_at=at,
        ),
    )
    gain.is_given = False
    db.session().flush()


def of_receipt(receipt_id: int) -> list[ActionGain]:
    """What a receipt has brought and still has."""
    return list(
        db.session().scalars(
            select(ActionGain)
            .where(ActionGain.receipt_id == receipt_id, ActionGain.is_given)
            .order_by(ActionGain.id)
            .execution_options(populate_existing=True)
        )
    )


def _local(deed: Deed) -> datetime:
    return deed.occurred_at.astimezone(ZoneInfo(deed.zone))


def _is_open(rule: ActionReward, deed: Deed) -> bool:
    times, last = _times_of(rule, deed)
    if rule.most is not None and times >= rule.most:
        return False
    if last is not None and not _is_later(rule, deed, last):
        return False
    if rule.in_total is None:
        return True
    given: Any = db.session().scalar(
        select(func.count())
        .select_from(ActionGain)
        .join(Card, Card.id == ActionGain.card_id)
        .where(
            Card.programme_id == deed.programme_id,
            ActionGain.rule == rule.name,
            ActionGain.is_given,
        )
    )
    return int(given) < rule.in_total


def _is_later(rule: ActionReward, deed: Deed, last: datetime) -> bool:
    """Whether enough days lie between; days count by the calendar, not by hours."""
    apart = timedelta(days=rule.every_days)
    if rule.action is Action.BIRTHDAY:
        apart = max(apart, BIRTHDAY_EVERY)
    between = clock.local_date(deed.occurred_at, deed.zone) - clock.local_date(
        last, deed.zone
    )
    return between >= apart


def _times_of(rule: ActionReward, deed: Deed) -> tuple[int, datetime | None]:
    """How often a person got it, on whatever card, and when last.

    Of birthdays all rules together count, so that another rule brings no second one.
    """
    same = (
        ActionGain.action == rule.action
        if rule.action is Action.BIRTHDAY
        else (ActionGain.rule == rule.name) & (Card.programme_id == deed.programme_id)
    )
    row: Any = (
        db.session()
        .execute(
            select(func.count(), func.max(ActionGain.given_at))
            .select_from(ActionGain)
            .join(Card, Card.id == ActionGain.card_id)
            .where(Card.member_id == deed.member_id, ActionGain.is_given, same)
        )
        .one()
    )
    return int(row[0]), row[1]


def _gain(rule: ActionReward, deed: Deed) -> ActionGain | None:
    """The row of this occurrence, new or once more; None when it is given already."""
    gain = db.session().scalar(
        select(ActionGain)
        .where(
            ActionGain.card_id == deed.card_id,
            ActionGain.rule == rule.name,
            ActionGain.occurrence == deed.occurrence,
        )
        .execution_options(populate_existing=True)
    )
    if gain is None:
        gain = ActionGain(
            business_id=tenancy.current(),
            card_id=deed.card_id,
            rule=rule.name,
            occurrence=deed.occurrence,
            turn=0,
            is_given=False,
        )
        db.session().add(gain)
    if gain.is_given:
        return None
    gain.turn += 1
    gain.is_given = True
    gain.action = rule.action
    gain.rule_version_id = deed.version.id
    gain.receipt_id = deed.receipt_id
    gain.points = rule.points
    gain.given_at = deed.occurred_at
    return gain


def _credit(rule: ActionReward, deed: Deed, gain: ActionGain) -> ledger.Posted:
    at, zone = deed.occurred_at, deed.zone
    today = clock.local_date(at, zone)
    usable_at = at
    if rule.hold_days:
        usable_at = clock.day_start(today + timedelta(days=rule.hold_days), zone)
    ends_at: datetime | None
    if rule.life_days is not None:
        ends_at = clock.day_end(today + timedelta(days=rule.life_days), zone)
    else:
        # The card's own life begins once they can be spent: they never end before.
        ends_at = lifetime.expires_at(usable_at, zone, deed.version.rules)
    return ledger.credit(
        card_id=deed.card_id,
        cause=Cause(
            key=f"action:{gain.id}:{gain.turn}",
            actor=deed.actor,
            reason=f"{ACTION_REASON}{rule.name}",
            occurred_at=at,
            rule_version_id=deed.version.id,
        ),
        amount=rule.points,
        available_at=usable_at,
        expires_at=ends_at,
        kind="gift",
    )
