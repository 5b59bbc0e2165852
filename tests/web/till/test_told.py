"""What the till says of discounts: taken off, not taken off and why, and codes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.core import clock, db, tenancy
from app.programmes import actions as programmes
from app.programmes import queries
from app.programmes.boosts import Boost
from app.programmes.discounts import Discount, Stage
from app.programmes.goods import Goods
from app.programmes.offered import Offered
from app.programmes.promotions import Promotion
from app.programmes.rules import CardRules
from app.programmes.tiers import Tier
from app.sales import discounting
from app.sales import queries as receipts
from tests.page import Client
from tests.web.till.conftest import Till
from tests.world import World, sell

CAKE = Goods(categories=("Выпечка",))


def change(world: World, **values: object) -> CardRules:
    """Other rules for the coffee shop's card."""
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        rules = queries.current(shop.programme_id, clock.now()).rules
        rules = replace(rules, **values)  # type: ignore[arg-type]
        programmes.change_rules(
            programme_id=shop.programme_id, rules=rules, actor="system"
        )
    return rules


@pytest.fixture
def may() -> Iterator[str]:
    """A code that takes 100 off, for one test."""

    def source(offered: Offered) -> Iterator[Discount]:
        if "МАЙ" in offered.codes:
            yield Discount(
                stage=Stage.CODE,
                source="test",
                label="Майский",
                code="МАЙ",
                amount_minor=100_00,
            )

    discounting.SOURCES.append(source)
    yield "МАЙ"
    discounting.SOURCES.remove(source)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def booked(till: Till) -> list[receipts.ReceiptRow]:
    """Every receipt of the outlet."""
    with tenancy.scope(till.shop.business_id):
        return receipts.receipts(outlet_id=till.shop.outlet_id, limit=100)


def test_the_discount_of_the_card_is_taken_off_before_booking(
    till: Till, world: World
) -> None:
    sell(world.coffee, world.coffee.member, amount_minor=200_00)
    change(world, tiers=(Tier(share_basis_points=7_00),))
    page = till.quoted("1000")
    said = plain(page.text)
    assert "Скидка по карте" in said
    assert "930 ₽" in said
    page = page.form(id_="sale").submit(status=303)
    assert "930 ₽" in plain(page.text)
    assert "Скидка по карте" in page.text
    row = booked(till)[0]
    assert (row.total_minor, row.discount_minor, row.paid_minor) == (
        1_000_00,
        70_00,
        930_00,
    )


def test_a_code_shows_its_sum_and_is_booked(till: Till, may: str) -> None:
    form = till.scan().form(id_="sale")
    page = form.submit(
        amount="1000", codes=may, button="Показать сумму с ним", status=200
    )
    assert "Майский" in page.text
    assert "900 ₽" in plain(page.text)
    page = page.form(id_="sale").submit(status=303)
    assert page.h1 == "Проведено"
    assert booked(till)[0].paid_minor == 900_00


def test_a_code_typed_after_the_sum_was_told_asks_again(till: Till, may: str) -> None:
    form = till.scan().form(id_="sale")
    page = form.submit(amount="1000", button="Показать сумму с ним", status=200)
    page = page.form(id_="sale").submit(codes=may, status=422)
    assert "Сумма изменилась" in page.text
    assert "900 ₽" in plain(page.text)
    assert booked(till) == []


@pytest.mark.parametrize("code", ["НЕТ", "<b>x</b>"])
def test_an_unknown_code_says_why_and_books_nothing(till: Till, code: str) -> None:
    form = till.scan().form(id_="sale")
    page = form.submit(
        amount="1000", codes=code, button="Показать сумму с ним", status=200
    )
    assert "Этот код здесь не действует" in page.text
    page = page.form(id_="sale").submit(status=422)
    assert page.form(id_="sale").values["codes"] == [code]
    assert booked(till) == []


@pytest.mark.parametrize("codes", ["x" * 41, "a b c d e f", "a\x00b"])
def test_codes_that_cannot_be_one_keep_what_was_typed(till: Till, codes: str) -> None:
    page = till.scan().form(id_="sale").submit(amount="1000", codes=codes, status=422)
    assert page.form(id_="sale").values["amount"] == ["1000"]
    assert booked(till) == []


def test_row_15_goods_that_keep_their_price_are_named(till: Till, world: World) -> None:
    change(
        world,
        tiers=(Tier(share_basis_points=10_00),),
        excluded_categories=("табак",),
    )
    page = till.scan().form(id_="sale").submit(button="Добавить позицию", status=200)
    form = page.form(id_="sale")
    page = form.submit(button="Добавить позицию", status=200)
    page = page.form(id_="sale").submit(
        {
            "lines-0-name": "Кофе",
            "lines-0-amount": "100",
            "lines-1-name": "Сигареты",
            "lines-1-category": "Табак",
            "lines-1-amount": "200",
        },
        button="Показать сумму с ним",
        status=200,
    )
    assert "Без скидки: Сигареты" in plain(page.text)
    assert "290 ₽" in plain(page.text)


def test_row_4_receipts_say_what_earned_more(
    till: Till, world: World, client: Client
) -> None:
    change(
        world,
        boosts=(Boost(name="Больше за выпечку", item_points=3, goods=CAKE),),
        promotions=(Promotion(name="Скидка дня", item_minor=10_00, goods=CAKE),),
    )
    shop = world.coffee
    sold = sell(shop, shop.member, amount_minor=200_00, category="выпечка")
    assert (sold.paid_minor, sold.earned_points) == (190_00, 9 + 3)
    page = client.get(till.url(f"receipts/{sold.receipt_id}"), status=200)
    assert "Скидка дня" in page.text
    assert "190 ₽" in plain(page.text)
    client.sign_in(shop.member.person_id)
    page = client.get(f"/{shop.slug}/card/receipts/{sold.receipt_id}", status=200)
    assert "Скидка дня" in page.text
    assert "Больше за выпечку" in page.text
