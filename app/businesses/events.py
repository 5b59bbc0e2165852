"""Facts about businesses that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BrandChanged:
    """A business looks different, or is found elsewhere: every card of it shows that."""

    business_id: int


@dataclass(frozen=True, kw_only=True)
class LookTried:
    """A version of the look is tried on a share of the cards, or not any more."""

    business_id: int
    number: int
    percent: int
