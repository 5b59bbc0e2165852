"""The cards that a person holds, as their own pages need them, in one statement."""

from dataclasses import dataclass, replace
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
from app.programmes.audiences import is_entitled
from app.programmes.models import Programme, RuleVersion


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card with what its face says of the holder.

    ``version`` grows with every change the holder can see, ``rule_version_id`` is the
    one in force now; None before the programme's first rules start. ``symbology`` is
    the programme's, ``short`` the card's EAN-8 where that is wanted and there is one.
    ``is_entitled`` is false once the holder has left the programme's audience: the card
    can be spent, and earns nothing. ``unit`` is what it holds. What the holder has not
    read yet in the business comes with it, so that no page asks for its badges.
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
    programme: str = ""
    is_entitled: bool = True
    unit: str = "point"
    unread_messages: int = 0
    unread_notices: int = 0

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
    """Whose browser has come, and the card they hold here, if any.

    ``count`` is how many they hold here, ``versions`` the sum of those cards' versions:
    it grows with every change of any of them.
    """

    person: SessionPerson
    card: HeldCard | None
    count: int
    versions: int


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


def _of_programme(column: Any) -> Any:
    return (
        select(column)
        .where(
            _programmes.business_id == _cards.business_id,
            _programmes.id == _cards.programme_id,
        )
        .correlate(Card.__table__)
        .scalar_subquery()
    )


_SYMBOLOGY = _of_programme(_programmes.symbology)
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
_present = Member.__table__.alias("present")


def _unread(name: str) -> Any:
    """A count of the membership that this one leads to, for most people their own."""
    elsewhere = (
        select(_present.c[name])
        .where(
            _present.c.business_id == _cards.business_id,
            _present.c.id == _cards.member_id,
        )
        .correlate(Card.__table__)
        .scalar_subquery()
    )
    return case((_members.joined_into_id.is_(None), _members[name]), else_=elsewhere)


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
    _of_programme(_programmes.name),
    is_entitled(_cards.business_id, _cards.programme_id, _cards.member_id),
    _of_programme(_programmes.unit),
    _unread("unread_messages"),
    _unread("unread_notices"),
)
_IN_USE = (
    select(*_HELD)
    .select_from(Card.__table__.join(Member.__table__).join(Person.__table__))
    .where(
        _cards.business_id == bindparam("business_id"),
        _cards.state == "active",
    )
    .order_by(_cards.id)
)
_mine = Member.__table__.alias("mine")
_BY_PERSON = _IN_USE.where(
    _cards.member_id
    == select(func.coalesce(_mine.c.joined_into_id, _mine.c.id))
    .where(
        _mine.c.business_id == bindparam("business_id"),
        _mine.c.person_id == bindparam("person_id"),
    )
    .scalar_subquery()
)
_asked = Card.__table__.alias("asked")
_BY_CARD = _IN_USE.where(
    _cards.id
    == select(func.coalesce(_asked.c.joined_into_id, _asked.c.id))
    .where(
        _asked.c.business_id == bindparam("business_id"),
        _asked.c.id == bindparam("card_id"),
        # Whoever has a lost phone must not come to the new card by it.
        _asked.c.lost_at.is_(None),
    )
    .scalar_subquery()
)
_beside = Card.__table__.alias("beside")
# Where two sign-ins are one human, both lead to the cards of one membership.
_PRESENT = func.coalesce(_members.joined_into_id, _members.id)


def _over_all(figure: Any) -> Any:
    """A figure over all cards in use that the member has in the business."""
    return (
        select(figure)
        .where(
            _beside.c.business_id == _businesses.id,
            _beside.c.member_id == _PRESENT,
            _beside.c.state == "active",
        )
        .correlate(Business.__table__, Member.__table__)
        .scalar_subquery()
    )


# On the hottest path: plain tables, and the business is named in every join.
_ARRIVAL = (
    select(
        _sessions.id,
        _sessions.person_id,
        _persons.language,
        _sessions.is_staff_sign_in,
        _over_all(func.count(_beside.c.id)),
        _over_all(func.coalesce(func.sum(_beside.c.version), 0)),
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
                _cards.member_id == _PRESENT,
                _cards.state == "active",
            ),
        )
    )
    .where(_sessions.digest == bindparam("digest"), is_open())
    .order_by(case((_cards.id == bindparam("wanted"), 0), else_=1), _cards.id)
    .limit(db.ONE)
)


def held_by(person_id: PersonId) -> HeldCard | None:
    """The oldest card in use of a person in the business in scope, if any."""
    return next(iter(all_held_by(person_id)), None)


def all_held_by(person_id: PersonId) -> list[HeldCard]:
    """Every card in use of a person in the business in scope, the oldest first."""
    return _held(_BY_PERSON, person_id=person_id)


def held(card_id: CardId) -> HeldCard | None:
    """A card in use, or the one that it was joined into, of the business in scope."""
    return next(iter(_held(_BY_CARD, card_id=card_id)), None)


def count_of(person_id: PersonId) -> int:
    """How many cards in use a person has in all businesses."""
    mine = (
        select(func.count(Card.id))
        .join(Member, func.coalesce(Member.joined_into_id, Member.id) == Card.member_id)
        .where(Member.person_id == person_id, Card.state == "active")
    )
    with tenancy.across():
        return int(db.session().execute(mine).scalar_one())


def _held(statement: Any, **values: int) -> list[HeldCard]:
    asked = {"business_id": tenancy.current(), "now": clock.now(), **values}
    rows: Any = db.connection().execute(statement, asked)
    return [_card(row) for row in rows]


def _card(row: Any) -> HeldCard:
    held = HeldCard(*row)
    return replace(held, is_entitled=bool(held.is_entitled))


def arrival(digest: bytes, slug: str, wanted: CardId | None = None) -> Arrival | None:
    """Who carries the token with this digest, and a card of theirs of a business.

    It is the ``wanted`` one if they have it, else their oldest.
    """
    instant = clock.now()
    values = {
        "digest": digest,
        "slug": slug,
        "now": instant,
        "staff_since": instant - STAFF_SESSION,
        "wanted": wanted or 0,
    }
    row: Any = db.connection().execute(_ARRIVAL, values).one_or_none()
    if row is None:
        return None
    card = None if row[6] is None else _card(row[6:])
    return Arrival(SessionPerson(*row[:4]), card, row[4], int(row[5]))
