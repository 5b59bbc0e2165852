"""One card for a family: relatives are let in by a code and show their own cards.

Whoever is let in earns on the holder's card with their own code; they spend from it
only what the holder allows for a day. Either side ends it, and nothing on the card
moves with that.
"""

import re
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from app.cards.actions import LockedCard, show_change, touch
from app.cards.errors import (
    CannotShare,
    CardNotFound,
    FamilyCodeUnknown,
    FamilyFull,
    OwnFamilyCode,
    SharedAlready,
    ShareEnded,
)
from app.cards.identity_models import CardSharer
from app.cards.models import Card
from app.core import audit, clock, db, tenancy
from app.core.ids import CardId, MemberId, PersonId
from app.people.models import Member
from app.programmes import queries as programmes

MOST = 5
VALID_FOR = timedelta(hours=24)
MAX_DAY_LIMIT = 1_000_000_00
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 16
_SHAPE = re.compile(rf"[{_ALPHABET}]{{{_LENGTH}}}")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")


def invite(*, card_id: CardId) -> str:
    """Open a place in the family of a card for 24 hours; the code that leads there.

    Raises FamilyFull, CannotShare, CardNotFound.
    """
    card = _usable(card_id)
    if programmes.programme(card.programme_id).is_sold:
        raise CannotShare
    taken = db.session().execute(
        select(func.count(CardSharer.id)).where(
            of_card(card.id), CardSharer.ended_at.is_(None), is_open()
        )
    )
    if taken.scalar_one() >= MOST:
        raise FamilyFull(limit=MOST)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    sharer = CardSharer(
        business_id=tenancy.current(),
        card_id=card.id,
        code=code,
        invited_at=clock.now(),
        expires_at=clock.now() + VALID_FOR,
    )
    db.session().add(sharer)
    db.session().flush()
    audit.note("family.invited", subject=f"card:{card.id}", sharer=sharer.id)
    return code


def accept(*, code: str, member_id: MemberId) -> int:
    """Let a member use the card that a code leads to; the link's id.

    Whatever is wrong with a code gets one answer, so that guesses learn nothing.
    Raises FamilyCodeUnknown, OwnFamilyCode, SharedAlready.
    """
    found = _invitation(code)
    if found is None:
        raise FamilyCodeUnknown
    card = touch(CardId(found.card_id))
    # Somebody else may have taken it while this one waited for the card.
    db.session().refresh(found, with_for_update=True)
    if found.code is None or card.state != "active":
        raise FamilyCodeUnknown
    if card.member_id == member_id:
        raise OwnFamilyCode
    if _is_sharer(card, member_id):
        raise SharedAlready
    found.member_id, found.code = member_id, None
    found.accepted_at = clock.now()
    db.session().flush()
    show_change(card.id)
    audit.note("family.accepted", subject=f"card:{card.id}", sharer=found.id)
    return found.id


def allow(*, sharer_id: int, card_id: CardId, may_spend: bool, day_limit: int) -> None:
    """Say what a relative may spend from a card in a day; zero is nothing.

    Raises ShareEnded, also for a link of another card.
    """
    if not 0 <= day_limit <= MAX_DAY_LIMIT:
        raise ValueError(day_limit)
    card, sharer = _locked(sharer_id)
    if card.id != card_id:
        raise ShareEnded
    sharer.may_spend = may_spend and day_limit > 0
    sharer.day_limit = day_limit if may_spend else 0
    db.session().flush()
    show_change(card.id)
    audit.note(
        "family.allowed",
        subject=f"card:{card.id}",
        sharer=sharer_id,
        limit=sharer.day_limit,
    )


def end(*, sharer_id: int, member_id: MemberId) -> None:
    """End a link at the word of the holder or the relative; nothing on the card moves.

    Raises ShareEnded for everybody else, and where it is over.
    """
    card, sharer = _locked(sharer_id)
    if member_id not in {card.member_id, _present(sharer.member_id)}:
        raise ShareEnded
    sharer.ended_at, sharer.ended_by = clock.now(), f"member:{member_id}"
    sharer.code = None
    db.session().flush()
    show_change(card.id)
    audit.note("family.ended", subject=f"card:{card.id}", sharer=sharer_id)


def end_all_of_card(card_id: CardId) -> None:
    """Nobody uses a card any more that is being erased."""
    _end(CardSharer.card_id == card_id)


def end_all_of_person(person_id: PersonId) -> None:
    """An erased relative uses nobody's card any more, in no business."""
    mine = select(Member.id).where(Member.person_id == person_id)
    with tenancy.across():
        _end(CardSharer.member_id.in_(mine))


def _end(which: Any) -> None:
    db.session().execute(
        update(CardSharer)
        .where(which, CardSharer.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_by="erasure", code=None)
        .execution_options(synchronize_session=False)
    )


def is_open() -> Any:
    """Whether a link is accepted, or may still be."""
    return or_(CardSharer.accepted_at.is_not(None), CardSharer.expires_at > clock.now())


def of_card(card_id: CardId) -> Any:
    """Whether a link leads to a card, also by way of one that was joined into it."""
    joined = or_(Card.id == card_id, Card.joined_into_id == card_id)
    return CardSharer.card_id.in_(select(Card.id).where(joined))


def _usable(card_id: CardId) -> LockedCard:
    card = touch(card_id)
    if card.state != "active":
        raise CardNotFound
    return card


def _invitation(code: str) -> CardSharer | None:
    typed = _BETWEEN.sub("", code).lower()
    if not _SHAPE.fullmatch(typed):
        return None
    return (
        db.session()
        .execute(
            select(CardSharer).where(
                CardSharer.code == typed, CardSharer.expires_at > clock.now()
            )
        )
        .scalar_one_or_none()
    )


def _is_sharer(card: LockedCard, member_id: MemberId) -> bool:
    rows = db.session().scalars(
        select(CardSharer.member_id).where(
            of_card(card.id),
            CardSharer.accepted_at.is_not(None),
            CardSharer.ended_at.is_(None),
        )
    )
    return any(_present(row) == member_id for row in rows)


def _locked(sharer_id: int) -> tuple[LockedCard, CardSharer]:
    """The card of a link, locked first as everywhere, and the link itself."""
    known = db.session().get(CardSharer, sharer_id)
    if known is None:
        raise ShareEnded
    card = touch(CardId(known.card_id))
    db.session().refresh(known, with_for_update=True)
    if known.ended_at is not None:
        raise ShareEnded
    return card, known


def _present(member_id: int | None) -> int | None:
    if member_id is None:
        return None
    member = db.session().get(Member, member_id)
    return None if member is None else member.joined_into_id or member.id
