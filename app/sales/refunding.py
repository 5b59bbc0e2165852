"""Takes goods back, whole receipts or single lines, and exchanges them."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.cards import queries as card_queries
from app.cards.actions import LockedCard
from app.core import audit, clock, outbox, tenancy
from app.core.ids import OutletId, ReceiptId
from app.instruments import actions as instruments
from app.ledger import actions as ledger
from app.ledger.actions import Cause, Posted
from app.programmes import queries as programmes
from app.programmes.moved import Moved, What
from app.programmes.queries import Version
from app.sales import checks, erasures, errors, hooks, means, returns, rows
from app.sales.booking import Booked, Exchanged, book_on, standing
from app.sales.events import ReceiptRefunded
from app.sales.means import Move, PaidBack
from app.sales.returns import Held, Return
from app.sales.rules import Sale


@dataclass(frozen=True, kw_only=True)
class Refunded:
    """A booked refund and the card after it.

    ``foreign_minor`` is the money in the receipt's own ``currency``, if it has one.
    """

    refund_id: int
    money_minor: int
    points_returned: int
    points_clawed: int
    available: int
    pending: int
    debt: int
    payments: tuple[PaidBack, ...] = ()
    currency: str | None = None
    foreign_minor: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Refund:
    """A refund that is written down while its points still have to move."""

    id: int
    card: LockedCard
    receipt: Held
    version: Version
    back: Return
    zone: str
    actor: str
    occurred_at: datetime

    def cause(self, what: str, receipt_id: ReceiptId) -> Cause:
        """Why points move; the key makes it happen once."""
        return Cause(
            key=f"refund:{self.id}:{what}",
            actor=self.actor,
            reason="refund",
            occurred_at=checks.moved_at(self.occurred_at),
            receipt_id=receipt_id,
            rule_version_id=self.version.id,
        )

    @property
    def moved(self) -> Moved:
        """What those are told who turn points into something."""
        return Moved(
            what=What.REFUNDED,
            key=f"refund:{self.id}",
            receipt_id=self.receipt.id,
            outlet_id=self.receipt.outlet_id,
            card_id=self.card.id,
            member_id=self.card.member_id,
            programme_id=self.card.programme_id,
            version=self.version,
            zone=self.zone,
            actor=self.actor,
            occurred_at=checks.moved_at(self.occurred_at),
        )


def refund(
    *,
    receipt_id: ReceiptId,
    positions: tuple[int, ...] | None,
    number: str | None,
    outlet_id: OutletId,
    actor: str,
    reason: str = "",
    occurred_at: datetime | None = None,
    source: str = "till",
) -> Refunded:
    """Take back the lines at ``positions``, or all that is left (None).

    Money and points shares go back line by line (R7, E08, E09); what the receipt
    earned is taken back under its own rule version (R6, E07, E48), into debt where the
    points are gone (R8, E13).

    Raises:
        Refused: one of ``sales.errors``.
        NotFound: the receipt or the outlet is not of this business.
        RefundExists: the outlet has booked this number before.
    """
    _check(number, reason, occurred_at, source)
    made = _write(
        receipt_id=receipt_id,
        positions=positions,
        number=number,
        outlet_id=outlet_id,
        actor=actor,
        reason=reason,
        occurred_at=occurred_at,
    )
    posted = _give_back(made)
    posted = _claw_back(made, made.back.clawed) or posted
    if hooks.run(made.moved):
        posted = None
    if erasures.write_off(made.card, made.cause("erased", receipt_id)):
        posted = None
    return _refunded(made, posted)


def exchange(
    *,
    receipt_id: ReceiptId,
    positions: tuple[int, ...] | None,
    sale: Sale,
    reason: str = "",
) -> tuple[Refunded, Booked]:
    """Take lines back and sell others in one go; only the difference moves (E46).

    What the old lines earned stays on its lots, with its hold and its end, as far as
    the new sale earns as much. The refund gets a number of its own.

    Raises:
        Refused, NotFound, ReceiptExists: as ``refund`` and ``book`` do.
        OtherCard: the sale is on another card than the receipt.
    """
    checks.check_sale(sale)
    checks.check_reason(reason)
    means.lock_for_sale(sale.card_id, sale.payments)
    made = _write(
        receipt_id=receipt_id,
        positions=positions,
        number=None,
        outlet_id=sale.outlet_id,
        actor=sale.actor,
        reason=reason,
        occurred_at=sale.occurred_at,
    )
    if sale.card_id not in (made.card.id, made.card.asked_id):
        raise errors.OtherCard
    _give_back(made)
    came_from = Exchanged(receipt_id=receipt_id, clawed_points=made.back.clawed)
    booked = book_on(made.card, sale, came_from)
    _claw_back(made, made.back.clawed - booked.earned_points)
    hooks.run(made.moved)
    refunded = _refunded(made, None)
    return refunded, _restated(booked, refunded)


def _check(
    number: str | None, reason: str, occurred_at: datetime | None, source: str
) -> None:
    if source not in checks.SOURCES:
        raise ValueError(source)
    checks.check_number(number)
    checks.check_reason(reason)
    checks.check_time(occurred_at, source)


def _write(
    *,
    receipt_id: ReceiptId,
    positions: tuple[int, ...] | None,
    number: str | None,
    outlet_id: OutletId,
    actor: str,
    reason: str,
    occurred_at: datetime | None,
) -> _Refund:
    """Lock the card, work the return out and write it down; no points move yet."""
    card = _locked(receipt_id)
    receipt = returns.held(receipt_id)
    outlet = businesses.outlet(outlet_id)
    version = programmes.version(receipt.rule_version_id)
    lines = returns.held_lines(receipt_id)
    carried = card.carried_minor
    back = returns.work_out(receipt, lines, positions, carried, version.rules)
    when = occurred_at or clock.now()
    if occurred_at is not None and occurred_at < receipt.occurred_at:
        raise errors.BadTime
    refund_id = rows.add_refund(
        number,
        outlet.zone,
        receipt_id=receipt_id,
        outlet_id=outlet_id,
        actor=actor,
        reason=reason.strip(),
        occurred_at=when,
        money_minor=back.money_minor,
        points_returned=back.points,
        points_clawed=back.clawed,
    )
    returns.mark(receipt, back)
    if back.carried_minor != card.carried_minor:
        cards.carry(card_id=card.id, carried_minor=back.carried_minor)
        card = replace(card, carried_minor=back.carried_minor)
    if back.is_last:
        returns.free_discounts(receipt, card, actor, checks.moved_at(when))
    _tell(receipt, card)
    _note(receipt, back)
    return _Refund(
        id=refund_id,
        card=card,
        receipt=receipt,
        version=version,
        back=back,
        zone=outlet.zone,
        actor=actor,
        occurred_at=when,
    )


def _locked(receipt_id: ReceiptId) -> LockedCard:
    card_id = returns.card_of(receipt_id)
    means.lock_for_return(card_id, receipt_id)
    return cards.touch(card_id)


def _note(receipt: Held, back: Return) -> None:
    audit.note(
        "receipt.refunded",
        subject=f"receipt:{receipt.id}",
        number=receipt.number,
        money_minor=back.money_minor,
        points_returned=back.points,
        points_clawed=back.clawed,
    )


def _tell(receipt: Held, card: LockedCard) -> None:
    outbox.record(
        ReceiptRefunded(
            business_id=tenancy.current(),
            outlet_id=receipt.outlet_id,
            receipt_id=receipt.id,
            card_id=card.id,
            day=receipt.day,
        )
    )


def _give_back(made: _Refund) -> Posted | None:
    """Return what paid for the lines, before any points are taken (less debt)."""
    for place, each in enumerate(made.back.payments):
        means.MEANS[each.kind].give_back(
            Move(
                key=f"refund:{made.id}:pay:{place}",
                receipt_id=made.receipt.id,
                outlet_id=made.receipt.outlet_id,
                card_id=made.card.id,
                ref=each.ref,
                amount_minor=each.amount_minor,
                actor=made.actor,
                zone=made.zone,
                occurred_at=checks.moved_at(made.occurred_at),
            )
        )
    if not made.back.points:
        return None
    if made.version.kind == "certificate":
        instruments.revive(made.card.id)
    return ledger.give_back(
        card_id=made.card.id,
        cause=made.cause("back", made.receipt.id),
        spend_receipt_id=made.receipt.id,
        amount=made.back.points,
        grace_days=made.version.rules.grace_days,
        zone=made.zone,
        # What other means paid is theirs to give back.
        spent_on=card_queries.own_and_joined(made.card.id),
    )


def _claw_back(made: _Refund, amount: int) -> Posted | None:
    posted = None
    if amount <= 0:
        return None
    for receipt_id, part in returns.clawback_parts(made.receipt, amount):
        posted = ledger.claw_back(
            card_id=made.card.id,
            cause=made.cause(f"claw:{receipt_id}", receipt_id),
            amount=part,
            mode=made.version.rules.refund_mode.value,
            debt_limit=made.version.rules.debt_limit,
        )
    return posted


def _refunded(made: _Refund, posted: Posted | None) -> Refunded:
    now = standing(made.card.id, posted)
    return Refunded(
        refund_id=made.id,
        money_minor=made.back.money_minor,
        points_returned=made.back.points,
        points_clawed=made.back.clawed,
        available=now.available,
        pending=now.pending,
        debt=now.debt,
        payments=made.back.payments,
        currency=made.back.currency,
        foreign_minor=made.back.foreign_minor,
    )


def _restated(booked: Booked, refunded: Refunded) -> Booked:
    """The booked half of an exchange with the card as it stands at the end."""
    return replace(
        booked,
        available=refunded.available,
        pending=refunded.pending,
        debt=refunded.debt,
    )
