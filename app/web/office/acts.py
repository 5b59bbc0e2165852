"""What was done, in words: a sentence for every code of the audit trail."""

import re
from dataclasses import dataclass
from typing import Any

from flask import g

from app.businesses import queries as businesses
from app.core import locales
from app.core.audit import Line
from app.people import limits, queries
from app.programmes import queries as programmes
from app.reviews.moderation import REASONS
from app.trust.words import (
    APPROVAL_KINDS,
    CASE_REASONS,
    CORRECTION_NAMES,
    LIMIT_NAMES,
)
from app.web.office.act_words import PARTS, SENTENCES
from app.web.office.look_form import MOTIF_NAMES
from app.web.roles import ROLE_NAMES

_PLACE = re.compile(r"%\((\w+)\)s")
_POINTS = {"points_returned", "points_clawed", "points"}
_NAMES = dict(ROLE_NAMES) | MOTIF_NAMES | dict(APPROVAL_KINDS)
_NAMES |= dict(CASE_REASONS) | dict(CORRECTION_NAMES) | dict(LIMIT_NAMES)
_NAMES |= dict(REASONS)
_COUNTS = {"count", "cards", "receipts"}


@dataclass(frozen=True)
class Names:
    """What ids are called, looked up once for a page."""

    staff: dict[int, str]
    keys: dict[int, str]
    groups: dict[int, str]
    outlets: dict[int, str]
    programmes: dict[int, str]


def names() -> Names:
    """The names of everybody and everything that lines may speak of."""
    return Names(
        staff=queries.names_of_staff(),
        keys={each.id: each.name for each in businesses.api_keys()},
        groups={int(each.id): each.name for each in limits.groups()},
        outlets={int(each.id): each.name for each in businesses.outlets()},
        programmes={int(each.id): each.name for each in programmes.programmes()},
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
    values = {
        key: _value(key, value, known)
        for key, value in line.details.items()
        if value is not None
    }
    called = _called(line.subject, known)
    # A line may be older than the sentence: what it lacks is the thing's present name.
    given = {name: values.get(name, called) for name in _PLACE.findall(words)}
    parts = [
        locales.gettext(part, value=values[key])
        for key, part in PARTS.items()
        if line.details.get(key)
    ]
    said = locales.gettext(words, **given)
    return ", ".join([said, *parts])


def _called(subject: str, known: Names) -> str:
    """What was changed, by its present name; what has none is a number."""
    kind, _, number = subject.partition(":")
    found = int(number) if number.isascii() and number.isdecimal() else 0
    lists = {
        "staff": known.staff,
        "key": known.keys,
        "group": known.groups,
        "outlet": known.outlets,
        "programme": known.programmes,
    }
    other = f"№ {number}" if found else number or subject
    return lists.get(kind, {}).get(found, other)


def _value(key: str, value: Any, known: Names) -> str:
    """A detail as it is read."""
    if isinstance(value, list):
        return ", ".join(_value(key, each, known) for each in value)
    if isinstance(value, dict):
        return _several(value, known)
    if isinstance(value, bool):
        return locales.gettext("on") if value else locales.gettext("off")
    if key.endswith("_minor"):
        return locales.money(value, g.business.currency)
    if key in _POINTS:
        return locales.points(value, g.business.unit)
    if key in _COUNTS:
        return locales.number_text(value)
    if value in _NAMES:
        return locales.gettext(_NAMES[value])
    return str(value)


def _several(values: dict[str, Any], known: Names) -> str:
    """Several details as one list: limits by name, or plain values."""
    if set(values) == {"groups", "outlets"}:
        called = [
            *(known.groups.get(each, f"№ {each}") for each in values["groups"]),
            *(known.outlets.get(each, f"№ {each}") for each in values["outlets"]),
        ]
        return ", ".join(called) or locales.gettext("no limits")
    return ", ".join(_value(key, value, known) for key, value in values.items())
