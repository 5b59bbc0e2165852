"""More at the till: the home page keeps the everyday, the rest is one tap away."""

from tests.page import Client
from tests.web.till.conftest import Till
from tests.world import World


def test_the_rest_is_one_tap_away(till: Till) -> None:
    home = till.client.get(till.url(""), status=200)
    assert home.link("Продать карту") == till.url("sell")
    page = till.client.get(home.link("Ещё"), status=200)
    rest = {link.get("href"): link for link in page.all("a")}
    for words, way in (
        ("Чеки за сегодня", "receipts"),
        ("Чек без карты", "without-card"),
        ("Акции", "promotions"),
        ("Без сети", "offline"),
        ("Другая точка", "outlet"),
    ):
        link = rest[till.url(way)]
        assert words in " ".join(link.itertext())
        till.client.get(till.url(way), status=200)
    assert page.link("Сканировать карту") == till.url("")


def test_guests_do_not_come_in(client: Client, world: World) -> None:
    client.sign_in(world.coffee.member.person_id)
    assert client.get("/zerno/till/more").status == 403
