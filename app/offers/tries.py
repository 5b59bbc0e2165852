"""How often codes may be guessed: by card, by staff, by device and by address.

A try is counted before it is looked at, and given back when the code was good: who uses
codes as they are meant never meets a limit, and parallel guesses do not slip past.
"""

from collections.abc import Mapping

from app.core import limits
from app.core.limits import Limit

LIMITS: Mapping[str, Limit] = {
    "card": Limit("offer_code_card", 8, 600),
    "actor": Limit("offer_code_actor", 40, 600),
    "device": Limit("offer_code_device", 40, 600),
    "address": Limit("offer_code_address", 80, 600),
    "key": Limit("offer_code_key", 200, 600),
}
"""Wrong codes in ten minutes: a guest's typing errors, a counter's, a whole shop's."""


def count(subjects: Mapping[str, str]) -> None:
    """Count a try; raises TooMany. Inside ``writing()``, and to be committed.

    ``subjects`` say who tries, by the names of ``LIMITS``.
    """
    for name, subject in sorted(subjects.items()):
        limits.hit(LIMITS[name], subject)


def give_back(subjects: Mapping[str, str]) -> None:
    """The code was good: it was no guess. Inside ``writing()``."""
    for name, subject in sorted(subjects.items()):
        limits.give_back(LIMITS[name], subject)
