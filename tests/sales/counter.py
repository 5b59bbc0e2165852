"""A counter to sell at: one business, one outlet, one card, in few words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from app.core import clock, db, tenancy
from app.core.ids import BusinessId, CardId, OutletId, ProgrammeId, ReceiptId
from app.ledger import actions as ledger
from app.ledger import queries as ledger_queries
from app.ledger.queries import Balance
from app.ledger.verify import verify
from app.programmes.kinds.points import PointsRules
from app.sales import actions as sales
from app.sales.actions import Booked, Line, Refunded, Sale, Undone
from app.sales.queries import Quote, quote
from tests.world import create_business, create_outlet, create_programme, issue_card

T = TypeVar("T")
_numbers = count(1)
LONG_AGO = datetime.fromisoformat("2020-01-01T00:00:00Z")


def lines(*amounts: int, category: str = "", is_excluded: bool = False) -> list[Line]:
    """Lines of these amounts."""
    return [
        Line(amount_minor=amount, category=category, is_excluded=is_excluded)
        for amount in amounts
    ]


@dataclass(frozen=True)
class Counter:
    """Sells on one card."""

    business_id: BusinessId
    outlet_id: OutletId
    programme_id: ProgrammeId
    card_id: CardId

    def do(self, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run an action in a transaction of its own, inside the business."""
        with tenancy.scope(self.business_id), db.writing():
            return action(*args, **kwargs)

    def sale(self, *goods: Line, **changes: Any) -> Sale:
        """A cheque of these lines."""
        values: dict[str, Any] = {
            "outlet_id": self.outlet_id,
            "card_id": self.card_id,
            "number": None,
            "lines": goods,
            "source": "till",
            "actor": "staff:1",
            "code_is_rotating": True,
        }
        return Sale(**values | changes)

    def sell(self, *amounts: int, **changes: Any) -> Booked:
        """Book a cheque of lines of these amounts."""
        return self.book(*lines(*amounts), **changes)

    def book(self, *goods: Line, **changes: Any) -> Booked:
        """Book a cheque of these lines."""
        return self.do(sales.book, self.sale(*goods, **changes))

    def quote(self, *goods: Line, **changes: Any) -> Quote:
        """Ask what a cheque would do."""
        with tenancy.scope(self.business_id):
            return quote(self.sale(*goods, **changes))

    def refund(self, receipt_id: ReceiptId, *positions: int, **more: Any) -> Refunded:
        """Take lines back; all that is left when none is named."""
        values: dict[str, Any] = {
            "receipt_id": receipt_id,
            "positions": positions or None,
            "number": None,
            "outlet_id": self.outlet_id,
            "actor": "staff:1",
        }
        return self.do(sales.refund, **values | more)

    def undo(self, receipt_id: ReceiptId) -> Undone:
        """Undo a receipt."""
        return self.do(sales.undo, receipt_id=receipt_id, actor="staff:1")

    def give(self, points: int) -> None:
        """Put points on the card."""
        cause = ledger.Cause(
            key=f"gift:{next(_numbers)}",
            actor="system",
            reason="welcome",
            occurred_at=clock.now(),
        )
        self.do(
            ledger.credit,
            card_id=self.card_id,
            cause=cause,
            amount=points,
            available_at=clock.now(),
            expires_at=None,
            kind="gift",
        )

    @property
    def balance(self) -> Balance:
        """How the card stands now."""
        with tenancy.scope(self.business_id):
            return ledger_queries.balance(self.card_id)

    @property
    def standing(self) -> tuple[int, int, int]:
        """Available, pending, debt."""
        now = self.balance
        return now.available, now.pending, now.debt

    def faults(self) -> list[Any]:
        """What the verifier finds wrong in the books."""
        with tenancy.scope(self.business_id):
            return list(verify(self.business_id))


def open_counter(
    rules: PointsRules | None = None, *, is_protected: bool = True
) -> Counter:
    """A new business with a programme of these rules and one member's card."""
    number = next(_numbers)
    business_id = create_business(slug=f"shop-{number}")
    programme_id = create_programme(
        business_id, rules or PointsRules(), starts_at=LONG_AGO
    )
    phone = f"+7916{number:07}" if is_protected else None
    return Counter(
        business_id=business_id,
        outlet_id=create_outlet(business_id),
        programme_id=programme_id,
        card_id=issue_card(business_id, programme_id, phone=phone).card_id,
    )
