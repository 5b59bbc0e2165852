"""Changes of what Google already has: patches, retirement and messages.

A PATCH merges: lists are replaced whole, `null` deletes, whatever is left out stays.
So a field that a card no longer has must be named to go away.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from passes.brand import Text
from passes.google import words
from passes.google.resources import Json, Resource
from passes.google.schema import MESSAGES, message_of

MAX_MESSAGES: Final = 10

_VARY: Final = {
    "LoyaltyPoints": ("localizedLabel",),
    "LoyaltyPointsBalance": ("int", "string", "double", "money"),
    "Barcode": ("alternateText", "renderEncoding"),
    "RotatingBarcode": ("alternateText", "renderEncoding"),
    "TimeInterval": ("start", "end"),
    "LocalizedString": ("translatedValues",),
    "Image": ("contentDescription",),
    "EventSeat": ("seat", "gate"),
    "EventDateTime": ("doorsOpen", "end"),
    "Notifications": ("expiryNotification", "upcomingNotification"),
}
"""Parts inside a part that come and go with the card."""

_OBJECT: Final = (
    "validTimeInterval",
    "barcode",
    "rotatingBarcode",
    "heroImage",
    "linksModuleData",
    "merchantLocations",
    "textModulesData",
)
_OBJECTS: Final = {
    "loyaltyObject": (
        "accountId",
        "accountName",
        "loyaltyPoints",
        "secondaryLoyaltyPoints",
    ),
    "offerObject": (),
    "giftCardObject": ("balance", "balanceUpdateTime", "pin"),
    "eventTicketObject": (
        "ticketHolderName",
        "ticketNumber",
        "ticketType",
        "seatInfo",
    ),
    "genericObject": ("subheader", "logo", "notifications"),
}
_CLASS: Final = (
    "callbackOptions",
    "securityAnimation",
    "classTemplateInfo",
    "heroImage",
    "localizedIssuerName",
)
_CLASSES: Final = {
    "loyaltyClass": (
        "rewardsTier",
        "rewardsTierLabel",
        "localizedRewardsTier",
        "localizedRewardsTierLabel",
        "localizedProgramName",
    ),
    "offerClass": (
        "details",
        "finePrint",
        "titleImage",
        "localizedDetails",
        "localizedFinePrint",
        "localizedTitle",
        "localizedProvider",
    ),
    "giftCardClass": ("programLogo", "localizedMerchantName"),
    "eventTicketClass": ("finePrint", "logo"),
    "genericClass": (),
}
_NO_NUMBER: Final = "-"
"""A gift card keeps its required number field; this stands for none."""


def patch_of(resource: Resource, *, notify: bool = False) -> Json:
    """The body of a PATCH that makes Google's copy equal to the resource.

    Messages, linked objects and whatever else Google or others wrote stay.

    Args:
        resource: a class or an object as `passes.google.objects` makes it.
        notify: asks for a notification of what changed; Google forgets it with the
            request, sends three a day per card, and knows it not for generic cards.
    """
    made = _with_nulls(message_of(resource.type), resource.body)
    shared, own = (
        (_OBJECT, _OBJECTS) if resource.type in _OBJECTS else (_CLASS, _CLASSES)
    )
    known = MESSAGES[message_of(resource.type)]
    for name in shared + own[resource.type]:
        if name in known:
            made.setdefault(name, None)
    if notify and "notifyPreference" in known:
        made["notifyPreference"] = "NOTIFY_ON_UPDATE"
    return made


def retired(object_type: str, object_id: str) -> Json:
    """The body of a PATCH that empties a card for good: nothing can be deleted.

    State, names, numbers, codes, balances, texts, pictures and messages go; what a
    type requires stays with a dash in it. Google keeps links to other passes.

    Args:
        object_type: such as `loyaltyObject`.
        object_id: its id.
    """
    known = MESSAGES[message_of(object_type)]
    emptied: Json = {
        name: None
        for name in (*_OBJECT, *_OBJECTS[object_type], *_OF_OTHERS)
        if name in known
    }
    if object_type == "giftCardObject":
        emptied["cardNumber"] = _NO_NUMBER
    return {"id": object_id, "state": "INACTIVE"} | emptied


_OF_OTHERS: Final = (
    "messages",
    "smartTapRedemptionValue",
    "infoModuleData",
    "imageModulesData",
    "valueAddedModuleData",
    "appLinkData",
    "reservationInfo",
    "groupingInfo",
)


def message(
    message_id: str,
    header: Text,
    body: Text,
    *,
    language: str,
    notify: bool = False,
    until: datetime | None = None,
) -> Json:
    """A message for `Client.add_message`.

    Args:
        message_id: letters, digits, `_` and `-`; tells messages apart.
        header: the subject.
        body: the words.
        language: of those who know no other.
        notify: also a notification on the phone; Google allows three per pass in 24
            hours and then answers with `quotaExceeded`.
        until: when it disappears; aware; None means it stays.
    """
    made: Json = {
        "id": message_id,
        "messageType": "TEXT_AND_NOTIFY" if notify else "TEXT",
        **words.both("header", header, language),
        **words.both("body", body, language),
    }
    if until is not None:
        made["displayInterval"] = {"end": {"date": words.moment(until)}}
    return made


def newest(messages: Sequence[Json], *, room: int = 1) -> list[Json]:
    """The last messages, so that `room` more fit below Google's ten."""
    return list(messages)[max(0, len(messages) - (MAX_MESSAGES - room)) :]


def _with_nulls(name: str, value: Json) -> Json:
    """The document with `null` for every varying part that it lacks."""
    known = MESSAGES[name]
    made: dict[str, Any] = dict.fromkeys(_VARY.get(name, ()))
    for field, inner in value.items():
        is_message = isinstance(inner, dict) and known[field] in MESSAGES
        made[field] = _with_nulls(known[field], inner) if is_message else inner
    return made
