"""How long conversations are kept, and what drops what is older."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update

from app.businesses import queries as businesses
from app.chat import settings
from app.chat.models import Conversation, Message
from app.core import clock, db, tenancy
from app.people import photos
from app.people.models import Member

MONTH = timedelta(days=365.25 / 12)
BATCH = 2_000
"""So many of a business at a time: nobody who writes waits for long."""


def forget_old() -> int:
    """Delete messages whose time is over, with their photos; how many.

    A conversation goes with its last message. Runs inside ``writing()``.
    """
    count = 0
    for business in businesses.businesses():
        with tenancy.scope(business.id):
            count += _forget(clock.now() - settings.rules().keep_months * MONTH)
    return count


def _forget(before: datetime) -> int:
    session = db.session()
    old = session.execute(
        select(Message.id, Message.photo_id)
        .where(Message.created_at < before)
        .order_by(Message.created_at)
        .limit(BATCH)
    ).all()
    if not old:
        return 0
    photos.remove([row.photo_id for row in old if row.photo_id is not None])
    is_empty = ~exists().where(
        Message.conversation_id == Conversation.id,
        Message.business_id == Conversation.business_id,
    )
    over = select(Conversation.member_id).where(
        is_empty, Conversation.created_at < before
    )
    for which in (
        delete(Message).where(Message.id.in_([row.id for row in old])),
        update(Member).where(Member.id.in_(over)).values(unread_messages=0),
        delete(Conversation).where(is_empty, Conversation.created_at < before),
    ):
        session.execute(which.execution_options(synchronize_session=False))
    return len(old)
