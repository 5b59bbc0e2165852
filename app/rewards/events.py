"""Facts about rewards that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class GiftMade:
    """Guests wait for a gift: it is given to them part by part."""

    business_id: int
    gift_id: int
