"""Facts about the books that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PointsExtended:
    """Points that would have ended go on; ``until`` is their new end, as ISO says it."""

    business_id: int
    card_id: int
    posting_id: int
    amount: int
    until: str
