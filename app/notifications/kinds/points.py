"""Notices of what comes to a card, goes from it and ends on it."""

from collections.abc import Mapping
from typing import Any

from app.businesses.queries import BusinessView
from app.core.locales import gettext as _
from app.core.locales import mark
from app.notifications.kinds.amounts import amount, day, money
from app.notifications.kinds.kind import NoticeKind, Words


def _bought(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    earned, spent = (amount(business, payload, name) for name in ("earned", "spent"))
    lines = [
        _(
            "Receipt %(number)s for %(money)s.",
            number=payload["number"],
            money=money(business, payload["paid_minor"]),
        )
    ]
    if payload["earned"]:
        lines.append(_("Credited: %(points)s.", points=earned))
    if payload["spent"]:
        lines.append(_("Paid with the card: %(points)s.", points=spent))
    lines.append(_balance(business, payload))
    subject = (
        _("credited: %(points)s", points=earned)
        if payload["earned"]
        else _("paid with the card: %(points)s", points=spent)
    )
    return Words(subject, tuple(lines), "/card/history", _("Open the history"))


def _brought_back(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    lines = [
        _("Receipt %(number)s was cancelled.", number=payload["number"])
        if payload["is_undone"]
        else _(
            "%(money)s went back to you for goods of receipt %(number)s.",
            number=payload["number"],
            money=money(business, payload["money_minor"]),
        )
    ]
    if payload["returned"]:
        back = amount(business, payload, "returned")
        lines.append(_("Back on the card: %(points)s.", points=back))
    if payload["clawed"]:
        gone = amount(business, payload, "clawed")
        lines.append(
            _("Taken off, since the goods had earned it: %(points)s.", points=gone)
        )
    lines.append(_balance(business, payload))
    subject = (
        _("receipt %(number)s is cancelled", number=payload["number"])
        if payload["is_undone"]
        else _("goods of receipt %(number)s are returned", number=payload["number"])
    )
    return Words(subject, tuple(lines), "/card/history", _("Open the history"))


def _usable(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    what = amount(business, payload, "amount")
    return Words(
        subject=_("can be used now: %(points)s", points=what),
        paragraphs=(
            _(
                "The waiting time is over, you can pay with it: %(points)s.",
                points=what,
            ),
            _balance(business, payload),
        ),
        path="/card",
        button=_("Open the card"),
    )


def _balance(business: BusinessView, payload: Mapping[str, Any]) -> str:
    return _("On the card: %(points)s.", points=amount(business, payload, "balance"))


def _ends(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    what, last = amount(business, payload, "amount"), day(payload["last_day"])
    return Words(
        subject=_("%(points)s: the last day is %(day)s", points=what, day=last),
        paragraphs=(
            _(
                "On your card with a last day: %(points)s, through %(day)s.",
                points=what,
                day=last,
            ),
            _(
                "We warn of this three times. If we cannot reach you, they last longer "
                "by themselves."
            ),
        ),
        path="/card",
        button=_("Open the card"),
    )


def _lasts_longer(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    what, last = amount(business, payload, "amount"), day(payload["last_day"])
    return Words(
        subject=_("%(points)s last until %(day)s", points=what, day=last),
        paragraphs=(
            _(
                "We could not warn you three times that time was running out, so it "
                "goes on: %(points)s, through %(day)s.",
                points=what,
                day=last,
            ),
            _(
                "Check your address, your phone number and what you agreed to get, "
                "to hear of it in time."
            ),
        ),
        path="/card/profile",
        button=_("Check how we reach you"),
    )


RECEIPT = NoticeKind(
    "receipt", mark("Points of a purchase"), _bought, channels=("push", "pass")
)
REFUND = NoticeKind(
    "refund", mark("Returned goods"), _brought_back, channels=("push", "pass")
)
RELEASED = NoticeKind(
    "points_released", mark("Points that can be used now"), _usable, is_timed=True
)
EXPIRY = NoticeKind(
    "points_expiry",
    mark("Points that are about to end"),
    _ends,
    channels=("email", "push", "pass", "sms"),
    is_expiry=True,
    is_timed=True,
)
EXTENDED = NoticeKind(
    "points_extended", mark("Points that last longer"), _lasts_longer, is_timed=True
)
KINDS = (RECEIPT, REFUND, RELEASED, EXPIRY, EXTENDED)
