"""What came of a mailing, counted from the rows.

Purchases are those of the seven days after a member was told. They are stated as what
they are: nothing here says that the mailing was their cause.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Interval,
    Select,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from app.campaigns.words import MAILING
from app.cards.models import Card
from app.core import db
from app.notifications.models import CHANNELS, Delivery, MessageChoice, Notice
from app.people.models import Consent, Member
from app.sales.models import Receipt

AFTERWARDS: Final = timedelta(days=7)
SENT: Final = ("sent",)


@dataclass(frozen=True)
class ChannelFigures:
    """A channel: how many of each state, and how many not sent for each reason."""

    channel: str
    sent: int
    waiting: int
    failed: int
    unclear: int
    not_sent: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Figures:
    """``told`` have it in their cabinet; ``opened`` read it there or followed its link.

    ``spent_minor`` is what ``buyers`` paid within seven days, less returns;
    ``unsubscribed`` stopped mailings in that time.
    """

    told: int
    opened: int
    buyers: int
    spent_minor: int
    unsubscribed: int
    channels: tuple[ChannelFigures, ...]

    @property
    def sent(self) -> int:
        """Messages that left, over all channels."""
        return sum(each.sent for each in self.channels)

    @property
    def waiting(self) -> int:
        """Messages that wait for their time."""
        return sum(each.waiting for each in self.channels)


def figures(mailing_id: int, started_at: datetime | None) -> Figures:
    """Everything that is known by now."""
    session = db.session()
    told, opened = session.execute(
        _of(mailing_id, func.count(), func.count(_opened()))
    ).one()
    buyers, spent = _purchases(mailing_id)
    return Figures(
        told=told,
        opened=opened,
        buyers=buyers,
        spent_minor=spent,
        unsubscribed=0 if started_at is None else _stopped(mailing_id, started_at),
        channels=_channels(mailing_id),
    )


def _of(mailing_id: int, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Notice)
        .where(Notice.kind == MAILING.code, Notice.occurrence == str(mailing_id))
    )


def _opened() -> Any:
    """An instant for who read the notice or followed its link."""
    followed = (
        select(func.min(Delivery.opened_at))
        .where(Delivery.notice_id == Notice.id)
        .correlate(Notice)
        .scalar_subquery()
    )
    return func.coalesce(Notice.read_at, followed)


def _purchases(mailing_id: int) -> tuple[int, int]:
    net = func.sum(Receipt.paid_minor - Receipt.returned_minor)
    row: Any = (
        db.session()
        .execute(
            _of(
                mailing_id,
                func.count(Notice.member_id.distinct()),
                func.coalesce(net, 0),
            )
            .join(Card, Card.member_id == Notice.member_id)
            .join(Receipt, Receipt.card_id == Card.id)
            .where(
                Receipt.undone_at.is_(None),
                Receipt.occurred_at >= Notice.created_at,
                Receipt.occurred_at < _later(),
            )
        )
        .one()
    )
    return int(row[0]), int(row[1])


def _later() -> Any:
    """Seven days after a notice was made."""
    if db.is_sqlite():
        ticks = AFTERWARDS // timedelta(microseconds=1)
        return type_coerce(Notice.created_at, BigInteger) + ticks
    return Notice.created_at + literal(AFTERWARDS, Interval())


def _stopped(mailing_id: int, started_at: datetime) -> int:
    """Recipients who withdrew their consent, or switched such messages off, since."""
    until = started_at + AFTERWARDS
    withdrew = (
        select(Consent.id)
        .where(
            Consent.person_id == Member.person_id,
            Consent.purpose == "mailings",
            Consent.withdrawn_at.between(started_at, until),
        )
        .exists()
    )
    switched = (
        select(MessageChoice.id)
        .where(
            MessageChoice.member_id == Member.id,
            MessageChoice.kind == MAILING.code,
            ~MessageChoice.is_on,
            MessageChoice.changed_at.between(started_at, until),
        )
        .exists()
    )
    found = (
        _of(mailing_id, func.count())
        .join(Member, Member.id == Notice.member_id)
        .where(or_(withdrew, switched))
    )
    return int(db.session().scalar(found) or 0)


def _channels(mailing_id: int) -> tuple[ChannelFigures, ...]:
    rows: Iterable[Any] = db.session().execute(
        _of(mailing_id, Delivery.channel, Delivery.state, Delivery.why, func.count())
        .join(Delivery, Delivery.notice_id == Notice.id)
        .group_by(Delivery.channel, Delivery.state, Delivery.why)
        .order_by(func.count().desc(), Delivery.why)
    )
    found: dict[str, list[Any]] = {channel: [] for channel in CHANNELS}
    for row in rows:
        found[row[0]].append(row)
    return tuple(
        ChannelFigures(
            channel,
            sent=_count(own, *SENT),
            waiting=_count(own, "due", "sending"),
            failed=_count(own, "failed"),
            unclear=_count(own, "unclear"),
            not_sent=tuple(
                (row[2], row[3]) for row in own if row[1] in {"skipped", "failed"}
            ),
        )
        for channel, own in found.items()
        if own
    )


def _count(rows: list[Any], *states: str) -> int:
    return sum(row[3] for row in rows if row[1] in states)
