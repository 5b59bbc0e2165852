"""What happened to mailings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailingStarted:
    """A mailing is to go out, now or at its time."""

    business_id: int
    mailing_id: int


@dataclass(frozen=True)
class MailingTried:
    """Its author wants to see a mailing in their own mailbox."""

    business_id: int
    mailing_id: int
    person_id: int
