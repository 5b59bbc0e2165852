"""The pass web service as pure functions (Apple, "PassKit Web Service Reference")."""

from datetime import datetime, timedelta

_SECOND = timedelta(seconds=1)


def stepped(previous: datetime, now: datetime) -> datetime:
    """The time of a change: whole seconds, at least one later than the last change.

    HTTP dates have no fractions; two changes within a second would look like one.
    """
    return max(now.replace(microsecond=0), previous + _SECOND)
