"""Points for purchases, worth money at a later one (rows 17 to 19, 70)."""

from dataclasses import dataclass

from app.core.locales import mark
from app.programmes.kinds.kind import Kind
from app.programmes.rules import CardRules


@dataclass(frozen=True, kw_only=True)
class PointsRules(CardRules):
    """Rules of a points card: the common ones, all of them free."""


POINTS = Kind(
    name="points",
    unit="point",
    rules=PointsRules,
    title=mark("Points"),
    purpose=mark("A part of every purchase comes back as points to pay with."),
    guest=mark("A balance of points, and how far the next reward is."),
    art="points",
    parts=(
        "earning",
        "life",
        "spending",
        "excluded",
        "tiers",
        "promotions",
        "boosts",
        "levels",
        "actions",
        "rewards",
        "referral",
    ),
)
