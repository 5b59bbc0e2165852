"""A lost phone or a lost printed card: its codes end at once, the card lives on.

The card itself, with all that stands on it, stays the row that it is and gets another
number and secret. The number and the secret that are in wrong hands go to a row of
their own, which leads to the card and answers every code with CardReplaced. Passes
follow that row (``wallet.losing``), so that those on the lost phone end too.
"""

from dataclasses import dataclass

from sqlalchemy import delete, select, update

from app.cards import articles, codes
from app.cards.actions import SECRET_BYTES, free_number, touch
from app.cards.errors import CardNotFound
from app.cards.events import CardChanged
from app.cards.identity_models import CardPin
from app.cards.models import Card, CardNumber
from app.core import audit, clock, db, ids, outbox, tenancy
from app.core.ids import CardId

WHAT = ("phone", "card")


@dataclass(frozen=True)
class Replaced:
    """The card that lives on, under which number, and the row of what was lost."""

    card_id: CardId
    number: str
    lost_id: CardId

    @property
    def spoken(self) -> str:
        """The new number in groups."""
        return codes.spoken(self.number)


def replace(*, card_id: CardId, what: str) -> Replaced:
    """Give a card another number and secret; what was lost works no more.

    ``what`` is ``phone`` (other plastic that belongs to the card goes on working) or
    ``card`` (it does not, and the PIN ends). Raises CardNotFound.
    """
    locked = touch(card_id)
    session = db.session()
    card = session.get_one(Card, locked.id, populate_existing=True)
    if card.state != "active":
        raise CardNotFound
    instant = clock.now()
    lost = Card(
        business_id=tenancy.current(),
        member_id=card.member_id,
        programme_id=card.programme_id,
        number=card.number,
        secret=card.secret,
        state="joined",
        joined_into_id=card.id,
        lost_at=instant,
        pass_key=card.pass_key or card.id,
        issued_at=card.issued_at,
    )
    card.number, card.secret = free_number(), ids.token(SECRET_BYTES)
    # The number must be free before another row has it.
    session.flush()
    session.add(lost)
    session.flush()
    card.pass_key = lost.id
    _end_plastic(card.id, lost.id, what)
    session.flush()
    audit.note("identity.lost", subject=f"member:{card.member_id}", what=what)
    for changed in (card.id, lost.id):
        outbox.record(CardChanged(business_id=tenancy.current(), card_id=changed))
    return Replaced(CardId(card.id), card.number, CardId(lost.id))


def _end_plastic(card_id: int, lost_id: int, what: str) -> None:
    """Other numbers go with what was lost: all of a printed card, the phone's bars."""
    session = db.session()
    numbers = session.execute(
        select(CardNumber.id, CardNumber.value).where(CardNumber.card_id == card_id)
    ).all()
    ended = [n.id for n in numbers if what == "card" or articles.is_ean8(n.value)]
    session.execute(
        update(CardNumber).where(CardNumber.id.in_(ended)).values(card_id=lost_id)
    )
    if what == "card":
        session.execute(delete(CardPin).where(CardPin.card_id == card_id))
