"""When a deal happened, if the device's clock may be wrong: pure arithmetic (E42)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DRIFT = timedelta(minutes=5)


@dataclass(frozen=True)
class Moment:
    """What is taken for a deal's time; ``is_doubtful`` when the clock was wrong."""

    at: datetime
    is_doubtful: bool


def moment(
    own_at: datetime,
    *,
    sent_at: datetime,
    received_at: datetime,
    not_before: datetime | None = None,
) -> Moment:
    """The instant of a deal.

    A clock that is less than five minutes off is believed. Else the time that has
    passed on the device between the deal and its sending is counted back from when we
    received it; no clock is needed for that to be right, only a steady one.

    Args:
        own_at: the device's time of the deal.
        sent_at: the device's time when it was sent.
        received_at: our time when it came.
        not_before: when the limits that it carries were signed, by our clock.
    """
    drift = received_at - sent_at
    is_doubtful = abs(drift) >= DRIFT
    at = own_at + drift if is_doubtful else own_at
    if not_before is not None and at < not_before - DRIFT:
        at, is_doubtful = not_before, True
    return Moment(min(at, received_at), is_doubtful or at > received_at + DRIFT)
