"""Facts about businesses that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BrandChanged:
    """A business looks different, or is found elsewhere: every card of it shows that."""

    business_id: int
