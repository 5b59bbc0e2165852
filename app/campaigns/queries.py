"""Every read of mailings: the list, one of them, what it says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.businesses.queries import BusinessView
from app.campaigns import audience as audiences
from app.campaigns.content import Content, Wording
from app.campaigns.errors import MailingNotFound
from app.campaigns.models import Mailing
from app.campaigns.words import MAILING, words_of
from app.core import db, locales
from app.core.ids import (
    GiftId,
    GroupId,
    PictureId,
    PostId,
    PromotionId,
    StaffId,
)
from app.notifications.kinds.kind import Words
from app.notifications.models import Delivery, Notice

PENDING = ("due", "sending")


@dataclass(frozen=True, kw_only=True)
class MailingView:
    """A mailing as the office shows it.

    ``state`` is draft, scheduled, writing, sending, done or stopped: ``sending`` while
    messages wait for their time.
    """

    id: int
    state: str
    content: Content
    within: tuple[GroupId, ...]
    source_code: str
    changed_at: datetime
    created_by: StaffId | None
    starts_at: datetime | None
    started_at: datetime | None
    written_at: datetime | None
    stopped_at: datetime | None
    recipients: int
    expected: int
    waiting: int

    @property
    def is_draft(self) -> bool:
        """Whether it can be changed."""
        return self.state == "draft"

    @property
    def title(self) -> str:
        """What the office calls it: its name, or else its first subject."""
        subjects = (each.subject for each in self.content.words.values())
        return self.content.name or next(filter(None, subjects), "")


def mailings(
    limit: int, before: int | None = None, only_by: StaffId | None = None
) -> list[MailingView]:
    """The business's mailings, the newest first; ``only_by`` one author's."""
    wanted = select(Mailing).order_by(Mailing.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Mailing.id < before)
    if only_by is not None:
        wanted = wanted.where(Mailing.created_by == only_by)
    rows = list(db.session().scalars(wanted))
    waiting = _waiting([row.id for row in rows if row.state == "written"])
    return [_view(row, waiting.get(row.id, 0)) for row in rows]


def mailing(mailing_id: int, only_by: StaffId | None = None) -> MailingView:
    """One mailing; raises MailingNotFound, also for another business's."""
    row = _row(mailing_id, only_by)
    return _view(row, _waiting([row.id]).get(row.id, 0))


def words(mailing_id: int, language: str, business: BusinessView) -> Words:
    """What a reader of a language would be told."""
    with locales.speaking(language):
        return words_of(_row(mailing_id, None), language, business)


def _row(mailing_id: int, only_by: StaffId | None) -> Mailing:
    wanted = select(Mailing).where(Mailing.id == mailing_id)
    if only_by is not None:
        wanted = wanted.where(Mailing.created_by == only_by)
    row = db.session().scalar(wanted)
    if row is None:
        raise MailingNotFound
    return row


def _waiting(mailing_ids: Sequence[int]) -> dict[int, int]:
    """How many messages of each wait or are being sent."""
    if not mailing_ids:
        return {}
    rows: Iterable[Any] = db.session().execute(
        select(Notice.occurrence, func.count(Delivery.id))
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(
            Notice.kind == MAILING.code,
            Notice.occurrence.in_([str(each) for each in mailing_ids]),
            Delivery.state.in_(PENDING),
        )
        .group_by(Notice.occurrence)
    )
    return {int(occurrence): count for occurrence, count in rows}


def _view(row: Mailing, waiting: int) -> MailingView:
    state = row.state
    if state == "written":
        state = "sending" if waiting else "done"
    return MailingView(
        id=row.id,
        state=state,
        content=_content(row),
        within=tuple(GroupId(each) for each in row.within),
        source_code=row.source_code,
        changed_at=row.changed_at,
        created_by=None if row.created_by is None else StaffId(row.created_by),
        starts_at=row.starts_at,
        started_at=row.started_at,
        written_at=row.written_at,
        stopped_at=row.stopped_at,
        recipients=row.recipients,
        expected=row.expected,
        waiting=waiting,
    )


def _content(row: Mailing) -> Content:
    return Content(
        name=row.name,
        audience=audiences.read(row.audience),
        channels=tuple(row.channels),
        words={language: Wording(**said) for language, said in row.words.items()},
        picture_id=None if row.picture_id is None else PictureId(row.picture_id),
        picture_alt=row.picture_alt,
        target=row.target,
        post_id=None if row.post_id is None else PostId(row.post_id),
        promotion_id=None
        if row.promotion_id is None
        else PromotionId(row.promotion_id),
        offer_days=row.offer_days,
        gift_id=None if row.gift_id is None else GiftId(row.gift_id),
        ad_label=row.ad_label,
        ad_advertiser=row.ad_advertiser,
        ad_token=row.ad_token,
    )
