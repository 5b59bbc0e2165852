"""What else happens with a receipt, in its own transaction, once its points moved.

A subject that turns what was earned into something (stamps into a reward) adds a
function to ``AFTER``; what only tells somebody belongs to ``fanout``.
"""

from collections.abc import Callable

from app.programmes.moved import Moved

AFTER: list[Callable[[Moved], bool]] = []
"""Called in this order; each says whether it moved anything on the card."""


def run(moved: Moved) -> bool:
    """Let everybody do what follows; whether anything moved on the card."""
    # Everybody has a turn, also after one that moved something.
    has_moved = [after(moved) for after in AFTER]
    return any(has_moved)
