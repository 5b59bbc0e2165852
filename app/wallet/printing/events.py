"""What has happened in printing."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PrintOrdered:
    """An order of cards waits to be made, or to be taken back."""

    business_id: int
    run_id: int
