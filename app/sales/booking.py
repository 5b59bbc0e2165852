"""Books a sale on a card: spends points, earns points, keeps every line."""

from dataclasses import dataclass
from datetime import datetime

from app.cards import actions as cards
from app.cards.actions import LockedCard
from app.core import clock, outbox, tenancy
from app.core.ids import CardId, ReceiptId
from app.ledger import actions as ledger
from app.ledger import queries as ledger_queries
from app.ledger.actions import Cause
from app.programmes import lifetime
from app.programmes.discounts import Applied, Declined
from app.programmes.moved import Moved, What
from app.programmes.rules import MAX_POINTS
from app.programmes.spending import Payer
from app.sales import checks, discounting, hooks, means, pricing, rows, sharing
from app.sales.errors import CardClosed
from app.sales.events import ReceiptBooked
from app.sales.means import Move
from app.sales.pricing import Cheque, Paid
from app.sales.rules import Sale


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A booked receipt and the card after it.

    ``total_minor`` is what the goods cost before ``discount_minor`` was taken off;
    ``cut_points`` is what a limit cut off what was earned. ``applied`` and ``declined``
    are the discounts, with their reasons (R11).
    """

    receipt_id: ReceiptId
    number: str
    total_minor: int
    discount_minor: int
    points_spent: int
    paid_minor: int
    earned_points: int
    cut_points: int
    available: int
    pending: int
    debt: int
    available_at: datetime | None
    expires_at: datetime | None
    applied: tuple[Applied, ...]
    declined: tuple[Declined, ...]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A card's points after a change."""

    available: int
    pending: int
    debt: int


@dataclass(frozen=True, kw_only=True)
class Exchanged:
    """What an exchange brings into the new sale (E46)."""

    receipt_id: ReceiptId
    clawed_points: int


@dataclass(frozen=True, kw_only=True)
class _Priced:
    """Everything about a sale that is known before it is written."""

    card: LockedCard
    asked: Cheque
    paid: Paid

    @property
    def sale(self) -> Sale:
        """What was asked for."""
        return self.asked.sale

    @property
    def moved_at(self) -> datetime:
        """When points move."""
        return checks.moved_at(self.asked.occurred_at)

    def cause(self, receipt_id: ReceiptId, what: str) -> Cause:
        """Why points move; the key makes it happen once."""
        return Cause(
            key=f"receipt:{receipt_id}:{what}",
            actor=self.sale.actor,
            reason=self.sale.reason,
            occurred_at=self.moved_at,
            receipt_id=receipt_id,
            rule_version_id=self.asked.version.id,
        )


def book(sale: Sale) -> Booked:
    """Book a sale: R5, R7, R10, R12; E08–E11, E43–E45.

    Raises:
        Refused: one of ``sales.errors``, or NotEnoughPoints of the ledger.
        NotFound: the card or the outlet is not of this business.
        ReceiptExists: the outlet has booked this number before.
    """
    checks.check_sale(sale)
    means.lock_for_sale(sale.card_id, sale.payments)
    return book_on(cards.touch(sale.card_id), sale, None)


def book_on(card: LockedCard, sale: Sale, exchanged: Exchanged | None) -> Booked:
    """Book a checked sale on a locked card, perhaps as the new half of an exchange."""
    priced = _price(card, sale)
    receipt_id, number = _write(priced, exchanged)
    discounting.use(
        priced.asked.cut.applied,
        receipt_id=receipt_id,
        offered=priced.asked.offered,
        actor=sale.actor,
        occurred_at=priced.moved_at,
    )
    _take_payments(priced, receipt_id)
    earned = priced.paid.earned
    if earned.carried_minor != card.carried_minor:
        cards.carry(card_id=card.id, carried_minor=earned.carried_minor)
    kept = min(exchanged.clawed_points, earned.points) if exchanged else 0
    booked = _move_points(priced, receipt_id, number, kept)
    if sale.source != "import":
        # An import tells of its days at the end instead of every past receipt.
        _tell(priced, receipt_id)
    return booked


def _write(priced: _Priced, exchanged: Exchanged | None) -> tuple[ReceiptId, str]:
    """Write the receipt with its lines and discounts down; its id and number."""
    sale, asked, paid = priced.sale, priced.asked, priced.paid
    receipt_id, number = rows.add_receipt(
        sale.number,
        asked.place.zone,
        outlet_id=sale.outlet_id,
        card_id=priced.card.id,
        rule_version_id=asked.version.id,
        source=sale.source,
        actor=sale.actor,
        occurred_at=asked.occurred_at,
        total_minor=asked.goods.total_minor,
        discount_minor=asked.goods.discount_minor,
        paid_minor=paid.paid_minor,
        points_spent=sale.points,
        earned_points=paid.earned.points,
        cut_points=paid.earned.cut_points,
        extra_basis_points=paid.purchase.extra_basis_points,
        currency=sale.currency,
        rate_millionths=sale.rate_millionths,
        was_asked=sale.was_asked,
        is_earning=asked.place.is_entitled,
        by_static_code=bool(sale.points) and not checks.is_proven(sale),
        exchanged_from_id=exchanged.receipt_id if exchanged else None,
        sharer_id=sale.sharer_id,
    )
    rows.add_lines(
        receipt_id, list(zip(asked.goods.lines, paid.shares, paid.money, strict=True))
    )
    discounting.add(
        receipt_id, [entry.position for entry in asked.goods.lines], asked.cut
    )
    return receipt_id, number


def _tell(priced: _Priced, receipt_id: ReceiptId) -> None:
    day = clock.local_date(priced.asked.occurred_at, priced.asked.place.zone)
    outbox.record(
        ReceiptBooked(
            business_id=tenancy.current(),
            outlet_id=priced.sale.outlet_id,
            receipt_id=receipt_id,
            card_id=priced.card.id,
            day=day.isoformat(),
        )
    )


def standing(card_id: CardId, posted: ledger.Posted | None) -> Standing:
    """The card's points after ``posted``, or as they are when nothing moved."""
    now = posted or ledger_queries.balance(card_id)
    return Standing(available=now.available, pending=now.pending, debt=now.debt)


def _price(card: LockedCard, sale: Sale) -> _Priced:
    if card.state != "active":
        raise CardClosed
    asked = pricing.cheque(sale, card)
    sharing.check(sale, card.id, asked.place.zone)
    discounting.check_codes(asked.cut)
    _check_points(card, asked)
    return _Priced(card=card, asked=asked, paid=pricing.pay(asked, sale.points))


def _check_points(card: LockedCard, asked: Cheque) -> None:
    sale, own = asked.sale, asked.version.rules
    limited = sum(each.amount_minor for each in sale.payments if each.as_points)
    points = sale.points - (-limited // own.point_value_minor)
    if not points:
        return
    # What the card holds is for the ledger to say: it spends and refuses in one step.
    payer = Payer(
        available=MAX_POINTS,
        is_protected=card.is_protected,
        code_is_rotating=sale.code_is_rotating,
    )
    broken = pricing.limits(asked, payer).broken_by(points)
    if broken:
        raise checks.refusal(broken[0])


def _take_payments(priced: _Priced, receipt_id: ReceiptId) -> None:
    """Let every means pay its part; one that cannot refuses the whole sale."""
    asked, laid = priced.asked, priced.paid.laid
    if not laid:
        return
    means.add(receipt_id, [entry.position for entry in asked.goods.lines], laid)
    for place, each in enumerate(laid):
        means.MEANS[each.payment.kind].take(
            Move(
                key=f"receipt:{receipt_id}:pay:{place}",
                receipt_id=receipt_id,
                outlet_id=priced.sale.outlet_id,
                card_id=priced.card.id,
                ref=each.payment.ref,
                amount_minor=each.payment.amount_minor,
                actor=priced.sale.actor,
                zone=asked.place.zone,
                occurred_at=priced.moved_at,
            )
        )


def _move_points(
    priced: _Priced, receipt_id: ReceiptId, number: str, kept: int
) -> Booked:
    """Spend and credit; ``kept`` points of an exchange stay on their old lots."""
    card_id, asked, earned = priced.card.id, priced.asked, priced.paid.earned
    posted = None
    available_at = expires_at = None
    if priced.sale.points:
        take = ledger.overdraw if priced.sale.is_offline else ledger.spend
        posted = take(
            card_id=card_id,
            cause=priced.cause(receipt_id, "spend"),
            amount=priced.sale.points,
        )
    if earned.points > kept:
        when, zone, own = priced.moved_at, asked.place.zone, asked.version.rules
        available_at = lifetime.available_at(when, zone, own)
        expires_at = lifetime.expires_at(when, zone, own)
        available_at = lifetime.held(available_at, priced.sale.held_until, expires_at)
        posted = ledger.credit(
            card_id=card_id,
            cause=priced.cause(receipt_id, "earn"),
            amount=earned.points - kept,
            available_at=available_at,
            expires_at=expires_at,
        )
    if hooks.run(_moved(priced, receipt_id)):
        posted = None
    now = standing(card_id, posted)
    return Booked(
        receipt_id=receipt_id,
        number=number,
        total_minor=asked.goods.total_minor,
        discount_minor=asked.goods.discount_minor,
        points_spent=priced.sale.points,
        paid_minor=priced.paid.paid_minor,
        earned_points=earned.points,
        cut_points=earned.cut_points,
        available=now.available,
        pending=now.pending,
        debt=now.debt,
        available_at=available_at,
        expires_at=expires_at,
        applied=asked.cut.applied,
        declined=asked.cut.declined,
    )


def _moved(priced: _Priced, receipt_id: ReceiptId) -> Moved:
    return Moved(
        what=What.BOOKED,
        key=f"receipt:{receipt_id}",
        receipt_id=receipt_id,
        outlet_id=priced.sale.outlet_id,
        card_id=priced.card.id,
        member_id=priced.card.member_id,
        programme_id=priced.card.programme_id,
        version=priced.asked.version,
        zone=priced.asked.place.zone,
        actor=priced.sale.actor,
        occurred_at=priced.moved_at,
    )
