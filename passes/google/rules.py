"""What Google's reference says in prose: required, exclusive, limited, dead fields.

The discovery document has no lists of required fields; these tables are the sentences
of its descriptions. Keys are `Message.field`, or a bare field wherever it stands.
"""

import re
from typing import Final

REQUIRED: Final = {
    "LoyaltyClass": "id issuerName programName programLogo reviewStatus",
    "LoyaltyObject": "id classId state",
    "OfferClass": "id issuerName title provider redemptionChannel reviewStatus",
    "OfferObject": "id classId state",
    "GiftCardClass": "id issuerName reviewStatus",
    "GiftCardObject": "id classId state cardNumber",
    "EventTicketClass": "id issuerName eventName reviewStatus",
    "EventTicketObject": "id classId state",
    "GenericClass": "id",
    "GenericObject": "id classId cardTitle header",
    "EventVenue": "name address",
    "LocalizedString": "defaultValue",
    "TranslatedString": "language value",
    "Money": "micros currencyCode",
    "Barcode": "type",
    "RotatingBarcode": "type valuePattern totpDetails",
    "RotatingBarcodeTotpDetails": "algorithm periodMillis parameters",
    "RotatingBarcodeTotpDetailsTotpParameters": "key valueLength",
    "Uri": "uri",
    "ImageUri": "uri",
    "MerchantLocation": "latitude longitude",
    "LatLongPoint": "latitude longitude",
    "ValueAddedModuleData": "header uri",
    "CallbackOptions": "url",
    "LoyaltyPoints": "balance",
    "DateTime": "date",
    "FieldReference": "fieldPath",
    "FieldSelector": "fields",
    "SecurityAnimation": "animationType",
    "CardRowOneItem": "item",
    "CardRowTwoItems": "startItem endItem",
    "CardRowThreeItems": "startItem middleItem endItem",
    "ImageModuleData": "mainImage",
    "DiscoverableProgram": "state",
    "SaveRestrictions": "restrictToEmailSha256",
    "LinksModuleData": "uris",
}

EXACTLY_ONE: Final = {
    "Image": ("sourceUri", "privateImageId"),
    "LoyaltyPointsBalance": ("string", "int", "double", "money"),
    "CardRowTemplateInfo": ("oneItem", "twoItems", "threeItems"),
    "TemplateItem": ("firstValue", "predefinedItem"),
    "AppLinkDataAppLinkInfoAppTarget": ("packageName", "targetUri"),
    "FirstRowOption": ("fieldOption", "transitOption"),
}

ANY_OF: Final = {
    "TextModuleData": ("header", "body", "localizedHeader", "localizedBody"),
    "Message": ("header", "body", "localizedHeader", "localizedBody"),
}

AT_MOST_ONE: Final = {
    "EventDateTime": (("doorsOpenLabel", "customDoorsOpenLabel"),),
    "EventTicketClass": (
        ("confirmationCodeLabel", "customConfirmationCodeLabel"),
        ("gateLabel", "customGateLabel"),
        ("rowLabel", "customRowLabel"),
        ("seatLabel", "customSeatLabel"),
        ("sectionLabel", "customSectionLabel"),
    ),
}

MOST: Final = {
    "messages": 10,
    "merchantLocations": 10,
    "linkedObjectIds": 50,
    "valueAddedModuleData": 15,
    "cardRowTemplateInfos": 3,
}
"""Longer lists are rejected or silently cut."""

SHOWN: Final = {"textModulesData": 10, "uris": 10, "imageModulesData": 1}
"""Longer lists are kept, but only so many are shown."""

CUT: Final = {
    "issuerName": 20,
    "programName": 20,
    "accountIdLabel": 15,
    "accountNameLabel": 15,
    "rewardsTier": 7,
    "secondaryRewardsTier": 7,
    "rewardsTierLabel": 9,
    "secondaryRewardsTierLabel": 9,
    "accountId": 20,
    "accountName": 20,
    "LoyaltyPoints.label": 9,
    "LoyaltyPointsBalance.string": 7,
    "OfferClass.title": 60,
    "shortTitle": 20,
    "provider": 12,
    "TextModuleData.header": 35,
    "TextModuleData.body": 500,
    "Uri.description": 20,
    "ValueAddedModuleData.header": 60,
    "ValueAddedModuleData.body": 50,
}
"""Characters that small screens show; the rest is cut off. Warnings."""

LONGEST: Final = {
    "AppLinkData.displayText": 30,
    "AppLinkDataAppLinkInfo.title": 30,
    "EventTicketClass.eventId": 64,
}
"""Characters that Google takes."""

DEAD: Final = {
    "locations": "locations does nothing any more; use merchantLocations",
    "hasUsers": "only Google writes hasUsers",
    "hasLinkedDevice": "only Google writes hasLinkedDevice",
    "classReference": "only Google writes classReference",
    "review": "only Google writes review",
    "updateRequestUrl": "updateRequestUrl does nothing any more",
    "iosAppLinkInfo": "iosAppLinkInfo does nothing any more",
    "initialRotatingBarcodeValues": "only transit passes have it",
}

IDLE: Final = {"kind", "version", "wordMark", "allowMultipleUsersPerObject"}
"""Old fields that Google accepts and ignores. Warnings."""

_ID: Final = r"[1-9][0-9]{0,18}\.[A-Za-z0-9._-]+"
_PART_ID: Final = r"[A-Za-z0-9_-]+"
_WEB: Final = r"https://[^\s/]+\.?[^\s]*"
_TIME: Final = (
    r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d"
    r"(:[0-5]\d(\.\d{1,9})?)?"
)
OFFSET: Final = r"(Z|[+-]\d\d:\d\d(:\d\d)?)"

_PATTERNS: Final = {
    **{
        f"{family}{part}.id": _ID
        for family in ("Loyalty", "Offer", "GiftCard", "EventTicket", "Generic")
        for part in ("Class", "Object")
    },
    "classId": _ID,
    "linkedObjectIds": _ID,
    "TextModuleData.id": _PART_ID,
    "ImageModuleData.id": _PART_ID,
    "Message.id": _PART_ID,
    "hexBackgroundColor": r"#([0-9a-fA-F]{3}){1,2}",
    "countryCode": r"[A-Z]{2}",
    "currencyCode": r"[A-Z]{3}",
    "language": r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    "ImageUri.uri": _WEB,
    "CallbackOptions.url": _WEB,
    "Uri.uri": r"(https?://|tel:|mailto:|geo:)\S+",
    "ValueAddedModuleData.uri": r"https?://\S+",
    "DateTime.date": f"{_TIME}{OFFSET}?",
    "EventDateTime.start": f"{_TIME}{OFFSET}?",
    "EventDateTime.end": f"{_TIME}{OFFSET}?",
    "EventDateTime.doorsOpen": f"{_TIME}{OFFSET}?",
    "fieldPath": r"(object|class)\.[A-Za-z].*",
    "periodMillis": r"[1-9][0-9]*",
    "RotatingBarcodeTotpDetailsTotpParameters.key": r"([0-9A-Fa-f]{2})+",
    "restrictToEmailSha256": r"[0-9a-f]{64}",
    "smartTapRedemptionValue": r"[\x20-\x7e]+",
    "packageName": r"[A-Za-z]\w*(\.[A-Za-z]\w*)+",
}
PATTERNS: Final = {
    name: re.compile(text, re.DOTALL) for name, text in _PATTERNS.items()
}
"""The whole value must match."""

_CODES: Final = {
    "EAN_8": r"\d{8}",
    "EAN_13": r"\d{13}",
    "UPC_A": r"\d{12}",
    "ITF_14": r"\d{14}",
    "CODE_39": r"[0-9A-Z .$/+%-]+",
    "CODE_128": r"[\x00-\x7f]+",
    "CODABAR": r"[A-Da-d]?[0-9$:/.+-]+[A-Da-d]?",
}
CODES: Final = {name: re.compile(text, re.ASCII) for name, text in _CODES.items()}
"""What fits into a symbology."""

RANGES: Final = {
    "latitude": (-90, 90),
    "longitude": (-180, 180),
    "valueLength": (1, 10),
}
