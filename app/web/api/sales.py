"""Sales over the API: quotes, receipts, refunds."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response

from app.businesses import queries as businesses
from app.cards import actions as card_actions
from app.cards import queries as card_queries
from app.cards import stock
from app.cards.queries import FoundCard
from app.core import locales
from app.core.errors import Refused
from app.core.ids import CardId, ReceiptId
from app.programmes.discounts import Applied, Declined
from app.programmes.explain import limit_sentence
from app.sales import actions as sales
from app.sales import queries as receipts
from app.sales.actions import Line, Sale
from app.sales.errors import ReceiptNotFound
from app.trust import selling
from app.trust.selling import Shown
from app.web import lookups
from app.web.api import body, docs, keys, schemas
from app.web.api.blueprint import blueprint
from app.web.api.writes import instant, json_answer, once


class NotGuestsCard(Refused):
    """The card to be taken is another guest's, or none at all."""

    code = "not_guests_card"
    sentence = "The guest has no card with this number. Look the card up again."


_QUOTE = schemas.QuoteIn()
_RECEIPT = schemas.ReceiptIn()
_REFUND = schemas.RefundIn()


@blueprint.post("/quotes")
@docs.describes(
    200,
    schemas.QuoteOut,
    *(400, 401, 404, 413, 415, 422, 429),
    takes=schemas.QuoteIn,
    title=locales.mark("Ask what a cheque would do"),
    text=locales.mark(
        "The most points it takes, the money to take and the points it earns. Nothing "
        "is written. Points beyond the limits are cut, and refusals says why."
    ),
)
def quote() -> Response:
    """Price a cheque without booking it."""
    asked = body.read(_QUOTE)
    found = lookups.card(asked["card"], f"api:{keys.holder().key_id}")
    priced = selling.quote(_sale(asked, found))
    business = businesses.by_id(keys.holder().business_id)
    return json_answer(
        {
            "total_minor": priced.total_minor,
            "discount_minor": priced.discount_minor,
            "eligible_minor": priced.eligible_minor,
            "max_points": priced.max_points,
            "points": priced.points,
            "paid_minor": priced.paid_minor,
            "earned_points": priced.earn_points,
            "refusals": [
                {
                    "code": limit.reason.value,
                    "message": limit_sentence(
                        limit,
                        priced.version.rules,
                        locales.language(),
                        unit=business.unit,
                        currency=business.currency,
                    ),
                }
                for limit in priced.refusals
            ],
            **_told(priced.applied, priced.declined),
        }
    )


@blueprint.post("/receipts")
@docs.describes(
    201,
    schemas.ReceiptOut,
    *(400, 401, 404, 409, 413, 415, 422, 429),
    takes=schemas.ReceiptIn,
    title=locales.mark("Book a cheque"),
    text=locales.mark(
        "Spends the points, earns points for the money and answers with the card after "
        "it. A spending code counts once. Send all lines, or only the sum."
    ),
)
def book() -> Response:
    """Book a paid cheque on a card."""
    asked = body.read(_RECEIPT)

    def action() -> dict[str, Any]:
        found = stock.find(asked["card"])
        if found.step is not None and asked["points"]:
            card_actions.burn_code(found.card_id, found.step)
        how = Shown(
            entry=lookups.entry_of(asked["card"], found),
            device=f"api:{keys.holder().key_id}",
        )
        booked = selling.book(_sale(asked, found), how)
        answer = dict(vars(booked))
        answer["id"] = answer.pop("receipt_id")
        answer |= _told(answer.pop("applied"), answer.pop("declined"))
        answer["available_at"] = instant(booked.available_at)
        answer["expires_at"] = instant(booked.expires_at)
        return answer

    with _watched(asked):
        return once(asked, action)


@blueprint.post(
    f"/receipts/<int(max={schemas.MAX_ID}):receipt_id>/refunds",
    parameters=[docs.RECEIPT],
)
@docs.describes(
    201,
    schemas.RefundOut,
    *(400, 401, 404, 409, 413, 415, 422),
    takes=schemas.RefundIn,
    title=locales.mark("Take goods back"),
    text=locales.mark(
        "A whole receipt or some lines of it: money and spent points go back, earned "
        "points are taken back. Only receipts of this key's outlet."
    ),
)
def refund(receipt_id: int) -> Response:
    """Book a refund of a receipt of this outlet."""
    asked = body.read(_REFUND)
    holder = keys.holder()

    def action() -> dict[str, Any]:
        of_receipt = ReceiptId(receipt_id)
        if receipts.receipt(of_receipt).row.outlet_id != holder.outlet_id:
            raise ReceiptNotFound
        positions = asked["positions"]
        refunded = sales.refund(
            receipt_id=of_receipt,
            positions=None if positions is None else tuple(positions),
            number=asked["number"],
            outlet_id=holder.outlet_id,
            actor=f"api:{holder.key_id}",
            reason=asked["reason"],
            occurred_at=asked["occurred_at"],
            source="api",
        )
        answer = dict(vars(refunded))
        answer["id"] = answer.pop("refund_id")
        answer["payments"] = [
            {"kind": each.kind, "amount_minor": each.amount_minor}
            for each in refunded.payments
        ]
        return answer

    return once(asked, action)


def _told(
    applied: Iterable[Applied], declined: Iterable[Declined]
) -> dict[str, list[dict[str, Any]]]:
    """The discounts of a cheque, taken off or not."""
    return {
        "discounts": [
            {
                "source": each.discount.source,
                "label": each.discount.label,
                "code": each.discount.code,
                "amount_minor": each.minor,
            }
            for each in applied
        ],
        "declined": [
            {
                "source": each.discount.source,
                "label": each.discount.label,
                "code": each.discount.code,
                "why": each.why.value,
            }
            for each in declined
        ],
    }


@contextmanager
def _watched(asked: dict[str, Any]) -> Iterator[None]:
    with lookups.watched(asked["card"], f"api:{keys.holder().key_id}"):
        yield


def _sale(asked: dict[str, Any], found: FoundCard) -> Sale:
    holder = keys.holder()
    lines = asked.get("lines") or [{"amount_minor": asked["amount_minor"]}]
    return Sale(
        outlet_id=holder.outlet_id,
        card_id=_taken(asked, found),
        number=asked.get("number"),
        lines=tuple(Line(**line) for line in lines),
        points=asked["points"],
        codes=tuple(asked["codes"]),
        occurred_at=asked["occurred_at"],
        source="api",
        actor=f"api:{holder.key_id}",
        was_asked=asked.get("was_asked"),
        code_is_rotating=found.is_rotating,
    )


def _taken(asked: dict[str, Any], found: FoundCard) -> CardId:
    """The card to book on: the one shown, or another of the same guest's."""
    wanted = asked["take"]
    if wanted is None or wanted == found.number:
        return found.card_id
    for card in card_queries.cards_of(found.member_id):
        if card.number == wanted:
            return card.id
    raise NotGuestsCard
