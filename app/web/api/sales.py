"""Sales over the API: quotes, receipts, refunds."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Response

from app.businesses import queries as businesses
from app.cards import actions as card_actions
from app.cards import families, stock
from app.cards import queries as card_queries
from app.cards.queries import FoundCard
from app.coalitions import purses
from app.core import locales
from app.core.errors import Refused
from app.core.ids import CardId, PersonId, ReceiptId
from app.people import queries as people
from app.programmes import why_not
from app.programmes.discounts import Applied, Declined, Discount
from app.programmes.explain import limit_sentence
from app.sales import actions as sales
from app.sales import queries as receipts
from app.sales.actions import Line, Sale
from app.sales.errors import PaymentTooLarge, ReceiptNotFound
from app.sales.payments import Payment
from app.trust import selling
from app.trust.selling import Shown
from app.web import guessing, lookups
from app.web.api import body, docs, keys, schemas
from app.web.api.blueprint import blueprint
from app.web.api.writes import instant, json_answer, once
from app.web.guessing import Guess


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
    wanted = _sale(asked, found)
    with _guessed(asked) as guess:
        priced = selling.quote(wanted)
        guess.look(priced.declined)
    offered = replace(wanted, points=priced.points)
    own = wanted.sharer_id is None
    most = purses.offer(offered, _person(found)) if own else purses.NOTHING
    paid = purses.at_most(most.payments, asked["partner_minor"])
    whole = selling.quote(replace(offered, payments=paid)) if paid else priced
    business = businesses.by_id(keys.holder().business_id)
    return json_answer(
        {
            "total_minor": priced.total_minor,
            "discount_minor": priced.discount_minor,
            "eligible_minor": priced.eligible_minor,
            "max_points": priced.max_points,
            "points": priced.points,
            "max_partner_minor": most.amount_minor,
            "partner_minor": sum(each.amount_minor for each in paid),
            "paid_minor": whole.paid_minor,
            "earned_points": whole.earn_points,
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
            "lines": [
                vars(line) | {"boosts": list(line.boosts)} for line in priced.lines
            ],
            **_told(priced.applied, priced.declined, business.currency),
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
        if found.step is not None and (asked["points"] or asked["partner_minor"]):
            card_actions.burn_code(found.card_id, found.step)
        how = Shown(
            entry=lookups.entry_of(asked["card"], found),
            device=f"api:{keys.holder().key_id}",
        )
        wanted = _sale(asked, found)
        paid = _partners(wanted, found, asked["partner_minor"])
        booked = selling.book(replace(wanted, payments=paid), how)
        answer = dict(vars(booked))
        answer["payments"] = [
            {"kind": each.kind, "amount_minor": each.amount_minor} for each in paid
        ]
        answer["id"] = answer.pop("receipt_id")
        currency = businesses.by_id(keys.holder().business_id).currency
        answer |= _told(answer.pop("applied"), answer.pop("declined"), currency)
        answer["available_at"] = instant(booked.available_at)
        answer["expires_at"] = instant(booked.expires_at)
        return answer

    with _watched(asked), _guessed(asked):
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
    applied: Sequence[Applied], declined: Sequence[Declined], currency: str
) -> dict[str, list[dict[str, Any]]]:
    """The discounts of a cheque, taken off or not, with the reasons in words."""
    return {
        "discounts": [
            _named(each.discount) | {"amount_minor": each.minor} for each in applied
        ],
        "declined": [
            _named(each.discount)
            | {"why": each.why.value, "message": why_not.sentence(each, currency)}
            for each in declined
        ],
    }


def _named(discount: Discount) -> dict[str, Any]:
    return {
        "source": discount.source,
        "label": why_not.name_of(discount.source, discount.label),
        "code": discount.code,
    }


@contextmanager
def _watched(asked: dict[str, Any]) -> Iterator[None]:
    with lookups.watched(asked["card"], f"api:{keys.holder().key_id}"):
        yield


@contextmanager
def _guessed(asked: dict[str, Any]) -> Iterator[Guess]:
    """Count wrong codes against the card that they are tried with, and the key."""
    codes, who = tuple(asked["codes"]), keys.holder().key_id
    of_card = (
        guessing.of_card(lookups.card(asked["card"], f"api:{who}").card_id)
        if codes
        else {}
    )
    with guessing.watched(codes, {**of_card, **guessing.of_key(who)}) as guess:
        yield guess


def _sale(asked: dict[str, Any], found: FoundCard) -> Sale:
    holder = keys.holder()
    lines = asked.get("lines") or [{"amount_minor": asked["amount_minor"]}]
    card_id, sharer_id = _taken(asked, found)
    return Sale(
        outlet_id=holder.outlet_id,
        card_id=card_id,
        sharer_id=sharer_id,
        number=asked.get("number"),
        lines=tuple(Line(**line) for line in lines),
        points=asked["points"],
        codes=tuple(asked["codes"]),
        currency=asked["currency"],
        rate_millionths=asked["rate_millionths"],
        occurred_at=asked["occurred_at"],
        source="api",
        actor=f"api:{holder.key_id}",
        was_asked=asked.get("was_asked"),
        code_is_rotating=found.is_rotating,
    )


def _partners(sale: Sale, found: FoundCard, partner_minor: int) -> tuple[Payment, ...]:
    """What partners' points pay of a sale; raises PaymentTooLarge for too much."""
    if not partner_minor:
        return ()
    paid = purses.offer(sale, _person(found), partner_minor)
    if paid.amount_minor != partner_minor:
        raise paid.stopped[0] if paid.stopped else PaymentTooLarge
    return paid.payments


def _person(found: FoundCard) -> PersonId:
    return people.member_by_id(found.member_id).person_id


def _taken(asked: dict[str, Any], found: FoundCard) -> tuple[CardId, int | None]:
    """The card to book on: the one shown, another of the same guest's, or a relative's.

    With the family link, where it is one.
    """
    wanted = asked["take"]
    if wanted is None or wanted == found.number:
        return found.card_id, None
    for card in card_queries.cards_of(found.member_id):
        if card.number == wanted:
            return card.id, None
    for shared in families.shared_with(found.member_id):
        if shared.number == wanted:
            return shared.card_id, shared.sharer_id
    raise NotGuestsCard
