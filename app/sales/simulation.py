"""Tries rules on a cheque that nobody has bought: the engine itself, without a database.

What a quote works out from a card, its holder and an outlet is given here by hand.
"""

from dataclasses import dataclass
from datetime import datetime

from app.core import money
from app.core.ids import CardId, MemberId, OutletId, ProgrammeId
from app.programmes.discounts import Declined, Priced, apply
from app.programmes.offered import Offered
from app.programmes.purchases import Earned, Purchase
from app.programmes.rules import CardRules
from app.programmes.spending import Payer, SpendLimit, spend_limit
from app.sales import discounting, rules
from app.sales.rules import Basket, Line, Sale


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A cheque to try, and the card that it is tried on.

    Attributes:
        lines: the goods.
        local: when it is paid, by the clock of the outlet.
        held: what is on the card, in its unit.
        wanted: how much of that is to be spent; more than is possible is cut.
        bought_minor: what was bought with the card before (E16).
        carried_minor: money that has not made a whole unit yet (E44).
        extra_basis_points: what a level adds to the card's rate.
    """

    lines: tuple[Line, ...]
    local: datetime
    held: int = 0
    wanted: int = 0
    bought_minor: int = 0
    carried_minor: int = 0
    extra_basis_points: int = 0


@dataclass(frozen=True, kw_only=True)
class TriedLine:
    """A line as the guest pays it.

    ``off`` are the discounts by what the business calls them (empty: the card's own);
    ``points`` is its share of what the card pays, ``earned`` of what it brings.
    """

    line: Line
    takes_part: bool
    off: tuple[tuple[str, int], ...]
    points: int
    money_minor: int
    earned: int


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What the rules make of the cheque."""

    lines: tuple[TriedLine, ...]
    total_minor: int
    discount_minor: int
    points: int
    limit: SpendLimit
    money_minor: int
    earned: Earned
    declined: tuple[Declined, ...]


def tried(trial: Trial, own: CardRules) -> Tried:
    """The cheque by ``own`` rules: discounts, spending, earning (R5, R7, R10–R12)."""
    listed = rules.basket(_sale(trial), own)
    cut = _cut(trial, own, listed)
    goods = listed.after(cut.left)
    limit = spend_limit(goods.eligible, goods.due_minor, _payer(trial), own)
    points = min(trial.wanted, limit.points)
    shares = rules.shares(goods, points, own)
    paid = [each.amount_minor for each in rules.owed(goods, shares, own)]
    purchase = Purchase(
        lines=rules.bought(goods, paid, ()),
        local=trial.local,
        carried_minor=trial.carried_minor,
        extra_basis_points=trial.extra_basis_points,
    )
    earned = own.earned(purchase)
    return Tried(
        lines=_lines(goods, cut, (shares, paid, _spread(goods, paid, earned))),
        total_minor=goods.total_minor,
        discount_minor=goods.discount_minor,
        points=points,
        limit=limit,
        money_minor=sum(paid),
        earned=earned,
        declined=cut.declined,
    )


def _sale(trial: Trial) -> Sale:
    return Sale(
        outlet_id=OutletId(0),
        card_id=CardId(0),
        number=None,
        lines=trial.lines,
        source="till",
        actor="system",
    )


def _cut(trial: Trial, own: CardRules, listed: Basket) -> Priced:
    offered = Offered(
        card_id=CardId(0),
        member_id=MemberId(0),
        programme_id=ProgrammeId(0),
        outlet_id=OutletId(0),
        rules=own,
        is_entitled=True,
        lines=listed.priced_lines,
        codes=(),
        occurred_at=trial.local,
        local=trial.local,
        source="till",
    )
    asked = [
        *discounting.promotions(offered),
        *discounting.by_history(offered, trial.bought_minor),
    ]
    return apply(offered.lines, asked)


def _payer(trial: Trial) -> Payer:
    return Payer(available=trial.held, is_protected=True, code_is_rotating=True)


def _spread(goods: Basket, paid: list[int], earned: Earned) -> list[int]:
    """What is earned, line by line, for display only (R10)."""
    weights = [
        0 if entry.is_excluded else money_minor
        for entry, money_minor in zip(goods.lines, paid, strict=True)
    ]
    return money.spread(earned.points, weights)


def _lines(
    goods: Basket, cut: Priced, columns: tuple[list[int], list[int], list[int]]
) -> tuple[TriedLine, ...]:
    return tuple(
        TriedLine(
            line=entry.line,
            takes_part=not entry.is_excluded,
            off=tuple(
                (each.discount.label, each.per_line[at])
                for each in cut.applied
                if each.per_line[at]
            ),
            points=points,
            money_minor=paid,
            earned=earned,
        )
        for at, (entry, points, paid, earned) in enumerate(
            zip(goods.lines, *columns, strict=True)
        )
    )
