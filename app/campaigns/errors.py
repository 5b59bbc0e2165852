"""What can be refused about mailings and segments."""

from app.core.errors import Conflict, NotFound, Refused


class MailingNotFound(NotFound):
    """There is no such mailing in this business, or it is not theirs to see."""

    code = "mailing_not_found"
    sentence = "This mailing does not exist."


class SegmentNotFound(NotFound):
    """There is no such segment in this business."""

    code = "segment_not_found"
    sentence = "This segment does not exist."


class SegmentNameTaken(Conflict):
    """Another segment of the business has this name."""

    code = "segment_name_taken"
    sentence = "There is already a segment with this name. Choose another one."


class BadSegmentName(Refused):
    """The name is empty or too long."""

    code = "bad_segment_name"
    sentence = "Give the segment a name of 1 to 60 characters."


class TooManySegments(Refused):
    """The list would grow without end."""

    code = "too_many_segments"
    sentence = "There are 200 segments already. Remove one of them first."


class MailingTooLong(Refused):
    """More words than a mailing can have."""

    code = "mailing_too_long"
    sentence = "A subject has up to 120 characters, a text up to 10,000."


class MailingIncomplete(Refused):
    """A mailing says something, in the business's language at least."""

    code = "mailing_incomplete"
    sentence = "Write a subject and a text, and choose at least one way to send it."


class PatternNotFilledIn(Refused):
    """Words that a pattern leaves to its author still stand there, in some language."""

    code = "pattern_not_filled_in"
    sentence = (
        "In one of the languages the pattern still says what you should write there. "
        "Write it, or leave that language empty."
    )


class NobodyToTell(Refused):
    """Nobody fits the choice of members."""

    code = "nobody_to_tell"
    sentence = "Nobody fits this choice of members. Choose more widely."


class MailingInPast(Refused):
    """A mailing is put off to a time that lies ahead."""

    code = "mailing_in_past"
    sentence = "Choose a time that lies ahead, or send it now."


class MailingUnderWay(Conflict):
    """Somebody has begun it already, or it is over."""

    code = "mailing_under_way"
    sentence = "This mailing has begun already. Reload the page to see how it goes."


class MailingNotUnderWay(Conflict):
    """What is not under way cannot be stopped."""

    code = "mailing_not_under_way"
    sentence = "There is nothing left to stop. Reload the page."


class MailingChangedMeanwhile(Conflict):
    """Somebody else, or another window, has changed the draft."""

    code = "mailing_changed_meanwhile"
    sentence = (
        "This mailing was changed meanwhile in another window. Copy what you wrote, "
        "reload the page and put it in again."
    )


class NotToBeGiven(Refused):
    """The offer or the gift is over, or is not given to single guests."""

    code = "not_to_be_given"
    sentence = "This offer or gift cannot be given any more. Choose another one."


class NoAddressOfOwn(Refused):
    """A test goes to the mailbox that its author signs in with."""

    code = "no_address_of_own"
    sentence = "Add an e-mail address to your own profile: the test goes there."
