"""A card as a `pass.json` (Apple, "Pass"; keys as in Pass Builder)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from passes.apple.codes import barcodes_json
from passes.apple.layout import OWN, Layout, layout
from passes.apple.relevance import relevance_json, semantics_json
from passes.apple.styles import GENERIC, POSTER, STORE_CARD, STYLES
from passes.apple.values import Json, field_json, link_json, moment_json
from passes.apple.words import Words
from passes.card import BadCard, Card, Colours, Field, rgb

MIN_TOKEN_CHARACTERS: Final = 16


def document(card: Card, words: Words, *, pass_type_id: str, team_id: str) -> Json:
    """The dictionary of `pass.json`; texts are collected in `words` on the way.

    Raises:
        BadCard: the card breaks a limit of its style; the message says which.
    """
    laid = layout(card)
    name = words.key(card.brand.name)
    made: Json = {
        "formatVersion": 1,
        "passTypeIdentifier": pass_type_id,
        "teamIdentifier": team_id,
        "serialNumber": card.serial,
        "organizationName": name,
        "logoText": name,
        "description": words.key(card.description),
        **_colours(card.brand.colours),
        "sharingProhibited": card.sharing_prohibited,
        "barcodes": barcodes_json(card.barcode, words),
        STYLES[card.kind].name: _body(card, laid, words),
    }
    if card.is_poster:
        made[POSTER] = _poster(card, laid, words)
    semantics = semantics_json(card, words)
    if semantics:
        made["semantics"] = semantics
    return made | relevance_json(card, words) | _life(card)


def _life(card: Card) -> Json:
    """How the card ends and where it asks for news.

    Raises:
        BadCard: half of a web service, or one that no phone would call.
    """
    made: Json = {}
    if card.expires_at is not None:
        made["expirationDate"] = moment_json(card.expires_at)
    if card.voided:
        made["voided"] = True
    if bool(card.web_service_url) != bool(card.authentication_token):
        message = "web service address and token come together or not at all"
        raise BadCard(message)
    if not card.web_service_url:
        return made
    if not card.web_service_url.startswith("https://"):
        message = "the web service address must begin with https://"
        raise BadCard(message)
    if len(card.authentication_token) < MIN_TOKEN_CHARACTERS:
        message = f"the token has fewer than {MIN_TOKEN_CHARACTERS} characters"
        raise BadCard(message)
    made["webServiceURL"] = card.web_service_url
    made["authenticationToken"] = card.authentication_token
    return made


def _body(card: Card, laid: Layout, words: Words) -> Json:
    rows = {
        "headerFields": _fields(laid.header, words),
        "primaryFields": _fields(laid.primary, words),
        "secondaryFields": _fields(laid.secondary, words),
        "auxiliaryFields": _fields(laid.auxiliary, words),
        "backFields": _back(card, laid, words),
    }
    return {name: fields for name, fields in rows.items() if fields}


def _poster(card: Card, laid: Layout, words: Words) -> Json:
    """The same on a poster: a title in bold, values below it, one in the footer.

    Raises:
        BadCard: a coupon or a ticket, which have no poster of this kind.
    """
    if STYLES[card.kind] not in {STORE_CARD, GENERIC}:
        message = f"a {card.kind} has no poster; leave is_poster out"
        raise BadCard(message)
    title = Field(f"{OWN}title", "", card.name)
    shown = [field for field in laid.primary + laid.secondary if field.label]
    rows = {
        "headerFields": _fields(laid.header, words),
        "primaryFields": _fields([title, *shown], words),
        "footerFields": _fields(laid.auxiliary[:1], words),
        "backFields": _back(card, laid, words),
    }
    return {name: fields for name, fields in rows.items() if fields}


def _back(card: Card, laid: Layout, words: Words) -> list[Json]:
    links = enumerate(card.links, start=1)
    return [
        *_fields(laid.back, words),
        *(link_json(f"{OWN}link-{at}", link, words) for at, link in links),
    ]


def _fields(fields: Sequence[Field], words: Words) -> list[Json]:
    return [field_json(field, words) for field in fields]


@lru_cache(maxsize=1024)
def _colours(colours: Colours) -> Mapping[str, str]:
    return {
        "backgroundColor": _colour(colours.background),
        "foregroundColor": _colour(colours.foreground),
        "labelColor": _colour(colours.label),
    }


def _colour(colour: str) -> str:
    red, green, blue = rgb(colour)
    return f"rgb({red}, {green}, {blue})"
