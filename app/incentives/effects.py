"""What a level does to a sale: a better rate, money off (R9, R11)."""

from collections.abc import Iterator

from app.incentives.levels import level_of
from app.programmes import queries as programmes
from app.programmes.discounts import WITH_CARD, Discount, Stage, WhyNot
from app.programmes.levels import Level
from app.programmes.offered import Offered

TOLD_LATER = ("import",)
"""Purchases of the past earn what they earned then."""


def extra_rate(offered: Offered) -> int:
    """What the level of a card adds to its rate, in basis points."""
    own = offered.rules
    if not offered.is_entitled or not any(level.lifts_rate for level in own.levels):
        return 0
    level = _level(offered)
    return level.extra_rate(own.rate_basis_points) if level is not None else 0


def money_off(offered: Offered) -> Iterator[Discount]:
    """The discount of the card's level; of it and the card's own the better one holds."""
    if not any(level.share_basis_points for level in offered.rules.levels):
        return
    level = _level(offered)
    if level is not None and level.share_basis_points:
        yield Discount(
            stage=Stage.CARD,
            source="level",
            label=level.name,
            share_basis_points=level.share_basis_points,
            goods=offered.rules.tier_goods,
            group=WITH_CARD,
            line_group=WITH_CARD,
            refusal=None if offered.is_entitled else WhyNot.NOT_YOURS,
        )


def _level(offered: Offered) -> Level | None:
    if offered.source in TOLD_LATER:
        return None
    version = programmes.current(offered.programme_id, offered.occurred_at)
    return level_of(offered.card_id, version)
