"""Come in: the result of a scan, and how it is taken back."""

from app.core import tenancy
from app.ledger import queries as ledger
from app.programmes.kinds.visits import VisitRules
from tests.conftest import Clock
from tests.instruments.shelf import Shelf
from tests.page import Page
from tests.web.till.conftest import Till
from tests.world import World


def come(till: Till, shelf: Shelf) -> tuple[Page, int]:
    sold = shelf.sell(shelf.offer(VisitRules(undo_minutes=15)))
    page = till.scan(sold.number).form(action="/instrument/uses").submit(status=303)
    return page, sold.card_id


def left(till: Till, card_id: int) -> int:
    with tenancy.scope(till.shop.business_id):
        return ledger.balance(card_id).available


def test_a_visit_is_taken_back_once(till: Till, world: World) -> None:
    page, card_id = come(till, Shelf(world.coffee))
    form = page.form(action="/undo")
    assert form.submit(status=303).h1 == "Отменено" or left(till, card_id) == 8
    form.submit(status=303)
    assert left(till, card_id) == 8


def test_after_its_minutes_it_stands(till: Till, world: World, clock: Clock) -> None:
    page, card_id = come(till, Shelf(world.coffee))
    form = page.form(action="/undo")
    clock.advance(minutes=15, seconds=1)
    refused = form.submit(status=422)
    assert "15 мин" in refused.text
    assert left(till, card_id) == 7
    later = till.client.get(page.path, status=200)
    assert not [each for each in later.forms() if each.action.endswith("/undo")]


def test_visits_of_others_are_not_there(till: Till, world: World) -> None:
    books = Shelf(world.books)
    used = books.use(books.sell(books.offer(VisitRules())))
    till.client.get(till.url(f"uses/{used.use_id}"), status=404)
    till.client.get(till.url("uses/999999"), status=404)
