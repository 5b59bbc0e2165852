"""What Google should have of a card: the neutral card as a class and an object."""

import json
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.businesses.queries import BusinessView
from app.cards import codes
from app.cards.models import Card as CardRow
from app.core import db
from app.core.config import Config
from app.core.ids import CardId, ProgrammeId
from app.wallet.cards import neutral
from app.wallet.facts import Facts, facts_of
from app.wallet.google import pictures, queue
from passes.brand import LANGUAGES, Language, Text, text_in
from passes.card import Barcode, Card, Rotation, Symbology
from passes.google import patches, words
from passes.google.loyalty import stamps
from passes.google.objects import class_of, object_of
from passes.google.resources import Json, Resource, object_type

_MATRIX = {Symbology.QR, Symbology.AZTEC, Symbology.PDF417, Symbology.DATA_MATRIX}
_HOLDERS_ONLY = ("barcode", "rotatingBarcode", "accountName", "ticketHolderName")
"""What a card that is over no longer shows."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A card as Google should have it.

    Attributes:
        kind: resource type of the object.
        id: of the object.
        object: None when nothing may be left there but an empty shell.
        shared: the class; None with the object.
        programme_id: with ``level``, what the class belongs to.
        level: in the language of the business, with the look that is tried on this
            card; empty without either.
        patch: the change that makes Google's copy equal to this.
        digest: equal means that there is nothing to send.
        balance: what a holder would like to be told of when it changes.
        news: the balance in words; None when nobody is told.
        title: whose card it is.
        language: of its holder.
    """

    kind: str
    id: str
    object: Resource | None
    shared: Resource | None
    programme_id: ProgrammeId
    level: str
    patch: Json
    digest: bytes
    balance: str
    news: Text | None
    title: Text
    language: Language

    @property
    def can_ring(self) -> bool:
        """Whether Google can tell the phone of a change by itself (not all kinds)."""
        if self.object is None:
            return False
        return "notifyPreference" in patches.patch_of(self.object, notify=True)


def copy_of(
    business: BusinessView, card_id: CardId, config: Config, *, kind: str = ""
) -> Copy:
    """The present state of a card of the business in scope.

    ``kind`` is the resource type that Google has it as, for a card that is over.

    Raises CardNotFound, AccountRefused, and BadCard for what Google would not take.
    """
    facts = facts_of(business, card_id)
    card = _for_google(facts, config)
    own_id = queue.resource_id(config, business.id, facts.card.named_after)
    if facts.card.is_gone:
        return _shell(facts, card, own_id, kind or object_type(card.kind))
    language = _language(business)
    level = text_in(card.level, language)
    if facts.trial is not None:
        # A class has one look, so what is tried on some cards is a class of its own.
        level = f"{level} (look {facts.trial})"
    class_id = queue.class_resource_id(
        config, business.id, facts.card.programme_id, level
    )
    made = object_of(
        card,
        object_id=own_id,
        class_id=class_id,
        now=facts.as_of,
        pictures=pictures.own(card, config),
    )
    patch = patches.patch_of(made)
    if card.voided:
        made = _without_holder(made)
        patch = patches.patch_of(made) | {"messages": None}
    return Copy(
        kind=made.type,
        id=own_id,
        object=made,
        shared=_shared(card, class_id, language, config),
        programme_id=facts.card.programme_id,
        level=level,
        patch=patch,
        digest=bytes.fromhex(made.digest),
        balance=_balance(made.body),
        news=None if card.voided else _news(card),
        title=card.name,
        language=card.language,
    )


def _shared(card: Card, class_id: str, language: Language, config: Config) -> Resource:
    """What all cards of the programme and level have in common."""
    return class_of(
        card,
        class_id=class_id,
        pictures=pictures.shared(card, config),
        callback_url=f"{config.address}/google/callback",
        language=language,
        country=config.country,
    )


def _shell(facts: Facts, card: Card, own_id: str, kind: str) -> Copy:
    """A card that is nobody's: all that was personal is taken back."""
    emptied = patches.retired(kind, own_id)
    return Copy(
        kind=kind,
        id=own_id,
        object=None,
        shared=None,
        programme_id=facts.card.programme_id,
        level="",
        patch=emptied,
        digest=bytes.fromhex(Resource(kind, emptied).digest),
        balance="",
        news=None,
        title=card.name,
        language=card.language,
    )


def _for_google(facts: Facts, config: Config) -> Card:
    """The neutral card with numbers that Google writes itself, and a code that turns.

    No name and no purchases cross the border: number, points and look do. Google shows
    its copy as the present one, so it says nothing of when it was true.
    """
    card = neutral(facts, config)
    if facts.card.is_gone:
        return card
    available = facts.standing.balance.available
    header = tuple(
        replace(field, value=available) if field.key == "points" else field
        for field in card.header
    )
    return replace(
        card,
        header=header,
        auxiliary=tuple(field for field in card.auxiliary if field.key != "as_of"),
        barcode=_turning(card.barcode, facts),
        back=tuple(f for f in card.back if not f.key.startswith("movement-")),
        holder="",
    )


def _turning(barcode: Barcode, facts: Facts) -> Barcode:
    """The code for spending, where tills read such codes: bars cannot turn."""
    if barcode.kind not in _MATRIX or facts.card.is_voided:
        return barcode
    number = facts.card.number
    found = select(CardRow.secret).where(CardRow.id == facts.card.card_id)
    key = codes.wallet_key(db.session().execute(found).scalar_one(), number)
    return replace(barcode, rotation=Rotation(codes.wallet_pattern(number), key))


def _without_holder(made: Resource) -> Resource:
    body = {
        name: value for name, value in made.body.items() if name not in _HOLDERS_ONLY
    }
    return Resource(made.type, body)


def _balance(body: Json) -> str:
    points: Any = body.get("loyaltyPoints", {}).get("balance") or body.get("balance")
    return json.dumps(points, sort_keys=True) if points else ""


def _news(card: Card) -> Text | None:
    first = next(iter(card.header), None)
    if first is None and card.progress is not None:
        first = stamps(card.progress)
    if first is None:
        return None
    value = words.spelt(first.value)
    return {
        language: f"{text_in(first.label, language)}: {text_in(value, language)}"
        for language in LANGUAGES
    }


def _language(business: BusinessView) -> Language:
    spoken = business.language
    return next((code for code in LANGUAGES if code == spoken), LANGUAGES[0])
