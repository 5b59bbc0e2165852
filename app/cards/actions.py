"""Every change of cards: issuing, touching, burning codes, joining two into one."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import bindparam, case, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.cards import codes
from app.cards.errors import CannotJoin, CardNotFound, CodeUsed
from app.cards.events import CardChanged
from app.cards.models import BurntCode, Card, CardNumber
from app.core import clock, db, ids, outbox, tenancy
from app.core.ids import BusinessId, CardId, MemberId, PersonId, ProgrammeId
from app.core.prepared import Prepared
from app.ledger.actions import Cause, transfer
from app.people.models import Member, Person
from app.programmes import queries as programmes

BURNT_KEPT = timedelta(hours=1)
SECRET_BYTES = 20
_NUMBER_TRIES = 20


@dataclass(frozen=True)
class IssuedCard:
    """A card that somebody can show from now on."""

    id: CardId
    number: str


@dataclass(frozen=True)
class LockedCard:
    """A card as it stands in the open transaction, which holds its lock.

    ``id`` is the card that value is booked on: for a card that was joined into another
    it is the other's, and ``asked_id`` is the one that was shown.
    """

    asked_id: CardId
    id: CardId
    business_id: int
    member_id: MemberId
    programme_id: ProgrammeId
    state: str
    version: int
    carried_minor: int
    joined_into_id: CardId | None
    is_protected: bool


def issue(
    *,
    member_id: MemberId,
    programme_id: ProgrammeId,
    number: str | None = None,
    is_another: bool = False,
) -> IssuedCard:
    """Give a member a card of a programme; the one they have, if they have one.

    ``number`` is one that stands printed on a card already; else a free one is drawn.
    ``is_another`` gives one more, as of certificates, whatever they have.
    """
    session = db.session()
    member = session.get(Member, member_id, with_for_update=True)
    if member is None:
        raise CardNotFound
    member_id = MemberId(member.joined_into_id or member.id)
    known = session.execute(
        select(Card.id, Card.number).where(
            Card.member_id == member_id,
            Card.programme_id == programme_id,
            Card.state == "active",
        )
    ).first()
    if known is not None and not is_another:
        return IssuedCard(CardId(known.id), known.number)
    card = Card(
        business_id=tenancy.current(),
        member_id=member_id,
        programme_id=programme_id,
        number=number or free_number(),
        secret=ids.token(SECRET_BYTES),
        issued_at=clock.now(),
    )
    session.add(card)
    session.flush()
    return IssuedCard(CardId(card.id), card.number)


def free_number() -> str:
    """A number that no card of the business has, nor any that was printed for one.

    The unique key has the last word.
    """
    for _ in range(_NUMBER_TRIES):
        digits = ids.digits(codes.NUMBER_LENGTH - 1)
        number = digits + codes.check_digit(digits)
        taken = select(Card.id).where(Card.number == number)
        printed = select(CardNumber.id).where(CardNumber.value == number)
        if all(db.session().execute(q).first() is None for q in (taken, printed)):
            return number
    raise RuntimeError("no free card number after many tries")


# Nested, not joined: SQLite leaves table names out of RETURNING, and only the innermost
# table of each level has the bare name that is meant.
_HAS_CONTACT = (
    select(Person.phone.is_not(None) | Person.email.is_not(None))
    .where(Person.id == Member.person_id)
    .correlate(Member)
    .scalar_subquery()
)
_IS_PROTECTED = (
    select(_HAS_CONTACT)
    .where(Member.id == Card.member_id)
    .correlate(Card)
    .scalar_subquery()
    .label("is_protected")
)
# Every sale runs it, so it is put together once.
_RAISE_VERSION = Prepared(
    update(Card)
    .where(Card.business_id == bindparam("business"), Card.id == bindparam("card"))
    .values(version=Card.version + 1)
    .returning(
        Card.id,
        Card.business_id,
        Card.member_id,
        Card.programme_id,
        Card.state,
        Card.version,
        Card.carried_minor,
        Card.joined_into_id,
        _IS_PROTECTED,
    )
)


def touch(card_id: CardId) -> LockedCard:
    """Raise a card's version and lock its row: the first thing every change does.

    One statement; two for a card that was joined into another, which leads there.
    Raises CardNotFound, also for cards of another business.
    """
    card = _raise_version(card_id)
    if card.joined_into_id is None:
        return card
    return replace(_raise_version(card.joined_into_id), asked_id=card_id)


def _raise_version(card_id: CardId) -> LockedCard:
    asked = {"business": tenancy.current(), "card": card_id}
    row = _RAISE_VERSION.run(asked).one_or_none()
    if row is None:
        raise CardNotFound
    return LockedCard(card_id, *row)


def show_change(card_id: CardId) -> None:
    """Raise a card's version for something its holder sees, and tell who shows it."""
    touch(card_id)
    outbox.record(CardChanged(business_id=tenancy.current(), card_id=card_id))


def show_person(person_id: PersonId) -> None:
    """Do that for every card of a person, in all businesses: their name has changed."""
    with tenancy.across():
        owned = db.session().execute(
            select(Card.business_id, Card.id)
            .join(
                Member,
                func.coalesce(Member.joined_into_id, Member.id) == Card.member_id,
            )
            .where(Member.person_id == person_id)
            .order_by(Card.business_id, Card.id)
        )
        found = [(BusinessId(row[0]), CardId(row[1])) for row in owned]
    for business_id, card_id in found:
        with tenancy.scope(business_id):
            show_change(card_id)


def carry(*, card_id: CardId, carried_minor: int) -> None:
    """Keep the money of a touched card that has not made a whole point yet (E44)."""
    db.connection().execute(
        update(Card)
        .where(Card.business_id == tenancy.current(), Card.id == card_id)
        .values(carried_minor=carried_minor)
    )


def burn_code(card_id: CardId, step: int) -> None:
    """Use up a rotating code; of two at once, one gets CodeUsed."""
    try:
        with db.session().begin_nested():
            db.connection().execute(
                insert(BurntCode),
                {
                    "business_id": tenancy.current(),
                    "card_id": card_id,
                    "step": step,
                    "burnt_at": clock.now(),
                },
            )
    except IntegrityError as error:
        raise CodeUsed from error


def purge_burnt() -> int:
    """Forget burnt codes that are long out of date, in all businesses; how many."""
    result = db.connection().execute(
        delete(BurntCode).where(BurntCode.burnt_at < clock.now() - BURNT_KEPT)
    )
    return int(result.rowcount)


def join_cards(*, source_id: CardId, target_id: CardId, actor: str) -> str:
    """Turn two cards into one: all value moves, the source leads to the target.

    Lots keep their dates, receipt and issuer, debt moves too (E36). The source's number
    goes on working. Answers the key under which value moved. Raises CardNotFound and
    CannotJoin.
    """
    locked = {i: _raise_version(i) for i in sorted({source_id, target_id})}
    source, target = locked[source_id], locked[target_id]
    is_usable = source.state == target.state == "active"
    if source == target or not is_usable or source.programme_id != target.programme_id:
        raise CannotJoin
    # Each certificate, pass and ticket stays what it is.
    if programmes.programme(source.programme_id).is_sold:
        raise CannotJoin
    # A card that was parted may be joined once more; its version never comes back.
    key = f"join:{source_id}:{source.version}"
    transfer(
        source_card_id=source_id,
        target_card_id=target_id,
        cause=Cause(
            key=key,
            actor=actor,
            reason="joined_cards",
            occurred_at=clock.now(),
        ),
    )
    carry(card_id=target_id, carried_minor=target.carried_minor + source.carried_minor)
    db.session().execute(
        update(Card)
        .where((Card.id == source_id) | (Card.joined_into_id == source_id))
        .values(
            state="joined",
            joined_into_id=target_id,
            member_id=target.member_id,
            carried_minor=0,
            # What such a card shows is numbered with its target's version, and another
            # target's may be lower: it takes the last one along.
            version=Card.version
            + case((Card.joined_into_id == source_id, source.version), else_=0),
        )
    )
    for card_id in (source_id, target_id):
        outbox.record(CardChanged(business_id=tenancy.current(), card_id=card_id))
    return key
