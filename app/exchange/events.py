"""What has happened in exchange."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PurchasesImported:
    """Past receipts of one local day (ISO date) were brought in."""

    business_id: int
    day: str
