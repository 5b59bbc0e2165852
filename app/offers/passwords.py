"""Passwords that change by themselves: derived from a secret and the local day (E24).

Nothing is stored and nothing has to run at midnight: tomorrow's password is what the
same words say about tomorrow's date.
"""

from datetime import date

from app.core import ids

_NUMBERS = 9000
WORDS = {
    "ru": (
        "акварель", "апельсин", "берег", "ветер", "вишня", "волна", "гавань", "гранат",
        "долина", "жасмин", "закат", "зерно", "искра", "калина", "камыш", "капля",
        "клевер", "колос", "корица", "ландыш", "лимон", "липа", "малина", "маяк",
        "мята", "облако", "осень", "парус", "поляна", "радуга", "рассвет", "роща",
        "ручей", "сирень", "солнце", "туман", "тюльпан", "утро", "чабрец", "яблоко",
    ),
    "en": (
        "almond", "amber", "apple", "autumn", "basil", "breeze", "canyon", "cedar",
        "cherry", "clover", "coral", "dawn", "ember", "fern", "garden", "ginger",
        "harbor", "hazel", "honey", "island", "jasmine", "lagoon", "lemon", "maple",
        "meadow", "mint", "morning", "olive", "orange", "pepper", "plum", "rain",
        "river", "saffron", "spark", "sunset", "thyme", "tulip", "valley", "willow",
    ),
}  # fmt: skip
"""Ordinary words that are easily said across a counter."""


def password(key: str, secret: str, period: str, language: str) -> str:
    """A word and four digits without a gap, the same for everybody who asks about one ``period``.

    Args:
        key: the installation's secret key.
        secret: the promotion's own.
        period: the local day, or what stands for a whole event.
        language: of the word.
    """
    chance = ids.digest(key, "offer-password", f"{secret}:{period}")
    words = WORDS.get(language, WORDS["en"])
    word = words[int.from_bytes(chance[:8]) % len(words)]
    return f"{word}-{1000 + int.from_bytes(chance[8:16]) % _NUMBERS}"


def period_of(rotation: str, day: date) -> str:
    """What the password of a local day is derived from."""
    return "event" if rotation == "event" else day.isoformat()
