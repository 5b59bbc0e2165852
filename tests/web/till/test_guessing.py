"""Codes at the till page: taken off, and not to be guessed."""

from app.offers.rules import Terms
from tests.conftest import Clock
from tests.offers.giving import promote
from tests.page import Page
from tests.web.till.conftest import Till
from tests.world import World, issue_card

TENTH = Terms(share_basis_points=10_00)


def asked(till: Till, codes: str, code: str | None = None) -> Page:
    """The sum with codes, as without JavaScript."""
    form = till.scan(code).form(id_="sale")
    return form.submit(amount="1000", codes=codes, button="Показать сумму с ним")


def test_a_word_is_taken_off(till: Till, world: World) -> None:
    promote(world.coffee.business_id, "word", TENTH, word="MAY15", name="Май")
    page = asked(till, "may15")
    assert page.status == 200
    assert "Май" in page.text
    assert "900" in page.text


def test_guessing_with_one_card_is_stopped(
    till: Till, world: World, clock: Clock
) -> None:
    shop = world.coffee
    promote(shop.business_id, "word", TENTH, word="MAY15", name="Май")
    for number in range(8):
        asked(till, f"GUESS{number}")
    blocked = asked(till, "MAY15")
    assert "Слишком много попыток" in blocked.text
    assert "900" not in blocked.text
    other = issue_card(shop.business_id, shop.programme_id).number
    assert "900" in asked(till, "MAY15", other).text
    clock.advance(minutes=10)
    assert "900" in asked(till, "MAY15").text


def test_a_wrong_code_that_stays_in_the_field_is_one_guess(
    till: Till, world: World
) -> None:
    """The page asks again with every change of the sum."""
    promote(world.coffee.business_id, "word", TENTH, word="MAY15", name="Май")
    page = asked(till, "GUESS")
    for sum_ in range(1, 12):
        form = page.form(id_="sale")
        page = form.submit(amount=f"{sum_}00", button="Показать сумму с ним")
    assert "900" in asked(till, "MAY15").text


def test_booking_wrong_codes_counts_and_books_nothing(till: Till, world: World) -> None:
    promote(world.coffee.business_id, "word", TENTH, word="MAY15")
    for number in range(8):
        form = till.scan().form(id_="sale")
        page = form.submit(amount="100", codes=f"GUESS{number}")
        assert page.status == 422
    form = till.scan().form(id_="sale")
    page = form.submit(amount="100", codes="GUESS9")
    assert "Слишком много попыток" in page.text
    assert till.balance().available == 0
