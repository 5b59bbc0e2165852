"""What earning sees of a receipt, at its sale and at every return: frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Bought:
    """A line that takes part: what was paid for it, and what it is.

    ``paid_minor`` is money, and what counts as money (R5); ``quantity_milli`` is in
    thousandths.
    """

    paid_minor: int
    sku: str = ""
    category: str = ""
    quantity_milli: int = 1000

    @property
    def pieces(self) -> int:
        """Whole pieces; what is weighed is one."""
        if not self.quantity_milli:
            return 0
        return max(1, self.quantity_milli // 1000)


@dataclass(frozen=True, kw_only=True, slots=True)
class Purchase:
    """The lines of a receipt that take part (R5), and when it was paid.

    Attributes:
        lines: only what takes part: neither voided nor excluded.
        local: when it was paid, by the clock of the outlet (E42).
        carried_minor: money of the card that has not made a whole unit yet (E44).
        extra_basis_points: what is added to the card's rate, such as by a level.
        month_points: what the card has earned in this local month already, where its
            rules ask for it (``CardRules.counts_month``); returns are taken off.
    """

    lines: tuple[Bought, ...]
    local: datetime
    carried_minor: int = 0
    extra_basis_points: int = 0
    month_points: int = 0

    @property
    def base_minor(self) -> int:
        """Money really paid for goods that take part (R5)."""
        return sum(line.paid_minor for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Earned:
    """What a purchase earns.

    Attributes:
        points: in the unit of the card.
        carried_minor: the money carried to the next receipt (E44).
        cut_points: what a limit of the rules cut off; it is told, never given (E18).
    """

    points: int
    carried_minor: int
    cut_points: int = 0


@dataclass(frozen=True, kw_only=True)
class Reduced:
    """A receipt of which some lines come back.

    Attributes:
        remaining: the lines that stay.
        returned: the lines that come back now.
        earned_points: what the whole receipt had earned.
        clawed_points: what earlier returns have taken back of that.
        carried_minor: the card's carry now, which other receipts have moved since.
    """

    remaining: Purchase
    returned: Purchase
    earned_points: int
    clawed_points: int
    carried_minor: int

    @property
    def left_points(self) -> int:
        """What it earned and returns have not taken back."""
        return self.earned_points - self.clawed_points


@dataclass(frozen=True, kw_only=True)
class Unearned:
    """What a return takes back, and the card's carry after it."""

    points: int
    carried_minor: int


def whole(lines: Iterable[Bought], local: datetime) -> Purchase:
    """A purchase of these lines with nothing else to it."""
    return Purchase(lines=tuple(lines), local=local)
