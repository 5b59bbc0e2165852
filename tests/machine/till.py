"""What happens at a till: cheques, returns, exchanges, cheques that go elsewhere."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.coalitions import purses
from app.core import clock, tenancy
from app.core.ids import ReceiptId
from app.instruments import queries as instruments
from app.ledger import queries as ledger
from app.sales import actions as sales
from app.sales import claiming
from app.sales.payments import Payment
from app.sales.rules import Line, Sale
from app.trust import claims, moves
from tests.coalitions.alliance import Member
from tests.machine.street import Booked, Street

CATEGORIES = ("Coffee", "Cake", "Tobacco")
SECRET = "secret-of-the-tests-that-is-long-enough"


def sell(street: Street) -> str:
    """A cheque, paid with whatever comes to hand."""
    at = street.dice.choice(street.cards)
    with tenancy.scope(at.business_id):
        sale = _sale(street, at)
        booked = sales.book(sale)
    _keep(street, at, booked.receipt_id, sale)
    kinds = sorted({each.kind for each in sale.payments})
    return "+".join(["sale", *kinds, *(["codes"] if sale.codes else [])])


def sell_offline(street: Street) -> str:
    """A till without a network promised points that may be gone."""
    at = street.dice.choice(street.cards)
    hours = street.dice.randint(0, 140)
    with tenancy.scope(at.business_id):
        sale = replace(
            _sale(street, at),
            codes=(),
            payments=(),
            points=street.dice.choice([0, 5, 60]),
            is_offline=True,
            occurred_at=clock.now() - timedelta(hours=hours),
        )
        booked = sales.book(sale)
    _keep(street, at, booked.receipt_id, sale)
    return "offline"


def take_back(street: Street) -> str:
    """Some lines, or all that is left."""
    was = _some(street)
    with tenancy.scope(was.at.business_id):
        back = sales.refund(
            receipt_id=was.receipt_id,
            positions=_positions(street, was),
            number=None,
            outlet_id=was.at.outlet_id,
            actor="staff:1",
        )
    return "+".join(["refund", *sorted({each.kind for each in back.payments})])


def exchange(street: Street) -> str:
    """Some lines for others."""
    was = _some(street)
    with tenancy.scope(was.at.business_id):
        sale = _sale(street, was.at)
        _, booked = sales.exchange(
            receipt_id=was.receipt_id, positions=_positions(street, was), sale=sale
        )
    _keep(street, was.at, booked.receipt_id, sale)
    return "exchange"


def undo(street: Street) -> str:
    """The last cheque never was, or an older one."""
    is_last = street.booked and street.dice.random() < 0.5
    was = street.booked[-1] if is_last else _some(street)
    way: Any = sales.undo if is_last else sales.withdraw
    with tenancy.scope(was.at.business_id):
        way(receipt_id=was.receipt_id, actor="staff:1")
    return "undo" if is_last else "withdraw"


def move(street: Street) -> str:
    """A cheque goes to another card of its business."""
    was, to = _some(street), street.dice.choice(street.cards)
    with tenancy.scope(was.at.business_id):
        moved = moves.move(
            receipt_id=was.receipt_id, card_id=to.card_id, staff_id=street.staff[0]
        )
    if moved.receipt_id:
        street.booked.append(Booked(to, moved.receipt_id, was.lines))
    return "move"


def register(street: Street) -> str:
    """A cheque without a card."""
    with tenancy.scope(street.here.business_id):
        made = claiming.register(
            outlet_id=street.here.outlet_id,
            number=None,
            lines=_lines(street),
            source="till",
            actor="staff:1",
            secret_key=SECRET,
        )
        street.keep("claim", claiming.code_of(made, SECRET))
    return "register"


def claim(street: Street) -> str:
    """Somebody brings its code, perhaps once more."""
    at = street.dice.choice(street.cards)
    with tenancy.scope(street.here.business_id):
        booked = claims.claim(
            code=street.some("claim", "x"), card_id=at.card_id, secret_key=SECRET
        )
    street.booked.append(Booked(at, booked.receipt_id, 1))
    return "claim"


def _keep(street: Street, at: Member, receipt_id: ReceiptId, sale: Sale) -> None:
    street.booked.append(Booked(at, receipt_id, len(sale.lines)))
    if len(street.booked) > 200:
        street.booked.pop(street.dice.randrange(200))


def _some(street: Street) -> Booked:
    return street.dice.choice(street.booked or [Booked(street.here, ReceiptId(0), 1)])


def _positions(street: Street, was: Booked) -> tuple[int, ...] | None:
    if street.dice.random() < 0.3:
        return None
    count = street.dice.randint(1, max(1, was.lines - 1))
    return tuple(street.dice.sample(range(1, was.lines + 1), min(count, was.lines)))


def _lines(street: Street) -> tuple[Line, ...]:
    dice = street.dice
    return tuple(
        Line(
            amount_minor=dice.randint(1, 600_00),
            category=dice.choice(CATEGORIES),
            quantity_milli=dice.choice([1000, 2000, 500]),
        )
        for _ in range(dice.randint(1, 4))
    )


def _sale(street: Street, at: Member) -> Sale:
    dice = street.dice
    goods = _lines(street)
    total = sum(line.amount_minor for line in goods)
    own = ledger.balance(at.card_id).available if dice.random() < 0.4 else 0
    sale = Sale(
        outlet_id=at.outlet_id,
        card_id=at.card_id,
        number=None,
        lines=goods,
        points=dice.randint(0, min(own, total // 300)) if own else 0,
        codes=(street.some("code"),) if dice.random() < 0.2 else (),
        source="till",
        actor="staff:1",
        occurred_at=_late(street),
        code_is_rotating=True,
    )
    if dice.random() < 0.35:
        sale = replace(sale, payments=_payments(street, at, total // 3))
    return sale


def _late(street: Street) -> datetime | None:
    if street.dice.random() < 0.9:
        return None
    return clock.now() - timedelta(minutes=street.dice.randint(1, 8000))


def _payments(street: Street, at: Member, most: int) -> tuple[Payment, ...]:
    both = [_partner(street, at, most // 2), _certificate(street, at, most // 2)]
    street.dice.shuffle(both)
    made = [each for each in both if each is not None]
    return tuple(made[: street.dice.randint(1, 2)])


def _certificate(street: Street, at: Member, most: int) -> Payment | None:
    kind = street.dice.choice(["certificate", "lapsing"])
    known = street.sold.get(kind)
    if not known or at.business_id != street.here.business_id or most < 1:
        return None
    held = instruments.held(street.dice.choice(known))
    return sales.certificate_payment(held, street.dice.randint(1, most))


def _partner(street: Street, at: Member, most: int) -> Payment | None:
    pair = next(g for g in street.guests if g[0].person_id == at.person_id)
    other = pair[1] if at.business_id == street.here.business_id else pair[0]
    points = street.dice.randint(0, min(40, most // 100))
    if not points:
        return None
    return Payment(
        kind=purses.KIND,
        ref=f"{street.pact_id}:{other.card_id}",
        amount_minor=points * 100,
        unit_minor=100,
        as_points=True,
    )
