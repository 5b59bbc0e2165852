"""What is refused about referrals, each with a sentence that says what to do."""

from app.core.errors import Conflict, NotFound, Refused


class NoReferral(NotFound):
    """No such referral of this business."""

    code = "referral_not_found"
    sentence = "There is no such invitation here."


class ReferralOver(Conflict):
    """It does not wait for a decision any more."""

    code = "referral_over"
    sentence = "This invitation does not wait for a decision any more."


class SamePerson(Refused):
    """Who brought and who came are one human: nothing can be given."""

    code = "referral_same_person"
    sentence = (
        "Both sides of this invitation are one guest by now. Decline it: nobody can "
        "bring themselves."
    )
