"""Numbering the changes of passes, so that no device ever misses one.

A change of a card raises the card's version in its own transaction. Its passes are
stamped a moment later, under the lock of the one counter: by whoever delivers the fact,
or by the phone that asks first. A tag that a phone was given is therefore never above a
number that is still to be committed.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import aliased

from app.cards.models import Card
from app.core import clock, db
from app.core.ids import CardId, ProgrammeId
from app.wallet.models import (
    AppleDevice,
    ApplePass,
    AppleRegistration,
    UpdateCounter,
)
from passes.apple.protocol import stepped

BATCH = 500
_TARGET = aliased(Card)
SHOWN_VERSION = Card.version + func.coalesce(_TARGET.version, 0)
"""What a pass shows: its card, and the card that one was joined into."""

VERSIONED = (
    select(ApplePass.id, ApplePass.modified_at, SHOWN_VERSION)
    .join(Card, Card.id == ApplePass.card_id)
    .outerjoin(_TARGET, _TARGET.id == Card.joined_into_id)
)


def card_changed(card_id: CardId) -> None:
    """Number a change of a card on its passes and on those of cards joined into it."""
    own = or_(Card.id == card_id, Card.joined_into_id == card_id)
    found = db.session().scalars(select(ApplePass.id).join(Card).where(own))
    if pass_ids := found.all():
        with db.writing():
            stamp(pass_ids)


def programme_changed(programme_id: ProgrammeId | None = None) -> None:
    """Number a change that all cards show, of one programme or of the business."""
    for pass_ids in _batches(programme_id):
        with db.writing():
            stamp(pass_ids)


def stamp(pass_ids: Sequence[int]) -> int:
    """Give passes a new tag and a later time, and let their devices be told.

    Runs inside ``writing()`` and a tenancy scope. Everything stamped together shares
    one tag, which is returned.
    """
    connection = db.connection()
    # First, so that what is read afterwards cannot change behind the new number.
    tag: int = connection.execute(
        update(UpdateCounter)
        .values(value=UpdateCounter.value + 1)
        .returning(UpdateCounter.value)
    ).scalar_one()
    instant = clock.now()
    rows = db.session().execute(
        VERSIONED.where(ApplePass.id.in_(pass_ids)).order_by(ApplePass.id)
    )
    stamps = [
        {
            "pass_id": pass_id,
            "new_tag": tag,
            "version": version,
            "modified": stepped(modified_at, instant),
        }
        for pass_id, modified_at, version in rows
    ]
    if stamps:
        connection.execute(_STAMP, stamps)
        _tell_devices(pass_ids)
    return tag


_STAMP = (
    update(ApplePass.__table__)  # type: ignore[arg-type]
    .where(ApplePass.__table__.c.id == bindparam("pass_id"))
    .values(
        tag=bindparam("new_tag"),
        card_version=bindparam("version"),
        modified_at=bindparam("modified"),
    )
)


def _tell_devices(pass_ids: Sequence[int]) -> None:
    """Put every device that holds one of them into the queue, once."""
    holding = select(AppleRegistration.device_id).where(
        AppleRegistration.pass_id.in_(pass_ids)
    )
    db.session().execute(
        update(AppleDevice)
        .where(AppleDevice.id.in_(holding), AppleDevice.scheme == "ApplePass")
        .values(push_due_at=clock.now(), push_attempts=0)
    )


def _batches(programme_id: ProgrammeId | None) -> Iterator[Sequence[int]]:
    """The passes of a programme or of the whole business, by id."""
    query = select(ApplePass.id).join(Card).order_by(ApplePass.id).limit(BATCH)
    if programme_id is not None:
        query = query.where(Card.programme_id == programme_id)
    last = 0
    while pass_ids := db.session().scalars(query.where(ApplePass.id > last)).all():
        yield pass_ids
        last = pass_ids[-1]
