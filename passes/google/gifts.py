"""Gift certificates: Google's gift cards."""

from passes.brand import BadCard
from passes.card import Card
from passes.fields import Money
from passes.google import parts, words
from passes.google.resources import Json


def class_fields(card: Card, language: str) -> Json:
    """The shop; without `allowBarcodeRedemption` no code would be shown."""
    return (
        words.both("merchantName", card.brand.name, language)
        | words.both("cardNumberLabel", words.NUMBER, language)
        | {"allowBarcodeRedemption": True}
    )


def object_fields(card: Card) -> Json:
    """Number, balance in money and the time at which it was true.

    Raises:
        BadCard: no field of the front is an amount of money.
    """
    front = parts.front(card)
    balance = next((field for field in front if isinstance(field.value, Money)), None)
    if balance is None or not isinstance(balance.value, Money) or not card.updated_at:
        message = "a gift card shows its balance as an amount of money"
        raise BadCard(message)
    front.remove(balance)
    terms = parts.module(card, "terms", words.TERMS, card.terms)
    made: Json = {
        "cardNumber": card.number,
        "balance": words.money(balance.value),
        "balanceUpdateTime": {"date": words.moment(card.updated_at)},
    }
    return made | parts.modules(card, front, more=terms)
