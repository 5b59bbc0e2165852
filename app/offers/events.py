"""What has happened with offers."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CodesOrdered:
    """Somebody ordered codes, or lets an order go on."""

    business_id: int
    batch_id: int
