"""Levels and rewards for actions in words, in the language being spoken."""

from collections.abc import Iterator

from app.core import locales
from app.core.locales import mark
from app.programmes import price_words
from app.programmes.checking import BASIS
from app.programmes.levels import Level, LevelMeasure
from app.programmes.measures import Measure
from app.programmes.rules import CardRules
from app.programmes.target_actions import Action, ActionReward

ACTIONS: dict[Action, str] = {
    Action.PURCHASE: mark("For a purchase"),
    Action.GOODS: mark("For chosen goods"),
    Action.WALLET: mark("For the card in the phone's wallet"),
    Action.BIRTHDAY: mark("On your birthday"),
    Action.PROFILE: mark("For a filled profile"),
    Action.CONTACT: mark("For a confirmed phone or e-mail"),
    Action.SURVEY: mark("For answers to a survey"),
}
CAUSES: dict[str, str] = {
    "purchase": mark("Reached by purchases"),
    "return": mark("Goods were returned"),
    "time": mark("Earlier purchases count no more"),
    "joined": mark("Cards were joined or taken apart"),
    "rules": mark("The rules of the card have changed"),
    "hand": mark("Given by the business"),
    "hand_over": mark("The level given by the business has ended"),
}


def threshold(level: Level, rules: CardRules, measure: Measure) -> str:
    """From when on a level holds."""
    if rules.level_by is LevelMeasure.SPENT:
        what = locales.money(level.from_amount, measure.currency)
        return locales.ngettext(
            "purchases from %(what)s within %(count)s month",
            "purchases from %(what)s within %(count)s months",
            rules.level_months,
            what=what,
            count=rules.level_months,
        )
    return locales.ngettext(
        "%(what)s earned within %(count)s month",
        "%(what)s earned within %(count)s months",
        rules.level_months,
        what=measure.text(level.from_amount),
        count=rules.level_months,
    )


def clause(rules: CardRules, measure: Measure) -> str:
    """The levels of a card for its one sentence: each with where it begins."""
    named = ", ".join(
        f"{each.name} ({threshold(each, rules, measure)})" for each in rules.levels
    )
    return locales.gettext("levels: %(named)s", named=named)


def benefits(level: Level) -> list[str]:
    """What a level brings: first what is counted, then the owner's own words."""
    return [*_counted(level), *level.benefits]


def _counted(level: Level) -> Iterator[str]:
    if level.extra_basis_points:
        yield locales.gettext(
            "%(share)s more comes back from every purchase",
            share=locales.percent(level.extra_basis_points),
        )
    if level.factor_basis_points:
        yield locales.gettext(
            "%(times)s times as much comes back from every purchase",
            times=locales.quantity(level.factor_basis_points * 1000 // BASIS),
        )
    if level.share_basis_points:
        yield locales.gettext(
            "%(share)s off every purchase",
            share=locales.percent(level.share_basis_points),
        )


def ask_of(rule: ActionReward) -> str:
    """What has to be done for a reward."""
    if rule.action is not Action.PURCHASE:
        return locales.gettext(ACTIONS[rule.action])
    if rule.ordinal == 1:
        return locales.gettext("For the first purchase")
    if rule.within_days:
        return locales.ngettext(
            "For purchase number %(place)s within %(count)s day of the one before",
            "For purchase number %(place)s within %(count)s days of the one before",
            rule.within_days,
            place=rule.ordinal,
            count=rule.within_days,
        )
    return locales.gettext("For purchase number %(place)s", place=rule.ordinal)


def reward_clause(rule: ActionReward, measure: Measure) -> str:
    """A reward for the card's one sentence: what for, how much, on what condition."""
    ask = ask_of(rule)
    least = rule.min_receipt_minor
    parts = (
        f"{ask[0].lower()}{ask[1:]}: {measure.text(rule.points)}",
        price_words.goods_words(rule.goods),
        locales.gettext(
            "on receipts from %(money)s", money=locales.money(least, measure.currency)
        )
        if least
        else "",
        price_words.window(rule.window),
    )
    return ", ".join(filter(None, parts))
