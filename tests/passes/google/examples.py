"""One card of every kind, and what Google is told of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from passes.card import (
    Action,
    ActionType,
    Barcode,
    Card,
    Event,
    Field,
    Kind,
    Link,
    Money,
    Outlet,
    Progress,
    Rotation,
    Symbology,
)
from passes.google.objects import class_of, object_of
from passes.google.parts import Pictures
from passes.google.resources import Resource, class_id, object_id
from tests.passes.samples import NOW, card

ISSUER = "3388000000012345678"
PICTURES = Pictures("https://cards.example/logo.png", "https://cards.example/hero.png")
ROTATION = Rotation("TES.{totp_value_0}.{totp_timestamp_seconds}", b"k" * 20)
VENUE = Outlet("Клуб", 55.76, 37.63, address="ул. Мясницкая, 1\nМосква")


class Clock:
    """The present time; `now` may be set. Real by default: google-auth reads it too."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


def full(kind: Kind, **changes: Any) -> Card:
    """A card of that kind with everything it can have."""
    common: dict[str, Any] = {
        "kind": kind,
        "title": {"ru": "Завтраки", "en": "Breakfasts"},
        "barcode": Barcode("TES1:381333931", caption="381 333 931", rotation=ROTATION),
        "actions": (Action(ActionType.SHOP, "https://example.org/shop"),),
        "links": (
            Link({"ru": "Сайт", "en": "Site"}, "https://example.org/"),
            Link("Телефон", "tel:+74950000000"),
        ),
        "terms": {"ru": "Только утром", "en": "Mornings only"},
        "starts_at": NOW - timedelta(days=1),
        "expires_at": NOW + timedelta(days=30),
    }
    return card(**(common | _OWN.get(kind, {}) | changes))


_OWN: dict[Kind, dict[str, Any]] = {
    Kind.STAMPS: {"progress": Progress(3, 8), "header": ()},
    Kind.VISITS: {"progress": Progress(2, 10), "header": ()},
    Kind.DISCOUNT: {"header": (Field("rate", "Скидка", "7 %"),)},
    Kind.GIFT_CARD: {
        "header": (Field("balance", "Баланс", Money(150_000, "RUB")),),
        "updated_at": NOW,
        "barcode": Barcode("4006381333931", Symbology.EAN13),
    },
    Kind.TICKET: {
        "event": Event(
            VENUE,
            NOW,
            NOW + timedelta(hours=2),
            NOW - timedelta(hours=1),
            seat={"ru": "Ряд 1, место 2", "en": "Row 1, seat 2"},
            gate="A",
        )
    },
}


def ids(whole: Card) -> tuple[str, str]:
    """Ids of a card's class and object."""
    level = whole.level if isinstance(whole.level, str) else ""
    return class_id(ISSUER, "breakfasts", level), object_id(ISSUER, whole.serial)


def a_class(whole: Card, **options: Any) -> Resource:
    """Its class, with all options."""
    given: dict[str, Any] = {
        "class_id": ids(whole)[0],
        "pictures": PICTURES,
        "callback_url": "https://cards.example/google",
        "is_shimmering": True,
    }
    return class_of(whole, **(given | options))


def an_object(whole: Card, now: datetime = NOW) -> Resource:
    """Its object."""
    group, own = ids(whole)
    return object_of(whole, object_id=own, class_id=group, now=now, pictures=PICTURES)


def points(balance: int, **changes: Any) -> Card:
    """A card with so many points."""
    whole = full(Kind.POINTS, **changes)
    (field,) = whole.header
    return replace(whole, header=(replace(field, value=balance),))
