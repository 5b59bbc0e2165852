"""What can be refused about rewards, each with a sentence that says what to do."""

from app.core.errors import Conflict, NotFound, Refused


class AwardNotFound(NotFound):
    """No award of this business has the code or the id."""

    code = "award_not_found"
    sentence = "There is no such reward here. Check the code."


class RewardNotOffered(Refused):
    """The rules in force offer no such reward."""

    code = "reward_not_offered"
    sentence = "This reward is not offered any more. Choose another one."


class GiftNotFound(NotFound):
    """No gift of this business has the id."""

    code = "gift_not_found"
    sentence = "This gift does not exist."


class NotOrdered(Refused):
    """The rewards of this card come by themselves."""

    code = "reward_comes_by_itself"
    sentence = "The reward of this card comes by itself when the card is full."


class SoldOut(Refused):
    """The last one is gone."""

    code = "reward_sold_out"
    sentence = "The last one is gone. Choose another reward."


class PersonLimit(Refused):
    """One person gets no more of it."""

    code = "reward_person_limit"
    sentence = "At most %(count)s per person, and you have had them."


class DayLimit(Refused):
    """One person gets no more of it today."""

    code = "reward_day_limit"
    sentence = "At most %(count)s a day per person. Come back tomorrow."


class AwardUsed(Conflict):
    """It was handed out before."""

    code = "award_used"
    sentence = "This reward was already handed out on %(day)s at %(time)s."


class AwardOver(Refused):
    """Its last day has passed, or it was taken back."""

    code = "award_over"
    sentence = "This reward is not valid any more."


class AwardNotYours(Refused):
    """It belongs to another guest than the one at the till."""

    code = "award_not_yours"
    sentence = "This reward belongs to another guest."


class TakenAtPayment(Refused):
    """A discount is used up by a cheque, and by nothing else."""

    code = "award_taken_at_payment"
    sentence = "This is a discount: type its code into the cheque."


class NotCancelled(Refused):
    """What cost nothing brings nothing back."""

    code = "award_not_cancelled"
    sentence = "Only a reward that was ordered can be cancelled."


class BadGift(Refused):
    """A gift has a value that cannot work; ``field`` names it."""

    code = "bad_gift"
    sentence = "This gift cannot be made: check the value of %(field)s."

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field=field)


class CardClosed(Refused):
    """Nothing comes to a card that is closed."""

    code = "reward_card_closed"
    sentence = "This card is closed. Use the guest's present card."


class Unprotected(Refused):
    """A card that nobody could give back pays for small rewards only."""

    code = "reward_unprotected"
    sentence = (
        "This card is not protected: it pays for rewards up to %(points)s. "
        "Add a phone or an e-mail first."
    )


class RotatingNeeded(Refused):
    """A code that may be a copy pays for small rewards only."""

    code = "reward_rotating_needed"
    sentence = "For this reward ask the guest to show the spending code on the phone."
