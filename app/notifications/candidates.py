"""What is known of messages right before they leave, read for many at once.

Each read is one statement, however many messages are looked at.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from app.core import bulk, clock, db
from app.notifications.models import Delivery, MessageChoice, Notice
from app.notifications.planning import WEEK, Standing
from app.notifications.queue import Claimed
from app.notifications.standings import columns, held, joined, standing
from app.people.models import Member, Person

_COLUMNS = (
    Delivery.id,
    Delivery.channel,
    Delivery.attempts,
    Notice.id.label("notice_id"),
    Notice.kind,
    Notice.payload,
    Notice.is_advertising,
    Notice.is_gathered,
    Notice.told_at,
    Notice.created_at,
    Notice.read_at,
    Member.unread_notices,
    Member.unread_messages,
    Person.language,
    Person.email,
    Person.phone,
    MessageChoice.is_on,
)
_Letter = tuple[bool, int | datetime]
"""What the weekly cap counts as one message: a notice, or a letter of a day."""


@dataclass(frozen=True)
class Told:
    """The advertising messages of each member that left in a week or leave now."""

    letters: defaultdict[int, set[_Letter]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def others(self, row: Any) -> int:
        """How many a member gets besides this one."""
        return len(self.letters[row.member_id] - {_letter(row)})

    def add(self, row: Any) -> None:
        """This one leaves, too."""
        self.letters[row.member_id].add(_letter(row))


def _letter(row: Any) -> _Letter:
    return row.is_gathered, row.told_at if row.is_gathered else row.notice_id


def rows(claimed: Sequence[Claimed]) -> list[Any]:
    """Those of the business in scope that are still due and still this sender's.

    Holds them until the end of the transaction; what somebody else holds is left out.
    Members who get advertising are held, too, and first: two messages to one of them at
    once are to count each other.
    """
    ids = [each.id for each in claimed]
    if not db.is_sqlite():
        _lock(ids)
    attempts = {each.id: each.attempts for each in claimed}
    return [row for row in _read(ids) if row.attempts == attempts[row.id]]


def _lock(delivery_ids: Sequence[int]) -> None:
    db.session().execute(
        select(Member.id)
        .join(Notice, Notice.member_id == Member.id)
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(bulk.among(Delivery.id, delivery_ids), Notice.is_advertising)
        .order_by(Member.id)
        .with_for_update(of=Member, key_share=True)
    )


def _read(delivery_ids: Sequence[int]) -> Sequence[Any]:
    return (
        db.session()
        .execute(
            joined(
                select(*_COLUMNS, *columns())
                .select_from(Delivery)
                .join(Notice, Notice.id == Delivery.notice_id)
                .join(Member, Member.id == Notice.member_id)
            )
            .outerjoin(
                MessageChoice,
                and_(
                    MessageChoice.member_id == Member.id,
                    MessageChoice.business_id == Member.business_id,
                    MessageChoice.kind == Notice.kind,
                    MessageChoice.channel == Delivery.channel,
                ),
            )
            .where(bulk.among(Delivery.id, delivery_ids), Delivery.state == "due")
            .order_by(Delivery.id)
            .with_for_update(of=Delivery, skip_locked=True)
        )
        .all()
    )


def standings(found: Sequence[Any]) -> dict[int, Standing]:
    """How the member of each row can be told of it by its channel, by delivery.

    What was told before is not in them: ``told`` says that.
    """
    by_channel: dict[str, set[int]] = {}
    for row in found:
        by_channel.setdefault(row.channel, set()).add(row.member_id)
    holders: dict[str, set[int]] = {}
    for channel, members in by_channel.items():
        reached = held(sorted(members), (channel,))
        holders[channel] = {who for who, codes in reached.items() if codes}
    return {row.id: _standing(row, holders[row.channel]) for row in found}


def _standing(row: Any, holders: set[int]) -> Standing:
    return standing(
        row,
        {row.channel} if row.member_id in holders else (),
        {} if row.is_on is None else {row.channel: row.is_on},
    )


def told(member_ids: Sequence[int]) -> Told:
    """What of advertising left to these members, however late it was planned."""
    found = Told()
    if not member_ids:
        return found
    # Asked of each notice: a join might begin with every message of the business.
    has_left = (
        select(Delivery.id)
        .where(
            Delivery.notice_id == Notice.id,
            or_(Delivery.sent_at > clock.now() - WEEK, Delivery.state == "sending"),
        )
        .exists()
    )
    left = db.session().execute(
        select(
            Notice.member_id,
            Notice.id.label("notice_id"),
            Notice.is_gathered,
            Notice.told_at,
        ).where(
            bulk.among(Notice.member_id, member_ids), Notice.is_advertising, has_left
        )
    )
    for row in left:
        found.add(row)
    return found
