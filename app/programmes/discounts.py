"""Money off a cheque: what may be taken off, in which order, and why not (R11).

Sources (item promotions, personal offers, the card, a code, a certificate that is a
discount) say what they could take off as ``Discount``; ``apply`` puts them in R11's
fixed order and answers line by line what was taken off and what was not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from app.core import money
from app.programmes.checking import BASIS, InvalidRules
from app.programmes.goods import Goods


class Stage(IntEnum):
    """When a discount has its turn; later ones see what earlier ones left (R11)."""

    PROMOTION = 1
    OFFER = 2
    CARD = 3
    CODE = 4
    CERTIFICATE = 5


class WhyNot(StrEnum):
    """Why a discount took nothing off, or less than it could."""

    NO_GOODS = "no_goods"
    TOO_SMALL = "too_small"
    BETTER_ONE = "better_one"
    NOTHING_LEFT = "nothing_left"
    NOT_NOW = "not_now"
    NOT_HERE = "not_here"
    NOT_YOURS = "not_yours"
    USED_UP = "used_up"
    NOT_KNOWN = "not_known"


WITH_CARD = "card"
"""The group, and the group by line, of what does not add up with the card's discount.

The card's own discount is always in both. Whatever joins the group takes the place of
the card's discount, or gives way to it, on the whole cheque (E12); whatever joins the
group by line does so line by line (E29).
"""


@dataclass(frozen=True, kw_only=True)
class Discount:
    """Something that could be taken off a cheque.

    Attributes:
        stage: its turn.
        source: what it comes from, such as "promo_code" or "level".
        ref: the row it comes from, as text; empty for a rule of the card.
        label: what guest and cashier call it, in the business's own words.
        share_basis_points: part of each line that is taken off; or
        amount_minor: money that is taken off all its lines together; or
        item_minor: money that is taken off each piece.
        max_minor: most that it takes off.
        min_minor: least cheque, before any discount, from which it holds.
        goods: what it is about.
        group: of all discounts with one group, only the best for the guest is applied.
        line_group: of all with one line group, each line gets only its best (E29).
        code: what was typed for it; empty when nothing had to be.
        refusal: why it cannot be applied at all; it is then only told of.
    """

    stage: Stage
    source: str
    ref: str = ""
    label: str
    share_basis_points: int = 0
    amount_minor: int = 0
    item_minor: int = 0
    max_minor: int | None = None
    min_minor: int = 0
    goods: Goods = field(default_factory=Goods)
    group: str = ""
    line_group: str = ""
    code: str = ""
    refusal: WhyNot | None = None

    def __post_init__(self) -> None:
        """Raises InvalidRules unless it takes off money in one way.

        What is refused may take off nothing: an unknown code has no terms.
        """
        ways = (self.share_basis_points, self.amount_minor, self.item_minor)
        taken = sum(way > 0 for way in ways)
        if taken > 1 or (not taken and self.refusal is None) or min(ways) < 0:
            raise InvalidRules("discount")
        if not 0 <= self.share_basis_points <= BASIS:
            raise InvalidRules("discount")


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """What pricing needs to know of a line; ``is_fixed``: no discount touches it."""

    amount_minor: int
    category: str = ""
    sku: str = ""
    quantity_milli: int = 1000
    is_fixed: bool = False

    @property
    def pieces(self) -> int:
        """Whole pieces; what is weighed is one."""
        if not self.quantity_milli:
            return 0
        return max(1, self.quantity_milli // 1000)


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A discount and what it took off each line, in the cheque's order."""

    discount: Discount
    per_line: tuple[int, ...]

    @property
    def minor(self) -> int:
        """What it took off in all."""
        return sum(self.per_line)


@dataclass(frozen=True, kw_only=True)
class Declined:
    """A discount that was not applied, and why."""

    discount: Discount
    why: WhyNot


@dataclass(frozen=True, kw_only=True)
class Priced:
    """A cheque after its discounts: what is left to pay of each line."""

    left: tuple[int, ...]
    applied: tuple[Applied, ...]
    declined: tuple[Declined, ...]

    @property
    def total_minor(self) -> int:
        """What is to be paid after all discounts."""
        return sum(self.left)


def apply(lines: Sequence[PricedLine], discounts: Iterable[Discount]) -> Priced:
    """Take discounts off in R11's order (E12, E16, E17, E23, E29).

    Within one exclusive group the choice is made by what is left to pay at the end: the
    best for the guest wins, of equal ones the earlier stage.
    """
    offered = sorted(discounts, key=lambda each: each.stage)
    chosen = offered
    for group in dict.fromkeys(each.group for each in offered if each.group):
        chosen = _without_rivals(lines, chosen, group)
    priced = _run(lines, chosen)
    beaten = tuple(
        Declined(discount=each, why=each.refusal or WhyNot.BETTER_ONE)
        for each in offered
        if not any(each is kept for kept in chosen)
    )
    return Priced(
        left=priced.left,
        applied=priced.applied,
        declined=(*priced.declined, *beaten),
    )


def _without_rivals(
    lines: Sequence[PricedLine], chosen: list[Discount], group: str
) -> list[Discount]:
    """Leave of an exclusive group only the best; all, when none takes anything off."""
    rivals = [each for each in chosen if each.group == group]
    if len(rivals) == 1:
        return chosen
    others = [each for each in chosen if each.group != group]
    totals = [_run(lines, _ordered([*others, own])).total_minor for own in rivals]
    if min(totals) == _run(lines, others).total_minor:
        return chosen
    return _ordered([*others, rivals[totals.index(min(totals))]])


def _ordered(discounts: list[Discount]) -> list[Discount]:
    return sorted(discounts, key=lambda each: each.stage)


def _run(lines: Sequence[PricedLine], discounts: Iterable[Discount]) -> Priced:
    left = [line.amount_minor for line in lines]
    subtotal = sum(left)
    taken: list[tuple[Discount, list[int]]] = []
    declined: list[Declined] = []
    for discount in discounts:
        if discount.refusal is not None:
            declined.append(Declined(discount=discount, why=discount.refusal))
            continue
        rivals = [off for own, off in taken if _share_a_line(own, discount)]
        shared = [sum(parts) for parts in zip(*rivals, strict=True)] or [0] * len(left)
        room = _room(discount, lines, left, shared)
        off = _off(discount, lines, room)
        why = _why_not(discount, subtotal, room, off)
        if why is not None:
            declined.append(Declined(discount=discount, why=why))
            continue
        _keep_the_best(off, shared, rivals)
        taken.append((discount, off))
        for place, part in enumerate(off):
            # Where it is the best, what its rivals took comes back.
            if part:
                left[place] += shared[place] - part
    applied = tuple(
        Applied(discount=own, per_line=tuple(off)) for own, off in taken if any(off)
    )
    beaten = (
        Declined(discount=own, why=WhyNot.BETTER_ONE)
        for own, off in taken
        if not any(off)
    )
    return Priced(left=tuple(left), applied=applied, declined=(*declined, *beaten))


def _share_a_line(one: Discount, other: Discount) -> bool:
    return bool(one.line_group) and one.line_group == other.line_group


def _room(
    discount: Discount,
    lines: Sequence[PricedLine],
    left: Sequence[int],
    shared: Sequence[int],
) -> list[int | None]:
    """What is left of each line that it is about; None for the others."""
    return [
        rest + own if _touches(discount, line) else None
        for line, rest, own in zip(lines, left, shared, strict=True)
    ]


def _keep_the_best(
    off: list[int], shared: Sequence[int], rivals: Sequence[list[int]]
) -> None:
    """Leave each line to whichever takes most off; to the earlier one of equals."""
    for place, part in enumerate(off):
        if part > shared[place]:
            for own in rivals:
                own[place] = 0
        else:
            off[place] = 0


def _why_not(
    discount: Discount, subtotal: int, room: Sequence[int | None], off: Sequence[int]
) -> WhyNot | None:
    if subtotal < discount.min_minor:
        return WhyNot.TOO_SMALL
    if all(rest is None for rest in room):
        return WhyNot.NO_GOODS
    return None if any(off) else WhyNot.NOTHING_LEFT


def _off(
    discount: Discount, lines: Sequence[PricedLine], room: Sequence[int | None]
) -> list[int]:
    """What it would take off each line: whole kopecks, half up per line (R10)."""
    open_to = [rest or 0 for rest in room]
    if discount.share_basis_points:
        share = discount.share_basis_points
        off = [
            money.divide_half_up(rest * share, BASIS) if rest else 0 for rest in open_to
        ]
    elif discount.item_minor:
        off = [
            min(rest, discount.item_minor * line.pieces)
            for rest, line in zip(open_to, lines, strict=True)
        ]
    else:
        off = money.spread(min(discount.amount_minor, sum(open_to)), open_to)
    if discount.max_minor is not None and sum(off) > discount.max_minor:
        off = money.spread(discount.max_minor, off)
    return off


def _touches(discount: Discount, line: PricedLine) -> bool:
    if line.is_fixed:
        return False
    return discount.goods.has(category=line.category, sku=line.sku)
