"""What can be refused about promotions, codes and personal offers."""

from app.core.errors import Conflict, NotFound, Refused


class PromotionNotFound(NotFound):
    """No such promotion in this business."""

    code = "promotion_not_found"
    sentence = "This promotion does not exist."


class CodeNotFound(NotFound):
    """No such code in this business."""

    code = "offer_code_not_found"
    sentence = "There is no such code."


class GrantNotFound(NotFound):
    """No such offer of this guest."""

    code = "offer_not_found"
    sentence = "This offer does not exist."


class BatchNotFound(NotFound):
    """No such order of codes in this business."""

    code = "code_batch_not_found"
    sentence = "This order of codes does not exist."


class BadPromotionName(Refused):
    """The name is empty, too long or holds characters that nobody sees."""

    code = "bad_promotion_name"
    sentence = "Give the promotion a name of 1 to 60 characters."


class BadWord(Refused):
    """A common word that nobody could say or type."""

    code = "bad_offer_word"
    sentence = "Choose a word of 3 to 32 letters and digits, for example MAY15."


class WordTaken(Conflict):
    """Another promotion has this word, or it is one of the codes."""

    code = "offer_word_taken"
    sentence = "This word is already a code of yours. Choose another one."


class PromotionEnded(Refused):
    """What has ended does not change any more."""

    code = "promotion_ended"
    sentence = "This promotion has ended. Make a new one from it."


class NotThisWay(Refused):
    """The promotion reaches its guests in another way."""

    code = "promotion_another_way"
    sentence = "This promotion reaches guests in another way."


class BadCount(Refused):
    """Too few or too many codes in one order."""

    code = "bad_code_count"
    sentence = "Order 1 to %(limit)s codes at a time."


class BadPrefix(Refused):
    """Codes cannot begin like this."""

    code = "bad_code_prefix"
    sentence = "Begin codes with up to 8 Latin letters or digits, or with nothing."


class CodeUsed(Conflict):
    """A code that was used cannot be frozen."""

    code = "offer_code_used"
    sentence = "This code was used already. Cancel its cheque to free it."


class NobodyToGive(Refused):
    """Nobody is left who could get the offer."""

    code = "nobody_to_give"
    sentence = "Nobody gets this offer: all of them have it, or nobody was chosen."


class EndsTooEarly(Refused):
    """An offer that is over before it begins."""

    code = "offer_ends_too_early"
    sentence = "The last day of the offer is over already. Choose a later one."
