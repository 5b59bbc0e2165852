"""A card on which points end: time passes, warnings go out or do not."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

from sqlalchemy import delete, select

from app.core import clock, db, tenancy
from app.ledger import actions as ledger
from app.ledger import queries, verify
from app.ledger.queries import HistoryRow
from app.notifications import expiry
from app.notifications.models import Delivery
from app.notifications.trigger_models import ExpiryNotice
from tests.world import World

ZONE = "Europe/Moscow"
_keys = count()


class Bench:
    """The coffee shop's card, time, and what becomes of warnings."""

    def __init__(self, world: World) -> None:
        self.shop = world.coffee
        self.card_id = world.coffee.member.card_id

    def give(self, amount: int, days: int) -> None:
        """Points through the day that comes ``days`` later."""
        last = clock.today(ZONE) + timedelta(days=days)
        with tenancy.scope(self.shop.business_id), db.writing():
            ledger.credit(
                card_id=self.card_id,
                cause=ledger.Cause(
                    key=f"test:{next(_keys)}",
                    actor="system",
                    reason="welcome",
                    occurred_at=clock.now(),
                ),
                amount=amount,
                available_at=clock.now(),
                expires_at=clock.day_end(last, ZONE),
                kind="gift",
            )

    def run(self) -> None:
        """What the worker does."""
        with tenancy.scope(self.shop.business_id):
            expiry.tell_due()
            expiry.spare_soon()

    def book(self) -> None:
        """Let the end come."""
        with tenancy.scope(self.shop.business_id), db.writing():
            ledger.expire(card_id=self.card_id, at=clock.now())

    def morning(self, hour: int = 10) -> None:
        """Go on to the next day."""
        tomorrow = clock.today(ZONE) + timedelta(days=1)
        at = clock.day_start(tomorrow, ZONE) + timedelta(hours=hour)
        clock.advance(at - clock.now())

    def warnings(self) -> list[ExpiryNotice]:
        """What was told, oldest first."""
        with tenancy.scope(self.shop.business_id):
            return list(
                db.session().scalars(
                    select(ExpiryNotice)
                    .order_by(ExpiryNotice.id)
                    .execution_options(populate_existing=True)
                )
            )

    def send(self, channel: str = "email", state: str = "sent") -> None:
        """Let the newest notice go out."""
        with tenancy.scope(self.shop.business_id), db.writing():
            newest = self.warnings()[-1].notice_id
            # In the place of what was planned for a card without any address.
            db.session().execute(
                delete(Delivery).where(
                    Delivery.notice_id == newest, Delivery.channel == channel
                )
            )
            db.session().add(
                Delivery(
                    notice_id=newest,
                    channel=channel,
                    state=state,
                    sent_at=clock.now() if state == "sent" else None,
                )
            )

    def history(self) -> list[HistoryRow]:
        """The card's postings, newest first."""
        with tenancy.scope(self.shop.business_id):
            return queries.history(self.card_id)

    @property
    def available(self) -> int:
        """What can be spent."""
        with tenancy.scope(self.shop.business_id):
            return queries.balance(self.card_id).available

    def faults(self) -> list[str]:
        """What the verifier says."""
        with tenancy.scope(self.shop.business_id):
            return [str(each) for each in verify.verify(self.shop.business_id)]

    def live(self, days: int, told: Callable[[], None] = lambda: None) -> None:
        """Let days pass with the worker at work; ``told`` follows each warning."""
        for _ in range(days):
            self.morning()
            before = len(self.warnings())
            self.run()
            if len(self.warnings()) > before:
                told()


def last_minutes(bench: Bench) -> None:
    """Half past eleven in the evening of today."""
    clock.advance(
        clock.day_end(clock.today(ZONE), ZONE) - timedelta(minutes=30) - clock.now()
    )
    bench.run()
