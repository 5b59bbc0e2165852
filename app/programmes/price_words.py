"""Discounts, promotions and boosts of a card in words, for its one sentence (row 32).

In the language of the context.
"""

from collections.abc import Iterator

from babel import Locale

from app.core import locales
from app.core.locales import gettext as _
from app.programmes.boosts import Boost
from app.programmes.checking import BASIS
from app.programmes.goods import Goods
from app.programmes.measures import Measure
from app.programmes.promotions import Promotion
from app.programmes.rules import CardRules
from app.programmes.windows import DAY_MINUTES, Window

MAX_NAMED = 4
_HOUR = 60


def clauses(rules: CardRules, measure: Measure, currency: str) -> Iterator[str]:
    """What the card takes off, what costs less, what earns more."""
    if rules.tiers:
        yield _tiers(rules, currency)
    for promotion in rules.promotions:
        yield of_promotion(promotion, currency)
    for boost in rules.boosts:
        yield of_boost(boost, measure)


def of_promotion(own: Promotion, currency: str) -> str:
    """What costs less, when, and how much."""
    return _told(own, _off(own, currency))


def of_boost(own: Boost, measure: Measure) -> str:
    """What earns more, when, and how much."""
    return _told(own, _more(own, measure))


def _tiers(rules: CardRules, currency: str) -> str:
    parts = []
    for tier in rules.tiers:
        share = locales.percent(tier.share_basis_points)
        if tier.from_minor:
            least = locales.money(tier.from_minor, currency)
            share = _("%(share)s from %(money)s of purchases", share=share, money=least)
        parts.append(share)
    words = _("discount %(shares)s", shares=", ".join(parts))
    goods = goods_words(rules.tier_goods)
    return f"{words}, {goods}" if goods else words


def _told(own: Promotion | Boost, what: str) -> str:
    parts = [f"{own.name}: {what}", goods_words(own.goods), window(own.window)]
    return ", ".join(filter(None, parts))


def _off(own: Promotion, currency: str) -> str:
    if own.share_basis_points:
        return _("%(share)s off", share=locales.percent(own.share_basis_points))
    return _("%(money)s off each piece", money=locales.money(own.item_minor, currency))


def _more(own: Boost, measure: Measure) -> str:
    if own.factor_basis_points:
        times = locales.percent(own.factor_basis_points - BASIS)
        return _("%(share)s more than usual", share=times)
    if own.rate_basis_points:
        share = locales.percent(own.rate_basis_points)
        if own.is_instead:
            return _("%(share)s back instead of the usual", share=share)
        return _("%(share)s back on top", share=share)
    points = measure.text(own.item_points)
    if own.is_instead:
        return _("%(points)s for each piece instead of the usual", points=points)
    return _("%(points)s on top for each piece", points=points)


def goods_words(goods: Goods) -> str:
    """Which goods, in few words; empty when it is all of them."""
    if goods.is_everything:
        return ""
    if goods.skus or len(goods.categories) > MAX_NAMED:
        return _("on chosen goods")
    return _("on: %(goods)s", goods=", ".join(goods.categories))


def window(own: Window) -> str:
    """When something holds, in few words; empty when it always does."""
    return " ".join(filter(None, (_days(own), _hours(own), _dates(own))))


def _days(own: Window) -> str:
    names = Locale.parse(locales.language()).days["format"]["abbreviated"]
    return ", ".join(str(names[day - 1]) for day in sorted(own.weekdays))


def _hours(own: Window) -> str:
    if own.from_minute == 0 and own.until_minute == DAY_MINUTES:
        return ""
    return f"{_clock(own.from_minute)}\N{EN DASH}{_clock(own.until_minute)}"


def _clock(minute: int) -> str:
    return f"{minute // _HOUR:02}:{minute % _HOUR:02}"


def _dates(own: Window) -> str:
    parts = []
    if own.first_day:
        parts.append(_("from %(day)s", day=locales.day(own.first_day)))
    if own.last_day:
        parts.append(_("through %(day)s", day=locales.day(own.last_day)))
    return " ".join(parts)
