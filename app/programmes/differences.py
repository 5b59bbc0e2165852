"""What differs between two versions of rules, in words (row 32)."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core import locales
from app.core.locales import gettext as _
from app.core.locales import mark
from app.programmes import level_words, price_words, referral_words
from app.programmes.earning import Rounding
from app.programmes.goods import Goods
from app.programmes.kinds.kind import Wheel
from app.programmes.kinds.registry import kind_of
from app.programmes.kinds.stamps import StampPer
from app.programmes.kinds.visits import Begins
from app.programmes.levels import LevelMeasure
from app.programmes.measures import Measure
from app.programmes.rules import CardRules, LifeEnd, RefundMode

Say = Callable[[Any, Measure], str]

_WORDS: Mapping[object, str] = {
    Rounding.FLOOR: mark("dropped"),
    Rounding.HALF_UP: mark("rounded"),
    Rounding.CEIL: mark("counted as a whole one"),
    LifeEnd.DAY: mark("the day itself"),
    LifeEnd.MONTH: mark("the end of the month"),
    LifeEnd.QUARTER: mark("the end of the quarter"),
    LifeEnd.HALF_YEAR: mark("the end of the half-year"),
    RefundMode.DEBT: mark("owed by the guest"),
    RefundMode.FLOOR: mark("the business’s loss"),
    Begins.FIRST_VISIT: mark("the day of the first visit"),
    Begins.SALE: mark("the day of the sale"),
    LevelMeasure.SPENT: mark("what was paid"),
    LevelMeasure.EARNED: mark("what was earned"),
    StampPer.RECEIPT: mark("every purchase"),
    StampPer.ITEM: mark("every item"),
    StampPer.AMOUNT: mark("every full amount"),
}


@dataclass(frozen=True)
class Difference:
    """One rule, before and after."""

    label: str
    before: str
    after: str


def differences(
    before: CardRules, after: CardRules, measure: Measure
) -> list[Difference]:
    """What has changed, rule by rule, in the language being spoken.

    ``measure`` writes what the card holds. Both are of one kind.
    """
    found = []
    for field in dataclasses.fields(after):
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was != now:
            label, say = _how(after, field.name)
            found.append(
                Difference(
                    locales.gettext(label),
                    _said(was, say, measure),
                    _said(now, say, measure),
                )
            )
    return found


def label_of(rules: CardRules, name: str) -> str:
    """The message id that a rule is called by."""
    return _how(rules, name)[0]


def _said(value: Any, say: Say, measure: Measure) -> str:
    if value is None or value in ((), "") or value == Goods():
        return _("none")
    return say(value, measure)


def _how(rules: CardRules, name: str) -> tuple[str, Say]:
    for knob in kind_of(rules).knobs:
        if knob.name == name:
            return knob.label, _BY_WHEEL[knob.wheel]
    return RULES[name]


def _percent(value: int, _measure: Measure) -> str:
    return locales.percent(value)


def _money(value: int, measure: Measure) -> str:
    return locales.money(value, measure.currency)


def _amount(value: int, measure: Measure) -> str:
    return measure.text(value)


def _count(value: int, _measure: Measure) -> str:
    return locales.number_text(value)


def _days(value: int, _measure: Measure) -> str:
    return locales.ngettext("%(num)s day", "%(num)s days", value)


def _months(value: int, _measure: Measure) -> str:
    return locales.ngettext("%(num)s month", "%(num)s months", value)


def _word(value: object, _measure: Measure) -> str:
    return locales.gettext(_WORDS[value])


def _flag(value: object, _measure: Measure) -> str:
    return _("yes") if value else _("no")


def _names(value: tuple[str, ...], _measure: Measure) -> str:
    return ", ".join(value)


def _sums(value: tuple[int, ...], measure: Measure) -> str:
    return ", ".join(_money(each, measure) for each in value)


def _text(value: str, _measure: Measure) -> str:
    return value


def _goods(value: Goods, _measure: Measure) -> str:
    return ", ".join((*value.categories, *value.skus))


def _rewards(value: Any, measure: Measure) -> str:
    return ", ".join(f"{each.name} ({measure.text(each.points)})" for each in value)


def _tiers(value: Any, measure: Measure) -> str:
    return ", ".join(
        _(
            "%(share)s from %(money)s of purchases",
            share=locales.percent(each.share_basis_points),
            money=_money(each.from_minor, measure),
        )
        for each in value
    )


def _levels(value: Any, _measure: Measure) -> str:
    return "; ".join(
        ", ".join((each.name, *level_words.benefits(each))) for each in value
    )


def _actions(value: Any, measure: Measure) -> str:
    return "; ".join(
        f"{each.name} ({level_words.reward_clause(each, measure)})" for each in value
    )


def _referral(value: Any, measure: Measure) -> str:
    return referral_words.clause(value, measure, measure.currency) if value else _("no")


def _promotions(value: Any, measure: Measure) -> str:
    return "; ".join(price_words.of_promotion(each, measure.currency) for each in value)


def _boosts(value: Any, measure: Measure) -> str:
    return "; ".join(price_words.of_boost(each, measure) for each in value)


_BY_WHEEL: Mapping[Wheel, Say] = {
    Wheel.NUMBER: _count,
    Wheel.MONEY: _money,
    Wheel.PERCENT: _percent,
    Wheel.FLAG: _flag,
}
RULES: dict[str, tuple[str, Say]] = {
    "rate_basis_points": (mark("Rate"), _percent),
    "step_minor": (mark("Amount for one"), _money),
    "rounding": (mark("A fraction is"), _word),
    "hold_days": (mark("On hold"), _days),
    "life_months": (mark("Life"), _months),
    "life_days": (mark("Life"), _days),
    "life_end": (mark("The last day is moved to"), _word),
    "spend_share_basis_points": (mark("Part of a receipt that can be paid"), _percent),
    "spend_max_points": (mark("Most on one receipt"), _amount),
    "min_receipt_minor": (mark("Smallest receipt to spend on"), _money),
    "min_line_money_minor": (mark("Money to pay for each item"), _money),
    "excluded_categories": (mark("Goods that do not take part"), _names),
    "excluded_skus": (mark("Articles that do not take part"), _names),
    "point_value_minor": (mark("Worth of one"), _money),
    "unprotected_spend_points": (mark("Without a phone or e-mail"), _amount),
    "static_spend_points": (mark("By the ordinary code"), _amount),
    "grace_days": (mark("Days that come back with a return"), _days),
    "refund_mode": (mark("What was spent before a return is"), _word),
    "debt_limit": (mark("Most that a guest may owe"), _amount),
    "rewards": (mark("Rewards"), _rewards),
    "tiers": (mark("Discount of the card"), _tiers),
    "tier_goods": (mark("Discount only on"), _goods),
    "promotions": (mark("Promotions on goods"), _promotions),
    "boosts": (mark("What earns more"), _boosts),
    "spends_on_first_day": (mark("Spending on the day of sign-up"), _flag),
    "levels": (mark("Levels"), _levels),
    "level_by": (mark("Levels count"), _word),
    "level_months": (mark("Levels look back"), _months),
    "level_grace_days": (mark("A level is kept for"), _days),
    "actions": (mark("Rewards for actions"), _actions),
    "referral": (mark("Bring a friend"), _referral),
    "stamp_per": (mark("A stamp for"), _word),
    "goods": (mark("Only on these goods"), _goods),
    "nominals": (mark("Sums on sale, one per line"), _sums),
    "begins": (mark("The first day is"), _word),
    "benefits": (mark("Benefits of the card"), _names),
    "service": (mark("What staff do for a member, shown at the scan"), _text),
    "price_minor": (mark("Price"), _money),
    "stamp_from_minor": (mark("Smallest purchase"), _money),
}
"""How each rule is called and written; a kind's own plain values say it themselves."""
