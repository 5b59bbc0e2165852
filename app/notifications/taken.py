"""What a guest takes along of messages: what they were told, and what they chose."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.businesses import queries as businesses
from app.core import db, tenancy
from app.core.ids import MemberId
from app.notifications.models import Delivery, MessageChoice, Notice
from app.notifications.reading import words_of


def of_member(member_id: MemberId) -> Iterator[tuple[str, dict[str, Any]]]:
    """Table and row of a member of the business in scope, in the language in force."""
    business = businesses.by_id(tenancy.current())
    sent: dict[int, list[str]] = {}
    for notice_id, channel in db.session().execute(
        select(Delivery.notice_id, Delivery.channel)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Notice.member_id == member_id, Delivery.state == "sent")
        .order_by(Delivery.id)
    ):
        sent.setdefault(notice_id, []).append(channel)
    told = select(Notice).where(Notice.member_id == member_id).order_by(Notice.id)
    for notice in db.session().scalars(told):
        words = words_of(business, notice.kind, notice.payload)
        yield (
            "notices",
            {
                "kind": notice.kind,
                "subject": words.subject if words else "",
                "text": "\n".join(words.paragraphs) if words else "",
                "told_at": notice.created_at.isoformat(),
                "read_at": notice.read_at.isoformat() if notice.read_at else None,
                "sent_by": ", ".join(sent.get(notice.id, ())),
            },
        )
    chosen = (
        select(MessageChoice)
        .where(MessageChoice.member_id == member_id)
        .order_by(MessageChoice.id)
    )
    for choice in db.session().scalars(chosen):
        yield (
            "message_choices",
            {
                "kind": choice.kind,
                "channel": choice.channel,
                "is_on": choice.is_on,
                "changed_at": choice.changed_at.isoformat(),
            },
        )
