"""What can be refused about certificates, passes, tickets and clubs."""

from app.core.errors import Conflict, NotFound, Refused


class InstrumentNotFound(NotFound):
    """The card is none of these, or of another business."""

    code = "instrument_not_found"
    sentence = "This is no certificate, pass, ticket or club card."


class EventNotFound(NotFound):
    """No event of this business has the id."""

    code = "event_not_found"
    sentence = "This event does not exist."


class NotOnSale(Refused):
    """The programme is closed, or its cards are not sold."""

    code = "not_on_sale"
    sentence = "This is not on sale. Choose something else."


class SellerClosed(Refused):
    """The outlet sells nothing any more."""

    code = "seller_closed"
    sentence = "This outlet is closed. Choose another one."


class NotTakenHere(Refused):
    """The programme's cards are taken at other outlets only."""

    code = "not_taken_here"
    sentence = "This card is not taken at this outlet."


class WrongNominal(Refused):
    """The sum is neither on the list nor within the bounds."""

    code = "wrong_nominal"
    sentence = "No certificate is sold for this sum. Choose one of the sums offered."


class NoEvent(Refused):
    """A ticket needs an event of its programme that is still ahead."""

    code = "no_event"
    sentence = "Choose an event that is still ahead."


class SoldOut(Refused):
    """Every seat is taken."""

    code = "sold_out"
    sentence = "All %(capacity)s tickets of this event are gone."


class AlreadyEnded(Refused):
    """It was paid back, or its time was closed."""

    code = "instrument_ended"
    sentence = "This card was paid back or closed. It can no longer be used."


class OutOfTime(Refused):
    """Its last day is over."""

    code = "instrument_out_of_time"
    sentence = "The time of this card ended on %(day)s. It can no longer be used."


class NotYet(Refused):
    """Its first day, or the opening of the gates, is ahead."""

    code = "instrument_not_yet"
    sentence = "It is too early: this card is good from %(at)s."


class Resting(Refused):
    """A break lasts."""

    code = "instrument_resting"
    sentence = "This pass is frozen through %(day)s. End the break to use it today."


class UsedUp(Refused):
    """Every visit is used."""

    code = "visits_used_up"
    sentence = "All visits of this pass are used. Offer a new one."


class AlreadyAdmitted(Refused):
    """A ticket lets in once (E21)."""

    code = "already_admitted"
    sentence = "This ticket was used at %(at)s, entrance %(gate)s."


class TakesNoCheque(Refused):
    """Passes, tickets and clubs pay for nothing."""

    code = "takes_no_cheque"
    sentence = "A cheque is not booked on this card. Scan the guest's own card."


class NotUsable(Refused):
    """Clubs are shown, and certificates pay: neither is used up by a scan."""

    code = "not_used_by_scan"
    sentence = "There is nothing to let in with this card."


class UseNotFound(NotFound):
    """No visit of this business has the id."""

    code = "use_not_found"
    sentence = "There is no such visit."


class UndoTooLate(Refused):
    """The visit is too old to be taken back."""

    code = "visit_undo_too_late"
    sentence = "A visit can be taken back for %(minutes)s minutes only."


class AlreadyUndone(Conflict):
    """The visit was taken back before."""

    code = "visit_already_undone"
    sentence = "This visit has already been taken back."


class BreakRefused(Refused):
    """A break that the rules do not allow."""

    code = "break_refused"
    sentence = "%(why)s"


class NotResting(Refused):
    """There is no break to end."""

    code = "not_resting"
    sentence = "This pass is not frozen and has no break ahead."


class NoRefund(Refused):
    """The rules do not let it be paid back, or nothing is left."""

    code = "no_refund"
    sentence = "Nothing is paid back for this card any more."


class NotTransferable(Refused):
    """The ticket is used, was handed over before, or is not to be handed over."""

    code = "not_transferable"
    sentence = "This ticket cannot go over to another person."


class BadEvent(Refused):
    """The event contradicts itself."""

    code = "bad_event"
    sentence = "Check the event: its name, its time and the number of seats."
