"""Rows of conversations: found under a lock, and continued."""

from sqlalchemy import ColumnElement, select

from app.businesses.pictures import Clean
from app.chat.errors import ConversationNotFound
from app.chat.models import Conversation, Message
from app.core import clock, db, live, tenancy, unique
from app.core.ids import MemberId, PersonId, StaffId
from app.people import photos, unread


def locked(conversation_id: int) -> Conversation:
    """A conversation of the business in scope, locked; raises ConversationNotFound.

    Whoever writes holds it, so that ids of messages grow in the order of commits.
    """
    row = _found(Conversation.id == conversation_id)
    if row is None:
        raise ConversationNotFound
    return row


def locked_of(member_id: MemberId) -> Conversation | None:
    """A member's conversation, locked."""
    return _found(Conversation.member_id == member_id)


def begun(member_id: MemberId) -> Conversation:
    """A member's conversation, locked; it begins now if there was none."""
    row = locked_of(member_id)
    if row is not None:
        return row
    row = Conversation(
        business_id=tenancy.current(), member_id=member_id, created_at=clock.now()
    )
    if not unique.is_added(row):
        # Both sides began it at once; the first one's row is the one.
        found = locked_of(member_id)
        if found is None:
            raise ConversationNotFound
        return found
    return row


def _found(is_it: ColumnElement[bool]) -> Conversation | None:
    return db.session().scalar(
        select(Conversation)
        .where(is_it)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def known(conversation: Conversation, key: str) -> int | None:
    """The message that came with a key before."""
    return db.session().scalar(
        select(Message.id).where(
            Message.conversation_id == conversation.id, Message.client_key == key
        )
    )


def say(
    conversation: Conversation,
    *,
    author: str,
    text: str,
    photo: Clean | None = None,
    person_id: PersonId | None = None,
    staff_id: StaffId | None = None,
    key: str | None = None,
) -> int:
    """Add what both sides see, and let open pages know; the message's id.

    A closed conversation opens again. What the guest did not write is new to them.
    """
    row = Message(
        conversation_id=conversation.id,
        author=author,
        staff_id=staff_id,
        text=text,
        photo_id=None if photo is None else photos.keep(photo, person_id=person_id),
        is_plain=author == "member" and not _has_written(conversation),
        client_key=key,
        created_at=clock.now(),
    )
    db.session().add(row)
    db.session().flush()
    conversation.last_id, conversation.last_at = row.id, row.created_at
    conversation.state, conversation.closed_at = "open", None
    if author != "member":
        unread.add(MemberId(conversation.member_id), messages=1)
    db.session().flush()
    ring(conversation)
    live.ring(f"chat:{conversation.id}")
    return row.id


def _has_written(conversation: Conversation) -> bool:
    found = select(Message.id).where(
        Message.conversation_id == conversation.id, Message.author == "member"
    )
    return db.session().scalar(found.limit(1)) is not None


def ring(conversation: Conversation) -> None:
    """Let the badges of both sides know; runs inside ``writing()``."""
    live.ring_inbox()
    live.ring(f"member:{conversation.member_id}")
