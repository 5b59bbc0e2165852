"""The rules in one sentence, and each spending limit in words, in both languages.

Sentences avoid what the business's own word for a point cannot give: only counted
forms ("5 баллов", "1 point") are used, so that any word fits.
"""

from collections.abc import Iterator
from decimal import Decimal

from babel import Locale, numbers

from app.businesses.actions import POINT
from app.core import locales
from app.programmes import level_words, price_words, referral_words, sold_words
from app.programmes.fairness import EXTENSION_DAYS
from app.programmes.kinds.cashback import CashbackRules
from app.programmes.kinds.registry import kind_of
from app.programmes.kinds.sold import SoldRules
from app.programmes.kinds.stamps import StampPer, StampsRules
from app.programmes.measures import Measure, Unit, measure_of
from app.programmes.rules import BASIS, CardRules, LifeEnd
from app.programmes.spending import Limit, Reason

MAX_NAMED = 4
_ROUND_MINOR = 1_000_00
_DAYS = {
    "ru": {"one": "день", "few": "дня", "many": "дней", "other": "дня"},
    "en": {"one": "day", "other": "days"},
}
_MONTHS = {
    "ru": {"one": "месяц", "few": "месяца", "many": "месяцев", "other": "месяца"},
    "en": {"one": "month", "other": "months"},
}
_ENDS = {
    "ru": {
        LifeEnd.MONTH: " и до конца месяца",
        LifeEnd.QUARTER: " и до конца квартала",
        LifeEnd.HALF_YEAR: " и до конца полугодия",
    },
    "en": {
        LifeEnd.MONTH: " and to the end of that month",
        LifeEnd.QUARTER: " and to the end of that quarter",
        LifeEnd.HALF_YEAR: " and to the end of that half-year",
    },
}


def describe(
    rules: CardRules,
    language: str,
    *,
    unit: Unit = POINT,
    currency: str = "RUB",
) -> str:
    """The rules as one sentence for customers and staff (row 32).

    Args:
        rules: the rules.
        language: ru or en.
        unit: the business's word for a point, as in ``Business.unit``.
        currency: ISO code of the business's money.
    """
    with locales.speaking(language):
        if isinstance(rules, SoldRules):
            return sold_words.sentence(rules, currency)
        parts = list(_clauses(rules, _measure(rules, unit, currency), currency))
    return _capital("; ".join(parts)) + "."


def clauses(
    rules: CardRules,
    language: str,
    *,
    unit: Unit = POINT,
    currency: str = "RUB",
) -> tuple[str, ...]:
    """The same one by one, for a list; arguments as in ``describe``."""
    with locales.speaking(language):
        if isinstance(rules, SoldRules):
            return (sold_words.sentence(rules, currency),)
        parts = list(_clauses(rules, _measure(rules, unit, currency), currency))
    return tuple(map(_capital, parts))


def _measure(rules: CardRules, unit: Unit, currency: str) -> Measure:
    return measure_of(kind_of(rules).unit, word=unit, currency=currency)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def limit_sentence(
    limit: Limit,
    rules: CardRules,
    language: str,
    *,
    unit: Unit = POINT,
    currency: str = "RUB",
) -> str:
    """Why no more points can be spent, and what to do where something can be done."""
    measure = measure_of(kind_of(rules).unit, word=unit, currency=currency)
    with locales.speaking(language):
        words = {
            "points": measure.text(limit.points),
            "share": _percent(rules.spend_share_basis_points),
            "receipt": locales.money(rules.min_receipt_minor, currency),
            "line": locales.money(rules.min_line_money_minor, currency),
        }
    sentences = _LIMITS[language]
    if limit.reason is Reason.LINE_MONEY and rules.min_line_money_minor == 0:
        return sentences["whole"] % words
    if limit.reason is Reason.STATIC_CODE and limit.points == 0:
        return sentences["rotating_only"] % words
    return sentences[limit.reason] % words


_LIMITS: dict[str, dict[str, str]] = {
    "ru": {
        Reason.NOTHING_ELIGIBLE: "В чеке нет товаров, за которые можно платить "
        "этой картой.",
        Reason.MIN_RECEIPT: "Списать можно в чеке от %(receipt)s.",
        Reason.FIRST_DAY: "Списать можно со следующего дня после вступления.",
        Reason.UNPROTECTED: "Карта не защищена: за один чек — не больше чем "
        "%(points)s. Добавьте к карте телефон или почту, и ограничение исчезнет.",
        Reason.STATIC_CODE: "По этому коду — максимум %(points)s за чек. "
        "Чтобы списать больше, откройте на телефоне код для списания.",
        Reason.STATIC_DAY: "По коду, который не меняется, сегодня с карты можно "
        "списать ещё %(points)s. Чтобы списать больше, откройте на телефоне код "
        "для списания.",
        "rotating_only": "Для списания откройте на телефоне код для списания.",
        Reason.SHARE: "Картой можно оплатить до %(share)s товаров, которые участвуют "
        "в программе: %(points)s.",
        Reason.PER_RECEIPT: "За один чек — максимум %(points)s.",
        Reason.LINE_MONEY: "За каждый товар хотя бы %(line)s платят деньгами: "
        "максимум %(points)s.",
        "whole": "Этот чек целиком — %(points)s.",
        Reason.BALANCE: "На карте доступно: %(points)s.",
    },
    "en": {
        Reason.NOTHING_ELIGIBLE: "Nothing on this receipt can be paid with this card.",
        Reason.MIN_RECEIPT: "Spending starts with a receipt of %(receipt)s.",
        Reason.FIRST_DAY: "Spending starts the day after joining.",
        Reason.UNPROTECTED: "This card is not protected: up to %(points)s per receipt. "
        "Add a phone number or an e-mail address to lift the limit.",
        Reason.STATIC_CODE: "This code gives up to %(points)s per receipt. "
        "Open the spending code on the phone to use more.",
        Reason.STATIC_DAY: "Codes that do not change can spend %(points)s more from "
        "this card today. Open the spending code on the phone to use more.",
        "rotating_only": "Open the spending code on the phone to spend.",
        Reason.SHARE: "The card pays for up to %(share)s of the goods that take part: "
        "%(points)s.",
        Reason.PER_RECEIPT: "Up to %(points)s per receipt.",
        Reason.LINE_MONEY: "At least %(line)s of each item is paid in money: "
        "up to %(points)s.",
        "whole": "The whole receipt comes to %(points)s.",
        Reason.BALANCE: "Available on the card: %(points)s.",
    },
}


def _clauses(rules: CardRules, measure: Measure, currency: str) -> Iterator[str]:
    yield from price_words.clauses(rules, measure, currency)
    if isinstance(rules, StampsRules):
        yield _full_card(rules, measure)
        yield _stamping(rules, currency)
        yield from _lasting(rules)
    elif rules.rate_basis_points or rules.step_minor or not rules.tiers:
        yield _earning(rules, measure, currency) + _month(rules, measure)
        yield _spending(rules, measure, currency)
        if not rules.spends_on_first_day:
            yield _say(
                "со следующего дня после вступления", "from the day after joining"
            )
        yield from _lasting(rules)
    if rules.excluded_categories or rules.excluded_skus:
        yield _exclusions(rules)
    if rules.levels:
        yield level_words.clause(rules, measure)
    for rule in rules.actions:
        yield level_words.reward_clause(rule, measure)
    if rules.referral is not None:
        yield referral_words.clause(rules.referral, measure, currency)


def _lasting(rules: CardRules) -> Iterator[str]:
    if rules.hold_days:
        yield _say("доступны через {}", "ready after {}", _days(rules.hold_days))
    if rules.life_months is not None:
        count = _counted(rules.life_months, _MONTHS)
        yield _say("действуют {}", "valid for {}", count) + _end(rules)
    elif rules.life_days is not None:
        yield _say("действуют {}", "valid for {}", _days(rules.life_days)) + _end(rules)
    else:
        yield _say("не сгорают", "never expire")
        return
    yield _say(
        "без трёх предупреждений — на {} дольше",
        "{} longer unless we warned three times",
        _days(EXTENSION_DAYS),
    )


def _earning(rules: CardRules, measure: Measure, currency: str) -> str:
    if rules.step_minor:
        return _say(
            "{} за каждые {}, остаток переходит на следующую покупку",
            "{} for every {}, the rest counts towards the next purchase",
            measure.text(1),
            locales.money(rules.step_minor, currency),
        )
    if not rules.rate_basis_points:
        return _say("за покупки сейчас не начисляем", "purchases earn nothing now")
    minor, points = _example(rules, measure)
    return _say(
        "возвращаем {}: с покупки на {} — {}",
        "{} back: a purchase of {} earns {}",
        _percent(rules.rate_basis_points),
        locales.money(minor, currency),
        _fraction(points, measure),
    )


def _month(rules: CardRules, measure: Measure) -> str:
    if not isinstance(rules, CashbackRules) or rules.month_limit_points is None:
        return ""
    most = measure.text(rules.month_limit_points)
    return _say(", максимум {} за месяц", ", at most {} a month", most)


def _full_card(rules: StampsRules, measure: Measure) -> str:
    return _say(
        "{} — и «{}» в подарок",
        "{} and “{}” is free",
        measure.text(rules.automatic.points),
        rules.automatic.name,
    )


def _stamping(rules: StampsRules, currency: str) -> str:
    goods = ", ".join((*rules.goods.categories, *rules.goods.skus)[:MAX_NAMED])
    about = _say(" ({})", " ({})", goods) if goods else ""
    if rules.stamp_per is StampPer.AMOUNT:
        text = _say(
            "штамп за каждые {}, остаток переходит на следующую покупку",
            "a stamp for every {}, the rest counts towards the next purchase",
            locales.money(rules.step_minor, currency),
        )
    elif rules.stamp_per is StampPer.ITEM:
        text = _say("штамп за каждую штуку", "a stamp for every item")
    elif rules.stamp_from_minor:
        least = locales.money(rules.stamp_from_minor, currency)
        text = _say(
            "штамп за каждую покупку от {}", "a stamp for every purchase of {}", least
        )
    else:
        text = _say("штамп за каждую покупку", "a stamp for every purchase")
    return text + about


def _spending(rules: CardRules, measure: Measure, currency: str) -> str:
    value = _worth(rules, measure, currency)
    if not rules.spend_share_basis_points:
        return value + _say(", списание пока закрыто", ", spending is closed for now")
    if rules.spend_share_basis_points == BASIS:
        value += _say(", можно оплатить всю покупку", ", can pay for a whole purchase")
    else:
        share = _percent(rules.spend_share_basis_points)
        value += _say(
            ", можно оплатить до {} покупки",
            ", can pay for up to {} of a purchase",
            share,
        )
    if rules.min_receipt_minor:
        least = locales.money(rules.min_receipt_minor, currency)
        value += _say(" в чеке от {}", ", on receipts from {}", least)
    if rules.spend_max_points is not None:
        most = measure.text(rules.spend_max_points)
        value += _say(", максимум {} за раз", ", at most {} at once", most)
    return value


def _worth(rules: CardRules, measure: Measure, currency: str) -> str:
    """What one of them is worth; money is worth itself."""
    if measure.is_money:
        return _say("это деньги", "it is money")
    worth = locales.money(rules.point_value_minor, currency)
    return f"{measure.text(1)} = {worth}"


def _exclusions(rules: CardRules) -> str:
    names = rules.excluded_categories
    if rules.excluded_skus or len(names) > MAX_NAMED:
        return _say("кроме некоторых товаров", "except some goods")
    return _say("кроме: {}", "except: {}", ", ".join(names))


def _example(rules: CardRules, measure: Measure) -> tuple[int, Decimal]:
    """A round sum, in minor units, that earns at least one point, and its points."""
    if measure.is_money:
        return _ROUND_MINOR, Decimal(_ROUND_MINOR * rules.rate_basis_points) / BASIS
    for minor in (1_00, 10_00, 100_00, 1000_00):
        points = Decimal(minor * rules.rate_basis_points)
        points /= BASIS * rules.point_value_minor
        if points >= 1:
            break
    return minor, points


def _say(russian: str, english: str, *words: str) -> str:
    text = russian if locales.language() == "ru" else english
    return text.format(*words)


def _end(rules: CardRules) -> str:
    return _ENDS[locales.language()].get(rules.life_end, "")


def _days(count: int) -> str:
    return _counted(count, _DAYS)


def _counted(count: int, words: Unit) -> str:
    return locales.points(count, words)


def _percent(basis_points: int) -> str:
    number = _decimal(Decimal(basis_points) / 100)
    return f"{number}{locales.NO_BREAK_SPACE}%" if _is_russian() else f"{number}%"


def _fraction(points: Decimal, measure: Measure) -> str:
    if measure.is_money:
        return measure.text(int(points))
    unit = measure.word
    forms = unit.get(locales.language()) or next(iter(unit.values()))
    category = Locale.parse(locales.language()).plural_form(points.normalize())
    word = forms.get(category) or forms.get("other") or next(iter(forms.values()))
    return f"{_decimal(points)}{locales.NO_BREAK_SPACE}{word}"


def _decimal(value: Decimal) -> str:
    return str(numbers.format_decimal(value, locale=locales.language()))


def _is_russian() -> bool:
    return locales.language() == "ru"
