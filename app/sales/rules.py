"""What a sale is, and its arithmetic line by line: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.core import money
from app.core.ids import CardId, OutletId
from app.programmes.discounts import PricedLine
from app.programmes.purchases import Bought
from app.programmes.rules import CardRules
from app.programmes.spending import share_points
from app.sales.payments import Laid, Owed, Payment, lay

MILLION = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a cheque as the till sends it: what it costs before our discounts.

    ``quantity_milli`` is in thousandths. ``is_excluded`` lines neither earn nor take
    points (R5), and keep their price (row 15); ``is_voided`` lines were taken off before payment (E43).
    """

    amount_minor: int
    name: str = ""
    sku: str = ""
    category: str = ""
    quantity_milli: int = 1000
    is_excluded: bool = False
    is_voided: bool = False


@dataclass(frozen=True, kw_only=True)
class Sale:
    """A cheque to be booked on a card.

    Attributes:
        number: the till's receipt number, unique per outlet; None: we make one.
        points: how many points the customer spends.
        codes: promo codes and passwords that were typed.
        payments: what else pays for it besides money, in the order of payment.
        currency: the money of ``lines``, when it is not the business's own (E40);
            ``rate_millionths`` is what one of its minor units is worth that day.
        occurred_at: when it was paid; None means now.
        source: till, api, import or demo.
        actor: who books it, such as "staff:12" or "api:3".
        was_asked: whether staff asked the customer about points (row 47).
        code_is_rotating: whether the code that was scanned was the spending one; the
            caller has checked and burnt it.
        reason: why its points move, as the history says it (``sales.words``).
        held_until: what it earns is usable then at the earliest (R17).
        is_offline: whether a till without a network made it (R15): the guest has paid,
            so nothing is taken off now; its points were promised by signed limits, which
            the caller has checked, and what the card lacks becomes a debt.
    """

    outlet_id: OutletId
    card_id: CardId
    number: str | None
    lines: tuple[Line, ...]
    points: int = 0
    codes: tuple[str, ...] = ()
    payments: tuple[Payment, ...] = ()
    currency: str | None = None
    rate_millionths: int | None = None
    occurred_at: datetime | None = None
    source: str
    actor: str
    was_asked: bool | None = None
    code_is_rotating: bool = False
    reason: str = "sale"
    held_until: datetime | None = None
    is_offline: bool = False
    sharer_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class BasketLine:
    """A line that is paid for; ``is_excluded`` also by the rules of the programme.

    Its amount is in the business's money; ``foreign_minor`` is what the till sent in
    another one (E40).
    """

    position: int
    line: Line
    is_excluded: bool
    discount_minor: int = 0
    foreign_minor: int | None = None

    @property
    def due_minor(self) -> int:
        """What is to be paid for it after all discounts."""
        return self.line.amount_minor - self.discount_minor


@dataclass(frozen=True, kw_only=True)
class Basket:
    """The lines that are paid for, and what they cost."""

    lines: tuple[BasketLine, ...]

    @property
    def total_minor(self) -> int:
        """What the goods cost before our discounts."""
        return sum(entry.line.amount_minor for entry in self.lines)

    @property
    def due_minor(self) -> int:
        """What is to be paid after all discounts, by whatever means."""
        return sum(entry.due_minor for entry in self.lines)

    @property
    def discount_minor(self) -> int:
        """What was taken off."""
        return self.total_minor - self.due_minor

    @property
    def eligible(self) -> list[int]:
        """What is to be paid for lines that earn and take points (R5)."""
        return [entry.due_minor for entry in self.lines if not entry.is_excluded]

    @property
    def priced_lines(self) -> tuple[PricedLine, ...]:
        """The lines as discounts see them; excluded ones keep their price (row 15)."""
        return tuple(
            PricedLine(
                amount_minor=entry.line.amount_minor,
                category=entry.line.category,
                sku=entry.line.sku,
                quantity_milli=entry.line.quantity_milli,
                is_fixed=entry.is_excluded,
            )
            for entry in self.lines
        )

    def after(self, left: Sequence[int]) -> "Basket":
        """The same goods with what discounts left to pay of each line."""
        return Basket(
            lines=tuple(
                replace(entry, discount_minor=entry.line.amount_minor - rest)
                for entry, rest in zip(self.lines, left, strict=True)
            )
        )


def basket(sale: Sale, rules: CardRules) -> Basket:
    """The lines that count, in order; positions stay those of the till, from 1.

    Amounts of another currency are changed line by line, at the rate of the sale (E40).
    """
    lines = []
    for position, line in enumerate(sale.lines, start=1):
        if line.is_voided:
            continue
        known = rules.is_excluded(category=line.category, sku=line.sku)
        lines.append(
            BasketLine(
                position=position,
                line=_changed(line, sale.rate_millionths),
                is_excluded=line.is_excluded or known,
                foreign_minor=line.amount_minor if sale.currency else None,
            )
        )
    return Basket(lines=tuple(lines))


def own_minor(foreign_minor: int, rate_millionths: int) -> int:
    """A sum of another currency in the business's own, half up (R10, E40)."""
    return money.divide_half_up(foreign_minor * rate_millionths, MILLION)


def _changed(line: Line, rate_millionths: int | None) -> Line:
    if rate_millionths is None:
        return line
    return replace(line, amount_minor=own_minor(line.amount_minor, rate_millionths))


def shares(goods: Basket, points: int, rules: CardRules) -> list[int]:
    """Each line's share of ``points``, zero for excluded ones (R7, E09)."""
    of_eligible = iter(share_points(goods.eligible, points, rules))
    return [0 if entry.is_excluded else next(of_eligible) for entry in goods.lines]


def owed(goods: Basket, shares: Iterable[int], rules: CardRules) -> list[Owed]:
    """What is left to pay for each line after its share of the points."""
    return [
        Owed(
            amount_minor=entry.due_minor - share * rules.point_value_minor,
            is_excluded=entry.is_excluded,
            least_minor=rules.min_line_money_minor,
        )
        for entry, share in zip(goods.lines, shares, strict=True)
    ]


def laid(
    goods: Basket, shares: Iterable[int], sale: Sale, rules: CardRules
) -> list[Laid]:
    """The sale's payments over its lines; raises PaymentTooLarge."""
    if not sale.payments:
        return []
    return lay(sale.payments, owed(goods, shares, rules))


def bought(
    goods: Basket, paid: Sequence[int], paid_by: Sequence[Laid]
) -> tuple[Bought, ...]:
    """The lines that earn, with money really paid and what counts as money (R5)."""
    return tuple(
        Bought(
            paid_minor=own
            + sum(each.shares[at] for each in paid_by if each.payment.is_earning),
            sku=entry.line.sku,
            category=entry.line.category,
            quantity_milli=entry.line.quantity_milli,
        )
        for at, (entry, own) in enumerate(zip(goods.lines, paid, strict=True))
        if not entry.is_excluded
    )
