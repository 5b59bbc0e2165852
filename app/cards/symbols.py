"""What a card's code says in each symbology: pure, no database.

Matrix codes and alphanumeric bars say the lasting payload. Those of digits alone say
the number: ITF bare, EAN-13 behind its in-store prefix, EAN-8 a number of its own, for
ten digits do not fit.
"""

from app.cards import articles, codes

BARE = frozenset({"itf"})
"""Those that say the number as a person would type it."""


def drawn(symbology: str, number: str, short: str | None = None) -> tuple[str, str]:
    """The symbology to draw and what it says, for a card of that number.

    EAN-8 needs the card's ``short`` number; until there is one, the code is a QR code.
    """
    if symbology == "ean13":
        return symbology, articles.completed(articles.EAN13_PREFIX + number)
    if symbology == "itf":
        return symbology, number
    if symbology == "ean8":
        if short is not None and articles.is_ean8(short):
            return symbology, short
        return "qr", codes.static_payload(number)
    return symbology, codes.static_payload(number)
