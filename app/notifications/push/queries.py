"""Browsers that are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from app.core import db
from app.core.ids import MemberId, PersonId
from app.notifications.push.models import PushSubscription
from app.people.models import LoginSession


@dataclass(frozen=True)
class Browser:
    """A browser of a person as their own page lists it."""

    id: int
    session_id: int
    device: str
    created_at: datetime


@dataclass(frozen=True)
class Way:
    """What is needed to tell a browser."""

    id: int
    endpoint: str
    p256dh: str
    auth: str


_LIVE = (
    PushSubscription.ended_at.is_(None),
    # Who signed out, here or from elsewhere, is told nothing there any more.
    LoginSession.ended_at.is_(None),
)


def browsers(person_id: PersonId) -> list[Browser]:
    """Where a person is told of the business in scope, the latest first."""
    rows: Iterable[Any] = db.session().execute(
        select(
            PushSubscription.id,
            PushSubscription.session_id,
            LoginSession.device,
            PushSubscription.created_at,
        )
        .join(LoginSession, LoginSession.id == PushSubscription.session_id)
        .where(PushSubscription.person_id == person_id, *_LIVE)
        .order_by(PushSubscription.id.desc())
    )
    return [Browser(*row) for row in rows]


def ways(member_id: MemberId) -> list[Way]:
    """Every browser in which a member of the business in scope is told."""
    rows: Iterable[Any] = db.session().execute(
        select(
            PushSubscription.id,
            PushSubscription.endpoint,
            PushSubscription.p256dh,
            PushSubscription.auth,
        )
        .join(LoginSession, LoginSession.id == PushSubscription.session_id)
        .where(PushSubscription.member_id == member_id, *_LIVE)
        .order_by(PushSubscription.id)
    )
    return [Way(*row) for row in rows]


def holders() -> Select[Any]:
    """The ids of members of the business in scope who have a browser to be told in."""
    return (
        select(PushSubscription.member_id)
        .join(LoginSession, LoginSession.id == PushSubscription.session_id)
        .where(*_LIVE)
    )
