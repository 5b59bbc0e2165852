"""Texts, times and money in Google's spelling."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from babel import dates, numbers

from passes.brand import LANGUAGES, Text, text_in
from passes.fields import Money, Value
from passes.google.resources import Json

_MICRO_DIGITS: Final = 6
_GLUED: Final = re.compile(r"([A-Z]{3})(?=[0-9])")

LEVEL: Final[Text] = {"ru": "Уровень", "en": "Level"}
HOLDER: Final[Text] = {"ru": "Владелец", "en": "Card holder"}
NUMBER: Final[Text] = {"ru": "Номер карты", "en": "Card number"}
STAMPS: Final[Text] = {"ru": "Штампы", "en": "Stamps"}
VISITS: Final[Text] = {"ru": "Посещения", "en": "Visits"}
TERMS: Final[Text] = {"ru": "Условия", "en": "Terms"}


def localized(text: Text, language: str) -> Json:
    """A `LocalizedString`: the language asked for, and every other one that differs."""
    made: Json = {
        "defaultValue": {"language": language, "value": text_in(text, language)}
    }
    others = _others(text, language)
    if others:
        made["translatedValues"] = others
    return made


def both(name: str, text: Text, language: str) -> Json:
    """A plain field and, when there is another language, its `localized…` twin.

    The plain one stays required beside the other. Nothing for an empty text.
    """
    plain = text_in(text, language)
    if not plain:
        return {}
    made: Json = {name: plain}
    if _others(text, language):
        made[f"localized{name[:1].upper()}{name[1:]}"] = localized(text, language)
    return made


def moment(at: datetime) -> str:
    """ISO 8601 extended, in UTC, with its offset."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def money(amount: Money) -> Json:
    """A `Money`: micros (millionths of the unit) as digits in a string."""
    micros = amount.amount_minor * 10 ** (_MICRO_DIGITS - amount.minor_digits)
    return {"micros": str(micros), "currencyCode": amount.currency}


def spelt(value: Value) -> Text:
    """A value in words, as each language writes it; times in their own zone.

    Google spells only what stands in its two balances; text modules take words.
    """
    if isinstance(value, str | Mapping):
        return value
    words: dict[str, str] = {
        language: _spelt_in(value, language) for language in LANGUAGES
    }
    return words if len(set(words.values())) > 1 else words[LANGUAGES[0]]


def _spelt_in(value: int | Money | date, language: str) -> str:
    if isinstance(value, Money):
        amount = Decimal(value.amount_minor).scaleb(-value.minor_digits)
        words = numbers.format_currency(amount, value.currency, locale=language)
        return _GLUED.sub("\\1\N{NO-BREAK SPACE}", words)
    if isinstance(value, datetime):
        day = dates.format_date(value.date(), "medium", locale=language)
        hour = dates.format_time(value.timetz(), "short", value.tzinfo, language)
        return f"{day}, {hour}"
    if isinstance(value, date):
        return dates.format_date(value, "medium", locale=language)
    return numbers.format_decimal(value, locale=language)


def _others(text: Text, language: str) -> list[Json]:
    if isinstance(text, str):
        return []
    own = text_in(text, language)
    return [
        {"language": other, "value": words}
        for other, words in text.items()
        if other != language and words and words != own
    ]
