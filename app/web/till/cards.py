"""A guest with several cards: which one is taken and why, and how to take another."""

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.cards import alternatives
from app.cards.choosing import Candidate, Choice, Reason
from app.core import locales
from app.core.errors import NotFound
from app.core.locales import mark
from app.instruments import clubs
from app.ledger import queries as ledger
from app.ledger.queries import NOTHING
from app.people import queries as people
from app.web.lookups import FoundGuest
from app.web.page import page
from app.web.till import door, guest
from app.web.till.door import blueprint
from app.web.till.forms import TillForm
from app.web.till.guest import CardPutAway, Guest

WHY = {
    Reason.OWN: mark("It is the guest's own."),
    Reason.ONLY_HERE: mark("It is the one that is taken at this outlet."),
    Reason.STILL_EARNS: mark("The guest has left the group of the other one."),
    Reason.GROUP: mark("The guest is in the group that this card is for."),
    Reason.OUTLET: mark("This card is made for this outlet."),
    Reason.SHOWN: mark("The guest showed this one."),
}


@dataclass(frozen=True)
class Line:
    """A card of the guest with what can be spent from it."""

    card: Candidate
    available: int


class TakeForm(TillForm):
    """One of the guest's cards; the pressed button says which."""


@blueprint.get("/cards")
def cards() -> ResponseReturnValue:
    """Ask which card is meant, where two fit as well and none was shown."""
    shown = guest.present()
    if shown is None:
        return redirect(url_for("till.home") + "?put-away=1", 303)
    weighed = weigh(shown)
    return page(
        "till/cards.html",
        form=TakeForm(formdata=None),
        guest=shown,
        member=people.member_by_id(shown.member_id),
        lines=lines([weighed.card, *weighed.others]),
    )


@blueprint.post("/cards")
def take_card() -> ResponseReturnValue:
    """Take another card of the guest whose card lies open."""
    form = TakeForm()
    try:
        shown = guest.read(request.form.get("guest", ""))
    except CardPutAway:
        guest.close()
        return redirect(url_for("till.home") + "?put-away=1", 303)
    if not form.is_sent():
        return redirect(url_for("till.cards"), 303)
    weighed = weigh(shown)
    wanted = request.form.get("card", "")
    for card in (weighed.card, *weighed.others):
        if str(card.card_id) == wanted:
            guest.take_other(shown, card)
            return redirect(url_for("till.sale"), 303)
    raise NotFound


def weigh(found: FoundGuest | Guest) -> Choice:
    """The guest's cards, weighed for this outlet; raises CardNotFound without any."""
    if isinstance(found, Guest):
        shown_id = found.shown_id
    else:
        shown_id = found.card.card_id if found.card else None
    return alternatives.choice(found.member_id, door.outlet().id, shown_id)


def lines(found: list[Candidate]) -> list[Line]:
    """Those cards with their balances; nothing is asked when there are none."""
    if not found:
        return []
    known = ledger.balances([card.card_id for card in found])
    return [Line(c, known.get(c.card_id, NOTHING).available) for c in found]


def about(shown: Guest) -> dict[str, object]:
    """What the sale's page says of the card that is taken, and the others."""
    weighed = weigh(shown)
    every = (weighed.card, *weighed.others)
    taken = next((c for c in every if c.card_id == shown.card_id), weighed.card)
    others = [card for card in every if card is not taken]
    is_best = taken is weighed.card and others
    why = WHY.get(weighed.reason, "") if is_best else ""
    return {
        "taken": taken,
        "why": locales.gettext(why) if why else "",
        "others": lines(others),
        "take": TakeForm(formdata=None),
        "services": clubs.services(shown.member_id),
    }
