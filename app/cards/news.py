"""The newest thing that a member was told, for the backs of their passes."""

from sqlalchemy import select, update

from app.cards.actions import show_change
from app.cards.models import Card
from app.core import db
from app.core.ids import CardId, MemberId
from app.people.models import Member

LONGEST = 300


def show_news(member_id: MemberId, text: str) -> int:
    """Let every card of a member in use show a text; how many do.

    Their versions rise, so that passes in wallets follow. Runs inside ``writing()``.
    """
    db.session().execute(
        update(Member)
        .where(Member.id == member_id)
        .values(pass_news=" ".join(text.split())[:LONGEST])
        .execution_options(synchronize_session=False)
    )
    cards = db.session().scalars(
        select(Card.id)
        .where(Card.member_id == member_id, Card.state == "active")
        .order_by(Card.id)
    )
    shown = [CardId(card_id) for card_id in cards]
    for card_id in shown:
        show_change(card_id)
    return len(shown)
