"""The card that a person holds, as their own pages need it, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select

from app.businesses.models import Business
from app.cards import codes, symbols
from app.cards.articles import EAN8_LENGTH, EAN8_PREFIX
from app.cards.models import Card, CardNumber
from app.core import clock, db, tenancy
from app.core.ids import CardId, MemberId, PersonId, ProgrammeId, RuleVersionId
from app.core.types import Instant
from app.people.models import LoginSession, Member, Person
from app.people.queries import STAFF_SESSION, SessionPerson, is_open
from app.programmes.models import Programme, RuleVersion


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card with what its face says of the holder.

    ``version`` grows with every change the holder can see, ``rule_version_id`` is the
    one in force now; None before the programme's first rules start. ``symbology`` is
    the programme's, ``short`` the card's EAN-8 where that is wanted and there is one.
    """

    id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    rule_version_id: RuleVersionId | None
    number: str
    version: int
    name: str | None
    is_protected: bool
    since: datetime
    symbology: str = "qr"
    short: str | None = None

    @property
    def code(self) -> tuple[str, str]:
        """The symbology of the lasting code on the card's face, and what it says."""
        return symbols.drawn(self.symbology, self.number, self.short)

    @property
    def spoken(self) -> str:
        """The number in groups."""
        return codes.spoken(self.number)

    @property
    def payload(self) -> str:
        """The lasting code."""
        return codes.static_payload(self.number)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whose browser has come, and the card they hold here, if any."""

    person: SessionPerson
    card: HeldCard | None


_sessions, _persons = LoginSession.__table__.c, Person.__table__.c
_businesses, _members = Business.__table__.c, Member.__table__.c
_cards, _rules = Card.__table__.c, RuleVersion.__table__.c
_RULES_NOW = (
    select(_rules.id)
    .where(
        _rules.business_id == _cards.business_id,
        _rules.programme_id == _cards.programme_id,
        _rules.starts_at <= bindparam("now", type_=Instant),
    )
    .order_by(_rules.starts_at.desc(), _rules.number.desc())
    .limit(db.ONE)
    .correlate(Card.__table__)
    .scalar_subquery()
)
_numbers, _programmes = CardNumber.__table__.c, Programme.__table__.c
_SYMBOLOGY = (
    select(_programmes.symbology)
    .where(
        _programmes.business_id == _cards.business_id,
        _programmes.id == _cards.programme_id,
    )
    .correlate(Card.__table__)
    .scalar_subquery()
)
_SHORT = (
    select(_numbers.value)
    .where(
        _numbers.business_id == _cards.business_id,
        _numbers.card_id == _cards.id,
        _numbers.value.startswith(EAN8_PREFIX),
        func.length(_numbers.value) == EAN8_LENGTH,
    )
    .order_by(_numbers.id.desc())
    .limit(db.ONE)
    .correlate(Card.__table__)
    .scalar_subquery()
)
_HELD = (
    _cards.id,
    _cards.member_id,
    _cards.programme_id,
    _RULES_NOW,
    _cards.number,
    _cards.version,
    _persons.name,
    _persons.phone.is_not(None) | _persons.email.is_not(None),
    _members.joined_at,
    _SYMBOLOGY,
    case((_SYMBOLOGY == "ean8", _SHORT)),
)
_BY_PERSON = (
    select(*_HELD)
    .select_from(Card.__table__.join(Member.__table__).join(Person.__table__))
    .where(
        _cards.business_id == bindparam("business_id"),
        _cards.state == "active",
        _members.person_id == bindparam("person_id"),
    )
    .order_by(_cards.id)
    .limit(db.ONE)
)
# On the hottest path: plain tables, and the business is named in every join.
_ARRIVAL = (
    select(
        _sessions.id,
        _sessions.person_id,
        _persons.language,
        _sessions.is_staff_sign_in,
        *_HELD,
    )
    .select_from(
        LoginSession.__table__.join(Person.__table__)
        .join(Business.__table__, _businesses.slug == bindparam("slug"))
        .outerjoin(
            Member.__table__,
            and_(
                _members.business_id == _businesses.id,
                _members.person_id == _persons.id,
            ),
        )
        .outerjoin(
            Card.__table__,
            and_(
                _cards.business_id == _businesses.id,
                _cards.member_id == _members.id,
                _cards.state == "active",
            ),
        )
    )
    .where(_sessions.digest == bindparam("digest"), is_open())
    .order_by(_cards.id)
    .limit(db.ONE)
)


def held_by(person_id: PersonId) -> HeldCard | None:
    """The oldest card in use of a person in the business in scope, if any."""
    values = {
        "business_id": tenancy.current(),
        "person_id": person_id,
        "now": clock.now(),
    }
    row: Any = db.connection().execute(_BY_PERSON, values).one_or_none()
    return None if row is None else HeldCard(*row)


def arrival(digest: bytes, slug: str) -> Arrival | None:
    """Who carries the token with this digest, and their oldest card of a business."""
    instant = clock.now()
    values = {
        "digest": digest,
        "slug": slug,
        "now": instant,
        "staff_since": instant - STAFF_SESSION,
    }
    row: Any = db.connection().execute(_ARRIVAL, values).one_or_none()
    if row is None:
        return None
    card = None if row[4] is None else HeldCard(*row[4:])
    return Arrival(SessionPerson(*row[:4]), card)
