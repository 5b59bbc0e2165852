"""Facts about talking with guests that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SubscriptionAsked:
    """Somebody gave an address for news: it is to be confirmed by a letter."""

    business_id: int
    subscription_id: int
