"""All cards of one person for Apple Wallet, in one tap."""

from flask import Response, redirect, request, url_for
from werkzeug import Response as Answer

from app.cards.holding import all_held_by
from app.core import tenancy
from app.core.ids import PersonId
from app.people import queries as people
from app.wallet import bundles
from app.wallet.bundles import Held
from app.web import session


def all_cards() -> Response | Answer:
    """One file with the passes of every card that this person has anywhere."""
    visitor = session.visitor()
    if visitor is None:
        return redirect(url_for("public.sign_in", next=request.path), 303)
    cards = _cards(visitor.person_id)
    if not cards:
        return redirect(url_for("public.landing"), 303)
    answer = Response(
        bundles.several(cards, session.config()), mimetype=bundles.MEDIA_TYPE
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="cards.pkpasses"'
    return answer


def _cards(person_id: PersonId) -> list[Held]:
    found: list[Held] = []
    for place in people.memberships(person_id):
        with tenancy.scope(place.business_id):
            held = all_held_by(person_id)
        found += [(place.business_id, card.id) for card in held]
    return found[: bundles.MOST]
