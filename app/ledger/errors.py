"""What the ledger refuses, and what would mean that its rows cannot be trusted."""

from app.core.errors import Conflict, Refused


class Unsound(RuntimeError):
    """The rows contradict each other: stop rather than guess; run ``verify``."""


class NotEnoughPoints(Refused):
    """More was asked for than is available now (R2, R3)."""

    code = "not_enough_points"
    sentence = "Only %(available)s points can be spent now."


class KeyReused(Refused):
    """The same key came with other content (R14, E31)."""

    code = "key_reused"
    sentence = "This key was already used for another operation."


class AlreadyReversed(Conflict):
    """A posting is reversed once only (R13)."""

    code = "already_reversed"
    sentence = "This operation has already been undone."


class NotReversible(Refused):
    """Expiries, transfers, returns and reversals stand; so does what came back."""

    code = "not_reversible"
    sentence = "This operation cannot be undone."


class MoreThanSpent(Refused):
    """A return of more points than the receipt still holds (R7)."""

    code = "more_than_spent"
    sentence = "Only %(left)s points of this receipt can still be returned."


class BadAmount(Refused):
    """Zero, negative or absurd."""

    code = "bad_points"
    sentence = "Points must be a whole number from 1 to 1,000,000,000."


class BadLife(Refused):
    """Points that would expire before they become available."""

    code = "bad_life"
    sentence = "The points would expire before they become available."


class SameCard(Refused):
    """A card cannot be joined with itself."""

    code = "same_card"
    sentence = "Choose another card: this is the same one."
