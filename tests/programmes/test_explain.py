"""One sentence about the rules, with the right plurals (row 32)."""

from app.core import locales
from app.programmes.explain import clauses, describe
from app.programmes.kinds.points import PointsRules
from app.programmes.rules import LifeEnd

BEANS = {
    "ru": {"one": "зерно", "few": "зерна", "many": "зёрен", "other": "зерна"},
    "en": {"one": "bean", "other": "beans"},
}


def plain(text: str) -> str:
    """The text with ordinary spaces."""
    for space in (locales.NO_BREAK_SPACE, locales.NARROW_SPACE):
        text = text.replace(space, " ")
    return text


def test_a_plain_programme() -> None:
    assert plain(describe(PointsRules(), "ru")) == (
        "Возвращаем 5 %: с покупки на 100 ₽ — 5 баллов; 1 балл = 1 ₽, "
        "можно оплатить всю покупку; не сгорают."
    )
    english = PointsRules(point_value_minor=1)
    assert plain(describe(english, "en", currency="GBP")) == (
        "5% back: a purchase of £1 earns 5 points; 1 point = £0.01, "
        "can pay for a whole purchase; never expire."
    )


def test_every_rule_is_said() -> None:
    rules = PointsRules(
        rate_basis_points=350,
        hold_days=21,
        life_months=2,
        life_end=LifeEnd.QUARTER,
        spend_share_basis_points=3000,
        min_receipt_minor=300_00,
        spend_max_points=501,
        excluded_categories=("табак", "доставка"),
    )
    assert plain(describe(rules, "ru", unit=BEANS)) == (
        "Возвращаем 3,5 %: с покупки на 100 ₽ — 3,5 зерна; 1 зерно = 1 ₽, "
        "можно оплатить до 30 % покупки в чеке от 300 ₽, максимум 501 зерно за раз; "
        "доступны через 21 день; действуют 2 месяца и до конца квартала; "
        "без трёх предупреждений — на 30 дней дольше; кроме: табак, доставка."
    )
    assert plain(describe(rules, "en", unit=BEANS, currency="GBP")) == (
        "3.5% back: a purchase of £100 earns 3.5 beans; 1 bean = £1, "
        "can pay for up to 30% of a purchase, on receipts from £300, "
        "at most 501 beans at once; ready after 21 days; "
        "valid for 2 months and to the end of that quarter; "
        "30 days longer unless we warned three times; except: табак, доставка."
    )


def test_steps_are_said_as_steps() -> None:
    rules = PointsRules(step_minor=50_00, life_days=1)
    assert plain(describe(rules, "ru")).startswith(
        "1 балл за каждые 50 ₽, остаток переходит на следующую покупку;"
    )
    assert "valid for 1 day; 30 days longer unless we warned three times." in plain(
        describe(rules, "en")
    )


def test_closed_earning_and_spending_are_said() -> None:
    rules = PointsRules(rate_basis_points=0, spend_share_basis_points=0)
    assert plain(describe(rules, "ru")) == (
        "За покупки сейчас не начисляем; 1 балл = 1 ₽, списание пока закрыто; "
        "не сгорают."
    )


def test_many_exclusions_are_not_listed() -> None:
    rules = PointsRules(excluded_categories=tuple("abcdef"))
    assert describe(rules, "ru").endswith("кроме некоторых товаров.")


def test_the_same_is_told_one_by_one() -> None:
    for rules in (PointsRules(), PointsRules(hold_days=21, excluded_skus=("tea",))):
        for language in ("ru", "en"):
            told = clauses(rules, language)
            assert all(line[0] == line[0].upper() for line in told)
            sentence = describe(rules, language)
            assert "; ".join(told).lower() + "." == sentence.lower()
