"""What a member was told, as their own pages show it, and that they have read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from app.businesses.queries import BusinessView
from app.core import clock, db, live
from app.core.ids import MemberId
from app.notifications.kinds import registry as kinds
from app.notifications.kinds.kind import Words
from app.notifications.models import Delivery, Notice
from app.people import unread

NEW_AT_ONCE = 50


@dataclass(frozen=True)
class Gone:
    """A way that was taken or was not; ``why`` is a code of `whys.SENTENCES`."""

    channel: str
    state: str
    why: str


@dataclass(frozen=True)
class NoticeView:
    """A notice in the language in force; ``words`` is None when there are none any more."""

    id: int
    kind: str
    words: Words | None
    created_at: datetime
    is_read: bool
    ways: tuple[Gone, ...]

    @property
    def not_sent(self) -> tuple[Gone, ...]:
        """The ways that it did not take, each with its why."""
        return tuple(way for way in self.ways if way.why)

    @property
    def title(self) -> str:
        """The name of its kind, as a message id."""
        known = kinds.KINDS.get(self.kind)
        return known.title if known else ""


def unread_notices(member_id: MemberId, business: BusinessView) -> list[NoticeView]:
    """What they have not read, newest first; older than that comes when these are."""
    found = _notices(member_id).where(Notice.read_at.is_(None)).limit(NEW_AT_ONCE)
    return _views(db.session().execute(found).all(), business)


def read_notices(
    member_id: MemberId, business: BusinessView, *, limit: int, before: int | None
) -> list[NoticeView]:
    """What they have read, newest first, below the id ``before``."""
    found = _notices(member_id).where(Notice.read_at.is_not(None)).limit(limit)
    if before is not None:
        found = found.where(Notice.id < before)
    return _views(db.session().execute(found).all(), business)


def _notices(member_id: MemberId) -> Any:
    return (
        select(
            Notice.id, Notice.kind, Notice.payload, Notice.created_at, Notice.read_at
        )
        .where(Notice.member_id == member_id)
        .order_by(Notice.id.desc())
    )


def _views(rows: Sequence[Any], business: BusinessView) -> list[NoticeView]:
    ways = _ways([row.id for row in rows])
    return [
        NoticeView(
            row.id,
            row.kind,
            words_of(business, row.kind, row.payload),
            row.created_at,
            row.read_at is not None,
            tuple(ways.get(row.id, ())),
        )
        for row in rows
    ]


def words_of(business: BusinessView, kind: str, payload: Any) -> Words | None:
    """The words of a notice; None when what it speaks of is there no longer."""
    known = kinds.KINDS.get(kind)
    try:
        return None if known is None else known.words(business, payload)
    except (LookupError, TypeError, ValueError):
        return None


def _ways(notice_ids: list[int]) -> dict[int, list[Gone]]:
    ways: dict[int, list[Gone]] = {}
    for row in db.session().execute(
        select(Delivery.notice_id, Delivery.channel, Delivery.state, Delivery.why)
        .where(Delivery.notice_id.in_(notice_ids))
        .order_by(Delivery.id)
    ):
        ways.setdefault(row.notice_id, []).append(Gone(*row[1:]))
    return ways


def path_of(member_id: MemberId, notice_id: int, business: BusinessView) -> str | None:
    """The page that a notice of theirs speaks of; None when there is none."""
    row = (
        db.session()
        .execute(_notices(member_id).where(Notice.id == notice_id))
        .one_or_none()
    )
    words = None if row is None else words_of(business, row.kind, row.payload)
    return None if words is None else words.path


def read(member_id: MemberId, notice_id: int) -> None:
    """They have seen one of their notices. Runs inside ``writing()``."""
    _read(member_id, Notice.id == notice_id)


def read_all(member_id: MemberId) -> None:
    """They have seen everything. Runs inside ``writing()``."""
    _read(member_id)


def read_kind(member_id: MemberId, kind: str) -> int:
    """They have seen the page that such notices speak of; how many others are left.

    Runs inside ``writing()``.
    """
    return _read(member_id, Notice.kind == kind)


def _read(member_id: MemberId, *which: Any) -> int:
    db.session().execute(
        update(Notice)
        .where(Notice.member_id == member_id, Notice.read_at.is_(None), *which)
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    left = db.session().scalar(
        select(func.count(Notice.id)).where(
            Notice.member_id == member_id, Notice.read_at.is_(None)
        )
    )
    unread.count_notices(member_id, int(left or 0))
    live.ring(f"member:{member_id}")
    return int(left or 0)


def follow(
    delivery_id: int, business: BusinessView, reader: MemberId | None
) -> str | None:
    """The link of a message was followed; where it leads.

    It is read when ``reader``, the member who is signed in, is whom it tells: programs
    that test the links of letters follow them too, and have read nothing. None when
    there is no such message. Runs inside ``writing()``.
    """
    row: Any = (
        db.session()
        .execute(
            select(
                Notice.id,
                Notice.member_id,
                Notice.kind,
                Notice.payload,
                Notice.is_gathered,
                Notice.told_at,
            )
            .select_from(Delivery)
            .join(Notice, Notice.id == Delivery.notice_id)
            .where(Delivery.id == delivery_id)
        )
        .one_or_none()
    )
    if row is None:
        return None
    db.session().execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.opened_at.is_(None))
        .values(opened_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if row.is_gathered:
        # A letter of several leads to the list, where each is read by itself.
        return "/card/notices"
    if reader is not None and row.member_id == reader:
        _read(reader, Notice.id == row.id)
    words = words_of(business, row.kind, row.payload)
    return words.path if words is not None else "/card/notices"
