"""Every read of cards: by code, by id, of a member."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from app.cards import codes, numbers, symbols
from app.cards.errors import (
    CardAsleep,
    CardNotFound,
    CardReplaced,
    CodeOutdated,
)
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.core.ids import CardId, MemberId, ProgrammeId
from app.core.prepared import Prepared
from app.programmes.models import Programme


@dataclass(frozen=True)
class FoundCard:
    """The card a code leads to. ``step`` is what to burn after a rotating code."""

    card_id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    number: str
    is_rotating: bool
    step: int | None


@dataclass(frozen=True)
class CardFacts:
    """A card as screens know it; its secret stays in the database."""

    id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    number: str
    state: str
    version: int
    issued_at: datetime

    @property
    def spoken(self) -> str:
        """The number in groups."""
        return codes.spoken(self.number)

    @property
    def payload(self) -> str:
        """The lasting code."""
        return codes.static_payload(self.number)


@dataclass(frozen=True)
class RotatingCode:
    """What to show for spending, and when to show the next."""

    payload: str
    changes_at: datetime


_FACTS = select(
    Card.id,
    Card.member_id,
    Card.programme_id,
    Card.number,
    Card.state,
    Card.version,
    Card.issued_at,
)
_TARGET = aliased(Card)
# Every sale asks for this, so it is built once and skips the ORM.
_FIND = Prepared(
    select(
        Card.secret,
        Card.lost_at,
        _TARGET.trusted_from,
        _TARGET.id,
        _TARGET.member_id,
        _TARGET.programme_id,
        _TARGET.number,
    )
    .join(_TARGET, _TARGET.id == func.coalesce(Card.joined_into_id, Card.id))
    .where(
        Card.business_id == bindparam("business"),
        Card.number == bindparam("number"),
        _TARGET.business_id == bindparam("business"),
        _TARGET.state == "active",
    )
)
_BY_ID = (
    select(
        _TARGET.id,
        _TARGET.member_id,
        _TARGET.programme_id,
        _TARGET.number,
        Card.lost_at,
    )
    .select_from(Card)
    .join(_TARGET, _TARGET.id == func.coalesce(Card.joined_into_id, Card.id))
    .where(_TARGET.state == "active")
)


def find(code: str) -> FoundCard:
    """The card behind a scan or a typed number of this business.

    Its own codes and number come first, then other numbers it is known by. A card that
    was joined leads to the one it was joined into. Raises CardNotFound (CardAsleep for
    a printed number that waits for its first scan), CodeOutdated for a rotating
    code that is not of this half minute, and CardReplaced for a code of a card that
    was lost; its number, typed by hand, still finds whose it was.
    """
    read = codes.parse(code)
    if read is None:
        return _by_other_number(code)
    asked = {"business": tenancy.current(), "number": read.number}
    row = _FIND.run(asked).one_or_none()
    if row is None:
        return _by_other_number(code)
    secret, lost_at, trusted_from, card_id, member_id, programme_id, found = row
    if lost_at is not None and not (read.is_bare and _is_typed(programme_id)):
        raise CardReplaced
    step = None
    if read.mac is not None:
        step = codes.proven_step(secret, read, clock.now())
        if step is None:
            raise CodeOutdated
    is_trusted = trusted_from is None or trusted_from <= clock.now()
    step = step if is_trusted else None
    is_rotating = step is not None
    return FoundCard(card_id, member_id, programme_id, found, is_rotating, step)


def _is_typed(programme_id: ProgrammeId) -> bool:
    """Whether bare digits are typed: there are bars that say the number alone."""
    chosen = select(Programme.symbology).where(Programme.id == programme_id)
    return db.session().scalar(chosen) not in symbols.BARE


def _by_other_number(text: str) -> FoundCard:
    other = numbers.known(text)
    if other is None:
        raise CardNotFound
    if other.card_id is None:
        raise CardAsleep
    row: Any = (
        db.session().execute(_BY_ID.where(Card.id == other.card_id)).one_or_none()
    )
    if row is None:
        raise CardNotFound
    if row.lost_at is not None:
        raise CardReplaced
    return FoundCard(
        row.id,
        row.member_id,
        row.programme_id,
        row.number,
        is_rotating=False,
        step=None,
    )


def card(card_id: CardId) -> CardFacts:
    """One card; raises CardNotFound, also for another business's."""
    row: Any = db.session().execute(_FACTS.where(Card.id == card_id)).one_or_none()
    if row is None:
        raise CardNotFound
    return CardFacts(*row)


def cards_of(member_id: MemberId) -> list[CardFacts]:
    """A member's cards in use, oldest first."""
    rows: Iterable[Any] = db.session().execute(
        _FACTS.where(Card.member_id == member_id, Card.state == "active").order_by(
            Card.id
        )
    )
    return [CardFacts(*row) for row in rows]


def with_joined(card_id: CardId) -> Select[int]:
    """The ids of a card and of those that were joined into it, for a larger query.

    A joined card goes to the member of the other: by member there are few to look at.
    """
    member = select(Card.member_id).where(Card.id == card_id).scalar_subquery()
    own = or_(Card.id == card_id, Card.joined_into_id == card_id)
    return select(Card.id).where(Card.member_id == member, own)


def own_and_joined(card_id: CardId) -> list[int]:
    """A card and those that were joined into it."""
    return list(db.session().scalars(with_joined(card_id)))


def pass_key(card_id: CardId) -> CardId:
    """What the passes of a card are named after; raises CardNotFound."""
    key = func.coalesce(Card.pass_key, Card.id)
    found = db.session().scalar(select(key).where(Card.id == card_id))
    if found is None:
        raise CardNotFound
    return CardId(found)


def version(card_id: CardId) -> int:
    """The number that changes whenever the holder would see a change."""
    found = db.session().execute(select(Card.version).where(Card.id == card_id))
    number = found.scalar_one_or_none()
    if number is None:
        raise CardNotFound
    return number


def rotating_code(card_id: CardId) -> RotatingCode:
    """The code for spending as of now; raises CardNotFound."""
    row: Any = (
        db.session()
        .execute(select(Card.secret, Card.number).where(Card.id == card_id))
        .one_or_none()
    )
    if row is None:
        raise CardNotFound
    instant = clock.now()
    return RotatingCode(
        codes.rotating_payload(row.secret, row.number, instant),
        codes.step_end(instant),
    )
