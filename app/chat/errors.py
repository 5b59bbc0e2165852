"""What is refused in conversations, each with a sentence that says what to do."""

from app.core.errors import Conflict, NotFound, Refused, TooMany


class ConversationNotFound(NotFound):
    """No such conversation of this business, or not one that this person may see."""

    code = "conversation_not_found"
    sentence = "There is no such conversation here."


class NothingSaid(Refused):
    """A message without words and without a photo."""

    code = "nothing_said"
    sentence = "Write something or choose a photo, then send it."


class MessageTooLong(Refused):
    """More words than a message holds."""

    code = "message_too_long"
    sentence = (
        "A message holds %(count)s characters. Make it shorter or send it in parts."
    )


class TooManyMessages(TooMany):
    """More messages in a minute than a person writes."""

    code = "too_many_messages"
    sentence = "Too many messages in one minute. Wait a little and send it again."


class AnsweredMeanwhile(Conflict):
    """Somebody else of the team has answered since the page was opened."""

    code = "answered_meanwhile"
    sentence = (
        "Somebody has answered since you opened this page. Read the answer, then send "
        "yours as well or change it."
    )


class NotInTeam(Refused):
    """Who does not work here, or may not see this guest, cannot take a conversation."""

    code = "chat_not_in_team"
    sentence = "Choose somebody of the team who may see this guest."


class QuickAnswerNotFound(NotFound):
    """No such quick answer of this business."""

    code = "quick_answer_not_found"
    sentence = "There is no such quick answer here."


class QuickAnswerTaken(Refused):
    """Two quick answers of one title could not be told apart in the list."""

    code = "quick_answer_taken"
    sentence = "There is a quick answer with this title already. Choose another title."


class TooManyQuickAnswers(Refused):
    """A list that nobody would find anything in."""

    code = "too_many_quick_answers"
    sentence = "There can be %(count)s quick answers. Remove one that is not needed."
