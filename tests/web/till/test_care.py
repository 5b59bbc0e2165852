"""More with the open card: where it leads, and that a card must lie open."""

import pytest

from tests.page import Client
from tests.web.till.conftest import Till
from tests.world import World


def test_the_cheque_leads_there_and_back(till: Till) -> None:
    page = till.scan().click("Ещё с этой картой")
    assert page.status == 200
    for words in (
        "Напечатать остаток",
        "Задать ПИН-код",
        "Выдать печатную карту",
        "Потерян телефон или карта",
    ):
        till.client.get(page.link(words), status=200)
    assert page.link("Вернуться к чеку") == till.url("sale")


@pytest.mark.parametrize("way", ["care", "pin", "new-pin", "lost", "attach", "slip"])
def test_without_an_open_card_there_is_nothing(till: Till, way: str) -> None:
    page = till.client.get(till.url(way), status=303)
    assert page.location == till.url("?put-away=1")


def test_guests_do_not_come_in(client: Client, world: World) -> None:
    client.sign_in(world.coffee.member.person_id)
    assert client.get("/zerno/till/care").status == 403
