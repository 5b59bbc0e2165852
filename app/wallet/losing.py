"""Lost cards in wallets: what is on the lost phone ends with its next update."""

from sqlalchemy import update

from app.cards import losing
from app.cards import queries as cards
from app.cards.losing import Replaced
from app.core import db
from app.core.ids import CardId
from app.people import queries as people
from app.people.actions import close_all_sessions
from app.wallet.models import ApplePass, GooglePass


def report(*, card_id: CardId, what: str, keep_session: int | None = None) -> Replaced:
    """Report a phone or a printed card as lost; the card that lives on.

    Passes that were handed out stay with what was lost and turn void; new ones are made
    when somebody asks. A lost phone is signed out wherever it was, but for the browser
    that reports it (``keep_session``). Raises CardNotFound.
    """
    replaced = losing.replace(card_id=card_id, what=what)
    for model in (ApplePass, GooglePass):
        db.session().execute(
            update(model)
            .where(model.card_id == replaced.card_id)
            .values(card_id=replaced.lost_id)
        )
    if what == "phone":
        member_id = cards.card(replaced.card_id).member_id
        for person_id in people.persons_of(member_id):
            close_all_sessions(person_id=person_id, except_id=keep_session)
    return replaced
