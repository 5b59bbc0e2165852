"""Reading what a guest takes along: of all businesses, or of the one that gives it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.businesses import queries as businesses
from app.businesses.models import Outlet
from app.businesses.queries import BusinessView
from app.cards.models import Card
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId, MemberId, PersonId
from app.exchange.portable import belongings
from app.exchange.portable.schema import TABLES
from app.ledger import queries as ledger
from app.ledger.parcels import parcels
from app.people import contacts
from app.people import queries as people
from app.people.models import Consent, Person
from app.programmes.models import Programme
from app.sales.models import Receipt, ReceiptLine, Refund
from app.space.talk_models import Comment, GuestRequest

BATCH = 500
Rows = list[dict[str, Any]]


def gather(person_id: PersonId, *, only: BusinessId | None = None) -> dict[str, Rows]:
    """The rows of every table of the schema that are this person's.

    ``only`` keeps to one business, which gives its own part and knows no other. Raises
    PersonNotFound.
    """
    found: dict[str, Rows] = {name: [] for name in TABLES}
    _person(found, person_id, is_whole=only is None)
    for place in people.memberships(person_id):
        if only not in {None, place.business_id}:
            continue
        with tenancy.scope(place.business_id):
            _business(found, person_id, businesses.by_id(place.business_id))
    return found


def _person(found: dict[str, Rows], person_id: PersonId, *, is_whole: bool) -> None:
    person = people.person(person_id)
    since = db.session().scalar(select(Person.created_at).where(Person.id == person_id))
    found["profile"].append(
        {"name": person.name, "language": person.language, "created_at": _at(since)}
    )
    for each in contacts.contacts_of(person_id):
        found["contacts"].append(
            {"channel": each.channel, "address": each.address, "is_main": each.is_main}
        )
    if is_whole:
        found["devices"] += [
            {"device": each.device, "created_at": _at(each.created_at)}
            for each in people.devices(person_id)
        ]


def _business(
    found: dict[str, Rows], person_id: PersonId, business: BusinessView
) -> None:
    own = {"business": business.name}
    given = select(Consent).where(Consent.person_id == person_id).order_by(Consent.id)
    for consent in db.session().scalars(given):
        found["consents"].append(
            own
            | {
                "purpose": consent.purpose,
                "text_version": consent.text_version,
                "text_digest": consent.text_digest,
                "given_at": _at(consent.given_at),
                "withdrawn_at": _at(consent.withdrawn_at),
            }
        )
    member_id = people.present_member(person_id)
    if member_id is not None:
        for card, programme in _cards(member_id):
            _card(found, own, card, programme)
            _receipts(found, own, business, card)
            for table, row in belongings.of_card(CardId(card.id), card.number):
                found[table].append(own | row)
        for table, row in belongings.of_member(member_id):
            found[table].append(own | row)
    found["partner_consents"] += [
        own | row for row in belongings.consents_of(person_id)
    ]
    _words(found, own, person_id)


def _cards(member_id: MemberId) -> list[tuple[Card, str]]:
    rows = db.session().execute(
        select(Card, Programme.name)
        .join(Programme, Programme.id == Card.programme_id)
        .where(Card.member_id == member_id)
        .order_by(Card.id)
    )
    return [(row[0], row[1]) for row in rows]


def _card(
    found: dict[str, Rows], own: dict[str, Any], card: Card, programme: str
) -> None:
    balance = ledger.balance(card.id)
    found["cards"].append(
        own
        | {
            "programme": programme,
            "number": card.number,
            "state": card.state,
            "issued_at": _at(card.issued_at),
            "available": balance.available,
            "pending": balance.pending,
            "debt": balance.debt,
        }
    )
    of_card = own | {"number": card.number}
    found["lots"] += [
        of_card
        | {
            "remaining": each.remaining,
            "credited_at": _at(each.credited_at),
            "available_at": _at(each.available_at),
            "expires_at": _at(each.expires_at),
        }
        for each in parcels(card.id)
    ]
    found["history"] += [of_card | row for row in _history(CardId(card.id))]


def _history(card_id: CardId) -> Iterator[dict[str, Any]]:
    before = None
    while True:
        rows = ledger.history(card_id, limit=BATCH, before=before)
        numbers = _numbers([r.receipt_id for r in rows if r.receipt_id is not None])
        for row in rows:
            yield {
                "occurred_at": _at(row.occurred_at),
                "kind": row.kind,
                "reason": row.reason,
                "points": row.net_points,
                "receipt": numbers.get(row.receipt_id or 0),
            }
        if len(rows) < BATCH:
            return
        before = (rows[-1].occurred_at, rows[-1].posting_id)


def _numbers(receipt_ids: Iterable[int]) -> dict[int, str]:
    rows = db.session().execute(
        select(Receipt.id, Receipt.number).where(Receipt.id.in_(set(receipt_ids)))
    )
    return {row[0]: row[1] for row in rows}


def _receipts(
    found: dict[str, Rows], own: dict[str, Any], business: BusinessView, card: Card
) -> None:
    rows = db.session().execute(
        select(Receipt, Outlet.name)
        .join(Outlet, Outlet.id == Receipt.outlet_id)
        .where(Receipt.card_id == card.id)
        .order_by(Receipt.id)
    )
    kept = [(row[0], row[1]) for row in rows]
    ids = [receipt.id for receipt, _ in kept]
    refunded: dict[int, int] = {}
    lines: dict[int, list[ReceiptLine]] = {}
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        for refund in db.session().scalars(
            select(Refund).where(Refund.receipt_id.in_(part))
        ):
            before = refunded.get(refund.receipt_id, 0)
            refunded[refund.receipt_id] = before + refund.money_minor
        for line in db.session().scalars(
            select(ReceiptLine)
            .where(ReceiptLine.receipt_id.in_(part))
            .order_by(ReceiptLine.receipt_id, ReceiptLine.position)
        ):
            lines.setdefault(line.receipt_id, []).append(line)
    for receipt, outlet in kept:
        found["receipts"].append(
            own
            | {
                "card": card.number,
                "receipt": receipt.number,
                "outlet": outlet,
                "occurred_at": _at(receipt.occurred_at),
                "currency": business.currency,
                "total_minor": receipt.total_minor,
                "paid_minor": receipt.paid_minor,
                "points_spent": receipt.points_spent,
                "points_earned": receipt.earned_points,
                "refunded_minor": refunded.get(receipt.id, 0),
            }
        )
        found["receipt_lines"] += [
            own | {"receipt": receipt.number} | _line(line)
            for line in lines.get(receipt.id, [])
        ]


def _line(line: ReceiptLine) -> dict[str, Any]:
    names = ("position", "name", "category", "quantity_milli", "amount_minor")
    return {name: getattr(line, name) for name in names}


def _words(found: dict[str, Rows], own: dict[str, Any], person_id: PersonId) -> None:
    """What the person wrote, as they wrote it; what staff noted is not theirs."""
    asked = select(GuestRequest).where(GuestRequest.person_id == person_id)
    for request in db.session().scalars(asked.order_by(GuestRequest.id)):
        names = ("kind", "name", "phone", "email", "text")
        said = {name: getattr(request, name) for name in names}
        found["requests"].append(own | said | {"created_at": _at(request.created_at)})
    wrote = select(Comment).where(Comment.person_id == person_id)
    for comment in db.session().scalars(wrote.order_by(Comment.id)):
        said = {name: getattr(comment, name) for name in ("name", "text", "state")}
        found["comments"].append(own | said | {"created_at": _at(comment.created_at)})


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
