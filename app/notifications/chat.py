"""Answers in a conversation, told to guests who have not seen them."""

from app.chat import queries as chat
from app.chat.errors import ConversationNotFound
from app.chat.events import MessageWritten
from app.core import db, tenancy
from app.core.ids import BusinessId
from app.notifications import centre
from app.notifications.kinds.talk import CHAT_REPLY

LONGEST = 200


def tell_answer(fact: MessageWritten) -> None:
    """Tell the guest of an answer, unless they have read it or know of another."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        try:
            conversation = chat.conversation(fact.conversation_id)
        except ConversationNotFound:
            # Erased since, with all that was said.
            return
        said = chat.unseen(fact.conversation_id, fact.message_id)
        if said is None:
            return
        centre.tell(
            member_id=conversation.member_id,
            kind=CHAT_REPLY,
            occurrence=f"message:{said.id}",
            payload={"text": shortened(said.text)},
        )


def shortened(text: str) -> str:
    """The beginning of a message on one line; a photo alone has no words."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
