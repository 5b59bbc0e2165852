"""Printed and other numbers of one card: brought, claimed, listed, taken away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from app.cards import numbers
from app.cards.actions import show_change, touch
from app.cards.errors import CardNotFound, NumberTaken, NumberUnfit, NumberUnknown
from app.cards.models import Card, CardNumber
from app.core import audit, clock, db, tenancy
from app.core.ids import CardId


@dataclass(frozen=True)
class OtherNumber:
    """Another number of a card; one that is claimed counts from its first scan on."""

    id: int
    value: str
    added_at: datetime
    is_claimed: bool


def numbers_of(card_id: CardId) -> list[OtherNumber]:
    """The other numbers of a card and of those joined into it, not of lost ones."""
    own = select(Card.id).where(
        or_(Card.id == card_id, Card.joined_into_id == card_id), Card.lost_at.is_(None)
    )
    rows = db.session().scalars(
        select(CardNumber)
        .where(or_(CardNumber.card_id.in_(own), CardNumber.claimed_by_id == card_id))
        .order_by(CardNumber.id)
    )
    return [
        OtherNumber(row.id, row.value, row.added_at, row.card_id is None)
        for row in rows
    ]


def attach(*, card_id: CardId, text: str) -> None:
    """Let a number lead to a card: staff have the plastic before them.

    One of the business's unused printed cards, or one that comes from elsewhere. Raises
    NumberTaken, NumberUnfit, CardNotFound.
    """
    locked = touch(card_id)
    row = _unused(text)
    if row is None:
        forms = numbers.spellings(text)
        if not forms:
            raise NumberUnfit
        if _is_a_card(forms):
            raise NumberTaken
        row = CardNumber(
            business_id=tenancy.current(),
            value=forms[0],
            programme_id=locked.programme_id,
            added_at=clock.now(),
        )
        db.session().add(row)
    row.card_id, row.claimed_by_id = locked.id, None
    db.session().flush()
    show_change(locked.id)
    audit.note("identity.number_added", subject=f"member:{locked.member_id}")


def claim(*, card_id: CardId, text: str) -> None:
    """Let a guest name an unused printed card; its first scan at a till confirms it.

    Raises NumberUnknown, NumberTaken, CardNotFound.
    """
    locked = touch(card_id)
    row = _unused(text)
    if row is None or row.programme_id != locked.programme_id:
        raise NumberUnknown
    if row.claimed_by_id not in {None, locked.id}:
        raise NumberTaken
    row.claimed_by_id = locked.id
    db.session().flush()


def detach(*, card_id: CardId, number_id: int) -> None:
    """Let another number lead to a card no more; raises CardNotFound."""
    if number_id not in {each.id for each in numbers_of(card_id)}:
        raise CardNotFound
    row = db.session().get_one(CardNumber, number_id, with_for_update=True)
    if row.card_id is None:
        row.claimed_by_id = None
    else:
        locked = touch(card_id)
        db.session().delete(row)
        audit.note("identity.number_removed", subject=f"member:{locked.member_id}")
    db.session().flush()
    show_change(card_id)


def _unused(text: str) -> CardNumber | None:
    """A printed number that waits for its first scan, locked; raises NumberTaken."""
    known = numbers.known(text)
    if known is None:
        return None
    row = db.session().get_one(
        CardNumber, known.id, with_for_update=True, populate_existing=True
    )
    if row.card_id is not None:
        raise NumberTaken
    return row


def _is_a_card(forms: tuple[str, ...]) -> bool:
    found = select(Card.id).where(Card.number.in_(forms))
    return db.session().scalar(found.limit(1)) is not None
