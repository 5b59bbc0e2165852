"""Rewards in words, for the guest's pages and cards: what each is and its limits."""

from collections.abc import Iterator

from app.core import locales
from app.core.locales import mark
from app.programmes.rules import Reward, RewardKind

KINDS: dict[RewardKind, str] = {
    RewardKind.GIFT: mark("Gift"),
    RewardKind.ITEM: mark("From the menu"),
    RewardKind.SERVICE: mark("Service"),
    RewardKind.DISCOUNT: mark("Discount"),
}


def terms(reward: Reward, *, currency: str) -> str:
    """What a reward is and how much of it there is, in the language being spoken.

    Args:
        reward: the reward.
        currency: ISO code of the business's money.
    """
    return " · ".join([_kind(reward, currency), *_limits(reward)])


def _kind(reward: Reward, currency: str) -> str:
    if reward.discount_minor is None:
        return locales.gettext(KINDS[reward.kind])
    return locales.gettext(
        mark("Discount of %(money)s"),
        money=locales.money(reward.discount_minor, currency),
    )


def _limits(reward: Reward) -> Iterator[str]:
    words = {
        mark("at most %(count)s per person"): reward.per_person,
        mark("at most %(count)s a day per person"): reward.per_day,
        mark("%(count)s in all"): reward.stock,
    }
    for message, count in words.items():
        if count is not None:
            yield locales.gettext(message, count=locales.number_text(count))
