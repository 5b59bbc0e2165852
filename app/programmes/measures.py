"""What cards hold, in words: one way to write an amount, whatever the card's unit is.

Points go by the business's own word, money with its kopecks, stamps, visits and
admissions by their names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core import locales
from app.core.locales import mark
from app.programmes.rules import CardRules

Unit = dict[str, dict[str, str]]

MONEY = "minor"
STAMP = "stamp"
_NAMED: Mapping[str, Unit] = {
    STAMP: {
        "ru": {"one": "штамп", "few": "штампа", "many": "штампов", "other": "штампа"},
        "en": {"one": "stamp", "other": "stamps"},
    },
    "visit": {
        "ru": {
            "one": "визит",
            "few": "визита",
            "many": "визитов",
            "other": "визита",
        },
        "en": {"one": "visit", "other": "visits"},
    },
    "admission": {
        "ru": {"one": "вход", "few": "входа", "many": "входов", "other": "входа"},
        "en": {"one": "admission", "other": "admissions"},
    },
}
_CASHBACK = mark("cashback")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Writes amounts of one unit, in the language being spoken.

    Attributes:
        unit: one of ``programmes.models.UNITS``.
        currency: ISO code of the business's money.
        word: the word for one of them, where the unit has one.
    """

    unit: str
    currency: str
    word: Unit = field(default_factory=dict, hash=False)

    @property
    def is_money(self) -> bool:
        """Whether amounts are sums of money."""
        return self.unit == MONEY

    def text(self, value: int) -> str:
        """An amount with its word: 1 240 баллов, 37,03 ₽, 4 штампа."""
        if self.is_money:
            return locales.exact_money(value, self.currency)
        return locales.points(value, self.word)

    def bare(self, value: int) -> str:
        """The amount without its word, as large figures show it; money keeps its sign."""
        if self.is_money:
            return locales.exact_money(value, self.currency)
        return locales.number_text(value)

    def name(self, value: int) -> str:
        """The word alone, in the form that the amount asks for."""
        if self.is_money:
            return locales.gettext(_CASHBACK)
        return locales.unit_name(value, self.word)

    def signed(self, value: int) -> str:
        """A change with its sign: +36, −120, +37,03 ₽."""
        return f"+{self.bare(value)}" if value > 0 else self.bare(value)


def measure_of(unit: str, *, word: Unit, currency: str) -> Measure:
    """How amounts of a unit are written; ``word`` is the business's own for a point."""
    return Measure(unit=unit, currency=currency, word=_NAMED.get(unit, word))


def stamps_of(rules: CardRules | None, available: int) -> tuple[int, int] | None:
    """How many stamps of a card are there, of how many; None for other cards."""
    reward = rules.automatic if rules else None
    return None if reward is None else (min(available, reward.points), reward.points)
