"""A card as Google's class (what all cards of a programme share) and object (one card).

Which type stands for which kind, and every required field, follow the prose of the
walletobjects v1 reference; everything is checked before it is returned.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from passes.brand import LANGUAGES, Language
from passes.card import Card
from passes.google import generic, gifts, loyalty, offers, tickets, words
from passes.google.checks import refuse_invalid
from passes.google.parts import Pictures, card_object, picture
from passes.google.resources import (
    FAMILIES,
    Json,
    Resource,
    class_type,
)

_LOGOS: Final = {
    "loyalty": "programLogo",
    "offer": "titleImage",
    "giftCard": "programLogo",
    "eventTicket": "logo",
}
_CLASS_FIELDS: Final[dict[str, Callable[[Card, str], Json]]] = {
    "loyalty": loyalty.class_fields,
    "offer": offers.class_fields,
    "giftCard": gifts.class_fields,
    "eventTicket": tickets.class_fields,
}
_OBJECT_FIELDS: Final[dict[str, Callable[[Card], Json]]] = {
    "loyalty": loyalty.object_fields,
    "offer": offers.object_fields,
    "giftCard": gifts.object_fields,
    "eventTicket": tickets.object_fields,
}


def class_of(
    card: Card,
    *,
    class_id: str,
    pictures: Pictures,
    callback_url: str = "",
    language: Language = LANGUAGES[0],
    country: str = "RU",
    is_shimmering: bool = False,
) -> Resource:
    """The class of a card's programme and level.

    Only what all its cards share is read from the card (brand, title, kind, level,
    terms, event, sharing), so every card of the class gives the same document.

    Args:
        card: any card of the programme at this level.
        class_id: see `passes.google.resources.class_id`.
        pictures: loyalty cards need a logo.
        callback_url: https address that Google calls when a card is saved or removed.
        language: of the words that stand where only one language fits.
        country: two letters, ISO 3166, for Google's own labels.
        is_shimmering: adds the security animation.

    Returns:
        The class with `reviewStatus` UNDER_REVIEW, which every write of a class needs.

    Raises:
        BadCard: Google would refuse it, or show nothing; the message says why.
    """
    family = FAMILIES[card.kind]
    made: Json = {"id": class_id}
    made["multipleDevicesAndHoldersAllowedStatus"] = (
        "ONE_USER_ALL_DEVICES" if card.sharing_prohibited else "MULTIPLE_HOLDERS"
    )
    if callback_url:
        made["callbackOptions"] = {"url": callback_url}
    if is_shimmering:
        made["securityAnimation"] = {"animationType": "FOIL_SHIMMER"}
    if family == "generic":
        made |= generic.class_fields()
    else:
        made |= _reviewed(card, pictures, language, country)
        made |= _CLASS_FIELDS[family](card, language)
    return _checked(Resource(class_type(card.kind), made))


def object_of(
    card: Card,
    *,
    object_id: str,
    class_id: str,
    now: datetime,
    pictures: Pictures | None = None,
) -> Resource:
    """The object of one card.

    Args:
        card: the card.
        object_id: see `passes.google.resources.object_id`.
        class_id: the class of its programme and level; another one moves the card.
        now: aware; decides whether the card has expired (Google takes a day to see).
        pictures: `hero_url` is this card's own picture (stamps); `logo_url` is read for
            visit passes and memberships, whose class has none.

    Returns:
        The object, without messages and without `notifyPreference`: see
        `passes.google.patches`.

    Raises:
        BadCard: Google would refuse it, or show nothing; the message says why.
    """
    shown = pictures or Pictures()
    base = card_object(card, (object_id, class_id), now, shown.hero_url)
    family = FAMILIES[card.kind]
    if family == "generic":
        more = generic.object_fields(card, shown.logo_url)
    else:
        more = _OBJECT_FIELDS[family](card)
    return _checked(Resource(base.type, base.body | more))


def _reviewed(card: Card, pictures: Pictures, language: str, country: str) -> Json:
    """Fields of the classes that Google reviews: all but the generic one."""
    name = card.brand.name
    made = words.both("issuerName", name, language) | {
        "reviewStatus": "UNDER_REVIEW",
        "hexBackgroundColor": card.brand.colours.background,
        "countryCode": country,
    }
    if pictures.logo_url:
        logo = _LOGOS[FAMILIES[card.kind]]
        made[logo] = picture(pictures.logo_url, name, language)
    if pictures.hero_url:
        made["heroImage"] = picture(pictures.hero_url, card.description, language)
    return made


def _checked(resource: Resource) -> Resource:
    refuse_invalid(resource)
    return resource
