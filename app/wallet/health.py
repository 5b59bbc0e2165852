"""Pass health: which phone holds which state of a card, and what stands in the way.

Every function reads the business in scope; under ``tenancy.across()`` all of them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from app.cards.codes import spoken
from app.cards.models import Card
from app.core import db, tenancy
from app.core.ids import CardId, MemberId
from app.wallet.models import (
    AppleDevice,
    ApplePass,
    AppleRegistration,
    DeviceLog,
    GooglePass,
)


@dataclass(frozen=True)
class HeldPass:
    """A card on one phone.

    ``is_current`` says whether the phone is known to hold the newest state, which was
    made at ``changed_at``; ``asked_at`` is when it last asked for news.
    """

    card_id: CardId
    member_id: MemberId
    number: str
    scheme: str
    agent: str
    changed_at: datetime
    is_current: bool
    asked_at: datetime | None
    pushed_at: datetime | None
    push_answer: str
    is_due: bool


@dataclass(frozen=True)
class GoogleCard:
    """A card at Google: what it last took, and whether somebody holds it."""

    card_id: CardId
    member_id: MemberId
    number: str
    sent_at: datetime | None
    answer: str
    is_held: bool
    is_due: bool


@dataclass(frozen=True)
class Counts:
    """How many passes and phones there are, and how many wait."""

    passes: int
    phones: int
    current: int
    apple_due: int
    apple_oldest: datetime | None
    google: int
    google_held: int
    google_due: int
    google_oldest: datetime | None

    @property
    def behind(self) -> int:
        """Passes on phones that have not confirmed the newest state."""
        return self.phones - self.current


@dataclass(frozen=True)
class Complaint:
    """What a phone wrote into its log; the words are anybody's."""

    number: str
    agent: str
    message: str
    logged_at: datetime


_IS_CURRENT: ColumnElement[bool] = ApplePass.tag <= func.coalesce(
    case(
        (AppleDevice.brought_tag > AppleRegistration.held_tag, AppleDevice.brought_tag),
        else_=AppleRegistration.held_tag,
    ),
    0,
)
_HELD = (
    select(
        Card.id,
        Card.member_id,
        Card.number,
        AppleDevice.scheme,
        AppleDevice.agent,
        ApplePass.modified_at,
        _IS_CURRENT,
        AppleDevice.listed_at,
        AppleDevice.pushed_at,
        AppleDevice.push_answer,
        AppleDevice.push_due_at.is_not(None),
    )
    .select_from(AppleRegistration)
    .join(ApplePass, ApplePass.id == AppleRegistration.pass_id)
    .join(AppleDevice, AppleDevice.id == AppleRegistration.device_id)
    .join(Card, Card.id == ApplePass.card_id)
)
_GOOGLE = select(
    Card.id,
    Card.member_id,
    Card.number,
    GooglePass.sent_at,
    GooglePass.answer,
    GooglePass.is_held,
    GooglePass.sync_due_at.is_not(None),
).join(Card, Card.id == GooglePass.card_id)


def held(*, limit: int, card_id: CardId | None = None) -> list[HeldPass]:
    """Cards on phones; those that are behind first, longest behind first."""
    query = _HELD.order_by(_IS_CURRENT, ApplePass.modified_at, AppleRegistration.id)
    if card_id is not None:
        query = query.where(Card.id == card_id)
    return [_held(row) for row in db.session().execute(query.limit(limit))]


def google(*, limit: int, card_id: CardId | None = None) -> list[GoogleCard]:
    """Cards at Google; those that wait first."""
    query = _GOOGLE.order_by(
        GooglePass.sync_due_at.is_(None), GooglePass.sync_due_at, GooglePass.id
    )
    if card_id is not None:
        query = query.where(Card.id == card_id)
    return [
        GoogleCard(CardId(row[0]), MemberId(row[1]), spoken(row[2]), *row[3:])
        for row in db.session().execute(query.limit(limit))
    ]


def counts() -> Counts:
    """How many there are of everything, in three statements."""
    session = db.session()
    passes = session.scalar(select(func.count()).select_from(ApplePass)) or 0
    apple: Any = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((_IS_CURRENT, 1), else_=0)), 0),
            func.count(
                case((AppleDevice.push_due_at.is_not(None), AppleDevice.id)).distinct()
            ),
            func.min(AppleDevice.push_due_at),
        )
        .select_from(AppleRegistration)
        .join(ApplePass, ApplePass.id == AppleRegistration.pass_id)
        .join(AppleDevice, AppleDevice.id == AppleRegistration.device_id)
    ).one()
    at_google: Any = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((GooglePass.is_held, 1), else_=0)), 0),
            func.count(GooglePass.sync_due_at),
            func.min(GooglePass.sync_due_at),
        ).select_from(GooglePass)
    ).one()
    return Counts(passes, *apple, *at_google)


def complaints(*, limit: int, card_id: CardId | None = None) -> list[Complaint]:
    """The newest lines of the phones' logs that name a card of the business in scope."""
    query = (
        select(Card.number, DeviceLog.agent, DeviceLog.message, DeviceLog.logged_at)
        .join(ApplePass, ApplePass.id == DeviceLog.pass_id)
        .join(Card, Card.id == ApplePass.card_id)
        .where(DeviceLog.business_id == tenancy.current())
        .order_by(DeviceLog.id.desc())
        .limit(limit)
    )
    if card_id is not None:
        query = query.where(Card.id == card_id)
    rows = db.session().execute(query)
    return [Complaint(spoken(row[0]), *row[1:]) for row in rows]


def all_complaints(*, limit: int) -> list[Complaint]:
    """The newest lines of all logs, also of phones that name no card."""
    rows = db.session().execute(
        select(DeviceLog.agent, DeviceLog.message, DeviceLog.logged_at)
        .order_by(DeviceLog.id.desc())
        .limit(limit)
    )
    return [Complaint("", *row) for row in rows]


def _held(row: Any) -> HeldPass:
    return HeldPass(CardId(row[0]), MemberId(row[1]), spoken(row[2]), *row[3:])
