"""A counter whose card has a catalogue, in few words."""

from collections.abc import Callable
from typing import Any

from app.core import tenancy
from app.core.ids import AwardId, MemberId
from app.people import queries as people
from app.programmes.kinds.points import PointsRules
from app.programmes.rules import Reward, RewardKind
from app.rewards import actions, queries
from app.rewards.queries import AwardView
from tests.sales.counter import Counter, open_counter

CAPPUCCINO = Reward(name="Капучино", points=250, kind=RewardKind.ITEM)
LAST_MUG = Reward(name="Кружка", points=100, stock=1)
TASTING = Reward(name="Дегустация", points=50, kind=RewardKind.SERVICE, per_person=2)
DAILY = Reward(name="Печенье", points=10, per_day=1)
SAVING = Reward(
    name="Скидка 200", points=150, kind=RewardKind.DISCOUNT, discount_minor=200_00
)
MENU = (CAPPUCCINO, LAST_MUG, TASTING, DAILY, SAVING)


def open_shop(points: int = 1000, **rules: Any) -> Counter:
    """A counter with this menu and points on the card."""
    counter = open_counter(PointsRules(rewards=MENU, **rules))
    if points:
        counter.give(points)
    return counter


def order(counter: Counter, reward: Reward, **more: Any) -> AwardId:
    """Order a reward on the counter's card."""
    return counter.do(
        actions.order,
        card_id=counter.card_id,
        reward_key=reward.key,
        actor="holder",
        **more,
    )


def redeem(counter: Counter, award_id: AwardId) -> None:
    """Hand it out."""
    counter.do(
        actions.redeem,
        award_id=award_id,
        outlet_id=counter.outlet_id,
        actor="staff:1",
    )


def cancel(counter: Counter, award_id: AwardId) -> None:
    """Take the order back."""
    counter.do(actions.cancel, award_id=award_id, actor="holder")


def seen(counter: Counter, read: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """Read inside the business."""
    with tenancy.scope(counter.business_id):
        return read(*args, **more)


def award(counter: Counter, award_id: AwardId) -> AwardView:
    """The award as screens show it."""
    found: AwardView = seen(counter, queries.award, award_id)
    return found


def member_of(counter: Counter, person_id: int) -> MemberId:
    """A person's membership."""
    found = seen(counter, people.member, person_id)
    return MemberId(found.id)
