"""A card with everything stacked on it, and a cheque of twenty lines that meets it all."""

from app.programmes.boosts import Boost
from app.programmes.goods import Goods
from app.programmes.kinds.points import PointsRules
from app.programmes.promotions import Promotion
from app.programmes.tiers import Tier
from app.programmes.windows import Window
from app.sales.actions import Line

CATEGORIES = ("Coffee", "Cake", "Books", "Tobacco", "Tea")

STACKED = PointsRules(
    spend_share_basis_points=50_00,
    min_line_money_minor=1_00,
    excluded_categories=("Tobacco", *(f"Excluded {number}" for number in range(40))),
    spends_on_first_day=False,
    tiers=(
        Tier(share_basis_points=3_00),
        Tier(from_minor=10_000_00, share_basis_points=5_00),
        Tier(from_minor=30_000_00, share_basis_points=7_00),
    ),
    promotions=tuple(
        Promotion(
            name=f"Promotion {number}",
            goods=Goods(categories=(CATEGORIES[number % 3],)),
            share_basis_points=number + 1,
            window=Window(weekdays=(1, 2, 3, 4, 5, 6, 7)),
            is_instead=number % 2 == 0,
        )
        for number in range(10)
    ),
    boosts=(
        Boost(name="Double", factor_basis_points=2_00_00),
        Boost(name="Cake", item_points=3, goods=Goods(categories=("cake",))),
        Boost(
            name="Books",
            rate_basis_points=1_00,
            goods=Goods(categories=("books",)),
            is_instead=True,
        ),
    ),
)


def cheque(count: int = 20) -> tuple[Line, ...]:
    """Lines of all categories in turn."""
    return tuple(
        Line(
            amount_minor=100_00 + number * 7_77,
            name=f"Goods {number}",
            sku=f"S{number}",
            category=CATEGORIES[number % len(CATEGORIES)],
            quantity_milli=1000 + number * 250,
        )
        for number in range(count)
    )
