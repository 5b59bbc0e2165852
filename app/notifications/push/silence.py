"""Push services that do not answer, left alone for a while.

Strangers name these services, so one that is silent says nothing of the others: each is
counted by itself, and the channel goes on.
"""

import threading
from typing import Final

from app.core import clock
from app.notifications.push.errors import PushBusy

FAILURES: Final = 3
REST_SECONDS: Final = 60
_MOST_KNOWN: Final = 1000


class Silences:
    """Which services were silent lately; threads may share it."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def check(self, origin: str) -> None:
        """Raises PushBusy while a service is left alone."""
        failures, since = self._known.get(origin, (0, 0.0))
        wait = since + REST_SECONDS - clock.seconds()
        if failures >= FAILURES and wait > 0:
            raise PushBusy("the push service did not answer lately", int(wait) + 1)

    def failed(self, origin: str) -> None:
        """It did not answer."""
        with self._lock:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            failures, _ = self._known.get(origin, (0, 0.0))
            self._known[origin] = failures + 1, clock.seconds()

    def answered(self, origin: str) -> None:
        """It did, whatever it said."""
        with self._lock:
            self._known.pop(origin, None)

    def forget(self) -> None:
        """Whoever was silent is asked again."""
        with self._lock:
            self._known.clear()
