"""A relative's card at the till: one tap away, earned on, spent from as allowed."""

import pytest

from app.cards import family, queries
from app.core import db, tenancy
from app.ledger import queries as ledger
from tests.page import Page
from tests.web.till.conftest import Till
from tests.world import Holder, create_person, create_staff, issue_card, sell


@pytest.fixture
def anna(till: Till) -> Holder:
    """She lets the member of the coffee shop onto her card, for 100 points a day."""
    shop = till.shop
    person_id = create_person(name="Анна Кузнецова", phone="+79160000001")
    anna = issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    sell(shop, anna, amount_minor=10_000_00)
    with tenancy.scope(shop.business_id), db.writing():
        code = family.invite(card_id=anna.card_id)
        link = family.accept(code=code, member_id=shop.member.member_id)
        family.allow(
            sharer_id=link, card_id=anna.card_id, may_spend=True, day_limit=100
        )
    return anna


def take(page: Page, name: str) -> Page:
    """Press the button of another card."""
    return page.form(action="/till/cards").submit(button=name, status=303)


def available(till: Till, holder: Holder) -> int:
    with tenancy.scope(till.shop.business_id):
        return ledger.balance(holder.card_id).available


def spoken(till: Till) -> str:
    """The relative's own spending code."""
    with tenancy.scope(till.shop.business_id):
        code = queries.rotating_code(till.shop.member.card_id).payload
        db.session().rollback()
    return code


def test_the_own_card_is_taken_and_the_family_s_is_one_tap_away(
    till: Till, anna: Holder
) -> None:
    page = take(till.scan(), "Карта семьи: Анна К. — 500 баллов")
    assert "Взята карта семьи: Анна К." in page.text
    assert "Сегодня гость может списать с неё 100 баллов." in page.text
    offer = page.form(id_="sale").submit(amount="1000", status=200)
    offer.form(id_="sale").submit(button="Не списывать", status=303)
    assert available(till, anna) == 550
    assert till.balance().available == 0


def test_a_relative_spends_what_is_allowed(till: Till, anna: Holder) -> None:
    page = take(till.scan(spoken(till)), "Карта семьи: Анна К. — 500 баллов")
    offer = page.form(id_="sale").submit(amount="1000", status=200)
    assert "Списать 100" in offer.text
    form = offer.form(id_="sale")
    form.submit(button="Списать 100", status=303)
    assert available(till, anna) == 400 + 45
    page = take(till.scan(), "Карта семьи: Анна К. — 445 баллов")
    assert "не списывает" in page.text


def test_e35_a_cashier_serves_no_family_of_their_own(till: Till, anna: Holder) -> None:
    create_staff(till.shop.business_id, "cashier", person_id=till.shop.member.person_id)
    other = till.client.another()
    other.sign_in(till.shop.member.person_id)
    home = Till(other, till.shop).client.get(till.url(), status=200)
    page = home.form(action="/scan").submit(code=anna.number, status=422)
    assert "Анна" not in page.text
