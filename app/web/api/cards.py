"""Reading over the API: a card by its code, a member's balance."""

from flask import Response

from app.cards import alternatives
from app.cards import queries as cards
from app.cards.choosing import Candidate
from app.cards.queries import CardFacts
from app.core import locales
from app.core.ids import MemberId
from app.ledger import queries as ledger
from app.ledger.queries import NOTHING, Balance
from app.people import queries as people
from app.programmes import queries as programmes
from app.web import lookups
from app.web.api import docs, keys, schemas
from app.web.api.blueprint import blueprint
from app.web.api.writes import json_answer


@blueprint.get("/cards/<code>", parameters=[docs.CODE])
@docs.describes(
    200,
    schemas.CardOut,
    *(401, 404, 422, 429),
    title=locales.mark("Find a card"),
    text=locales.mark(
        "The code is what was scanned or typed: the lasting code, the spending code of "
        "this half minute, or the number in digits. Looking does not use it up. Of a "
        "guest with several cards it also says which one fits best at this outlet."
    ),
)
def card(code: str) -> Response:
    """The card that a code leads to."""
    found = lookups.card(code, f"api:{keys.holder().key_id}")
    member = people.member_by_id(found.member_id)
    programme = programmes.programme(found.programme_id)
    choice = alternatives.choice(
        found.member_id, keys.holder().outlet_id, found.card_id
    )
    known = ledger.balances([other.card_id for other in choice.others])
    return json_answer(
        {
            "number": found.number,
            "member_id": found.member_id,
            "programme": programme.name,
            "unit": programme.unit,
            "is_protected": member.is_protected,
            "is_rotating": found.is_rotating,
            **points(ledger.balance(found.card_id)),
            "chosen": choice.card.number,
            "reason": choice.reason.value,
            "alternatives": [
                _other(card, known.get(card.card_id, NOTHING)) for card in choice.others
            ],
        }
    )


@blueprint.get(
    f"/members/<int(max={schemas.MAX_ID}):member_id>/balance", parameters=[docs.MEMBER]
)
@docs.describes(
    200,
    schemas.MemberOut,
    *(401, 404),
    title=locales.mark("Read a member's balance"),
    text=locales.mark(
        "The sum over the member's cards that hold points, and each card by itself in its "
        "own unit."
    ),
)
def balance(member_id: int) -> Response:
    """The points of a member's cards."""
    member = people.member_by_id(MemberId(member_id))
    own = cards.cards_of(member.id)
    known = ledger.balances([facts.id for facts in own])
    standings = {facts.id: known.get(facts.id, NOTHING) for facts in own}
    # Kopecks, stamps and visits have no sum with points.
    in_points = [
        standings[facts.id]
        for facts in own
        if programmes.programme(facts.programme_id).unit == "point"
    ]
    total = Balance(
        available=sum(each.available for each in in_points),
        pending=sum(each.pending for each in in_points),
        debt=sum(each.debt for each in in_points),
        next_change_at=None,
    )
    entries = [_entry(facts, standings[facts.id]) for facts in own]
    return json_answer({"member_id": member.id, "cards": entries, **points(total)})


def points(standing: Balance) -> dict[str, int]:
    """A balance as the API gives it."""
    return {
        "available": standing.available,
        "pending": standing.pending,
        "debt": standing.debt,
    }


def _entry(facts: CardFacts, standing: Balance) -> dict[str, object]:
    programme = programmes.programme(facts.programme_id)
    return {
        "number": facts.number,
        "programme": programme.name,
        "unit": programme.unit,
        **points(standing),
    }


def _other(card: Candidate, standing: Balance) -> dict[str, object]:
    return {
        "number": card.number,
        "programme": card.programme,
        "unit": card.unit,
        "is_taken_here": card.is_taken_here,
        "is_earning": card.is_entitled,
        "family_of": card.holder if card.sharer_id is not None else None,
        **points(standing),
    }
