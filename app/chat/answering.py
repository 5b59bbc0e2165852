"""The bot hears that a guest has written, and answers or calls people."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.chat import actions, bot, bot_facts, conversations, settings
from app.chat.bot import Reply
from app.chat.errors import ConversationNotFound
from app.chat.events import GuestWrote
from app.chat.models import Conversation, Message
from app.core import db, locales, tenancy
from app.core.ids import BusinessId, PersonId
from app.people.models import Member, Person

TRIES = 3
MOST_TOGETHER = 20
_ANSWERS = ("staff", "bot")


@dataclass(frozen=True)
class Asked:
    """What a guest has written since the last answer, oldest first."""

    conversation_id: int
    person_id: PersonId
    language: str
    texts: tuple[str, ...]
    last_id: int
    has_photo: bool
    is_first: bool


def answer(news: GuestWrote) -> None:
    """Answer everything that waits in the conversation, unless a human has it.

    Who wrote again meanwhile gets one answer to all of it: what has been answered since
    is not answered twice, however often the fact is told.
    """
    with tenancy.scope(BusinessId(news.business_id)):
        for _ in range(TRIES):
            asked = _asked(news.conversation_id)
            if asked is None or not settings.rules().has_bot:
                return
            with locales.speaking(asked.language):
                facts = bot_facts.known(asked.person_id, is_first=asked.is_first)
                said = bot.reply(asked.texts, facts, has_photo=asked.has_photo)
            with db.writing():
                if _say(asked, said):
                    return


def _asked(conversation_id: int) -> Asked | None:
    """What waits for the bot; None when nothing does, or a human has the guest."""
    whose = db.session().execute(
        select(Member.person_id, Person.language)
        .join(Conversation, Conversation.member_id == Member.id)
        .join(Person, Person.id == Member.person_id)
        .where(
            Conversation.id == conversation_id,
            Conversation.bot_state == "on",
            Conversation.assigned_to.is_(None),
        )
    )
    found = whose.one_or_none()
    waiting = _waiting(conversation_id) if found else []
    if found is None or not waiting:
        return None
    return Asked(
        conversation_id,
        found.person_id,
        found.language,
        texts=tuple(row.text for row in waiting),
        last_id=waiting[-1].id,
        has_photo=any(row.photo_id is not None for row in waiting),
        is_first=_last(conversation_id, "bot") == 0,
    )


def _waiting(conversation_id: int) -> list[Message]:
    newest = (
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.author == "member",
            Message.id > _last(conversation_id, *_ANSWERS),
        )
        .order_by(Message.id.desc())
        .limit(MOST_TOGETHER)
    )
    return list(db.session().scalars(newest))[::-1]


def _last(conversation_id: int, *authors: str) -> int:
    """The last message of these authors that the guest sees; 0 for none."""
    found = db.session().scalar(
        select(func.max(Message.id)).where(
            Message.conversation_id == conversation_id,
            Message.author.in_(authors),
            ~Message.is_note,
        )
    )
    return found or 0


def _say(asked: Asked, said: Reply) -> bool:
    """Say it unless more has been written meanwhile; whether nothing is left to do."""
    try:
        conversations.locked(asked.conversation_id)
    except ConversationNotFound:
        # Erased since, with all that was said.
        return True
    if _last(asked.conversation_id, *_ANSWERS) > asked.last_id:
        return True
    if _last(asked.conversation_id, "member") > asked.last_id:
        return False
    actions.say_as_bot(
        conversation_id=asked.conversation_id,
        text=said.text,
        handed_over=said.is_handed_over,
    )
    return True
