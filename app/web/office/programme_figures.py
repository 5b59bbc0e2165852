"""Figures beside the rules: what comes back, what it costs, how far the reward is."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from wtforms import BooleanField

from app.core import clock, locales
from app.core.locales import mark
from app.insights import rhythm
from app.programmes import economics, planning
from app.programmes.checking import BASIS
from app.programmes.economics import Goal, Rhythm
from app.programmes.planning import CompetitorView, PlanView
from app.programmes.rules import CardRules
from app.sales.rules import Line
from app.sales.simulation import Trial, Tried, tried
from app.web.office.forms import money_field, number_field, percent_field
from app.web.office.parts.part import Values

THOUSAND_MINOR = 1000_00
LARGEST_MINOR = 1_000_000_00
LONGEST_GAP = 365
MOST_TRIED = 500
WORTH = {"point", "minor"}
"""Units of which one is worth money; what a stamp is worth depends on the gift."""


class Fields:
    """What the owner reckons with."""

    margin = percent_field(mark("Gross margin"), is_needed=False)
    floor = percent_field(mark("Margin that must be left"), is_needed=False)
    spent = percent_field(mark("How much of what is given will be spent"))
    plan_cheque = money_field(
        mark("Usual cheque"), (1_00, LARGEST_MINOR), is_needed=False
    )
    plan_gap = number_field(
        mark("Days between visits"), (1, LONGEST_GAP), is_needed=False
    )
    knows = BooleanField(mark("I know that less than the floor is left"))


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What rules mean for the business; shares as fractions of the prices.

    ``back`` and ``best`` are what comes back at first and at most (of the highest step
    of a discount), ``earned`` the part of it that is given for later; ``margin_left`` is what is left of the margin then. ``weeks`` is the
    median way to the ``goal``; ``is_own`` says whether it comes from the members' own
    visits or from what the owner typed.
    """

    back: Fraction | None
    best: Fraction | None
    earned: Fraction | None
    uplift: Fraction | None
    has_margin: bool
    margin_left: Fraction | None
    is_below_floor: bool
    liability_minor: int | None
    goal: Goal | None
    weeks: Fraction | None
    members: int
    is_own: bool
    competitors: list[CompetitorView]

    @property
    def is_far(self) -> bool:
        """Whether the first reward is further away than guests wait for."""
        return self.weeks is not None and self.weeks > economics.TOO_LONG_WEEKS


def filled() -> Values:
    """What stands in the fields: what was reckoned with the last time."""
    plan = planning.plan()
    return {
        "margin": plan.margin_basis_points,
        "floor": plan.floor_basis_points,
        "spent": plan.spent_basis_points,
        "plan_cheque": plan.cheque_minor,
        "plan_gap": plan.gap_days,
    }


def plan_of(form: Any) -> PlanView:
    """The plan as typed."""
    return PlanView(
        margin_basis_points=form.margin.data,
        floor_basis_points=form.floor.data,
        spent_basis_points=form.spent.data,
        cheque_minor=form.plan_cheque.data,
        gap_days=form.plan_gap.data,
    )


def keep_plan(form: Any) -> None:
    """Write down what was typed, where the form asks for it."""
    if not form.kind.is_sold:
        planning.keep(wanted=plan_of(form))


def figures(rules: CardRules, unit: str, plan: PlanView) -> Figures:
    """Everything that is said beside the rules; a few statements."""
    now = clock.now()
    plain = _bought(rules, THOUSAND_MINOR)
    most = _bought(rules, THOUSAND_MINOR, _highest(rules))
    back, best = (_back(each, rules, unit) for each in (plain, most))
    cost = None if best is None else _cost(most, rules, plan)
    left = _left(plan, cost)
    known = rhythm.rhythms(now)
    is_own = len(known) >= rhythm.ENOUGH_MEMBERS
    goal = economics.first_goal(rules)
    return Figures(
        back=back,
        best=best,
        earned=None if best is None else _parts(most, rules)[1],
        uplift=_uplift(plan, cost),
        has_margin=plan.margin_basis_points is not None,
        margin_left=left,
        is_below_floor=_is_below(plan, left),
        liability_minor=_liability(rules, plain, plan, unit),
        goal=goal,
        weeks=_weeks(rules, goal, known if is_own else _typed(plan)),
        members=len(known),
        is_own=is_own,
        competitors=planning.competitors(),
    )


def refuse_below_floor(form: Any, rules: CardRules) -> bool:
    """Whether the owner has to say first that less than the floor is left (row 16)."""
    if form.kind.is_sold or form.knows.data:
        return False
    if not figures(rules, form.kind.unit, plan_of(form)).is_below_floor:
        return False
    words = mark(
        "Less is left of the margin than you have set. Give less back, or tick that "
        "you know it."
    )
    form.decline("knows", locales.gettext(words))
    return True


def _bought(rules: CardRules, minor: int, before: int = 0) -> Tried:
    trial = Trial(
        lines=(Line(amount_minor=minor),),
        local=clock.now().astimezone(ZoneInfo(g.business.zone)),
        bought_minor=before,
    )
    return tried(trial, rules)


def _highest(rules: CardRules) -> int:
    return rules.tiers[-1].from_minor if rules.tiers else 0


def _parts(done: Tried, rules: CardRules) -> tuple[Fraction, Fraction]:
    """What comes back at once, and as units of the card."""
    earned = done.earned.points * rules.point_value_minor
    return (
        economics.back_share(
            total_minor=done.total_minor, back_minor=done.discount_minor
        ),
        economics.back_share(total_minor=done.total_minor, back_minor=earned),
    )


def _back(done: Tried, rules: CardRules, unit: str) -> Fraction | None:
    if unit not in WORTH:
        return None
    return sum(_parts(done, rules), Fraction(0))


def _cost(done: Tried, rules: CardRules, plan: PlanView) -> Fraction:
    discount, earned = _parts(done, rules)
    return economics.cost_share(
        discount=discount, earned=earned, spent_basis_points=plan.spent_basis_points
    )


def _left(plan: PlanView, cost: Fraction | None) -> Fraction | None:
    if plan.margin_basis_points is None or cost is None:
        return None
    return Fraction(plan.margin_basis_points, BASIS) - cost


def _is_below(plan: PlanView, left: Fraction | None) -> bool:
    if left is None or plan.floor_basis_points is None:
        return False
    return left < Fraction(plan.floor_basis_points, BASIS)


def _uplift(plan: PlanView, cost: Fraction | None) -> Fraction | None:
    if plan.margin_basis_points is None or cost is None:
        return None
    return economics.uplift(cost, Fraction(plan.margin_basis_points, BASIS))


def _liability(rules: CardRules, plain: Tried, plan: PlanView, unit: str) -> int | None:
    if unit not in WORTH:
        return None
    _, earned = _parts(plain, rules)
    granted = int(rhythm.year_sales_minor(clock.now()) * earned)
    return economics.outstanding(
        granted_minor=granted, spent_basis_points=plan.spent_basis_points, rules=rules
    )


def _typed(plan: PlanView) -> list[Rhythm]:
    if plan.cheque_minor is None or plan.gap_days is None:
        return []
    return [Rhythm(cheque_minor=plan.cheque_minor, gap_days=Fraction(plan.gap_days))]


def _weeks(rules: CardRules, goal: Goal | None, known: list[Rhythm]) -> Fraction | None:
    """The median over members, each by the engine; None: no goal, or it is never met."""
    if goal is None or not known:
        return None
    ways = [_way(rules, goal, each) for each in known[:MOST_TRIED]]
    found = [way for way in ways if way is not None]
    # Who never gets there counts as well: the median is theirs if they are most.
    if 2 * len(found) <= len(ways):
        return None
    never = [max(found)] * (len(ways) - len(found))
    return economics.usual([*found, *never])


def _way(rules: CardRules, goal: Goal, own: Rhythm) -> Fraction | None:
    points = 0
    if goal.points:
        points = _bought(rules, own.cheque_minor).earned.points
    visits = economics.visits_to(goal, points=points, cheque_minor=own.cheque_minor)
    return None if visits is None else economics.weeks(visits, own.gap_days)
