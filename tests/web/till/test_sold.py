"""What was just sold: what to take, and the card on paper."""

from app.programmes.kinds.visits import VisitRules
from tests.conftest import Clock
from tests.instruments.shelf import Shelf
from tests.web.till.conftest import Till
from tests.world import World, create_outlet


def test_it_says_the_price_and_prints_the_card(till: Till, world: World) -> None:
    shelf = Shelf(world.coffee)
    sold = shelf.sell(shelf.offer(VisitRules()))
    page = till.client.get(till.url(f"sold/{sold.instrument_id}"), status=200)
    assert "4 000" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "использовано 0 из 8" in page.text
    paper = till.client.get(till.url(f"sold/{sold.instrument_id}/card.pdf"), status=200)
    assert paper.headers["Content-Type"] == "application/pdf"


def test_later_the_card_itself_is_scanned(
    till: Till, world: World, clock: Clock
) -> None:
    shelf = Shelf(world.coffee)
    sold = shelf.sell(shelf.offer(VisitRules()))
    clock.advance(hours=1, seconds=1)
    till.client.get(till.url(f"sold/{sold.instrument_id}"), status=404)


def test_other_outlets_and_businesses_see_nothing(till: Till, world: World) -> None:
    shelf, books = Shelf(world.coffee), Shelf(world.books)
    there = create_outlet(world.coffee.business_id, code="2")
    programme_id = shelf.offer(VisitRules())
    elsewhere = shelf.sell(programme_id, outlet_id=there)
    foreign = books.sell(books.offer(VisitRules()))
    till.client.get(till.url(), status=303, follow=False)
    form = till.client.get(till.url("outlet"), status=200).form(action="/outlet")
    form.submit(outlet=str(till.shop.outlet_id), status=303)
    for sold in (elsewhere, foreign):
        till.client.get(till.url(f"sold/{sold.instrument_id}"), status=404)
        till.client.get(till.url(f"sold/{sold.instrument_id}/card.pdf"), status=404)
