"""Books a sale on a card: spends points, earns points, keeps every line."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from app.businesses.models import Outlet
from app.cards import actions as cards
from app.cards.actions import LockedCard
from app.core import clock, outbox, tenancy
from app.core.errors import NotFound
from app.core.ids import CardId, MemberId, ProgrammeId, ReceiptId
from app.core.prepared import Prepared
from app.instruments import paying
from app.ledger import actions as ledger
from app.ledger import queries as ledger_queries
from app.ledger.actions import Cause
from app.programmes import audiences, lifetime
from app.programmes import queries as programmes
from app.programmes.queries import Version
from app.programmes.rules import MAX_POINTS
from app.programmes.spending import Payer, SpendLimit, spend_limit
from app.sales import checks, means, rows, rules
from app.sales.errors import CardClosed, CardNotHere, OutletClosed
from app.sales.events import ReceiptBooked
from app.sales.means import Move
from app.sales.payments import Laid
from app.sales.rules import Basket, Sale

# Every sale asks for this, so it is built once and skips the ORM.
_PLACE = Prepared(
    select(
        Outlet.zone,
        Outlet.is_open,
        audiences.is_taken(
            bindparam("business"), bindparam("programme"), bindparam("outlet")
        ),
        audiences.is_entitled(
            bindparam("business"), bindparam("programme"), bindparam("member")
        ),
    ).where(
        Outlet.business_id == bindparam("business"), Outlet.id == bindparam("outlet")
    )
)


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A booked receipt and the card after it."""

    receipt_id: ReceiptId
    number: str
    total_minor: int
    points_spent: int
    paid_minor: int
    earned_points: int
    available: int
    pending: int
    debt: int
    available_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True)
class Place:
    """Where a sale happens, and whether its guest belongs to the card's audience."""

    zone: str
    is_entitled: bool


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

    sale: Sale
    card: LockedCard
    place: Place
    version: Version
    occurred_at: datetime
    goods: Basket
    shares: list[int]
    laid: list[Laid]
    earned: rules.Earned

    @property
    def paid(self) -> list[int]:
        """Money paid for each line."""
        money = [
            line.amount_minor
            for line in rules.owed(self.goods, self.shares, self.version.rules)
        ]
        for each in self.laid:
            money = [
                left - share for left, share in zip(money, each.shares, strict=True)
            ]
        return money

    def cause(self, receipt_id: ReceiptId, what: str) -> Cause:
        """Why points move; the key makes it happen once."""
        return Cause(
            key=f"receipt:{receipt_id}:{what}",
            actor=self.sale.actor,
            reason="sale",
            occurred_at=checks.moved_at(self.occurred_at),
            receipt_id=receipt_id,
            rule_version_id=self.version.id,
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
    kept = min(exchanged.clawed_points, priced.earned.points) if exchanged else 0
    paid = priced.paid
    receipt_id, number = rows.add_receipt(
        sale.number,
        priced.place.zone,
        outlet_id=sale.outlet_id,
        card_id=card.id,
        rule_version_id=priced.version.id,
        source=sale.source,
        actor=sale.actor,
        occurred_at=priced.occurred_at,
        total_minor=priced.goods.total_minor,
        paid_minor=sum(paid),
        points_spent=sale.points,
        earned_points=priced.earned.points,
        was_asked=sale.was_asked,
        is_earning=priced.place.is_entitled,
        exchanged_from_id=exchanged.receipt_id if exchanged else None,
    )
    lines = list(zip(priced.goods.lines, priced.shares, paid, strict=True))
    rows.add_lines(receipt_id, lines)
    _take_payments(priced, receipt_id)
    if priced.earned.carried_minor != card.carried_minor:
        cards.carry(card_id=card.id, carried_minor=priced.earned.carried_minor)
    booked = _move_points(priced, receipt_id, number, kept)
    if sale.source != "import":
        # An import tells of its days at the end instead of every past receipt.
        _tell(priced, receipt_id)
    return booked


def _tell(priced: _Priced, receipt_id: ReceiptId) -> None:
    day = clock.local_date(priced.occurred_at, priced.place.zone)
    outbox.record(
        ReceiptBooked(
            business_id=tenancy.current(),
            outlet_id=priced.sale.outlet_id,
            receipt_id=receipt_id,
            card_id=priced.card.id,
            day=day.isoformat(),
        )
    )


def place_of(sale: Sale, programme_id: ProgrammeId, member_id: MemberId) -> Place:
    """The outlet of a sale with a card; one statement.

    Histories may tell of outlets that do not take the card any more. Raises NotFound,
    OutletClosed, CardNotHere.
    """
    values = {
        "business": tenancy.current(),
        "outlet": sale.outlet_id,
        "programme": programme_id,
        "member": member_id,
    }
    row = _PLACE.run(values).one_or_none()
    if row is None:
        raise NotFound
    zone, is_open, is_taken, is_entitled = row
    if not is_open:
        raise OutletClosed
    is_trusted = sale.source in checks.TRUSTED
    if not is_taken and not is_trusted:
        raise CardNotHere
    return Place(str(zone), bool(is_entitled) or is_trusted)


def earned_by(
    base_minor: int, carried_minor: int, version: Version, place: Place
) -> rules.Earned:
    """What a base earns; nothing while the guest is outside the card's audience."""
    if not place.is_entitled:
        return rules.Earned(points=0, carried_minor=carried_minor)
    return rules.earned(base_minor, carried_minor, version.rules)


def limits(sale: Sale, goods: Basket, version: Version, payer: Payer) -> SpendLimit:
    """How many points the sale may take; imports and the demo show no codes."""
    if sale.source in checks.TRUSTED:
        payer = Payer(
            available=payer.available, is_protected=True, code_is_rotating=True
        )
    return spend_limit(goods.eligible, goods.total_minor, payer, version.rules)


def standing(card_id: CardId, posted: ledger.Posted | None) -> Standing:
    """The card's points after ``posted``, or as they are when nothing moved."""
    now = posted or ledger_queries.balance(card_id)
    return Standing(available=now.available, pending=now.pending, debt=now.debt)


def _price(card: LockedCard, sale: Sale) -> _Priced:
    if card.state != "active":
        raise CardClosed
    place = place_of(sale, card.programme_id, card.member_id)
    occurred_at = sale.occurred_at or clock.now()
    version = programmes.current(card.programme_id, occurred_at)
    if sale.source not in checks.TRUSTED:
        paying.check_cheque(card.id, version.kind)
    goods = rules.basket(sale.lines, version.rules)
    _check_points(card, sale, goods, version)
    shares = rules.shares(goods, sale.points, version.rules)
    laid = rules.laid(goods, shares, sale, version.rules)
    base_minor = rules.base_minor(goods, sale.points, version.rules, laid)
    return _Priced(
        sale=sale,
        card=card,
        place=place,
        version=version,
        occurred_at=occurred_at,
        goods=goods,
        shares=shares,
        laid=laid,
        earned=earned_by(base_minor, card.carried_minor, version, place),
    )


def _check_points(
    card: LockedCard, sale: Sale, goods: Basket, version: Version
) -> None:
    limited = sum(each.amount_minor for each in sale.payments if each.as_points)
    points = sale.points - (-limited // version.rules.point_value_minor)
    if not points:
        return
    # What the card holds is for the ledger to say: it spends and refuses in one step.
    payer = Payer(
        available=MAX_POINTS,
        is_protected=card.is_protected,
        code_is_rotating=sale.code_is_rotating,
    )
    broken = limits(sale, goods, version, payer).broken_by(points)
    if broken:
        raise checks.refusal(broken[0])


def _take_payments(priced: _Priced, receipt_id: ReceiptId) -> None:
    """Let every means pay its part; one that cannot refuses the whole sale."""
    if not priced.laid:
        return
    positions = [entry.position for entry in priced.goods.lines]
    means.add(receipt_id, positions, priced.laid)
    for place, each in enumerate(priced.laid):
        means.MEANS[each.payment.kind].take(
            Move(
                key=f"receipt:{receipt_id}:pay:{place}",
                receipt_id=receipt_id,
                outlet_id=priced.sale.outlet_id,
                card_id=priced.card.id,
                ref=each.payment.ref,
                amount_minor=each.payment.amount_minor,
                actor=priced.sale.actor,
                zone=priced.place.zone,
                occurred_at=checks.moved_at(priced.occurred_at),
            )
        )


def _move_points(
    priced: _Priced, receipt_id: ReceiptId, number: str, kept: int
) -> Booked:
    """Spend and credit; ``kept`` points of an exchange stay on their old lots."""
    card_id = priced.card.id
    posted = None
    available_at = expires_at = None
    if priced.sale.points:
        posted = ledger.spend(
            card_id=card_id,
            cause=priced.cause(receipt_id, "spend"),
            amount=priced.sale.points,
        )
    if priced.earned.points > kept:
        when = checks.moved_at(priced.occurred_at)
        zone, own = priced.place.zone, priced.version.rules
        available_at = lifetime.available_at(when, zone, own)
        expires_at = lifetime.expires_at(when, zone, own)
        posted = ledger.credit(
            card_id=card_id,
            cause=priced.cause(receipt_id, "earn"),
            amount=priced.earned.points - kept,
            available_at=available_at,
            expires_at=expires_at,
        )
    now = standing(card_id, posted)
    return Booked(
        receipt_id=receipt_id,
        number=number,
        total_minor=priced.goods.total_minor,
        points_spent=priced.sale.points,
        paid_minor=sum(priced.paid),
        earned_points=priced.earned.points,
        available=now.available,
        pending=now.pending,
        debt=now.debt,
        available_at=available_at,
        expires_at=expires_at,
    )
