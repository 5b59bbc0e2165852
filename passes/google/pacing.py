"""How often to ask and how long to wait: pure arithmetic, the caller brings the time."""

import threading
from typing import Final

_FIRST_SECONDS: Final = 1.0
_MOST_SECONDS: Final = 3600.0
_SPREAD: Final = 0.1
_DOUBLINGS: Final = 16


def pause(
    attempt: int, retry_after: float | None = None, *, jitter: float = 0.0
) -> float:
    """Seconds to wait before the next try.

    Doubles from one second up to an hour, the second half of it at random, so that a
    thousand cards do not come back together. What Google asks for is always kept.

    Args:
        attempt: how many tries failed, from 1.
        retry_after: seconds that Google asked for, if it did.
        jitter: a random number from 0 to 1.
    """
    doubled = _FIRST_SECONDS * (1 << min(max(attempt, 1) - 1, _DOUBLINGS))
    waited = min(doubled, _MOST_SECONDS) * (1 + jitter) / 2
    if retry_after is None:
        return waited
    return max(waited, min(retry_after, _MOST_SECONDS) * (1 + _SPREAD * jitter))


class Bucket:
    """A token bucket: never more requests than the rate allows.

    Threads may share one.
    """

    def __init__(self, rate: float = 20.0, *, burst: float | None = None) -> None:
        """Start full.

        Args:
            rate: requests per second; Google allows an issuer 20.
            burst: requests that may go at once; as many as in a second by default.
        """
        self._rate = rate
        self._burst = rate if burst is None else burst
        self._tokens = self._burst
        self._at: float | None = None
        self._lock = threading.Lock()

    def wait(self, now: float) -> float:
        """Take one request and say how many seconds to sleep before sending it.

        Args:
            now: monotonic seconds.
        """
        with self._lock:
            since = 0.0 if self._at is None else max(0.0, now - self._at)
            self._at = now if self._at is None else max(now, self._at)
            self._tokens = min(self._burst, self._tokens + since * self._rate) - 1
            return max(0.0, -self._tokens / self._rate)
