"""The guest's offers: their own with the reason, and those that are open to them."""

from datetime import timedelta

from app.core import clock, db, tenancy
from app.offers import actions, grants, queries, spelling
from app.offers.rules import Terms
from app.programmes.windows import Window
from tests.circles import create_circle
from tests.offers.giving import give, promote
from tests.page import Client
from tests.world import World, sell

FIFTH = Terms(share_basis_points=20_00)


def enter(client: Client, world: World) -> Client:
    client.sign_in(world.coffee.member.person_id)
    return client


def test_without_any_the_page_says_what_will_be_here(
    client: Client, world: World
) -> None:
    page = enter(client, world).get("/zerno/card/offers", status=200)
    assert "Сейчас предложений нет" in page.text


def test_row12_an_own_offer_says_why(client: Client, world: World) -> None:
    shop = world.coffee
    promotion_id = promote(shop.business_id, "personal", FIFTH, name="Кофе для вас")
    guest = shop.member.member_id
    give(shop.business_id, promotion_id, guest, reason="Вы часто берёте кофе")
    page = enter(client, world).get("/zerno/card/offers", status=200)
    for words in ("Кофе для вас", "Вы часто берёте кофе", "Скидка 20 % на всё"):
        assert words in page.text
    with tenancy.scope(shop.business_id):
        (grant,) = queries.offers_of(guest)
    assert spelling.spoken(grant.code) in page.text
    sell(shop, shop.member, amount_minor=100_00)
    used = client.get("/zerno/card/offers", status=200)
    assert "Использовано" in used.text
    assert spelling.spoken(grant.code) not in used.text


def test_offers_of_others_taken_back_and_over_are_not_shown(
    client: Client, world: World
) -> None:
    shop, guest = world.coffee, world.coffee.member.member_id
    theirs = promote(world.books.business_id, "personal", FIFTH, name="Margin")
    give(world.books.business_id, theirs, world.books.member.member_id)
    back = promote(shop.business_id, "personal", FIFTH, name="Отозвано")
    give(shop.business_id, back, guest)
    with tenancy.scope(shop.business_id):
        (grant,) = queries.offers_of(guest)
        with db.writing():
            grants.withdraw(grant_id=grant.id, member_id=guest)
    paused = promote(shop.business_id, "personal", FIFTH, name="Пауза")
    give(shop.business_id, paused, guest)
    with tenancy.scope(shop.business_id), db.writing():
        actions.pause(promotion_id=paused)
    words = enter(client, world).get("/zerno/card/offers", status=200).text
    for name in ("Margin", "Отозвано", "Пауза"):
        assert name not in words


def test_open_promotions_are_shown_to_whom_they_are_for(
    client: Client, world: World
) -> None:
    shop = world.coffee
    yesterday = clock.today(shop.zone) - timedelta(days=1)
    over = Terms(share_basis_points=5_00, window=Window(last_day=yesterday))
    promote(shop.business_id, "open", FIFTH, name="Тихие часы")
    promote(shop.business_id, "open", over, name="Прошлая")
    circle = create_circle(shop)
    promote(
        shop.business_id, "open", FIFTH, name="Для клуба", group_ids=(circle.group_id,)
    )
    words = enter(client, world).get("/zerno/card/offers", status=200).text
    assert "Тихие часы" in words
    assert "Прошлая" not in words
    assert "Для клуба" not in words
    circle.enter(shop.member.member_id)
    assert "Для клуба" in client.get("/zerno/card/offers", status=200).text


def test_strangers_are_sent_away(client: Client, world: World) -> None:
    assert client.get("/zerno/card/offers").status == 303
    client.sign_in(world.stranger)
    assert client.get("/zerno/card/offers").status == 303
