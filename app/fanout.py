"""THE map: which handlers hear which fact. Handlers are idempotent."""

from collections.abc import Callable, Mapping
from typing import Any

from app.exchange import events as exchange
from app.insights import handlers as insights
from app.notifications import handlers as notifications
from app.people import events as people
from app.sales import events as sales

Handler = Callable[[Any], None]

HANDLERS: Mapping[type, tuple[Handler, ...]] = {
    people.CodeAsked: (notifications.send_code,),
    people.MemberJoined: (insights.refresh_day,),
    sales.ReceiptBooked: (insights.refresh_day,),
    sales.ReceiptRefunded: (insights.refresh_day,),
    sales.ReceiptUndone: (insights.refresh_day,),
    exchange.PurchasesImported: (insights.refresh_day,),
}
FACTS: Mapping[str, type] = {fact.__name__: fact for fact in HANDLERS}


def handle(fact: str, payload: dict[str, Any]) -> None:
    """Tell every handler of ``fact``; raises KeyError for a fact nobody knows."""
    kind = FACTS[fact]
    for handler in HANDLERS[kind]:
        handler(kind(**payload))
