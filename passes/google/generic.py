"""Visit passes and memberships: generic cards, which alone remind of their end."""

from typing import Final

from passes.brand import text_in
from passes.card import Card, Kind
from passes.fields import Field
from passes.google import parts, words
from passes.google.resources import Json

_TYPES: Final = {
    Kind.VISITS: "GENERIC_SEASON_PASS",
    Kind.MEMBERSHIP: "GENERIC_GYM_MEMBERSHIP",
}


def class_fields() -> Json:
    """The rows of the face; a generic class has neither names nor colours."""
    cells = [parts.front_cell(at) for at in (1, 2, 3, 4)]
    return parts.template(parts.face(*cells[:2]), parts.face(*cells[2:]))


def object_fields(card: Card, logo: str) -> Json:
    """Names, colour, pictures, reminder and every field as a text module."""
    language = card.language
    made: Json = {
        "genericType": _TYPES[card.kind],
        "cardTitle": words.localized(card.brand.name, language),
        "header": words.localized(card.name, language),
        "hexBackgroundColor": card.brand.colours.background,
    }
    if text_in(card.level, language):
        made["subheader"] = words.localized(card.level, language)
    if logo:
        made["logo"] = parts.picture(logo, card.brand.name, language)
    # The reminder of the end, two days before, excludes the one of the beginning.
    if card.expires_at is not None:
        reminder = "expiryNotification"
    else:
        reminder = "upcomingNotification" if card.starts_at is not None else ""
    if reminder:
        made["notifications"] = {reminder: {"enableNotification": True}}
    front = parts.front(card)
    if card.progress is not None and not card.header:
        front.insert(0, _visits(card.progress.done, card.progress.total))
    more = parts.module(card, "holder", words.HOLDER, card.holder)
    more += parts.module(card, "terms", words.TERMS, card.terms)
    return made | parts.modules(card, front, more=more)


def _visits(done: int, total: int) -> Field:
    return Field("visits", words.VISITS, f"{done}/{total}")
