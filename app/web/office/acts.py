"""What was done, in words: a sentence for every code of the audit trail."""

from dataclasses import dataclass
from typing import Any

from flask import g

from app.businesses import queries as businesses
from app.core import locales
from app.core.audit import Line
from app.core.locales import mark
from app.people import limits, queries
from app.web.roles import ROLE_NAMES

SENTENCES = {
    "staff.added": mark("%(subject)s joined the team as %(role)s"),
    "staff.invited": mark("Invited somebody into the team as %(role)s"),
    "staff.invited_again": mark("Sent an invitation again, as %(role)s"),
    "staff.invitation_withdrawn": mark("Withdrew an invitation, as %(role)s"),
    "staff.role_changed": mark("Role of %(subject)s: %(before)s → %(after)s"),
    "staff.limits_changed": mark("Limits of %(subject)s: %(before)s → %(after)s"),
    "staff.ended": mark("%(subject)s left the team (%(role)s)"),
    "staff.second_factor_reset": mark("Reset the second step of %(subject)s"),
    "programme.created": mark("Opened the card “%(name)s”"),
    "programme.rules_changed": mark("Rules of “%(name)s”: version %(version)s"),
    "programme.renamed": mark("Renamed the card “%(before)s” to “%(name)s”"),
    "programme.code_chosen": mark("Code on “%(name)s”: %(before)s → %(after)s"),
    "programme.closed": mark("Closed the card “%(name)s”"),
    "programme.reopened": mark("Opened the card “%(name)s” again"),
    "brand.changed": mark("Look: %(before)s → %(after)s"),
    "google.offered": mark("Google Wallet: %(is_offered)s"),
    "outlet.opened": mark("Opened the outlet “%(name)s”"),
    "outlet.changed": mark("Changed the outlet “%(name)s”"),
    "api_key.made": mark("Made the API key “%(name)s”"),
    "api_key.revoked": mark("Revoked the API key “%(name)s”"),
    "receipt.refunded": mark(
        "Return on receipt %(number)s: %(money_minor)s to the guest"
    ),
    "receipt.undone": mark("Cancelled receipt %(number)s"),
    "print.ordered": mark("Ordered printed cards: %(count)s"),
    "print.removed": mark("Removed an order of printed cards: %(count)s"),
    "plastic.imported": mark("Took in card numbers: %(cards)s, points: %(points)s"),
    "purchases.imported": mark("Took in purchases: %(receipts)s"),
}
PARTS = {
    "points_returned": mark("%(value)s back on the card"),
    "points_clawed": mark("%(value)s taken off it"),
}
"""Details that a sentence goes on with, where there is something to say."""

KINDS = {
    "staff": mark("Team"),
    "receipt": mark("Returns and cancellations"),
    "programme": mark("Cards and rules"),
    "brand": mark("Look"),
    "outlet": mark("Outlets"),
    "api_key": mark("API keys"),
    "google": mark("Google Wallet"),
    "print": mark("Printing"),
    "plastic": mark("Card numbers taken in"),
    "purchases": mark("Purchases taken in"),
}
_POINTS = {"points_returned", "points_clawed", "points"}
_COUNTS = {"count", "cards", "receipts"}


@dataclass(frozen=True)
class Names:
    """What ids are called, looked up once for a page."""

    staff: dict[int, str]
    keys: dict[int, str]
    groups: dict[int, str]
    outlets: dict[int, str]


def names() -> Names:
    """The names of everybody and everything that lines may speak of."""
    return Names(
        staff=queries.names_of_staff(),
        keys={each.id: each.name for each in businesses.api_keys()},
        groups={int(each.id): each.name for each in limits.groups()},
        outlets={int(each.id): each.name for each in businesses.outlets()},
    )


def who(actor: str, known: Names) -> str:
    """Who did it, by name."""
    kind, _, number = actor.partition(":")
    found = int(number) if number.isdecimal() else 0
    if kind == "staff":
        return known.staff.get(found, actor)
    if kind == "key":
        return locales.gettext("API key “%(name)s”", name=known.keys.get(found, actor))
    if kind == "operator":
        return locales.gettext("Operator of the site")
    return locales.gettext("The system") if kind == "system" else actor


def sentence(line: Line, known: Names) -> str:
    """What was done; a code without a sentence stands for itself."""
    words = SENTENCES.get(line.act)
    if words is None:
        return line.act
    values = {key: _value(key, value, known) for key, value in line.details.items()}
    subject = who(line.subject, known)
    parts = [
        locales.gettext(part, value=values[key])
        for key, part in PARTS.items()
        if line.details.get(key)
    ]
    said = locales.gettext(words, **({"subject": subject} | values))
    return ", ".join([said, *parts])


def _value(key: str, value: Any, known: Names) -> str:
    """A detail as it is read."""
    if isinstance(value, dict):
        return _several(value, known)
    if isinstance(value, bool):
        return locales.gettext("on") if value else locales.gettext("off")
    if key == "money_minor":
        return locales.money(value, g.business.currency)
    if key in _POINTS:
        return locales.points(value, g.business.unit)
    if key in _COUNTS:
        return locales.number_text(value)
    if value in ROLE_NAMES:
        return locales.gettext(ROLE_NAMES[value])
    return str(value)


def _several(values: dict[str, Any], known: Names) -> str:
    """Several details as one list: limits by name, or plain values."""
    if set(values) == {"groups", "outlets"}:
        called = [
            *(known.groups.get(each, f"№ {each}") for each in values["groups"]),
            *(known.outlets.get(each, f"№ {each}") for each in values["outlets"]),
        ]
        return ", ".join(called) or locales.gettext("no limits")
    return ", ".join(str(value) for value in values.values())
