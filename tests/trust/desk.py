"""A desk where value is changed by hand: a counter with two managers and a cashier."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from app.core import db, tenancy
from app.core.ids import BusinessId, CardId, OutletId, ProgrammeId, StaffId
from app.ledger import queries as ledger
from app.ledger.verify import verify
from app.programmes.kinds.points import PointsRules
from app.sales import actions as sales
from app.sales.actions import Booked, Line, Sale
from app.trust import adjustments, selling
from app.trust.adjustments import Adjusted
from app.trust.selling import Shown
from tests.world import (
    Employee,
    Holder,
    create_business,
    create_outlet,
    create_programme,
    create_staff,
    issue_card,
)

T = TypeVar("T")
_phones = count(5_550_000)
SECRET = "secret-of-the-tests-that-is-long-enough"
LONG_AGO = datetime.fromisoformat("2020-01-01T00:00:00Z")
CODE = Shown(entry="code", device="till-1")


@dataclass(frozen=True)
class Desk:
    """A business with people who may change balances, and two cards."""

    business_id: BusinessId
    programme_id: ProgrammeId
    outlet_id: OutletId
    owner: Employee
    manager: Employee
    cashier: Employee
    guest: Holder
    other: Holder

    def do(self, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run an action in a transaction of its own, inside the business."""
        with tenancy.scope(self.business_id), db.writing():
            return action(*args, **kwargs)

    def ask(self, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Read something inside the business."""
        with tenancy.scope(self.business_id):
            return action(*args, **kwargs)

    def adjust(
        self,
        amount: int,
        *,
        by: Employee | None = None,
        reason: str = "goodwill",
        **more: Any,
    ) -> Adjusted:
        """Change the guest's balance by hand."""
        values: dict[str, Any] = {
            "card_id": self.guest.card_id,
            "amount": amount,
            "reason": reason,
            "note": "",
            "staff_id": StaffId((by or self.manager).staff_id),
        }
        return self.do(adjustments.adjust, **values | more)

    def sale(self, amount: int, **changes: Any) -> Sale:
        """A cheque of one line."""
        values: dict[str, Any] = {
            "outlet_id": self.outlet_id,
            "card_id": self.guest.card_id,
            "number": None,
            "lines": (Line(amount_minor=amount),),
            "source": "till",
            "actor": self.cashier.actor,
            "code_is_rotating": True,
        }
        return Sale(**values | changes)

    def sell(self, amount: int, shown: Shown = CODE, **changes: Any) -> Booked:
        """Book a cheque at the till, limits and all."""
        return self.do(selling.book, self.sale(amount, **changes), shown)

    def sell_past(self, amount: int, **changes: Any) -> Booked:
        """Book a cheque that no limit sees."""
        return self.do(sales.book, self.sale(amount, **changes))

    def standing(self, card_id: CardId | None = None) -> tuple[int, int, int]:
        """Available, pending, debt."""
        now = self.ask(ledger.balance, card_id or self.guest.card_id)
        return now.available, now.pending, now.debt

    def history(self, card_id: CardId | None = None) -> list[tuple[str, str, int]]:
        """Kind, reason and points of what was posted, newest first."""
        rows = self.ask(ledger.history, card_id or self.guest.card_id, limit=50)
        return [(row.kind, row.reason, row.net_points) for row in rows]

    def faults(self) -> list[Any]:
        """What the verifier finds wrong in the books."""
        return self.ask(lambda: list(verify(self.business_id)))

    def card_of(self, employee: Employee) -> Holder:
        """A card of somebody who works here."""
        return issue_card(
            self.business_id, self.programme_id, person_id=employee.person_id
        )


def set_up(rules: PointsRules | None = None, slug: str = "desk") -> Desk:
    """A new business: 5 % back, spendable at once, without an end."""
    business_id = create_business(slug=slug)
    programme_id = create_programme(
        business_id, rules or PointsRules(rate_basis_points=500), starts_at=LONG_AGO
    )
    phone = next(_phones)
    return Desk(
        business_id=business_id,
        programme_id=programme_id,
        outlet_id=create_outlet(business_id),
        owner=create_staff(business_id, "owner"),
        manager=create_staff(business_id, "administrator"),
        cashier=create_staff(business_id, "cashier"),
        guest=issue_card(business_id, programme_id, phone=f"+7916{phone:07}"),
        other=issue_card(business_id, programme_id, phone=f"+7917{phone:07}"),
    )
