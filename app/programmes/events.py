"""Facts about programmes that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ProgrammeChanged:
    """New rules are in force, or the programme shows another code or name."""

    business_id: int
    programme_id: int
