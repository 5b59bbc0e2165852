"""What runs at the till's outlet, with the password of the day."""

from app.core import clock, tenancy
from app.offers import queries
from tests.offers.giving import promote
from tests.page import Client
from tests.world import World, create_outlet


def test_the_word_of_the_day_is_read_out(client: Client, world: World) -> None:
    shop = world.coffee
    promotion_id = promote(shop.business_id, "password", name="Слово дня")
    other = create_outlet(shop.business_id, code="2")
    promote(shop.business_id, "open", name="Не здесь", outlet_ids=(other,))
    promote(shop.business_id, "word", name="Черновик", is_begun=False)
    promote(world.books.business_id, "open", name="Margin")
    with tenancy.scope(shop.business_id):
        word = queries.password_of(promotion_id, clock.today(shop.zone))
    client.sign_in(shop.cashier.person_id)
    page = client.get("/zerno/till/outlet", status=200).forms()[0]
    page.submit(outlet=str(shop.outlet_id))
    words = client.get("/zerno/till/promotions", status=200).text
    assert word in words
    for name in ("Не здесь", "Черновик", "Margin"):
        assert name not in words


def test_without_any_it_says_so(client: Client, world: World) -> None:
    client.sign_in(world.coffee.cashier.person_id)
    words = client.get("/zerno/till/promotions", status=200).text
    assert "Сейчас акций здесь нет" in words


def test_guests_do_not_enter(client: Client, world: World) -> None:
    promote(world.coffee.business_id, "password", name="Слово дня")
    client.sign_in(world.coffee.member.person_id)
    assert client.get("/zerno/till/promotions").status in {302, 303, 403}
