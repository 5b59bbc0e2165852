"""Notices of gifts, personal offers, and what of them ends."""

from collections.abc import Mapping
from typing import Any

from app.businesses.queries import BusinessView
from app.core.locales import gettext as _
from app.core.locales import mark
from app.notifications.kinds.amounts import day
from app.notifications.kinds.kind import NoticeKind, Words


def _gift(_business: BusinessView, payload: Mapping[str, Any]) -> Words:
    lines = [_("A gift for you: “%(name)s”.", name=payload["name"]), *_until(payload)]
    lines.append(_("Show its code at the till."))
    return Words(
        subject=_("a gift: “%(name)s”", name=payload["name"]),
        paragraphs=tuple(lines),
        path="/card/rewards",
        button=_("Open the gift"),
    )


def _offer(_business: BusinessView, payload: Mapping[str, Any]) -> Words:
    lines = [_("For you alone: “%(name)s”.", name=payload["name"]), *_until(payload)]
    if payload["reason"]:
        lines.insert(1, payload["reason"])
    return Words(
        subject=_("an offer for you: “%(name)s”", name=payload["name"]),
        paragraphs=tuple(lines),
        path="/card/offers",
        button=_("Open the offer"),
    )


def _waiting(_business: BusinessView, payload: Mapping[str, Any]) -> Words:
    return Words(
        subject=_("not fetched yet: “%(name)s”", name=payload["name"]),
        paragraphs=(
            _("“%(name)s” is still waiting for you.", name=payload["name"]),
            *_until(payload),
        ),
        path="/card/rewards",
        button=_("Open the gift"),
    )


def _ending(_business: BusinessView, payload: Mapping[str, Any]) -> Words:
    last = day(payload["ends"])
    return Words(
        subject=_(
            "“%(name)s”: the last day is %(day)s", name=payload["name"], day=last
        ),
        paragraphs=(
            _(
                "“%(name)s” can be used through %(day)s.",
                name=payload["name"],
                day=last,
            ),
        ),
        path="/card",
        button=_("Open the card"),
    )


def _until(payload: Mapping[str, Any]) -> list[str]:
    if not payload["ends"]:
        return []
    return [_("The last day is %(day)s.", day=day(payload["ends"]))]


GIFT = NoticeKind("gift", mark("Gifts"), _gift)
OFFER = NoticeKind(
    "personal_offer", mark("Personal offers"), _offer, is_advertising=True
)
GIFT_REMINDER = NoticeKind(
    "gift_reminder", mark("Gifts that are not fetched yet"), _waiting, is_timed=True
)
ENDING = NoticeKind(
    "sold_ending", mark("Passes and certificates that end"), _ending, is_timed=True
)
KINDS = (GIFT, OFFER, GIFT_REMINDER, ENDING)
