"""One card in the office: breaks, visits, paying it back."""

import pytest

from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.visits import VisitRules
from tests.instruments.shelf import Shelf
from tests.web.office.conftest import Enter, Office
from tests.world import World


@pytest.fixture
def shelf(world: World) -> Shelf:
    """What the coffee shop sells."""
    return Shelf(world.coffee)


def test_e20_a_break_and_its_end(office: Office, shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(VisitRules()))
    shelf.use(sold)
    path = f"instruments/cards/{sold.card_id}"
    page = office.get(path, status=200)
    form = page.form(action="/breaks")
    page = form.submit(first="2026-03-26", last="2026-04-01", status=303)
    assert "The break is kept" in page.text
    assert "Apr 22, 2026" in page.text
    page = page.form(action="/breaks/end").submit(status=303)
    assert "Apr 15, 2026" in page.text


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("", ""),
        ("2026-03-26", "2026-03-25"),
        ("2026-03-01", "2026-03-20"),
        ("2026-03-18", "2026-05-20"),
        ("yesterday", "2026-03-20"),
    ],
)
def test_breaks_that_cannot_be(
    office: Office, shelf: Shelf, first: str, last: str
) -> None:
    sold = shelf.sell(shelf.offer(VisitRules()))
    shelf.use(sold)
    form = office.get(f"instruments/cards/{sold.card_id}").form(action="/breaks")
    page = form.submit(first=first, last=last, status=422)
    assert page.form(action="/breaks").values["first"] == [first]
    assert shelf.held(sold).breaks == ()


def test_paying_back_once(office: Office, shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=1_000_00)
    page = office.get(f"instruments/cards/{sold.card_id}", status=200)
    form = page.form(action="/refunds")
    done = form.submit(status=303)
    assert "no longer good" in done.text
    form.submit(status=303)
    assert shelf.available(sold.card_id) == 0
    assert not [f for f in done.forms() if f.action.endswith("/refunds")]
    assert shelf.is_sound()


def test_a_moderator_looks_and_changes_nothing(enter: Enter, shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(VisitRules()))
    moderator = enter("moderator")
    page = moderator.get(f"instruments/cards/{sold.card_id}", status=200)
    assert not [f for f in page.forms() if "/instruments/" in f.action]
    path = f"instruments/cards/{sold.card_id}/refunds"
    assert moderator.post(path).status == 403


def test_cards_of_others_are_not_there(
    office: Office, shelf: Shelf, world: World
) -> None:
    books = Shelf(world.books)
    foreign = books.sell(books.offer(VisitRules()))
    office.get(f"instruments/cards/{foreign.card_id}", status=404)
    office.get(f"instruments/cards/{shelf.shop.member.card_id}", status=404)
    assert office.post(f"instruments/cards/{foreign.card_id}/refunds").status == 404
