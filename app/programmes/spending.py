"""How many points a receipt may take, why no more, and each line's share (R7, R12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core import money
from app.programmes.rules import BASIS, CardRules


class Reason(StrEnum):
    """What keeps a customer from spending more points on a receipt."""

    NOTHING_ELIGIBLE = "nothing_eligible"
    MIN_RECEIPT = "min_receipt"
    FIRST_DAY = "first_day"
    UNPROTECTED = "unprotected"
    STATIC_CODE = "static_code"
    STATIC_DAY = "static_day"
    SHARE = "share"
    PER_RECEIPT = "per_receipt"
    LINE_MONEY = "line_money"
    BALANCE = "balance"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit: its reason and how many points it lets through."""

    reason: Reason
    points: int


@dataclass(frozen=True, kw_only=True)
class SpendLimit:
    """The most points for a receipt and every limit that was weighed."""

    points: int
    limits: tuple[Limit, ...]

    @property
    def binding(self) -> Limit:
        """The limit that decides; the first of equal ones."""
        return min(self.limits, key=lambda limit: limit.points)

    def broken_by(self, points: int) -> tuple[Limit, ...]:
        """The limits that ``points`` would break, the tightest first."""
        broken = (limit for limit in self.limits if limit.points < points)
        return tuple(sorted(broken, key=lambda limit: limit.points))


@dataclass(frozen=True, kw_only=True)
class Payer:
    """What is known about the card: its points and how far it is trusted.

    ``is_first_day``: its holder has signed up today (R12).
    ``static_spent`` is what codes without proof have spent from it today.
    """

    available: int
    is_protected: bool
    code_is_rotating: bool
    is_first_day: bool = False
    static_spent: int = 0


def spend_limit(
    eligible: Sequence[int], total_minor: int, payer: Payer, rules: CardRules
) -> SpendLimit:
    """The most points that ``payer`` may spend (E10, E11).

    Args:
        eligible: amounts of the lines that take part, in minor units.
        total_minor: what the whole receipt costs.
        payer: the card.
        rules: the rules in force.
    """
    value = rules.point_value_minor
    share = sum(eligible) * rules.spend_share_basis_points // (BASIS * value)
    limits = [
        *_gates(eligible, total_minor, rules),
        *_trust(payer, rules),
        *_first_day(payer, rules),
        Limit(reason=Reason.SHARE, points=share),
        Limit(reason=Reason.LINE_MONEY, points=sum(rooms(eligible, rules))),
        Limit(reason=Reason.BALANCE, points=payer.available),
    ]
    if rules.spend_max_points is not None:
        limits.append(Limit(reason=Reason.PER_RECEIPT, points=rules.spend_max_points))
    return SpendLimit(
        points=min(limit.points for limit in limits), limits=tuple(limits)
    )


def rooms(eligible: Sequence[int], rules: CardRules) -> list[int]:
    """How many whole points each line can take and keep its least money (E11)."""
    return [
        max(0, amount - rules.min_line_money_minor) // rules.point_value_minor
        for amount in eligible
    ]


def share_points(eligible: Sequence[int], points: int, rules: CardRules) -> list[int]:
    """Each line's share of ``points`` by largest remainder (R7, E09); sums exactly.

    ``points`` must be within ``spend_limit``. Shares follow the amounts; where that
    would leave a line less than its least money, they follow what the lines can take.
    """
    shares = money.spread(points, list(eligible))
    room = rooms(eligible, rules)
    if all(share <= most for share, most in zip(shares, room, strict=True)):
        return shares
    return money.spread(points, room)


def _gates(eligible: Sequence[int], total_minor: int, rules: CardRules) -> list[Limit]:
    gates = []
    if sum(eligible) == 0:
        gates.append(Limit(reason=Reason.NOTHING_ELIGIBLE, points=0))
    if total_minor < rules.min_receipt_minor:
        gates.append(Limit(reason=Reason.MIN_RECEIPT, points=0))
    return gates


def _first_day(payer: Payer, rules: CardRules) -> list[Limit]:
    if rules.spends_on_first_day or not payer.is_first_day:
        return []
    return [Limit(reason=Reason.FIRST_DAY, points=0)]


def _trust(payer: Payer, rules: CardRules) -> list[Limit]:
    if not payer.is_protected:
        most = rules.unprotected_spend_points
        limits = [Limit(reason=Reason.UNPROTECTED, points=most)]
    elif not payer.code_is_rotating:
        most = rules.static_spend_points
        limits = [Limit(reason=Reason.STATIC_CODE, points=most)]
    else:
        return []
    if payer.static_spent and not payer.code_is_rotating:
        # Else many small receipts would go where a large one may not.
        left = max(0, most - payer.static_spent)
        limits.append(Limit(reason=Reason.STATIC_DAY, points=left))
    return limits
