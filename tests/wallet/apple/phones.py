"""Phones that hold passes, as rows: what registering leaves behind."""

import secrets
from datetime import timedelta

from sqlalchemy import func, select

from app.core import clock, db, tenancy
from app.wallet.models import AppleDevice, ApplePass, AppleRegistration
from tests.world import Holder, Shop


def give(shop: Shop, *holders: Holder, token: str | None = None) -> str:
    """A phone that holds these cards' passes; its push token."""
    token = token or secrets.token_hex(32)
    now = clock.now()
    with tenancy.scope(shop.business_id), db.writing():
        session = db.session()
        device = AppleDevice(
            digest=secrets.token_bytes(32),
            scheme="ApplePass",
            push_token=token,
            token_since=now,
        )
        session.add(device)
        session.flush()
        for holder in holders:
            known = session.scalar(
                select(ApplePass).where(ApplePass.card_id == holder.card_id)
            )
            held = known or ApplePass(
                card_id=holder.card_id,
                serial=secrets.token_hex(16),
                tag=0,
                card_version=1,
                modified_at=now,
                created_at=now,
            )
            session.add(held)
            session.flush()
            session.add(
                AppleRegistration(
                    pass_id=held.id, device_id=device.id, registered_at=now
                )
            )
    return token


def row(token: str) -> AppleDevice | None:
    """What the database says of a phone now."""
    db.session().rollback()
    db.session().expire_all()
    return db.session().scalar(
        select(AppleDevice).where(AppleDevice.push_token == token)
    )


def device(token: str) -> AppleDevice:
    """The row of a phone that must be there."""
    found = row(token)
    assert found is not None
    return found


def rotate(old: str, new: str) -> None:
    """The phone registers again, with a new token."""
    with db.writing():
        device = db.session().scalar(
            select(AppleDevice).where(AppleDevice.push_token == old)
        )
        assert device is not None
        device.push_token = new
        device.token_since = clock.now() + timedelta(milliseconds=1)


def waiting() -> int:
    """How many phones are to be told, those in flight too."""
    db.session().rollback()
    due = AppleDevice.push_due_at.is_not(None)
    return db.session().scalar(select(func.count()).where(due)) or 0
