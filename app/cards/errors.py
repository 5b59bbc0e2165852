"""What can be refused about cards."""

from app.core.errors import Conflict, NotFound, Refused


class CardNotFound(NotFound):
    """No card of this business has the number or the id."""

    code = "card_not_found"
    sentence = "There is no such card here. Check the number."


class CardAsleep(CardNotFound):
    """The number was printed for a card that nobody holds yet; a scan wakes it."""


class CodeOutdated(Refused):
    """The rotating code is older than its half minute, or was made up."""

    code = "code_outdated"
    sentence = "This code is out of date. Ask the guest to show the card once more."


class CodeUsed(Conflict):
    """The rotating code was accepted before."""

    code = "code_used"
    sentence = "This code was already used. Ask the guest to show the next one."


class CannotJoin(Refused):
    """The two cards do not belong together."""

    code = "cannot_join_cards"
    sentence = "These two cards cannot be joined: both must be in use and of one kind."
