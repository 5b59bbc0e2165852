"""What charity refuses, each with a sentence that says what to do."""

from app.core.errors import Conflict, NotFound, Refused


class NoCharity(NotFound):
    """No such charity or batch of this business."""

    code = "charity_not_found"
    sentence = "There is no such donation drive here."


class CharityRuns(Conflict):
    """One at a time."""

    code = "charity_runs"
    sentence = "A donation drive is running already. End it before you start another."


class BadCharity(Refused):
    """A value that cannot work."""

    code = "bad_charity"
    sentence = "Check the sums: a donation is above zero and fits into the budget."


class BudgetTooSmall(Refused):
    """Less than was given already."""

    code = "budget_too_small"
    sentence = "The budget cannot be less than what was donated already."


class BudgetReached(Refused):
    """The budget is used up."""

    code = "budget_reached"
    sentence = "The donation budget is used up. Nothing more is donated."


class ShownLately(Refused):
    """The card was shown a moment ago."""

    code = "shown_lately"
    sentence = "This card was shown a short while ago. It counts again at %(time)s."


class NoDrive(Refused):
    """Nothing is donated for this card now."""

    code = "no_donations_now"
    sentence = "No donations are made for this card at the moment."


class NothingToSend(Refused):
    """There is no donation that is not in a batch."""

    code = "nothing_to_send"
    sentence = "There are no new donations. Close a batch when some have come."


class BatchSent(Conflict):
    """It was sent before."""

    code = "batch_sent"
    sentence = "This batch has been sent already."


class BadProof(Refused):
    """A document that cannot be kept or shown."""

    code = "bad_proof"
    sentence = "Send the payment document as PDF, JPEG or PNG of up to 2 MB."
