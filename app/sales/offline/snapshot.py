"""What a till takes along for a day without network: rules and signed limits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.cards.models import Card, CardNumber
from app.core import clock, db, tenancy
from app.core.ids import BusinessId, CardId, OutletId, ProgrammeId
from app.ledger import queries as ledger
from app.people.models import Member, Person
from app.programmes import queries as programmes
from app.programmes.explain import describe
from app.programmes.rules import CardRules
from app.sales import static_codes
from app.sales.models import Receipt
from app.sales.offline import guard, promises
from app.sales.offline.promises import Ticket

SEEN_WITHIN = timedelta(days=90)
MOST_CARDS = 5000
_MINOR = 100


@dataclass(frozen=True)
class _Guest:
    """A card that was here lately."""

    id: CardId
    number: str
    programme_id: ProgrammeId
    is_protected: bool


def take(
    *, device_id: int, staff_id: int, outlet_id: OutletId, language: str
) -> dict[str, Any]:
    """The snapshot of a device as plain JSON values; good for 24 hours (R15).

    It names nobody: a card stands in it by a short mark of its number, with how many
    points it may spend and the proof that we said so.
    """
    now = clock.now().replace(microsecond=0)
    business = businesses.by_id(BusinessId(tenancy.current()))
    outlet = businesses.outlet(outlet_id)
    ticket = promises.seal(Ticket(business.id, device_id, staff_id, now))
    guests = _guests(outlet_id, now)
    rules = {
        guest.programme_id: programmes.current(guest.programme_id, now).rules
        for guest in guests
    }
    for programme in programmes.offered():
        rules[programme.id] = programmes.current(programme.id, now).rules
    order = list(rules)
    return {
        "ticket": ticket,
        "signed_at": _ms(now),
        "ends_at": _ms(now + promises.VALID_FOR),
        "salt": promises.salt_of(ticket),
        "mark_digits": promises.MARK_DIGITS,
        "outlet": outlet.name,
        "rules": [
            _told(rules[each], language, business.unit, business.currency)
            for each in order
        ],
        "limits": _limits(ticket, guests, rules, order, now, outlet.zone),
    }


def _guests(outlet_id: OutletId, now: datetime) -> list[_Guest]:
    """Cards in use that bought at the outlet lately, the latest first."""
    latest = (
        select(Receipt.card_id, func.max(Receipt.occurred_at).label("at"))
        .where(Receipt.outlet_id == outlet_id, Receipt.occurred_at > now - SEEN_WITHIN)
        .group_by(Receipt.card_id)
        .subquery()
    )
    is_protected = Person.phone.is_not(None) | Person.email.is_not(None)
    rows: Any = db.session().execute(
        select(Card.id, Card.number, Card.programme_id, is_protected)
        .join(latest, latest.c.card_id == Card.id)
        .join(Member, Member.id == Card.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(Card.state == "active")
        .order_by(latest.c.at.desc(), Card.id)
        .limit(MOST_CARDS)
    )
    return [_Guest(row[0], row[1], ProgrammeId(row[2]), bool(row[3])) for row in rows]


def _limits(
    ticket: str,
    guests: list[_Guest],
    rules: dict[ProgrammeId, CardRules],
    order: list[ProgrammeId],
    now: datetime,
    zone: str,
) -> dict[str, list[Any]]:
    """Mark → place of the rules, points, proof; of two cards with one mark the less."""
    salt = promises.salt_of(ticket)
    card_ids = [guest.id for guest in guests]
    blocked = guard.blocked(card_ids)
    balances = ledger.balances(card_ids)
    spent = static_codes.of_day(now, zone)
    others = _other_numbers(card_ids)
    found: dict[str, list[Any]] = {}
    for guest in guests:
        if guest.id in blocked:
            continue
        balance = balances.get(guest.id)
        points = min(
            balance.available if balance else 0,
            _trusted(guest, rules[guest.programme_id], spent.get(guest.id, 0)),
        )
        for number in (guest.number, *others.get(guest.id, ())):
            marked = promises.fingerprint(salt, promises.compact(number))
            known = found.get(marked)
            if points > 0 and (known is None or points < known[1]):
                proof = promises.voucher(ticket, marked, points)
                found[marked] = [order.index(guest.programme_id), points, proof]
    return found


def _trusted(guest: _Guest, rules: CardRules, spent: int) -> int:
    """What a code without proof may still spend today (R12), and the house's own limit."""
    if not rules.spend_share_basis_points:
        return 0
    most = rules.static_spend_points
    if not guest.is_protected:
        most = rules.unprotected_spend_points
    own = db.settings().offline_spend * _MINOR // rules.point_value_minor
    return min(max(0, most - spent), own)


def _other_numbers(card_ids: list[CardId]) -> dict[int, list[str]]:
    """Plastic and short numbers of those cards."""
    rows: Any = db.session().execute(
        select(CardNumber.card_id, CardNumber.value).where(
            CardNumber.card_id.in_(card_ids)
        )
    )
    found: dict[int, list[str]] = {}
    for card_id, value in rows:
        found.setdefault(card_id, []).append(value)
    return found


def _told(
    rules: CardRules, language: str, unit: dict[str, dict[str, str]], currency: str
) -> dict[str, Any]:
    """The rules in words, and the numbers that a till counts with."""
    return {
        "words": describe(rules, language, unit=unit, currency=currency),
        "value_minor": rules.point_value_minor,
        "rate": rules.rate_basis_points,
        "step_minor": rules.step_minor,
        "share": rules.spend_share_basis_points,
        "most": rules.spend_max_points,
        "least_minor": rules.min_receipt_minor,
        "money_minor": rules.min_line_money_minor,
    }


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
