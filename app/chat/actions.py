"""What guests and the bot do in a conversation; what staff do stands in ``staffing``."""

from datetime import timedelta

from sqlalchemy import select

from app.businesses.pictures import Clean
from app.chat import conversations, manned, rules, settings
from app.chat.errors import TooManyMessages
from app.chat.events import GuestWrote, MessageWritten
from app.chat.models import Conversation
from app.chat.settings import Rules
from app.core import clock, db, limits, live, locales, outbox, tenancy
from app.core.errors import TooMany
from app.core.ids import MemberId, PersonId
from app.core.limits import Limit
from app.people import unread
from app.people.models import Person

PER_MINUTE = Limit("chat_member_minute", 20, 60)
UNSEEN = timedelta(seconds=60)
"""How long an answer may stand on an open page before the guest is told of it."""


def write(
    *,
    member_id: MemberId,
    person_id: PersonId,
    text: str,
    key: str,
    photo: Clean | None = None,
) -> int:
    """Write as a guest of the business in scope; the message's id.

    ``key`` names the form that it came by: what is sent again is the same message.
    Outside the hours they are told once when somebody is back. Raises NothingSaid,
    MessageTooLong, TooManyMessages.
    """
    said = rules.cleaned(text, has_photo=photo is not None)
    sent_as = rules.client_key(key, said, "" if photo is None else photo.digest)
    row = conversations.begun(member_id)
    known = conversations.known(row, sent_as)
    if known is not None:
        return known
    try:
        limits.hit(PER_MINUTE, str(member_id))
    except TooMany as over:
        raise TooManyMessages(retry_seconds=over.retry_seconds) from over
    message_id = conversations.say(
        row,
        author="member",
        text=said,
        photo=photo,
        person_id=person_id,
        key=sent_as,
    )
    row.unread += 1
    row.waiting_since = row.waiting_since or clock.now()
    db.session().flush()
    chosen = settings.rules()
    _tell_absence(row, chosen, person_id)
    if chosen.has_bot and row.bot_state == "on" and row.assigned_to is None:
        outbox.record(
            GuestWrote(
                business_id=tenancy.current(),
                conversation_id=row.id,
                message_id=message_id,
            )
        )
    return message_id


def _tell_absence(row: Conversation, chosen: Rules, person_id: PersonId) -> None:
    """Say once in an absence that nobody is there, and until when."""
    instant = clock.now()
    is_told = row.told_until is not None and row.told_until > instant
    if not chosen.has_auto_reply or is_told:
        return
    absence = manned.now(chosen)
    if absence.is_open:
        return
    language = db.session().scalar(
        select(Person.language).where(Person.id == person_id)
    )
    with locales.speaking(language or "ru"):
        words = manned.words(chosen, absence, locales.language())
    conversations.say(row, author="system", text=words)
    row.told_until = absence.changes_at or instant + manned.UNTOLD
    db.session().flush()


def read(*, member_id: MemberId) -> None:
    """The guest has seen their conversation to its end."""
    row = conversations.locked_of(member_id)
    unread.read_messages(member_id)
    live.ring(f"member:{member_id}")
    if row is None or row.last_id is None or row.guest_read_id >= row.last_id:
        return
    row.guest_read_id = row.last_id
    db.session().flush()
    live.ring(f"chat:{row.id}")


def say_as_bot(
    *, conversation_id: int, text: str, handed_over: bool = False
) -> int | None:
    """Answer a guest as the bot; the message's id, None when a human was faster.

    What the bot answers waits for nobody. With ``handed_over`` it gives the guest to
    people, who are told. Raises ConversationNotFound, NothingSaid, MessageTooLong.
    """
    said = rules.cleaned(text)
    row = conversations.locked(conversation_id)
    if row.bot_state != "on" or row.assigned_to is not None:
        return None
    message_id = conversations.say(row, author="bot", text=said)
    if handed_over:
        row.bot_state = "off"
    else:
        row.unread, row.waiting_since = 0, None
        row.staff_read_id = message_id
    db.session().flush()
    tell(row, message_id)
    return message_id


def tell(row: Conversation, message_id: int) -> None:
    """Let the guest be told of a message unless they see it within a minute."""
    outbox.record(
        MessageWritten(
            business_id=tenancy.current(),
            conversation_id=row.id,
            message_id=message_id,
        ),
        at=clock.now() + UNSEEN,
    )
