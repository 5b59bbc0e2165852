"""What staff do in conversations: answer, note, take, hand over, close."""

from sqlalchemy import func, select

from app.businesses.pictures import Clean
from app.chat import conversations, rules
from app.chat.actions import tell
from app.chat.errors import AnsweredMeanwhile, NotInTeam
from app.chat.models import Conversation, Message
from app.core import audit, clock, db, live
from app.core.ids import MemberId, StaffId
from app.people import answering
from app.people.models import GroupMember, Staff, StaffGroup
from app.people.rights import Right, rights_of


def begin(*, member_id: MemberId) -> int:
    """The conversation with a member, begun if there was none; its id."""
    return conversations.begun(member_id).id


def answer(
    *,
    conversation_id: int,
    staff_id: StaffId,
    text: str,
    key: str,
    seen_id: int,
    is_confirmed: bool = False,
    photo: Clean | None = None,
) -> int:
    """Answer in the business's name; the message's id.

    ``seen_id`` is the last message that the page showed: when a colleague has answered
    since, it takes ``is_confirmed`` to answer as well. Whoever answers first has the
    conversation, and the bot is silent from then on. Raises ConversationNotFound,
    NothingSaid, MessageTooLong, AnsweredMeanwhile.
    """
    said = rules.cleaned(text, has_photo=photo is not None)
    sent_as = rules.client_key(key, said, "" if photo is None else photo.digest)
    row = conversations.locked(conversation_id)
    known = conversations.known(row, sent_as)
    if known is not None:
        return known
    if not is_confirmed and _is_answered(row, staff_id, seen_id):
        raise AnsweredMeanwhile
    message_id = conversations.say(
        row,
        author="staff",
        text=said,
        photo=photo,
        staff_id=staff_id,
        key=sent_as,
    )
    if row.waiting_since is not None:
        answering.note(
            kind="chat",
            subject_id=row.id,
            came_at=row.waiting_since,
            staff_id=staff_id,
        )
    row.unread, row.waiting_since = 0, None
    row.staff_read_id = message_id
    row.assigned_to = row.assigned_to or staff_id
    row.bot_state = "off"
    db.session().flush()
    audit.note("chat.answered", subject=f"chat:{row.id}", message=message_id)
    tell(row, message_id)
    return message_id


def _is_answered(row: Conversation, staff_id: StaffId, seen_id: int) -> bool:
    newer = select(Message.id).where(
        Message.conversation_id == row.id,
        Message.id > seen_id,
        Message.author == "staff",
        ~Message.is_note,
        Message.staff_id != staff_id,
    )
    return db.session().scalar(newer.limit(1)) is not None


def note(*, conversation_id: int, staff_id: StaffId, text: str, key: str) -> int:
    """Write down what only staff see; the message's id.

    Raises ConversationNotFound, NothingSaid, MessageTooLong.
    """
    said = rules.cleaned(text)
    sent_as = rules.client_key(f"note:{key}", said, "")
    row = conversations.locked(conversation_id)
    known = conversations.known(row, sent_as)
    if known is not None:
        return known
    return _noted(row, staff_id, said, sent_as)


def _noted(row: Conversation, staff_id: StaffId, said: str, key: str | None) -> int:
    """No bell of the guest's page rings: that a note was written is not theirs either."""
    message = Message(
        conversation_id=row.id,
        author="staff",
        staff_id=staff_id,
        text=said,
        is_note=True,
        client_key=key,
        created_at=clock.now(),
    )
    db.session().add(message)
    db.session().flush()
    audit.note("chat.noted", subject=f"chat:{row.id}", message=message.id)
    live.ring(f"team:{row.id}")
    live.ring_inbox()
    return message.id


def hand_over(
    *, conversation_id: int, staff_id: StaffId, to_id: StaffId | None, words: str = ""
) -> None:
    """Give a conversation to somebody of the team, or back to everybody.

    ``words`` become a note for whoever goes on. Raises ConversationNotFound, NotInTeam,
    MessageTooLong.
    """
    row = conversations.locked(conversation_id)
    if to_id is not None and to_id not in able(MemberId(row.member_id)):
        raise NotInTeam
    if words.strip():
        _noted(row, staff_id, rules.cleaned(words), None)
    if row.assigned_to == to_id:
        return
    before, row.assigned_to = row.assigned_to, to_id
    if to_id is not None:
        row.bot_state = "off"
    db.session().flush()
    audit.note("chat.handed_over", subject=f"chat:{row.id}", before=before, after=to_id)
    live.ring_inbox()


def able(member_id: MemberId) -> dict[StaffId, str]:
    """Who of the team may see a guest's conversation, with what they are called."""
    shared = select(StaffGroup.staff_id).join(
        GroupMember,
        (GroupMember.group_id == StaffGroup.group_id)
        & (GroupMember.member_id == member_id),
    )
    limited = set(db.session().scalars(select(StaffGroup.staff_id)))
    fitting = set(db.session().scalars(shared))
    team = db.session().execute(
        select(Staff.id, Staff.role, Staff.name, Staff.contact)
        .where(Staff.ended_at.is_(None))
        .order_by(Staff.id)
    )
    return {
        StaffId(row.id): row.name or row.contact or f"№ {row.id}"
        for row in team
        if Right.READ in rights_of(row.role, is_limited=row.id in limited)
        and (row.id not in limited or row.id in fitting)
    }


def close(*, conversation_id: int) -> None:
    """Nothing is left to answer; the guest's next message opens it again."""
    row = conversations.locked(conversation_id)
    if row.state == "closed":
        return
    row.state, row.closed_at = "closed", clock.now()
    row.unread, row.waiting_since = 0, None
    row.bot_state, row.assigned_to = "on", None
    db.session().flush()
    audit.note("chat.closed", subject=f"chat:{row.id}")
    live.ring_inbox()


def reopen(*, conversation_id: int, staff_id: StaffId) -> None:
    """Closed too early: whoever opens it has it."""
    row = conversations.locked(conversation_id)
    if row.state == "open":
        return
    row.state, row.closed_at, row.assigned_to = "open", None, staff_id
    row.bot_state = "off"
    db.session().flush()
    audit.note("chat.reopened", subject=f"chat:{row.id}")
    live.ring_inbox()


def read(*, conversation_id: int, upto_id: int) -> None:
    """Somebody of the team has seen what the guest wrote, up to a message."""
    row = conversations.locked(conversation_id)
    if upto_id <= row.staff_read_id:
        return
    row.staff_read_id = upto_id
    row.unread = _unread(row)
    db.session().flush()
    live.ring_inbox()
    live.ring(f"chat:{row.id}")


def _unread(row: Conversation) -> int:
    newer = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.conversation_id == row.id,
            Message.id > row.staff_read_id,
            Message.author == "member",
        )
    )
    return db.session().scalar(newer) or 0
