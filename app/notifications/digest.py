"""The letter of the day: what advertises, gathered for those who want it so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from app.core import bulk, db
from app.core.locales import gettext as _
from app.core.locales import ngettext
from app.notifications.kinds import registry as kinds
from app.notifications.kinds.kind import NoticeKind, Words
from app.notifications.models import Delivery, MessageChoice, Notice

ALL = "advertising"
"""Stands for every kind that advertises, in a link that stops it."""


@dataclass(frozen=True)
class Other:
    """Another delivery of the same letter."""

    id: int
    kind: NoticeKind
    payload: Any

    def __iter__(self) -> Iterator[Any]:
        yield self.kind
        yield self.payload


def others(rows: Iterable[Any]) -> dict[int, list[Other]]:
    """What else is due in the same letter as each of these deliveries, by delivery.

    Holds it until the end of the transaction; what somebody else holds is left out, and
    so is a kind that its member has stopped since it was planned.
    """
    gathered = [row for row in rows if row.is_gathered]
    if not gathered:
        return {}
    due = (
        db.session()
        .execute(
            select(
                Delivery.id,
                Notice.member_id,
                Notice.told_at,
                Notice.kind,
                Notice.payload,
            )
            .join(Notice, Notice.id == Delivery.notice_id)
            .outerjoin(
                MessageChoice,
                and_(
                    MessageChoice.business_id == Notice.business_id,
                    MessageChoice.member_id == Notice.member_id,
                    MessageChoice.kind == Notice.kind,
                    MessageChoice.channel == Delivery.channel,
                ),
            )
            .where(
                bulk.among(Notice.member_id, [row.member_id for row in gathered]),
                Notice.is_gathered,
                Notice.read_at.is_(None),
                Delivery.channel == "email",
                Delivery.state == "due",
                or_(MessageChoice.id.is_(None), MessageChoice.is_on),
            )
            .order_by(Delivery.id)
            .with_for_update(of=Delivery, skip_locked=True)
        )
        .all()
    )
    return {
        row.id: [
            Other(each.id, kinds.KINDS[each.kind], each.payload)
            for each in due
            if (each.member_id, each.told_at) == (row.member_id, row.told_at)
            and each.id != row.id
            and each.kind in kinds.KINDS
        ]
        for row in gathered
    }


def words(parts: Sequence[Words]) -> Words:
    """One letter of several, in the language in force."""
    number = len(parts)
    return Words(
        subject=ngettext("%(num)s piece of news", "%(num)s pieces of news", number),
        paragraphs=tuple(
            f"{each.subject}. {each.paragraphs[0]}" if each.paragraphs else each.subject
            for each in parts
        ),
        path="/card/notices",
        button=_("Read all of it"),
    )
