"""The same words in every language that a card travels with."""

from collections.abc import Callable

from app.core import locales
from passes.card import LANGUAGES


def said(message: str, **params: object) -> dict[str, str]:
    """A message of the catalogue in every language."""
    return each(lambda: locales.gettext(message, **params))


def each(say: Callable[[], str]) -> dict[str, str]:
    """What ``say`` says in every language."""
    words: dict[str, str] = {}
    for code in LANGUAGES:
        with locales.speaking(code):
            words[code] = say()
    return words
