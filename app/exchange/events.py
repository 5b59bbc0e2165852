"""What has happened in exchange."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PurchasesImported:
    """Past receipts of one local day (ISO date) were brought in."""

    business_id: int
    day: str


@dataclass(frozen=True, kw_only=True)
class ArchiveOrdered:
    """A business wants everything along, or wants a file of it gone."""

    business_id: int
    archive_id: int
