"""Addresses that letters come back from: twice in a row, and nothing advertising goes there.

A letter that a server took may still come back for days, so it speaks for the address
only once it has stood for a while. Another address of the same member starts anew.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock, db, tenancy
from app.notifications.models import Delivery, MessageHabit, Notice
from app.people.models import Person
from app.space.newsletters import STANDS_AFTER

MAX_BOUNCES: Final = 2
"""Letters in a row that come back, after which nothing advertising goes there."""


def has_bounced() -> ColumnElement[bool]:
    """Whether letters to a member's address come back; with a habit and a person joined.

    It works again when a letter that left later has stood.
    """
    return and_(
        MessageHabit.bounces >= MAX_BOUNCES,
        MessageHabit.bounced_email == Person.email,
        ~_standing(
            Notice.business_id == MessageHabit.business_id,
            Notice.member_id == MessageHabit.member_id,
            Delivery.sent_at >= MessageHabit.bounced_at,
        ).exists(),
    )


def came_back(member_id: int, email: str, sent_at: datetime) -> None:
    """Count a letter that left at ``sent_at`` and was refused. Runs inside ``writing()``.

    Reports come in any order: one of a letter before which, or after which, another one
    has stood is not the second in a row.
    """
    row = _locked(member_id)
    bounces, last = 1, sent_at
    if row.bounces and row.bounced_email == email:
        known = row.bounced_at or sent_at
        first, last = sorted((known, sent_at))
        if not _has_stood(member_id, first, last):
            bounces = row.bounces + 1
        elif sent_at < known:
            return
    db.session().execute(
        update(MessageHabit)
        .where(MessageHabit.id == row.id)
        .values(bounces=bounces, bounced_email=email, bounced_at=last)
        .execution_options(synchronize_session=False)
    )


def _locked(member_id: int) -> Any:
    dialect = sqlite if db.is_sqlite() else postgresql
    db.session().execute(
        dialect.insert(MessageHabit)
        .values(business_id=tenancy.current(), member_id=member_id)
        .on_conflict_do_nothing(index_elements=["business_id", "member_id"])
    )
    return (
        db.session()
        .execute(
            select(
                MessageHabit.id,
                MessageHabit.bounces,
                MessageHabit.bounced_email,
                MessageHabit.bounced_at,
            )
            .where(MessageHabit.member_id == member_id)
            .with_for_update()
        )
        .one()
    )


def _has_stood(member_id: int, after: datetime, before: datetime) -> bool:
    found = _standing(
        Notice.member_id == member_id,
        Delivery.sent_at > after,
        Delivery.sent_at < before,
    )
    return db.session().scalar(found.limit(1)) is not None


def _standing(*which: ColumnElement[bool]) -> Select[Any]:
    """Those of these letters that were taken long ago and have not come back."""
    return (
        select(Delivery.id)
        .join(
            Notice,
            and_(
                Notice.business_id == Delivery.business_id,
                Notice.id == Delivery.notice_id,
            ),
        )
        .where(
            Delivery.channel == "email",
            Delivery.state == "sent",
            Delivery.sent_at <= clock.now() - STANDS_AFTER,
            *which,
        )
    )
