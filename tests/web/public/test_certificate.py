"""How much is left, by number: one neutral answer for everything else, few tries."""

import pytest

from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.visits import VisitRules
from tests.instruments.shelf import Shelf
from tests.page import Client, Page
from tests.world import World


def ask(client: Client, number: str, status: int) -> Page:
    page = client.get("/zerno/certificate", status=200)
    return page.form(action="/certificate").submit(number=number, status=status)


def test_it_says_what_is_left_and_nothing_personal(
    client: Client, world: World
) -> None:
    shelf = Shelf(world.coffee)
    sold = shelf.sell(
        shelf.offer(CertificateRules()),
        amount_minor=3_000_00,
        giver="Olga",
        message="Secret words",
    )
    page = ask(client, sold.number, 200)
    assert "3 000" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Olga" not in page.markup
    assert "Secret" not in page.markup


def test_everything_else_gets_the_same_words(client: Client, world: World) -> None:
    shelf, books = Shelf(world.coffee), Shelf(world.books)
    numbers = [
        "0000000000",
        world.coffee.member.number,
        shelf.sell(shelf.offer(VisitRules())).number,
        books.sell(
            books.offer(CertificateRules(nominals=(100,))), amount_minor=100
        ).number,
    ]
    said = set()
    for number in numbers:
        page = ask(client, number, 422)
        assert page.form(action="/certificate").values["number"] == [number]
        said.add(page.text.replace(number, ""))
    assert len(said) == 1


@pytest.mark.parametrize("number", ["", "\0", "x" * 65])
def test_what_is_no_number(client: Client, world: World, number: str) -> None:
    ask(client, number, 422)


def test_guessing_is_stopped(client: Client, world: World) -> None:
    for _ in range(20):
        ask(client, "0000000000", 422)
    page = ask(client, "0000000000", 429)
    assert int(page.headers["Retry-After"]) > 0
