"""What can be refused about coming here."""

from app.core.errors import Conflict, NotFound, Refused


class SignUpClosed(NotFound):
    """The operator takes no businesses by themselves."""

    code = "sign_up_closed"
    sentence = "New businesses are added by the operator of this site. Write to them."


class NumberTaken(Refused):
    """A business with this number is here already; whose is not told."""

    code = "business_number_taken"
    sentence = (
        "A business with this number is here already. If it is yours, sign in or ask "
        "its owner for an invitation."
    )


class PromoCodeUseless(Refused):
    """Unknown, not yet, no longer or used up: never told apart."""

    code = "promo_code_useless"
    sentence = (
        "This code does not work. Check it, or leave the field empty: the trial starts "
        "without it too."
    )


class LinkOver(Conflict):
    """The link was genuine and is so no more."""

    code = "link_over"
    sentence = "This link is no longer valid. Ask for a new letter."


class ApplicationNotFound(NotFound):
    """There is no such application, or no link leads to it."""

    code = "application_not_found"
    sentence = "There is no such application."


class DecidedAlready(Conflict):
    """Somebody else was faster, or it has not been confirmed."""

    code = "application_decided"
    sentence = "This application does not wait for a decision any more."


class ReasonNeeded(Refused):
    """Who is refused is told why."""

    code = "applicant_reason_needed"
    sentence = "Write why, in up to 500 characters: the applicant reads it."


class BadPromoCode(Refused):
    """A code that could not be typed."""

    code = "bad_promo_code"
    sentence = "Write a code of 4 to 32 Latin letters and digits."


class PromoCodeTaken(Refused):
    """There was a code of this spelling already, be it an ended one."""

    code = "promo_code_taken"
    sentence = "There is already such a code. Choose another one."


class BadPeriod(Refused):
    """A code that would end before it starts."""

    code = "promo_code_ends_early"
    sentence = "The last day must not lie before the first."


class BadMonths(Refused):
    """No length of time that one would agree on."""

    code = "bad_months"
    sentence = "Write a whole number of months from 1 to 60."


class SamplesTooLate(Refused):
    """Samples beside what guests really bought would only confuse."""

    code = "samples_too_late"
    sentence = "There are real sales already, so nothing is mixed among them."


class NoProgrammeYet(Refused):
    """Sample guests need a card to hold."""

    code = "no_programme_yet"
    sentence = "Make a card first: sample guests would have nothing to hold."
