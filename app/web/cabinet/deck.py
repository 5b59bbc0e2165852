"""The cards of one holder side by side, each with the one figure that matters."""

from dataclasses import dataclass

from flask import g

from app.cards.holding import all_held_by
from app.core.ids import CardId
from app.instruments import queries as instruments
from app.instruments.faces import face
from app.ledger import queries as ledger
from app.web.cabinet import faces
from app.web.cabinet.door import card, card_count, holder
from app.web.cabinet.versions import version


@dataclass(frozen=True)
class Entry:
    """A card of the deck."""

    card_id: CardId
    title: str
    figure: str
    unit: str
    is_good: bool


def entries() -> list[Entry]:
    """Every card in use of this business, where there are several; a few statements.

    The open one comes first, so that it is in sight without a swipe.
    """
    if card_count() == 1:
        return []
    open_id = card().id
    every = sorted(all_held_by(holder().person_id), key=lambda each: each.id != open_id)
    known = ledger.balances([each.id for each in every])
    sold = {each.card_id: each for each in instruments.held_of(every[0].member_id)}
    found = []
    for each in every:
        if each.id in sold:
            own = face(sold[each.id], currency=g.business.currency)
            entry = Entry(each.id, own.title, own.figure, own.unit, own.is_good)
        else:
            available = known.get(each.id, ledger.NOTHING).available
            rules = (
                version(each.rule_version_id).rules if each.rule_version_id else None
            )
            shown = faces.face(each, rules, available)
            entry = Entry(
                each.id, each.programme, shown.figure, shown.unit, is_good=True
            )
        found.append(entry)
    return found
