"""What can be refused where trust is at stake, each with what to do instead."""

from app.core.errors import Conflict, NotFound, Refused


class ApprovalNotFound(NotFound):
    """No request of this business has the id."""

    code = "approval_not_found"


class ApprovalOver(Conflict):
    """It was decided, or its time is over."""

    code = "approval_over"
    sentence = "This request is decided already or its time is over. Ask anew."


class SecondPersonNeeded(Refused):
    """Who asks cannot decide."""

    code = "second_person_needed"
    sentence = "Somebody else has to decide: you asked for it yourself."


class ReasonNeeded(Refused):
    """A decision without words."""

    code = "reason_needed"
    sentence = "Write the reason in a few words."


class OverDailyLimit(Refused):
    """The actor's day is used up (E34)."""

    code = "over_daily_limit"
    sentence = (
        "You have changed %(before)s of %(limit)s by hand today. Take a smaller amount "
        "or ask a colleague."
    )


class CannotUndo(Refused):
    """It never happened, or was undone before."""

    code = "adjustment_not_undone"
    sentence = "This change cannot be undone: it was not made or is undone already."


class OwnCard(Refused):
    """A cashier's own card (R17, E35)."""

    code = "own_card"
    sentence = "This is your own card. Let a colleague serve you."


class SpendingBlocked(Refused):
    """A case is open on the card."""

    code = "spending_blocked"
    sentence = (
        "Nothing can be spent from this card while it is being checked. The guest reads "
        "the reason in the card; purchases earn as always."
    )


class ReviewOver(Conflict):
    """The points were decided upon, or are the guest's by now."""

    code = "review_over"
    sentence = "These points are decided upon already. Reload the page."


class CannotMove(Refused):
    """The cheque cannot change cards."""

    code = "cannot_move"
    sentence = "This cheque cannot be moved any more. Take it back and book it anew."


class MoveTooLate(Refused):
    """A day is over."""

    code = "move_too_late"
    sentence = "A cheque can be moved within 24 hours only."


class PaidWithPoints(Refused):
    """The wrong card has covered a part of the cheque: by points, or a discount."""

    code = "paid_with_points"
    sentence = (
        "The wrong card has covered a part of this cheque. Take it back and book it "
        "anew."
    )


class SameCard(Refused):
    """The cheque is on this card already."""

    code = "cheque_on_this_card"
    sentence = "The cheque is on this card already. Scan the other one."


class BadClaim(Refused):
    """Mistyped, too old or used: not told apart, so that guessing tells nothing (E47)."""

    code = "bad_claim"
    sentence = (
        "This code leads to no cheque that can be added: check the characters. It works "
        "once and for a few days."
    )


class CaseOpen(Refused):
    """One check at a time."""

    code = "case_open"
    sentence = "A check of this card is open already. Go on there."


class CaseOver(Conflict):
    """It was decided."""

    code = "case_over"
    sentence = "This check is over. Reload the page."
