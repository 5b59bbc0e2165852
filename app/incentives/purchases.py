"""Rewards for purchases: the first, the second in time, chosen goods (rows 2 to 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.cards.models import Card
from app.core import clock, db
from app.core.ids import MemberId
from app.incentives import gains
from app.incentives.gains import Deed
from app.programmes.moved import Moved, What
from app.programmes.target_actions import (
    BY_PURCHASE,
    Action,
    ActionReward,
)
from app.sales.models import Receipt, ReceiptLine

TOLD_LATER = ("import",)
"""Receipts of the past: they count as purchases, and are thanked for no more."""


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What is left of a receipt, and what was bought before it."""

    id: int
    occurred_at: datetime
    left_minor: int
    is_earning: bool
    source: str
    exchanged_from_id: int | None


@dataclass(frozen=True, kw_only=True)
class Before:
    """The purchases of a member besides one receipt."""

    count: int
    last_at: datetime | None


def settle(moved: Moved) -> bool:
    """After a receipt: give what it brings, or take back what it is not worth any more."""
    if moved.what is not What.BOOKED:
        return _take_back(moved, moved.receipt_id)
    rules = [own for own in moved.version.rules.actions if own.action in BY_PURCHASE]
    if not rules:
        return False
    bill = _bill(moved.receipt_id)
    # What an exchange brought back gives its place up before the new goods ask for it.
    has_moved = bill.exchanged_from_id is not None and _take_back(
        moved, bill.exchanged_from_id
    )
    if not bill.is_earning or bill.source in TOLD_LATER or bill.left_minor <= 0:
        return has_moved
    before = before_receipt(moved.member_id, moved.receipt_id)
    given = [
        gains.give(rule, _deed(rule, moved, bill))
        for rule in rules
        if _is_met(rule, bill, before, moved.zone)
    ]
    return has_moved or any(given)


def before_receipt(member_id: MemberId, receipt_id: int | None) -> Before:
    """The purchases of a member of which something is left, on whatever card."""
    asked = select(func.count(), func.max(Receipt.occurred_at)).select_from(Receipt)
    row: Any = (
        db.session()
        .execute(_left(asked, member_id).where(Receipt.id != (receipt_id or 0)))
        .one()
    )
    return Before(count=int(row[0]), last_at=row[1])


def _take_back(moved: Moved, receipt_id: int) -> bool:
    held = gains.of_receipt(receipt_id)
    if not held:
        return False
    bill = _bill(receipt_id)
    by_name = {own.name: own for own in moved.version.rules.actions}
    has_moved = False
    for gain in held:
        rule = by_name.get(gain.rule)
        if rule is not None and _is_worth(rule, bill):
            continue
        heir = _heir(rule, moved.member_id) if rule is not None else None
        if heir is not None:
            gain.receipt_id = heir
            continue
        gains.take_back(gain, moved.card_id, moved.actor, moved.occurred_at)
        has_moved = True
    return has_moved


def _heir(rule: ActionReward, member_id: MemberId) -> int | None:
    """The receipt that is the n-th now that another is none: it keeps the reward."""
    if rule.action is not Action.PURCHASE or rule.within_days:
        return None
    found = db.session().scalar(
        _left(select(Receipt.id), member_id)
        .order_by(Receipt.occurred_at, Receipt.id)
        .offset(rule.ordinal - 1)
        .limit(1)
    )
    return found if found is not None and _is_worth(rule, _bill(found)) else None


def _left(statement: Any, member_id: MemberId) -> Any:
    """Only purchases of a member of which something is left, on whatever card."""
    return statement.join(Card, Card.id == Receipt.card_id).where(
        Card.member_id == member_id, Receipt.paid_minor > Receipt.returned_minor
    )


def _is_worth(rule: ActionReward, bill: Bill) -> bool:
    """Whether what is left of a receipt would still be enough."""
    if bill.left_minor <= 0 or bill.left_minor < rule.min_receipt_minor:
        return False
    return rule.action is not Action.GOODS or _has_goods(rule, bill)


def _is_met(rule: ActionReward, bill: Bill, before: Before, zone: str) -> bool:
    if not _is_worth(rule, bill):
        return False
    if rule.action is Action.GOODS:
        return True
    if before.count != rule.ordinal - 1:
        return False
    if not rule.within_days or before.last_at is None:
        return True
    last = clock.local_date(before.last_at, zone) + timedelta(days=rule.within_days)
    return clock.local_date(bill.occurred_at, zone) <= last


def _has_goods(rule: ActionReward, bill: Bill) -> bool:
    rows = db.session().execute(
        select(ReceiptLine.category, ReceiptLine.sku, ReceiptLine.quantity_milli).where(
            ReceiptLine.receipt_id == bill.id,
            ~ReceiptLine.is_returned,
            ~ReceiptLine.is_excluded,
        )
    )
    bought = [
        quantity
        for category, sku, quantity in rows
        if rule.goods.has(category=category, sku=sku)
    ]
    return bool(bought) and sum(bought) >= rule.min_quantity_milli


def _deed(rule: ActionReward, moved: Moved, bill: Bill) -> Deed:
    is_goods = rule.action is Action.GOODS
    return Deed(
        card_id=moved.card_id,
        member_id=moved.member_id,
        programme_id=moved.programme_id,
        version=moved.version,
        occurrence=f"receipt:{bill.id}" if is_goods else f"purchase:{rule.ordinal}",
        occurred_at=moved.occurred_at,
        zone=moved.zone,
        actor=moved.actor,
        receipt_id=bill.id,
    )


def _bill(receipt_id: int) -> Bill:
    row: Any = (
        db.session()
        .execute(
            select(
                Receipt.id,
                Receipt.occurred_at,
                Receipt.paid_minor - Receipt.returned_minor,
                Receipt.is_earning,
                Receipt.source,
                Receipt.exchanged_from_id,
            ).where(Receipt.id == receipt_id)
        )
        .one()
    )
    return Bill(
        id=row[0],
        occurred_at=row[1],
        left_minor=row[2],
        is_earning=row[3],
        source=row[4],
        exchanged_from_id=row[5],
    )
