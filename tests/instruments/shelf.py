"""A shop that sells certificates, passes, tickets and memberships, in few words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from app.core import clock, db, tenancy
from app.core.ids import CardId, ProgrammeId
from app.instruments import actions, queries
from app.instruments.actions import Event, Order, Sold
from app.instruments.queries import Held
from app.ledger import queries as ledger
from app.ledger.verify import verify
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from app.programmes.rules import CardRules
from tests.world import Shop, create_programme

T = TypeVar("T")
NAMES = {
    CertificateRules: "Certificate",
    VisitRules: "Pass",
    TicketRules: "Tickets",
    ClubRules: "Club",
}


@dataclass(frozen=True)
class Shelf:
    """What a shop sells, and what happens to it."""

    shop: Shop

    def do(self, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run an action in a transaction of its own, inside the business."""
        with tenancy.scope(self.shop.business_id), db.writing():
            return action(*args, **kwargs)

    def offer(self, rules: CardRules, name: str | None = None) -> ProgrammeId:
        """Put a card on sale."""
        called = name or NAMES[type(rules)]  # type: ignore[index]
        return create_programme(self.shop.business_id, rules, name=called)  # type: ignore[arg-type]

    def sell(self, programme_id: ProgrammeId, **more: Any) -> Sold:
        """Sell one card, to nobody in particular unless ``member_id`` says whom."""
        order = Order(
            programme_id=programme_id,
            actor=self.shop.cashier.actor,
            **{"outlet_id": self.shop.outlet_id, **more},
        )
        return self.do(actions.sell, order)

    def event(
        self, programme_id: ProgrammeId, *, capacity: int = 100, **more: Any
    ) -> int:
        """Put an event on sale that begins in two hours."""
        told = {
            "name": "Concert",
            "place": "Courtyard",
            "zone": self.shop.zone,
            "starts_at": clock.now() + timedelta(hours=2),
            "capacity": capacity,
            "price_minor": 800_00,
            "gates": ("1", "2", "3"),
            **more,
        }
        return self.do(actions.add_event, programme_id=programme_id, told=Event(**told))

    def use(self, sold: Sold, gate: str = "") -> actions.Used:
        """Scan it."""
        return self.do(
            actions.use,
            card_id=sold.card_id,
            outlet_id=self.shop.outlet_id,
            actor=self.shop.cashier.actor,
            gate=gate,
        )

    def held(self, sold: Sold) -> Held:
        """How it stands now."""
        with tenancy.scope(self.shop.business_id):
            card_id = queries.card_of(sold.instrument_id)
            found = queries.held(card_id)
            db.session().rollback()
        return found

    def available(self, card_id: CardId) -> int:
        """What a card is worth."""
        with tenancy.scope(self.shop.business_id):
            found = ledger.balance(card_id).available
            db.session().rollback()
        return found

    def is_sound(self) -> bool:
        """Whether ``flask ledger verify`` finds nothing."""
        with tenancy.scope(self.shop.business_id):
            faults = list(verify(self.shop.business_id))
            db.session().rollback()
        return not faults


def at(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(text)
