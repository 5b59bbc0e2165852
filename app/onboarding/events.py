"""Facts about coming here that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkAsked:
    """Somebody waits for the letter that confirms an application."""

    application_id: int


@dataclass(frozen=True)
class ApplicationDecided:
    """A person has approved or refused an application."""

    application_id: int


@dataclass(frozen=True)
class SamplesRemoved:
    """Sample guests are gone from the figures of a local day, in ISO form."""

    business_id: int
    day: str
