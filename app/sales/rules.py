"""What a sale is, and its arithmetic line by line: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.core.ids import CardId, OutletId
from app.programmes.earning import earn, earn_steps
from app.programmes.rules import CardRules
from app.programmes.spending import share_points
from app.sales.payments import Laid, Owed, Payment, lay


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a cheque as the till sends it: what it costs after discounts.

    ``quantity_milli`` is in thousandths. ``is_excluded`` lines neither earn nor take
    points (R5); ``is_voided`` lines were taken off before payment (E43).
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
        payments: what else pays for it besides money, in the order of payment.
        occurred_at: when it was paid; None means now.
        source: till, api, import or demo.
        actor: who books it, such as "staff:12" or "api:3".
        was_asked: whether staff asked the customer about points (row 47).
        code_is_rotating: whether the code that was scanned was the spending one; the
            caller has checked and burnt it.
    """

    outlet_id: OutletId
    card_id: CardId
    number: str | None
    lines: tuple[Line, ...]
    points: int = 0
    payments: tuple[Payment, ...] = ()
    occurred_at: datetime | None = None
    source: str
    actor: str
    was_asked: bool | None = None
    code_is_rotating: bool = False


@dataclass(frozen=True, kw_only=True)
class BasketLine:
    """A line that is paid for; ``is_excluded`` also by the rules of the programme."""

    position: int
    line: Line
    is_excluded: bool


@dataclass(frozen=True, kw_only=True)
class Basket:
    """The lines that are paid for, and what they cost."""

    lines: tuple[BasketLine, ...]

    @property
    def total_minor(self) -> int:
        """What the goods cost."""
        return sum(entry.line.amount_minor for entry in self.lines)

    @property
    def eligible(self) -> list[int]:
        """Amounts of the lines that earn and take points (R5)."""
        return [
            entry.line.amount_minor for entry in self.lines if not entry.is_excluded
        ]


@dataclass(frozen=True, kw_only=True)
class Earned:
    """What a base earns: points, and the money carried to the next receipt (E44)."""

    points: int
    carried_minor: int


def basket(lines: Iterable[Line], rules: CardRules) -> Basket:
    """The lines that count, in order; positions stay those of the till, from 1."""
    return Basket(
        lines=tuple(
            BasketLine(
                position=position,
                line=line,
                is_excluded=line.is_excluded
                or rules.is_excluded(category=line.category, sku=line.sku),
            )
            for position, line in enumerate(lines, start=1)
            if not line.is_voided
        )
    )


def shares(goods: Basket, points: int, rules: CardRules) -> list[int]:
    """Each line's share of ``points``, zero for excluded ones (R7, E09)."""
    of_eligible = iter(share_points(goods.eligible, points, rules))
    return [0 if entry.is_excluded else next(of_eligible) for entry in goods.lines]


def earned(base_minor: int, carried_minor: int, rules: CardRules) -> Earned:
    """Points for money really paid, by rate or by steps (R5, R10, E44, E45)."""
    if not rules.step_minor:
        return Earned(points=earn(base_minor, rules), carried_minor=carried_minor)
    points, carry = earn_steps(base_minor, carried_minor, rules)
    return Earned(points=points, carried_minor=carry)


def owed(goods: Basket, shares: Iterable[int], rules: CardRules) -> list[Owed]:
    """What is left to pay for each line after its share of the points."""
    return [
        Owed(
            amount_minor=entry.line.amount_minor - share * rules.point_value_minor,
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


def base_minor(
    goods: Basket, points: int, rules: CardRules, paid_by: Iterable[Laid] = ()
) -> int:
    """Money really paid for eligible lines, and what counts as money (R5)."""
    without = sum(
        share
        for each in paid_by
        if not each.payment.is_earning
        for entry, share in zip(goods.lines, each.shares, strict=True)
        if not entry.is_excluded
    )
    return sum(goods.eligible) - points * rules.point_value_minor - without
