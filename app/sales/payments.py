"""Paying with more than money and points: how a payment lies on the lines, purely."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.core import money
from app.sales.errors import PaymentTooLarge

MAX_PAYMENTS = 20


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A part of a receipt that is paid by something else than money and own points.

    Attributes:
        kind: the means, such as "partner"; ``means.MEANS`` knows what to do with it.
        ref: what pays, in the words of its kind.
        amount_minor: how much of the receipt it pays.
        unit_minor: what is paid comes in whole units of this much, on every line too.
        is_earning: whether it earns points as money does (R5).
        as_points: whether every limit on points holds for it too (R12): with the
            points of the sale, and not on lines that take none.
    """

    kind: str
    ref: str
    amount_minor: int
    unit_minor: int = 1
    is_earning: bool = False
    as_points: bool = False


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is left to pay for a line once points have had their share.

    ``least_minor`` is the money that has to stay on it.
    """

    amount_minor: int
    is_excluded: bool
    least_minor: int = 0

    def open_to(self, payment: Payment, left_minor: int) -> int:
        """How much of what is left this payment may pay for."""
        if not payment.as_points:
            return left_minor
        return 0 if self.is_excluded else max(0, left_minor - self.least_minor)


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A payment and its share of every line, in minor units."""

    payment: Payment
    shares: tuple[int, ...]


def lay(payments: Sequence[Payment], lines: Sequence[Owed]) -> list[Laid]:
    """Lay payments over the lines one after another, by largest remainder (R7).

    Raises PaymentTooLarge where one is more than the lines can take.
    """
    left = [line.amount_minor for line in lines]
    laid = []
    for payment in payments:
        open_to = [
            line.open_to(payment, amount)
            for line, amount in zip(lines, left, strict=True)
        ]
        shares = _spread(payment, open_to)
        left = [amount - share for amount, share in zip(left, shares, strict=True)]
        laid.append(Laid(payment=payment, shares=tuple(shares)))
    return laid


def fill(
    wanted: Sequence[Payment], lines: Sequence[Owed], most_minor: int
) -> tuple[Payment, ...]:
    """As much of what is wanted, in this order, as the lines take.

    ``most_minor`` is what those that are limited like points may pay together.
    """
    left = [line.amount_minor for line in lines]
    filled = []
    for payment in wanted:
        unit = payment.unit_minor
        open_to = [
            line.open_to(payment, amount)
            for line, amount in zip(lines, left, strict=True)
        ]
        units = min(payment.amount_minor // unit, sum(each // unit for each in open_to))
        if payment.as_points:
            units = min(units, most_minor // unit)
        if units <= 0:
            continue
        each = replace(payment, amount_minor=units * unit)
        shares = _spread(each, open_to)
        left = [amount - share for amount, share in zip(left, shares, strict=True)]
        most_minor -= each.amount_minor if each.as_points else 0
        filled.append(each)
    return tuple(filled)


def _spread(payment: Payment, open_to: list[int]) -> list[int]:
    """Shares follow what is left to pay; where a line has no room for it, the rooms."""
    wanted = payment.amount_minor // payment.unit_minor
    rooms = [amount // payment.unit_minor for amount in open_to]
    if wanted > sum(rooms) or payment.amount_minor % payment.unit_minor:
        raise PaymentTooLarge
    units = money.spread(wanted, open_to)
    if any(unit > room for unit, room in zip(units, rooms, strict=True)):
        units = money.spread(wanted, rooms)
    return [unit * payment.unit_minor for unit in units]
