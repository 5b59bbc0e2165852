"""Notices of what a business does for a member: greetings, levels, rewards."""

from collections.abc import Mapping
from typing import Any

from app.businesses.queries import BusinessView
from app.core.locales import gettext as _
from app.core.locales import mark, ngettext
from app.notifications.kinds.amounts import amount, day
from app.notifications.kinds.kind import NoticeKind, Words
from app.programmes import level_words
from app.programmes.levels import Level


def _unused(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    what = amount(business, payload, "amount")
    lines = [
        ngettext(
            "Your card has not been used for %(num)s day.",
            "Your card has not been used for %(num)s days.",
            payload["days"],
            num=payload["days"],
        ),
    ]
    if payload.get("gift"):
        lines.append(
            _(
                "So that you come again, a present is on it: %(points)s.",
                points=amount(business, payload, "gift"),
            )
        )
        if payload["gift_ends"]:
            end = day(payload["gift_ends"])
            lines.append(_("You can use it through %(day)s.", day=end))
    lines.append(_("On the card: %(points)s.", points=what))
    if payload["ends"]:
        lines.append(
            _(
                "The next of it ends: %(points)s, through %(day)s.",
                points=amount(business, payload, "ending"),
                day=day(payload["ends"]),
            )
        )
    subject = (
        _(
            "a present on your card: %(points)s",
            points=amount(business, payload, "gift"),
        )
        if payload.get("gift")
        else _("waiting on your card: %(points)s", points=what)
    )
    return Words(
        subject=subject,
        paragraphs=tuple(lines),
        path="/card",
        button=_("Open the card"),
    )


def _birthday(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    lines = [_("%(business)s wishes you a happy birthday!", business=business.name)]
    if payload["amount"]:
        lines.append(
            _(
                "A present is on your card: %(points)s.",
                points=amount(business, payload, "amount"),
            )
        )
        if payload["ends"]:
            lines.append(_("You can use it through %(day)s.", day=day(payload["ends"])))
    return Words(
        subject=_("happy birthday!"),
        paragraphs=tuple(lines),
        path="/card",
        button=_("Open the card"),
    )


def _level(_business: BusinessView, payload: Mapping[str, Any]) -> Words:
    name = payload["level"]
    if payload["is_up"]:
        subject = _("your level is now “%(name)s”", name=name)
        first = _("You have reached the level “%(name)s”.", name=name)
    elif name:
        subject = _("your level is now “%(name)s”", name=name)
        first = _("Your level has changed to “%(name)s”.", name=name)
    else:
        subject = _("your level has changed")
        first = _("You are back at the first level.")
    why = payload["why"]
    lines = [first, f"{_(why)}."]
    brings = payload["brings"]
    if brings and (said := level_words.benefits(Level(name=name, **_tuples(brings)))):
        lines.append(_("What it brings: %(benefits)s.", benefits="; ".join(said)))
    return Words(subject, tuple(lines), "/card/level", _("See your level"))


def _tuples(brings: Mapping[str, Any]) -> dict[str, Any]:
    return {**brings, "from_amount": 1, "benefits": tuple(brings["benefits"])}


def _reward(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    what = amount(business, payload, "amount")
    lines = [_("For “%(name)s”: %(points)s.", name=payload["name"], points=what)]
    if payload["usable"]:
        lines.append(_("You can use it from %(day)s.", day=day(payload["usable"])))
    return Words(
        subject=_("a reward: %(points)s", points=what),
        paragraphs=tuple(lines),
        path="/card/history",
        button=_("Open the history"),
    )


def _friend(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    what = amount(business, payload, "amount")
    subject, first = {
        "joined": (
            _("a friend has come by your invitation"),
            _("You get yours after their first purchase."),
        ),
        "bringer": (
            _("for a friend you brought: %(points)s", points=what),
            _("Your friend has bought for the first time: %(points)s.", points=what),
        ),
        "friend": (
            _("by a friend’s invitation: %(points)s", points=what),
            _(
                "Your first purchase counts, here is what was promised: %(points)s.",
                points=what,
            ),
        ),
        "void": (
            _("an invitation counts no more"),
            _(
                "The purchase it counted for was returned, so what it gave is taken back."
            ),
        ),
    }[payload["step"]]
    lines = [first]
    if payload["usable"]:
        lines.append(_("You can use it from %(day)s.", day=day(payload["usable"])))
    return Words(subject, tuple(lines), "/card/friends", _("See your invitations"))


UNUSED = NoticeKind(
    "card_unused", mark("The card was not used for long"), _unused, is_advertising=True
)
BIRTHDAY = NoticeKind("birthday", mark("Birthday"), _birthday, is_timed=True)
LEVEL = NoticeKind("level", mark("Level of the card"), _level, is_timed=True)
REWARD = NoticeKind("reward", mark("Rewards for what you do"), _reward)
REFERRAL = NoticeKind("referral", mark("Friends by your invitation"), _friend)
KINDS = (UNUSED, BIRTHDAY, LEVEL, REWARD, REFERRAL)
