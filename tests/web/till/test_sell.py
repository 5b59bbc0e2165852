"""Selling at the till: what, for whom, once."""

import pytest

from app.programmes import actions as programmes
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from tests.instruments.shelf import Shelf
from tests.page import Page
from tests.web.till.conftest import Till
from tests.world import World


@pytest.fixture
def shelf(world: World) -> Shelf:
    """What the coffee shop sells."""
    return Shelf(world.coffee)


def form_of(till: Till, programme_id: int) -> Page:
    return till.client.get(till.url(f"sell/{programme_id}"), status=200)


def test_nothing_on_sale_says_what_comes_here(till: Till) -> None:
    assert "Пока ничего не продаётся" in till.client.get(till.url("sell")).text


def test_a_certificate_for_nobody_in_particular(till: Till, shelf: Shelf) -> None:
    programme_id = shelf.offer(CertificateRules(most_minor=10_000_00))
    assert "Certificate" in till.client.get(till.url("sell"), status=200).text
    page = form_of(till, programme_id)
    form = page.form(action=f"/sell/{programme_id}")
    sold = form.submit(nominal="300000", giver="Оля", message="Ура", status=303)
    assert sold.h1 == "Продано"
    assert "3 000" in sold.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Оля" in sold.text


def test_another_sum_within_the_bounds(till: Till, shelf: Shelf) -> None:
    programme_id = shelf.offer(CertificateRules(most_minor=10_000_00))
    form = form_of(till, programme_id).form(action=f"/sell/{programme_id}")
    refused = form.submit(nominal="free", amount="100", status=422)
    assert "На такую сумму" in refused.text
    again = refused.form(action=f"/sell/{programme_id}")
    assert again.values["amount"] == ["100"]
    assert again.submit(nominal="free", amount="777,50", status=303).h1 == "Продано"


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"nominal": "1"},
        {"nominal": "free", "amount": ""},
        {"nominal": "free", "amount": "1e9"},
        {"nominal": "300000", "guest": "0000000000"},
        {"nominal": "300000", "guest": "x" * 65},
        {"nominal": "300000", "message": "x" * 301},
        {"nominal": "300000", "giver": "x" * 61},
    ],
)
def test_what_cannot_be_sold_keeps_what_was_typed(
    till: Till, shelf: Shelf, typed: dict[str, str]
) -> None:
    programme_id = shelf.offer(CertificateRules(most_minor=10_000_00))
    form = form_of(till, programme_id).form(action=f"/sell/{programme_id}")
    page = form.submit(status=422, **typed)
    kept = page.form(action=f"/sell/{programme_id}").values
    if "guest" in typed:
        assert kept["guest"] == [typed["guest"]]


def test_sending_it_twice_sells_one(till: Till, shelf: Shelf) -> None:
    programme_id = shelf.offer(VisitRules())
    form = form_of(till, programme_id).form(action=f"/sell/{programme_id}")
    number = till.shop.member.number
    first = form.submit(guest=number, status=303).path
    assert form.submit(guest=number, status=303).path == first


def test_a_ticket_for_an_event_that_is_ahead(till: Till, shelf: Shelf) -> None:
    programme_id = shelf.offer(TicketRules())
    assert "Впереди нет событий" in form_of(till, programme_id).text
    event_id = shelf.event(programme_id, capacity=1)
    form = form_of(till, programme_id).form(action=f"/sell/{programme_id}")
    assert "Выберите событие" in form.submit(status=422).text
    assert form.submit(event=str(event_id), status=303).h1 == "Продано"
    gone = form_of(till, programme_id)
    assert "мест нет" in gone.text


def test_what_is_not_on_sale_here(till: Till, shelf: Shelf, world: World) -> None:
    till.client.get(till.url(f"sell/{till.shop.programme_id}"), status=404)
    other = Shelf(world.books).offer(VisitRules())
    till.client.get(till.url(f"sell/{other}"), status=404)


def test_a_closed_programme_is_refused_in_words(till: Till, shelf: Shelf) -> None:
    programme_id = shelf.offer(VisitRules())
    form = form_of(till, programme_id).form(action=f"/sell/{programme_id}")
    shelf.do(programmes.close, programme_id=programme_id)
    assert "Это не продаётся" in form.submit(status=422).text
