"""Numbering the changes of passes, so that no device ever misses one.

A change of a card raises the card's version in its own transaction. Its passes are
stamped a moment later, under the lock of the one counter: by whoever delivers the fact,
or by the phone that asks first. A tag that a phone was given is therefore never above a
number that is still to be committed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, case, func, literal, select, update
from sqlalchemy.orm import aliased

from app.cards.models import Card
from app.core import bulk, clock, db
from app.core.ids import CardId, ProgrammeId
from app.core.types import Instant
from app.wallet import batches
from app.wallet.models import (
    AppleDevice,
    ApplePass,
    AppleRegistration,
    UpdateCounter,
)
from passes.apple.protocol import stepped

TARGET = aliased(Card)
"""The card that a card was joined into; join it from outside."""

SHOWN_VERSION = Card.version + func.coalesce(TARGET.version, 0)
"""What a pass shows: its card, and the card that one was joined into."""

SLOWED = "429 TooManyRequests"
"""The last answer for a device that Apple wants to be left alone until it is due."""

_STEP = timedelta(seconds=1)
_VERSIONED = (
    select(
        ApplePass.id,
        ApplePass.modified_at,
        ApplePass.served_tag >= ApplePass.tag,
        SHOWN_VERSION,
    )
    .join(Card, Card.id == ApplePass.card_id)
    .outerjoin(TARGET, TARGET.id == Card.joined_into_id)
    .order_by(ApplePass.id)
    # No key changes, so whoever only refers to a pass need not wait, nor we for them.
    .with_for_update(of=ApplePass, key_share=True)
)


def cards_changed(card_ids: Sequence[CardId]) -> None:
    """Number a change of cards, or of those that they were joined into, on their passes.

    What a phone was faster to ask for has its number, and so phones do not fetch twice.
    """
    changed = (
        select(ApplePass.id)
        .join(Card, Card.id == ApplePass.card_id)
        .outerjoin(TARGET, TARGET.id == Card.joined_into_id)
        .where(
            bulk.among(ApplePass.card_id, card_ids),
            ApplePass.card_version < SHOWN_VERSION,
        )
    )
    if pass_ids := db.session().scalars(changed).all():
        with db.writing():
            stamp(pass_ids)


def programme_changed(programme_id: ProgrammeId | None = None) -> None:
    """Number a change that all cards show, of one programme or of the business."""
    for pass_ids in batches.of_programme(ApplePass, programme_id):
        with db.writing():
            stamp(pass_ids)


def look_tried(number: int, percent: int) -> None:
    """Number a change of the look that a share of the cards shows."""
    for pass_ids in batches.of_trial(ApplePass, number, percent):
        with db.writing():
            stamp(pass_ids)


def stamp(pass_ids: Sequence[int]) -> int:
    """Give passes a new tag and a later time, and let their devices be told.

    Runs inside ``writing()`` and a tenancy scope. Everything stamped together shares
    one tag, which is returned.
    """
    # First, so that what is read afterwards cannot change behind the new number.
    tag = next_tag()
    rows = db.session().execute(_VERSIONED.where(ApplePass.id.in_(pass_ids)))
    stamps = [
        {
            "pass_id": pass_id,
            "new_tag": tag,
            "version": version,
            "modified": _later(modified_at, is_served=is_served),
        }
        for pass_id, modified_at, is_served, version in rows
    ]
    if stamps:
        db.connection().execute(_STAMP, stamps)
        _tell_devices(pass_ids)
    return tag


def next_tag() -> int:
    """A new number; its lock is held until the commit. Runs inside ``writing()``."""
    raised = (
        update(UpdateCounter)
        .values(value=UpdateCounter.value + 1)
        .returning(UpdateCounter.value)
    )
    tag: int = db.connection().execute(raised).scalar_one()
    return tag


def _later(modified_at: datetime, *, is_served: bool) -> datetime:
    """The time of a change; a time that no phone was given yet may be used again."""
    return stepped(modified_at if is_served else modified_at - _STEP, clock.now())


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
    """Put every device that holds one of them into the queue, once.

    One that waits as Apple asked for hears of it when the wait is over.
    """
    now = literal(clock.now(), Instant)
    holding = select(AppleRegistration.device_id).where(
        AppleRegistration.pass_id.in_(pass_ids)
    )
    pushed = (AppleDevice.id.in_(holding), AppleDevice.scheme == "ApplePass")
    # Locked in one order, so that two such changes at once wait and do not deadlock.
    locked = select(AppleDevice.id).where(*pushed).order_by(AppleDevice.id)
    device_ids = db.session().scalars(locked.with_for_update(key_share=True)).all()
    if device_ids:
        waits = and_(AppleDevice.push_answer == SLOWED, AppleDevice.push_due_at > now)
        db.connection().execute(
            update(AppleDevice)
            .where(AppleDevice.id.in_(device_ids))
            .values(
                push_due_at=case((waits, AppleDevice.push_due_at), else_=now),
                push_attempts=case((waits, AppleDevice.push_attempts), else_=0),
            )
        )
