"""Facts about cards that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CardChanged:
    """Its holder would see a change: whatever shows the card is out of date."""

    business_id: int
    card_id: int


@dataclass(frozen=True, kw_only=True)
class CardErased:
    """Its holder was erased: whatever was written about them has to go."""

    business_id: int
    card_id: int


@dataclass(frozen=True, kw_only=True)
class GroupCardsDue:
    """Members of a group wait for its cards."""

    business_id: int
    group_id: int
