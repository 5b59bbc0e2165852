"""Claiming a cheque without a card: once, by its code, guesses counted (E47)."""

import pytest

from app.core import db, limits, tenancy
from app.ledger import queries as ledger
from app.sales import claiming
from app.sales.actions import Line
from tests.conftest import Clock
from tests.page import Client
from tests.world import Holder, World, create_programme, issue_card


@pytest.fixture
def code(client: Client, world: World) -> str:
    """The code of a cheque over 1,000."""
    shop, secret = world.coffee, client.app.config["SECRET_KEY"]
    with tenancy.scope(shop.business_id), db.writing():
        made = claiming.register(
            outlet_id=shop.outlet_id,
            number="U-1",
            lines=[Line(amount_minor=1000_00, name="Tea")],
            source="till",
            actor=shop.cashier.actor,
            secret_key=secret,
        )
        return claiming.code_of(made, secret)


@pytest.fixture
def holder(client: Client, world: World) -> Holder:
    """The coffee shop's member, signed in."""
    client.sign_in(world.coffee.member.person_id)
    return world.coffee.member


def pending_and_available(world: World, holder: Holder) -> tuple[int, int]:
    with tenancy.scope(world.coffee.business_id):
        now = ledger.balance(holder.card_id)
    return now.pending, now.available


def test_e47_typed_from_paper_and_added(
    client: Client, holder: Holder, code: str, world: World, clock: Clock
) -> None:
    clock.advance(days=6)
    client.sign_in(holder.person_id)
    form = client.get("/zerno/claim", status=200).form(id_="code-form")
    page = form.submit(code=claiming.spoken(code).lower(), status=303)
    assert "U-1" in page.text
    added = page.form(id_="claim").submit(status=303)
    assert added.h1 == "Чек U-1"
    assert pending_and_available(world, holder) == (0, 50)
    assert "Покупка без карты" in client.get("/zerno/card/history", status=200).text


def test_e47_the_second_who_comes_is_refused(
    client: Client, holder: Holder, code: str, world: World
) -> None:
    client.get(f"/zerno/claim/{code}").form(id_="claim").submit(status=303)
    shop = world.coffee
    other = issue_card(shop.business_id, shop.programme_id, phone="+79160000888")
    second = client.another()
    second.sign_in(other.person_id)
    page = second.get(f"/zerno/claim/{code}", status=422)
    assert "чек добавить нельзя" in page.text
    assert "U-1" not in page.text
    assert pending_and_available(world, other) == (0, 0)


def test_a_wrong_code_is_told_like_a_used_one(
    client: Client, holder: Holder, code: str, clock: Clock
) -> None:
    client.get(f"/zerno/claim/{code}").form(id_="claim").submit(status=303)
    used = client.get(f"/zerno/claim/{code}", status=422).all(cls="errors")
    wrong = client.get("/zerno/claim/AAAABBBBCCCCDDDD", status=422).all(cls="errors")
    assert [e.itertext() and "".join(e.itertext()) for e in used] == [
        "".join(e.itertext()) for e in wrong
    ]


@pytest.mark.parametrize("typed", ["", "x", "я" * 16, "x" * 41, "a\x00" * 8])
def test_what_is_no_code_is_refused(client: Client, world: World, typed: str) -> None:
    form = client.get("/zerno/claim", status=200).form(id_="code-form")
    assert form.submit(code=typed, status=422).all(cls="errors")


def test_guessing_is_stopped(client: Client, world: World) -> None:
    limits.set_scale(1)
    for _ in range(20):
        client.get("/zerno/claim/AAAABBBBCCCCDDDD", status=422)
    assert client.get("/zerno/claim/AAAABBBBCCCCDDDD").status == 429


def test_who_has_no_card_is_shown_the_way(client: Client, code: str) -> None:
    page = client.get(f"/zerno/claim/{code}", status=200)
    assert f"/zerno/claim/{code}" in page.link("Войти").replace("%2F", "/")
    assert page.link("Получить карту").endswith("/zerno/join")


def test_several_cards_are_asked_about(
    client: Client, holder: Holder, code: str, world: World
) -> None:
    shop = world.coffee
    second = create_programme(shop.business_id, name="Second")
    card = issue_card(shop.business_id, second, person_id=holder.person_id)
    form = client.get(f"/zerno/claim/{code}", status=200).form(id_="claim")
    foreign = {**form.values, "card": [str(world.books.member.card_id)]}
    assert client.post(f"/zerno/claim/{code}", foreign).status == 422
    form.submit(card=str(card.card_id), status=303)
    assert pending_and_available(world, card) == (0, 50)
    assert pending_and_available(world, holder) == (0, 0)


def test_another_business_knows_no_such_code(
    client: Client, code: str, world: World
) -> None:
    client.sign_in(world.books.member.person_id)
    assert client.get(f"/margin/claim/{code}").status == 422


def test_nobody_keeps_or_tells_the_address(client: Client, code: str) -> None:
    headers = client.get(f"/zerno/claim/{code}", status=200).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"
