"""What can be refused about sales, each with a sentence that says what to do."""

from app.core.errors import Conflict, NotFound, Refused
from app.programmes.discounts import WhyNot


class ReceiptNotFound(NotFound):
    """No receipt of this business has the id."""

    code = "receipt_not_found"
    sentence = "There is no such receipt here. Check the number."


class EmptySale(Refused):
    """Nothing was sold."""

    code = "empty_sale"
    sentence = "Enter an amount above zero."


class AmountOutOfRange(Refused):
    """An amount is below zero or above what a receipt may hold."""

    code = "amount_out_of_range"
    sentence = "An amount must be between 0 and 100,000,000. Check it."


class QuantityOutOfRange(Refused):
    """A quantity is below zero or absurd."""

    code = "quantity_out_of_range"
    sentence = "A quantity must be between 0 and 1,000,000. Check it."


class TooManyLines(Refused):
    """The receipt has more lines than we take."""

    code = "too_many_lines"
    sentence = "A receipt holds at most %(limit)s lines. Split it."


class BadText(Refused):
    """A number or a name is too long or holds control characters."""

    code = "bad_text"
    sentence = (
        "Receipt numbers hold 1 to 64 characters, names of goods up to 200, "
        "and no control characters."
    )


class BadTime(Refused):
    """The receipt is too old, or from the future."""

    code = "bad_time"
    sentence = "The time must lie within the last 7 days. Check the clock of the till."


class PointsOutOfRange(Refused):
    """The number of points to spend is below zero or absurd."""

    code = "points_out_of_range"
    sentence = "Enter how many points to spend: a whole number, zero or more."


class CardNotHere(Refused):
    """The programme's cards are taken at other outlets only."""

    code = "card_not_here"
    sentence = "This card is not taken at this outlet. Take another card of the guest."


class OutletClosed(Refused):
    """The outlet takes no sales any more."""

    code = "outlet_closed"
    sentence = "This outlet is closed. Choose another one."


class CardClosed(Refused):
    """The card is out of use."""

    code = "card_closed"
    sentence = "This card is closed. Ask for another one or issue a new card."


class OtherCard(Refused):
    """The exchange names another card than the receipt."""

    code = "other_card"
    sentence = "An exchange stays on the card of the receipt. Scan that card."


class ReceiptExists(Conflict):
    """The outlet has booked this receipt number before."""

    code = "receipt_exists"
    sentence = "Receipt %(number)s is already booked at this outlet."


class RefundExists(Conflict):
    """The outlet has booked this refund number before."""

    code = "refund_exists"
    sentence = "Refund %(number)s is already booked at this outlet."


class TooManyPoints(Refused):
    """More points than the rules let this receipt take."""

    code = "too_many_points"
    sentence = "Too many points for this receipt. The most it takes: %(points)s."


class ReceiptTooSmall(Refused):
    """Points are taken on larger receipts only."""

    code = "receipt_too_small"
    sentence = "This receipt is too small to be paid with points."


class FirstDay(Refused):
    """The programme gives no points away on the day of sign-up (R12)."""

    code = "first_day"
    sentence = "Points can be spent from the day after joining. Take the whole sum."


class BadCurrency(Refused):
    """A currency without its rate, or one that cannot be one."""

    code = "bad_currency"
    sentence = "Send a currency of three letters together with its rate of the day."


class NothingToPay(Refused):
    """No line of the receipt may be paid with points."""

    code = "nothing_to_pay"
    sentence = "Nothing on this receipt can be paid with points."


class CardUnprotected(Refused):
    """A card without a verified contact spends a little only (row 109)."""

    code = "card_unprotected"
    sentence = (
        "This card is not protected, so it spends at most %(points)s points per "
        "receipt. Add a phone number or an e-mail address to the card to spend more."
    )


class RotatingCodeNeeded(Refused):
    """A lasting code or a typed number spends a little only."""

    code = "rotating_code_needed"
    sentence = (
        "This code spends at most %(points)s points per receipt. Ask the guest to open "
        "the spending code on the phone and scan it."
    )


class DayUsedUp(Refused):
    """Codes without proof have spent what they may from this card today (R12)."""

    code = "day_used_up"
    sentence = (
        "Codes that do not change can spend %(points)s more points from this card "
        "today. Ask the guest to open the spending code on the phone and scan it."
    )


class UnknownPayment(Refused):
    """A means of payment that is not known here, or that comes twice."""

    code = "unknown_payment"
    sentence = "This receipt cannot be paid like this. Scan the card again."


class PaymentTooLarge(Refused):
    """A payment is more than what is left to pay for lines that take it."""

    code = "payment_too_large"
    sentence = "This pays more than the receipt takes. Check the sum and try again."


class BadCode(Refused):
    """A typed code cannot be one, or there are too many."""

    code = "bad_code"
    sentence = "A code has 1 to 40 characters, and a receipt takes at most %(limit)s."


class CodeRefused(Refused):
    """A typed code takes nothing off here; ``why`` says why not."""

    code = "code_refused"
    sentence = (
        "The code %(typed)s takes nothing off here. Take it out, or type another."
    )

    def __init__(self, *, why: WhyNot, typed: str) -> None:
        self.why = why
        super().__init__(typed=typed)


class NothingToRefund(Refused):
    """Everything came back before."""

    code = "nothing_to_refund"
    sentence = "Everything on this receipt has been returned already."


class LineReturned(Refused):
    """The line came back before."""

    code = "line_returned"
    sentence = "Line %(position)s has been returned already."


class NoSuchLine(Refused):
    """The receipt has no line at this position."""

    code = "no_such_line"
    sentence = "This receipt has no line %(position)s."


class ReceiptWasUndone(Refused):
    """The receipt was undone, nothing is left of it."""

    code = "receipt_undone"
    sentence = "This receipt was undone, so there is nothing to return."


class UndoTooLate(Refused):
    """The minute is over."""

    code = "undo_too_late"
    sentence = "A receipt can be undone for 60 seconds only. Make a refund instead."


class UndoImpossible(Refused):
    """Something else rests on the receipt: a refund, an exchange, a joined card."""

    code = "undo_impossible"
    sentence = "This receipt can no longer be undone. Make a refund instead."
