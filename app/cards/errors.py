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
    sentence = (
        "One of these guests was joined with another one already. Look them up anew."
    )


class MergeOver(Conflict):
    """Too late, done before, or one of the two has been erased."""

    code = "merge_over"
    sentence = (
        "This can no longer be taken apart: it was done before, or 30 days are over."
    )


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


class CardReplaced(Refused):
    """The code is of a card that was reported lost."""

    code = "card_replaced"
    sentence = (
        "This card was replaced because it was lost. Ask the guest for the new one."
    )


class NumberUnknown(NotFound):
    """No printed card of the business that waits for its holder has this number."""

    code = "number_unknown"
    sentence = "There is no unused printed card with this number. Check the digits."


class NumberTaken(Conflict):
    """The number leads to somebody's card already."""

    code = "number_taken"
    sentence = "This number belongs to a card already. Take another printed card."


class NumberUnfit(Refused):
    """What was typed cannot be a number."""

    code = "number_unfit"
    sentence = "A number has 4 to 32 letters, digits or signs that can be printed."


class PinUnfit(Refused):
    """The digits are no PIN, or the first that anybody would try."""

    code = "pin_unfit"
    sentence = "A PIN has 4 to 6 digits, not all alike and not in a row like 1234."


class NoPin(Refused):
    """The card has no PIN."""

    code = "no_pin"
    sentence = "This card has no PIN yet. Set one with the guest first."


class WrongPin(Refused):
    """The digits are not the card's PIN."""

    code = "wrong_pin"
    sentence = "This is not the PIN of the card. Tries left: %(left)s."


class PinLocked(Refused):
    """Too many wrong tries."""

    code = "pin_locked"
    sentence = "Too many wrong PINs. Try again in 15 minutes."


class CardHeld(Refused):
    """The contact was changed less than a day ago."""

    code = "card_held"
    sentence = (
        "The guest's contact was changed less than a day ago: until that time is over "
        "only small sums can be paid from the card."
    )


class PaperNumberNeeded(Refused):
    """A signed form has a number by which it is found in the folder."""

    code = "paper_number_needed"
    sentence = "Write the number of the signed form, in up to 40 characters."


class FamilyFull(Refused):
    """A card is shared with a few relatives only."""

    code = "family_full"
    sentence = (
        "A card can be shared with at most %(limit)s relatives. End one link first."
    )


class FamilyCodeUnknown(Refused):
    """No invitation is open under this code; why is told to nobody."""

    code = "family_code_unknown"
    sentence = (
        "This invitation is not valid: it works once and for 24 hours. Check the code, "
        "or ask for a new invitation."
    )


class OwnFamilyCode(Refused):
    """The invitation leads to the guest's own card."""

    code = "own_family_code"
    sentence = "This invitation leads to your own card. Send it to a relative."


class SharedAlready(Conflict):
    """The relative uses that card already."""

    code = "shared_already"
    sentence = "You use this card already."


class CannotShare(Refused):
    """Certificates, passes and tickets have one holder."""

    code = "cannot_share"
    sentence = "This card cannot be shared. Choose another one of your cards."


class ShareEnded(Refused):
    """The family link is over, or leads to another card."""

    code = "share_ended"
    sentence = "This card is no longer shared with the guest. Take another card."


class ShareSpendsLess(Refused):
    """The holder lets the relative spend less than that today."""

    code = "share_spends_less"
    sentence = (
        "The holder of this family card lets the guest spend less today. The most now: "
        "%(points)s."
    )
