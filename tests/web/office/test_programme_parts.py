"""The parts of a card's form: what they read is what the engine gets."""

from typing import Any

import pytest

from app.core import db, tenancy
from app.core.ids import ProgrammeId
from app.programmes import queries
from app.programmes.boosts import Boost
from app.programmes.goods import Goods
from app.programmes.kinds.cashback import CashbackRules
from app.programmes.kinds.discount import DiscountRules
from app.programmes.kinds.stamps import StampPer, StampsRules
from app.programmes.promotions import Promotion
from app.programmes.rules import CardRules, Reward, RewardKind
from app.programmes.tiers import Tier
from app.programmes.windows import Window
from tests.page import Form, Page
from tests.web.office.conftest import Office
from tests.world import World


def new(office: Office, kind: str) -> Form:
    return office.get(f"programmes/new/{kind}", status=200).form(id_="rules")


def made(world: World, page: Page) -> CardRules:
    programme_id = int(page.path.partition("?")[0].rpartition("/")[2])
    with tenancy.scope(world.coffee.business_id):
        found = queries.versions(ProgrammeId(programme_id))[0].rules
        db.session().rollback()
    return found


def again(page: Page, world: World) -> None:
    """What was stored stands in the form: saving it as it is changes nothing."""
    before = made(world, page)
    saved = page.form(id_="rules").submit(status=303)
    assert made(world, saved) == before


TIERS = {
    "name": "Скидка",
    "tier_1_from": "0",
    "tier_1_percent": "3",
    "tier_2_from": "10 000",
    "tier_2_percent": "5",
    "tier_goods": "Кофе\nЧай",
}


def test_e16_a_growing_discount_is_made(office: Office, world: World) -> None:
    page = new(office, "discount").submit(TIERS, status=303)
    assert made(world, page) == DiscountRules(
        tiers=(
            Tier(share_basis_points=3_00),
            Tier(from_minor=10_000_00, share_basis_points=5_00),
        ),
        tier_goods=Goods(categories=("Кофе", "Чай")),
    )
    again(page, world)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"tier_2_percent": ""}, "Write a percentage"),
        (
            {"tier_1_from": "", "tier_1_percent": "", "tier_2_from": ""}
            | {"tier_2_percent": ""},
            "without one the card would give nothing",
        ),
        ({"tier_2_percent": "3"}, "Each step begins with a greater sum"),
        ({"tier_2_from": "0"}, "Each step begins with a greater sum"),
        ({"tier_2_from": "-1"}, "Write a sum"),
        ({"tier_2_percent": "101"}, "Write a percentage"),
        ({"tier_goods": "x" * 101}, "Write one category per line"),
    ],
)
def test_wrong_steps_are_refused_and_kept(
    office: Office, wrong: dict[str, str], words: str
) -> None:
    page = new(office, "discount").submit({**TIERS, **wrong}, status=422)
    assert words in page.text
    kept = page.form(id_="rules").values
    for name, value in {**TIERS, **wrong}.items():
        if name != "tier_goods":
            assert kept[name] == [value], name


CASHBACK = {
    "name": "Кешбэк",
    "percent": "3",
    "spend_percent": "50",
    "spend_max": "1 000,50",
    "unprotected": "300",
    "static": "250,25",
    "hold_days": "0",
    "life": "never",
    "waits_a_day": True,
}


def test_cashback_is_typed_as_money(office: Office, world: World) -> None:
    page = new(office, "cashback").submit(CASHBACK, status=303)
    rules = made(world, page)
    assert isinstance(rules, CashbackRules)
    assert rules.rate_basis_points == 300
    assert rules.spend_max_points == 1000_50
    assert rules.unprotected_spend_points == 300_00
    assert rules.static_spend_points == 250_25
    assert not rules.spends_on_first_day
    stored = page.form(id_="rules").values
    assert stored["spend_max"] == ["1000.5"]
    again(page, world)


PROMOTION = {
    "promotion_1_name": "Утро",
    "promotion_1_percent": "20",
    "promotion_1_categories": "Кофе",
    "promotion_1_skus": "A1\nA2",
    "promotion_1_instead": True,
    "promotion_1_first_day": "2026-03-01",
    "promotion_1_last_day": "2026-03-31",
    "promotion_1_weekdays": ["2", "1"],
    "promotion_1_from": "09:00",
    "promotion_1_until": "11:30",
}


def opened(office: Office) -> Form:
    return office.get(f"programmes/{office.shop.programme_id}", status=200).form(
        id_="rules"
    )


def test_a_promotion_is_made(office: Office, world: World) -> None:
    page = opened(office).submit(PROMOTION, status=303)
    (own,) = made(world, page).promotions
    assert own == Promotion(
        name="Утро",
        goods=Goods(categories=("Кофе",), skus=("A1", "A2")),
        window=Window(
            first_day=own.window.first_day,
            last_day=own.window.last_day,
            weekdays=(1, 2),
            from_minute=9 * 60,
            until_minute=11 * 60 + 30,
        ),
        share_basis_points=20_00,
        is_instead=True,
    )
    assert str(own.window.last_day) == "2026-03-31"
    again(page, world)
    opened(office).submit(
        {name: "" for name in PROMOTION if name.endswith(("name", "percent"))},
        status=303,
    )
    assert made(world, page).promotions == ()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"promotion_1_name": ""}, "Name it, or leave the whole row empty"),
        ({"promotion_1_percent": ""}, "either a percentage or a sum"),
        ({"promotion_1_item": "10"}, "either a percentage or a sum"),
        ({"promotion_1_last_day": "2026-02-01"}, "must not come before the first"),
        ({"promotion_1_from": "25:00"}, "Write a time of day"),
        ({"promotion_1_until": "soon"}, "Write a time of day"),
        ({"promotion_1_weekdays": ["8"]}, "valid choice"),
        ({"promotion_1_categories": "x" * 101}, "Write one category per line"),
    ],
)
def test_a_wrong_promotion_is_refused(
    office: Office, world: World, wrong: dict[str, Any], words: str
) -> None:
    form = opened(office)
    page = form.submit({**PROMOTION, **wrong}, status=422)
    assert words in page.text
    assert not made(world, opened_page(office)).promotions


def opened_page(office: Office) -> Page:
    return office.get(f"programmes/{office.shop.programme_id}", status=200)


BOOST = {
    "boost_1_name": "Вторник",
    "boost_1_way": "factor",
    "boost_1_factor": "2",
    "boost_1_weekdays": ["2"],
    "boost_1_from": "12:00",
    "boost_1_until": "16:00",
}


@pytest.mark.parametrize(
    ("more", "made_of"),
    [
        ({}, {"factor_basis_points": 2_00_00}),
        (
            {"boost_1_way": "rate", "boost_1_rate": "7", "boost_1_instead": True},
            {"rate_basis_points": 7_00, "is_instead": True},
        ),
        ({"boost_1_way": "item", "boost_1_item": "5"}, {"item_points": 5}),
    ],
)
def test_e42_more_at_some_hours(
    office: Office, world: World, more: dict[str, Any], made_of: dict[str, Any]
) -> None:
    page = opened(office).submit({**BOOST, **more}, status=303)
    window = Window(weekdays=(2,), from_minute=12 * 60, until_minute=16 * 60)
    assert made(world, page).boosts == (
        Boost(name="Вторник", window=window, **made_of),
    )
    again(page, world)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"boost_1_factor": ""}, "Write a number from 1"),
        ({"boost_1_factor": "0.5"}, "Write a number from 1"),
        ({"boost_1_way": "rate"}, "Write a percentage"),
        ({"boost_1_way": "magic"}, "Not a valid choice"),
        ({"boost_1_instead": True}, "cannot come instead of it"),
        ({"boost_1_name": ""}, "Name it, or leave the whole row empty"),
        ({"earning": "step", "step": "50"}, "only points for each piece can be more"),
    ],
)
def test_a_wrong_boost_is_refused(
    office: Office, wrong: dict[str, Any], words: str
) -> None:
    assert words in opened(office).submit({**BOOST, **wrong}, status=422).text


def test_rows_are_added_without_script_and_keep_what_was_typed(
    office: Office, world: World
) -> None:
    page = opened(office).submit(
        tier_1_percent="3",
        promotion_1_name="Утро",
        percent="not yet",
        cheque_2_name="Чай",
        cheque_2_price="120",
        button="Add rows",
        status=200,
    )
    form = page.form(id_="rules")
    assert {"tier_2_percent", "promotion_2_name", "cheque_3_price"} <= form.names
    assert form.values["percent"] == ["not yet"]
    assert form.values["promotion_1_name"] == ["Утро"]
    assert made(world, opened_page(office)).tiers == ()


def test_the_cheque_is_answered_by_the_engine(office: Office) -> None:
    page = opened(office).submit(
        percent="10",
        spend_percent="50",
        excluded="Табак",
        tier_1_percent="5",
        promotion_1_name="Утро",
        promotion_1_percent="20",
        promotion_1_categories="Кофе",
        cheque_1_name="Латте",
        cheque_1_category="кофе",
        cheque_1_price="200",
        cheque_1_pieces="2",
        cheque_2_name="Сигареты",
        cheque_2_category="Табак",
        cheque_2_price="300",
        held="1000",
        wanted="1000",
        button="Count the example",
        status=200,
    )
    # 400 less 20 % and 5 % of the rest: 304; half of it by points, 152 in money.
    words = page.text
    table = " ".join("".join(page.one("table", cls="cheque").itertext()).split())
    assert "Утро −" in table
    assert "takes no part" in table
    assert "paid by the card: 152 " in table
    assert "15 points" in table
    assert "pays for up to 50%" in words


def test_a_cheque_without_goods_is_no_error(office: Office) -> None:
    page = opened(office).submit(
        cheque_1_price="", button="Count the example", status=200
    )
    assert not page.all("table", cls="cheque")


STAMPS = {
    "name": "Шестой кофе",
    "stamp_per": "item",
    "stamp_goods": "Кофе",
    "stamps": "6",
    "gift": "Кофе",
    "gift_kind": "item",
    "life": "never",
}


def test_e19_a_stamp_card_is_made(office: Office, world: World) -> None:
    page = new(office, "stamps").submit(STAMPS, status=303)
    assert made(world, page) == StampsRules(
        stamp_per=StampPer.ITEM,
        goods=Goods(categories=("Кофе",)),
        rewards=(Reward(name="Кофе", points=6, kind=RewardKind.ITEM),),
    )
    again(page, world)


def test_e44_a_stamp_for_every_full_amount(office: Office, world: World) -> None:
    changed = {**STAMPS, "stamp_per": "amount", "stamp_step": "50"}
    page = new(office, "stamps").submit(
        {**changed, "stamp_goods": "", "cheque_1_price": "130"},
        button="Count the example",
        status=200,
    )
    table = " ".join("".join(page.one("table", cls="cheque").itertext()).split())
    assert "2 stamps" in table


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"stamp_per": "amount"}, "Write a sum"),
        ({"gift": ""}, "Name the gift"),
        ({"gift_kind": "discount"}, "Write a sum"),
        ({"stamps": "0"}, "Write a whole number"),
        ({"stamp_goods": "x" * 101}, "Write one category per line"),
    ],
)
def test_a_wrong_stamp_card_is_refused(
    office: Office, wrong: dict[str, str], words: str
) -> None:
    assert words in new(office, "stamps").submit({**STAMPS, **wrong}, status=422).text


def test_e18_cashback_has_a_limit_of_the_month(office: Office, world: World) -> None:
    page = new(office, "cashback").submit(
        CASHBACK, month_limit_points="3 000", status=303
    )
    rules = made(world, page)
    assert isinstance(rules, CashbackRules)
    assert rules.month_limit_points == 3000_00
    again(page, world)
    wrong = page.form(id_="rules").submit(month_limit_points="0", status=422)
    assert "Write a sum" in wrong.text
