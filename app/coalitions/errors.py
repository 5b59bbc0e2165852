"""What partners are refused, each with a sentence that says what to do."""

from app.core.errors import Conflict, NotFound, Refused


class PactNotFound(NotFound):
    """No such contract of this business."""

    code = "pact_not_found"
    sentence = "There is no such partner here."


class CodeUnknown(Refused):
    """A pairing code that leads nowhere: wrong, used, withdrawn or out of time."""

    code = "pairing_code_unknown"
    sentence = "This code does not work. Check it, or ask your partner for a new one."


class OwnCode(Refused):
    """A business cannot be its own partner."""

    code = "own_pairing_code"
    sentence = "This is your own code. Give it to your partner."


class AlreadyPartners(Conflict):
    """The two have a contract, or are about to."""

    code = "already_partners"
    sentence = "You are partners already. Change the terms on the partner's page."


class NoProgrammes(Refused):
    """Nothing takes part."""

    code = "no_programmes"
    sentence = "Choose at least one card that takes part."


class TermsChanged(Conflict):
    """Somebody decided about these terms meanwhile."""

    code = "terms_changed"
    sentence = "These terms are no longer open. Reload the page."


class NotYourTurn(Refused):
    """Who proposed terms cannot agree to them for the other side."""

    code = "not_your_turn"
    sentence = "Your partner has to decide about this."


class PastDay(Refused):
    """Terms never start in the past: what was done stands."""

    code = "past_day"
    sentence = "Choose today or a later day."


class PactNotInForce(Refused):
    """The contract has not started, or is over."""

    code = "pact_not_in_force"
    sentence = "Partner points are not taken at the moment. Take the sum without them."


class PurseClosed(Refused):
    """The guest has not allowed it, or the card takes no part."""

    code = "purse_closed"
    sentence = (
        "This guest's partner points cannot be spent here. Take the sum without them."
    )


class PartnerDayLimit(Refused):
    """The points of the day are spent."""

    code = "partner_day_limit"
    sentence = "The partner's limit is used up until %(until)s."


class PartnerMemberLimit(Refused):
    """The guest's points of the day are spent."""

    code = "partner_member_limit"
    sentence = "This guest's limit at partners is used up until %(until)s."


class PartnerCreditUsed(Refused):
    """The issuer owes as much as it may."""

    code = "partner_credit_used"
    sentence = "The partner's limit is used up until the accounts are settled."


class PartnerPoolEmpty(Refused):
    """The issuer's deposits are drawn."""

    code = "partner_pool_empty"
    sentence = "The partner's pool is empty until the partner pays in."


class StatementNotFound(NotFound):
    """No statement of this month."""

    code = "statement_not_found"
    sentence = "There is no statement of this month."


class StatementClosed(Conflict):
    """It is settled, or the time to dispute is over."""

    code = "statement_closed"
    sentence = "This can no longer be done with the statement. Reload the page."


class StatementDisputed(Conflict):
    """It is in dispute."""

    code = "statement_disputed"
    sentence = "The statement is disputed. Clear that up first."


class EarlierStatementOpen(Refused):
    """Months are settled one after another."""

    code = "earlier_statement_open"
    sentence = "Settle the earlier months first."


class BadDocument(Refused):
    """A document needs a number."""

    code = "bad_document"
    sentence = "Write the number of the payment document, up to 40 characters."
