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


class SameMember(Refused):
    """Somebody cannot be joined with themselves."""

    code = "same_member"
    sentence = "This is the same guest already. Choose another card or contact."


class AlreadyMerged(Conflict):
    """One of the two was joined with somebody a moment ago, or long before."""

    code = "already_merged"
    sentence = "One of these guests was joined with another one already. Look them up anew."


class MergeOver(Conflict):
    """Too late, done before, or one of the two has been erased."""

    code = "merge_over"
    sentence = "This can no longer be taken apart: it was done before, or 30 days are over."


class JoinedSince(Conflict):
    """Something was joined on top of it."""

    code = "joined_since"
    sentence = "Something was joined on top of this. Take that apart first."


class MergeSpent(Conflict):
    """The points that would have to go back were spent."""

    code = "merge_spent"
    sentence = (
        "The points of the other card were spent since. Ask the business to take the "
        "cards apart."
    )
