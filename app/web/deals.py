"""What is said of deals that a till kept: why they were not simply booked, what to do."""

from app.core import locales
from app.core.locales import mark
from app.sales.offline.conflicts import Problem
from app.sales.offline.queries import DealView
from app.web import refusals

WORDS = {
    Problem.REVOKED.value: mark(
        "The till was taken out of use before this came. Book it if you know it."
    ),
    Problem.TOO_OLD.value: mark(
        "It came more than 7 days late. Book it if the guest did buy this."
    ),
    Problem.NO_PROMISE.value: mark(
        "Points were spent that the till had no signed limit for. Nothing was taken "
        "from the card."
    ),
    Problem.PROMISE_ENDED.value: mark(
        "The limits of the till were older than 24 hours. Nothing was taken from the "
        "card."
    ),
    Problem.OVER_PROMISE.value: mark(
        "More points were spent than the till was allowed to. Nothing was taken from "
        "the card."
    ),
    Problem.BAD_SIGNATURE.value: mark(
        "The signature is not this till's. Find out who sent it, then close it."
    ),
    Problem.UNREADABLE.value: mark(
        "It cannot be read. Update the page of the till, then close it."
    ),
    Problem.SEQUENCE_REUSED.value: mark(
        "Another cheque has come under the same number of this till. Compare both."
    ),
    Problem.WAITS_FOR_SALE.value: mark("This return waits for its sale to come."),
    Problem.SALE_NEVER_CAME.value: mark(
        "The sale of this return has not come in 7 days. Book it first, or close this."
    ),
    "card_not_found": mark("No card has this number. Close it, or find the guest."),
    "card_closed": mark(
        "The card is closed. Close this, or give the guest a new card."
    ),
    "card_replaced": mark(
        "The card was reported lost. Close this, or ask who showed it."
    ),
    "own_card": mark(
        "It is the own card of who took the money. Close this; a colleague may enter "
        "the cheque."
    ),
    "spending_blocked": mark(
        "The card is being checked, so nothing was taken from it. Book the money that "
        "was paid, or wait for the decision."
    ),
    "card_not_here": mark("The card is not taken at this outlet."),
    "outlet_closed": mark("The outlet is closed. Open it again to book this."),
    "receipt_exists": mark(
        "The outlet has a receipt with this number. Compare both; if this is another "
        "purchase, book it."
    ),
    "bad_time": mark("Its time cannot be right. Book it if the guest did buy this."),
    "receipt_undone": mark("The sale was undone, so there is nothing to return."),
    "nothing_to_refund": mark("Everything on this receipt has been returned already."),
}
_OTHER = mark("The rules of the card did not allow it (%(code)s).")
OVERDRAWN = mark("The points were gone meanwhile: the card has a debt now.")
CLOCK_WRONG = mark("The clock of the till was wrong: the time is an estimate.")


def why(reason: str) -> str:
    """The reason in words; nothing for none."""
    if not reason:
        return ""
    words = WORDS.get(reason) or _of_refusal(reason)
    if words is None:
        return locales.gettext(_OTHER, code=reason)
    return locales.gettext(words)


def _of_refusal(code: str) -> str | None:
    """The refusal's own words, unless they ask for what was not kept with the deal."""
    for kind in refusals.kinds():
        if kind.code == code and "%(" not in kind.sentence:
            return kind.sentence
    return None


def said_of(deal: DealView) -> str:
    """Everything there is to say of a deal, in sentences."""
    said = [why(deal.reason)]
    if deal.is_overdrawn:
        said.append(locales.gettext(OVERDRAWN))
    if deal.is_clock_wrong:
        said.append(locales.gettext(CLOCK_WRONG))
    return " ".join(filter(None, said))
