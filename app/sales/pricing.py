"""Works a sale out before anything is written: one way for the quote and the booking."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, cast, func, select

from app.businesses.models import Outlet
from app.core import clock, tenancy
from app.core.errors import NotFound
from app.core.ids import CardId, MemberId, ProgrammeId
from app.core.prepared import Prepared
from app.core.types import Instant, Int
from app.instruments import paying
from app.people.models import Member
from app.programmes import audiences
from app.programmes import queries as programmes
from app.programmes.discounts import Priced, apply
from app.programmes.offered import Offered
from app.programmes.purchases import Earned, Purchase
from app.programmes.queries import Version
from app.programmes.spending import Payer, SpendLimit, spend_limit
from app.sales import checks, discounting, rules, static_codes
from app.sales.errors import CardNotHere, OutletClosed
from app.sales.models import Receipt
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
_MONTH = Prepared(
    # PostgreSQL sums into numeric, which would arrive as a Decimal.
    select(
        cast(
            func.coalesce(func.sum(Receipt.earned_points - Receipt.clawed_points), 0),
            Int,
        )
    ).where(
        Receipt.business_id == bindparam("business"),
        Receipt.card_id == bindparam("card"),
        Receipt.occurred_at >= bindparam("start", type_=Instant),
        Receipt.occurred_at < bindparam("end", type_=Instant),
    )
)

_JOINED = Prepared(
    select(Member.joined_at).where(
        Member.business_id == bindparam("business"), Member.id == bindparam("member")
    )
)

EXTRA_RATES: list[Callable[[Offered], int]] = []
"""Who adds to the rate of a card, in basis points, such as a level of its holder."""


class AnyCard(Protocol):
    """What pricing asks of a card, locked or only looked at."""

    @property
    def id(self) -> CardId:
        """The card that value is booked on."""

    @property
    def member_id(self) -> MemberId:
        """Its holder."""

    @property
    def programme_id(self) -> ProgrammeId:
        """Its programme."""

    @property
    def carried_minor(self) -> int:
        """Money that has not made a whole unit yet."""


@dataclass(frozen=True)
class Place:
    """Where a sale happens, and whether its guest belongs to the card's audience."""

    zone: str
    is_entitled: bool


@dataclass(frozen=True, kw_only=True)
class Cheque:
    """A sale after its discounts, before anything is paid."""

    sale: Sale
    card: AnyCard
    place: Place
    version: Version
    occurred_at: datetime
    offered: Offered
    cut: Priced
    goods: Basket


@dataclass(frozen=True, kw_only=True)
class Paid:
    """How a cheque is paid, line by line, and what it earns.

    ``shares`` are points, ``laid`` other means, ``money`` the rest, in the order of the
    cheque's lines.
    """

    shares: list[int]
    laid: list[Laid]
    money: list[int]
    purchase: Purchase
    earned: Earned

    @property
    def paid_minor(self) -> int:
        """Money paid."""
        return sum(self.money)


def cheque(sale: Sale, card: AnyCard) -> Cheque:
    """The sale with everything that is taken off it (R11).

    Raises NotFound, OutletClosed, CardNotHere, and what ``paying.check_cheque`` does.
    """
    place = place_of(sale, card.programme_id, card.member_id)
    occurred_at = sale.occurred_at or clock.now()
    version = programmes.current(card.programme_id, occurred_at)
    if sale.source not in checks.TRUSTED:
        paying.check_cheque(card.id, version.kind)
    listed = rules.basket(sale, version.rules)
    offered = Offered(
        card_id=card.id,
        member_id=card.member_id,
        programme_id=card.programme_id,
        outlet_id=sale.outlet_id,
        rules=version.rules,
        is_entitled=place.is_entitled,
        lines=listed.priced_lines,
        codes=sale.codes,
        occurred_at=occurred_at,
        local=occurred_at.astimezone(ZoneInfo(place.zone)),
        source=sale.source,
    )
    is_paid = sale.is_offline
    cut = apply(listed.priced_lines, ()) if is_paid else discounting.priced(offered)
    return Cheque(
        sale=sale,
        card=card,
        place=place,
        version=version,
        occurred_at=occurred_at,
        offered=offered,
        cut=cut,
        goods=listed.after(cut.left),
    )


def pay(asked: Cheque, points: int) -> Paid:
    """The cheque paid with ``points``, its payments and money; what that earns."""
    goods, own = asked.goods, asked.version.rules
    shares = rules.shares(goods, points, own)
    laid = rules.laid(goods, shares, asked.sale, own)
    money = [line.amount_minor for line in rules.owed(goods, shares, own)]
    for each in laid:
        money = [left - share for left, share in zip(money, each.shares, strict=True)]
    purchase = Purchase(
        lines=rules.bought(goods, money, laid),
        local=asked.offered.local,
        carried_minor=asked.card.carried_minor,
        extra_basis_points=sum(more(asked.offered) for more in EXTRA_RATES),
        month_points=_month_points(asked),
    )
    return Paid(
        shares=shares,
        laid=laid,
        money=money,
        purchase=purchase,
        earned=_earned(asked, purchase),
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


def limits(asked: Cheque, payer: Payer) -> SpendLimit:
    """How many points the sale may take.

    Imports and the demo show no codes; a till without a network could not check one.
    """
    sale = asked.sale
    if sale.source in checks.TRUSTED or sale.is_offline:
        payer = Payer(
            available=payer.available, is_protected=True, code_is_rotating=True
        )
    else:
        payer = replace(
            payer,
            is_first_day=_is_first_day(asked),
            static_spent=_static_spent(asked, payer),
        )
    goods = asked.goods
    return spend_limit(goods.eligible, goods.due_minor, payer, asked.version.rules)


def _static_spent(asked: Cheque, payer: Payer) -> int:
    """What lasting codes have spent of the card on the local day of the sale."""
    if payer.code_is_rotating:
        return 0
    return static_codes.spent_on_day(asked.card.id, asked.occurred_at, asked.place.zone)


def _is_first_day(asked: Cheque) -> bool:
    """Whether the guest has signed up on the local day of the sale (R12).

    Nobody is asked where the rules do not care.
    """
    if asked.version.rules.spends_on_first_day:
        return False
    values = {"business": tenancy.current(), "member": asked.card.member_id}
    joined_at = _JOINED.run(values).scalar()
    zone = asked.place.zone
    return bool(
        joined_at and clock.local_date(joined_at, zone) >= asked.offered.local.date()
    )


def _earned(asked: Cheque, purchase: Purchase) -> Earned:
    """Nothing while the guest is outside the card's audience."""
    if not asked.place.is_entitled:
        return Earned(points=0, carried_minor=purchase.carried_minor)
    return asked.version.rules.earned(purchase)


def _month_points(asked: Cheque) -> int:
    if not asked.version.rules.counts_month:
        return 0
    return month_points(asked.card.id, asked.offered.local.date(), asked.place.zone)


def month_points(card_id: CardId, day: date, zone: str) -> int:
    """What a card has earned in the calendar month of a day, less returns (E18)."""
    first = day.replace(day=1)
    after = first.replace(
        year=first.year + first.month // 12, month=first.month % 12 + 1
    )
    values: dict[str, Any] = {
        "business": tenancy.current(),
        "card": card_id,
        "start": clock.day_start(first, zone),
        "end": clock.day_start(after, zone),
    }
    return int(_MONTH.run(values).scalar() or 0)
