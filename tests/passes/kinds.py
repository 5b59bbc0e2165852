"""A full card of every kind."""

from datetime import timedelta
from typing import Any, Final

from passes.card import (
    Action,
    ActionType,
    Card,
    Event,
    Field,
    Kind,
    Money,
    Occasion,
    Outlet,
    Progress,
)
from tests.passes.samples import NOW, card

_VENUE: Final = Outlet(
    {"ru": "Зал", "en": "Hall"},
    55.76,
    37.63,
    address={"ru": "Мясницкая, 7", "en": "7 Myasnitskaya"},
)
_CHANGES: Final[dict[Kind, dict[str, Any]]] = {
    Kind.POINTS: {},
    Kind.STAMPS: {
        "progress": Progress(4, 10),
        "primary": (Field("gift", "", {"ru": "Кофе", "en": "Coffee"}),),
    },
    Kind.VISITS: {"progress": Progress(2, 5)},
    Kind.DISCOUNT: {"header": (Field("rate", "", "7 %"),)},
    Kind.GIFT_CARD: {
        "header": (
            Field(
                "balance",
                {"ru": "Остаток", "en": "Balance"},
                Money(125_050, "RUB"),
                {"ru": "Остаток: %@", "en": "Balance: %@"},
            ),
        ),
        "updated_at": NOW,
    },
    Kind.COUPON: {
        "title": {"ru": "Кофе в подарок", "en": "A free coffee"},
        "terms": {"ru": "Один раз", "en": "Once"},
        "starts_at": NOW,
        "expires_at": NOW + timedelta(days=30),
    },
    Kind.TICKET: {
        "title": {"ru": "Каппинг", "en": "Cupping"},
        "secondary": (),
        "event": Event(
            _VENUE,
            NOW + timedelta(days=3),
            ends_at=NOW + timedelta(days=3, hours=2),
            doors_at=NOW + timedelta(days=3, minutes=-30),
            seat={"ru": "Ряд 3, место 7", "en": "Row 3, seat 7"},
            gate="B",
        ),
    },
    Kind.MEMBERSHIP: {"level": {"ru": "Серебро", "en": "Silver"}},
}


def of_kind(kind: Kind, **changes: Any) -> Card:
    """A card with what its kind needs; keyword arguments replace its parts."""
    common: dict[str, Any] = {
        "kind": kind,
        "actions": (Action(ActionType.SHOP, "https://example.org/shop"),),
        "occasions": (Occasion(NOW),),
    }
    return card(**(common | _CHANGES[kind] | changes))
