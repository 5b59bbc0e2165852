"""What stands large on the face of a card, whatever its kind: one place for all pages."""

from dataclasses import dataclass

from flask import g

from app.cards.holding import HeldCard
from app.core import locales
from app.core.locales import gettext as _
from app.programmes.kinds.discount import DiscountRules
from app.programmes.measures import MONEY
from app.programmes.rules import CardRules, next_reward
from app.programmes.tiers import next_tier, tier_at
from app.sales.discounting import bought_minor
from app.web import measures


@dataclass(frozen=True, kw_only=True)
class Goal:
    """How far the next thing to look forward to is; values in ``unit``."""

    title: str
    value: int
    most: int
    unit: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Face:
    """A figure with its word, and what comes next; ``spends``: it can pay."""

    figure: str
    unit: str
    goal: Goal | None
    spends: bool


def face(held: HeldCard, rules: CardRules | None, available: int) -> Face:
    """The face of a card that somebody holds; one statement more for a discount."""
    if isinstance(rules, DiscountRules):
        return _discount(held, rules)
    measure = measures.of(held.unit)
    return Face(
        figure=measure.bare(available),
        unit=measure.name(available),
        goal=_reward(rules, available, held.unit),
        spends=rules is None or rules.spend_share_basis_points > 0,
    )


def in_pairs(spoken: str) -> str:
    """The groups of the number, breaking into two even lines where room is short."""
    first, second, third, fourth = spoken.split()
    gap = locales.NO_BREAK_SPACE
    return f"{first}{gap}{second} {third}{gap}{fourth}"


def _discount(held: HeldCard, rules: DiscountRules) -> Face:
    """The percentage that holds now, and how much to buy until the next."""
    bought = bought_minor(held.member_id, held.programme_id)
    now, ahead = tier_at(rules.tiers, bought), next_tier(rules.tiers, bought)
    goal = None
    if ahead is not None:
        missing = locales.money(ahead.from_minor - bought, g.business.currency)
        goal = Goal(
            title=_("Discount %(share)s", share=_percent(ahead.share_basis_points)),
            value=bought,
            most=ahead.from_minor,
            unit=MONEY,
            note=_("%(money)s more to buy", money=missing),
        )
    return Face(
        figure=_percent(now.share_basis_points if now else 0),
        unit=_("discount"),
        goal=goal,
        spends=False,
    )


def _reward(rules: CardRules | None, available: int, unit: str) -> Goal | None:
    ahead = next_reward(rules.rewards, available) if rules else None
    if ahead is None:
        return None
    missing = measures.of(unit).text(ahead.missing)
    return Goal(
        title=ahead.name,
        value=available,
        most=ahead.points,
        unit=unit,
        note=_("%(points)s to go", points=missing),
    )


def _percent(basis_points: int) -> str:
    return locales.percent(basis_points)
