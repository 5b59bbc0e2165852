"""What rules mean for one receipt of a round sum, counted by the rules themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from app.core import clock
from app.programmes.earning import earn, earn_steps
from app.programmes.lifetime import available_at, last_day
from app.programmes.rules import MAX_POINTS, CardRules
from app.programmes.spending import Payer, spend_limit

CHEQUE_MINOR = 1000_00


@dataclass(frozen=True, kw_only=True)
class Example:
    """A receipt of ``cheque_minor`` today; points and money in minor units."""

    cheque_minor: int
    earned: int
    back_minor: int
    most: int
    most_unprotected: int
    ready_at: datetime | None
    last_day: date | None
    reward: str | None
    reward_minor: int


def example(rules: CardRules, zone: str) -> Example:
    """The example of the rules, as of now in ``zone``."""
    instant = clock.now()
    earned = (
        earn_steps(CHEQUE_MINOR, 0, rules)[0]
        if rules.step_minor
        else earn(CHEQUE_MINOR, rules)
    )
    first = min(rules.rewards, key=lambda reward: reward.points, default=None)
    # How much to buy for the first reward, at this pace; whole units of money.
    needed = -(-first.points * CHEQUE_MINOR // earned) if first and earned else 0
    return Example(
        cheque_minor=CHEQUE_MINOR,
        earned=earned,
        back_minor=earned * rules.point_value_minor,
        most=_most(rules, is_protected=True),
        most_unprotected=_most(rules, is_protected=False),
        ready_at=available_at(instant, zone, rules) if rules.hold_days else None,
        last_day=last_day(clock.local_date(instant, zone), rules),
        reward=first.name if first and earned else None,
        reward_minor=-(-needed // 100) * 100,
    )


def _most(rules: CardRules, *, is_protected: bool) -> int:
    payer = Payer(
        available=MAX_POINTS, is_protected=is_protected, code_is_rotating=True
    )
    return spend_limit([CHEQUE_MINOR], CHEQUE_MINOR, payer, rules).points
