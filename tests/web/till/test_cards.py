"""A guest with several cards at the till: taken by rule, asked, or changed by a tap."""

from dataclasses import replace

import pytest

from app.cards import queries as cards
from app.core import db, tenancy
from app.ledger import queries as ledger
from app.sales import queries as receipts
from tests.circles import Circle, create_circle
from tests.conftest import Clock
from tests.page import Page
from tests.web.till.conftest import Till
from tests.world import World, create_outlet, create_programme, issue_card, sell

PHONE = "+79161234567"


@pytest.fixture
def circle(till: Till) -> Circle:
    """The member holds a card of their group too."""
    made = create_circle(till.shop)
    made.enter(till.shop.member.member_id)
    return made


def booked_on(till: Till) -> int:
    """The card of the last receipt."""
    with tenancy.scope(till.shop.business_id):
        row = receipts.receipts(outlet_id=till.shop.outlet_id, limit=1)[0]
        db.session().rollback()
    return int(row.card_id)


def take(page: Page, name: str) -> Page:
    """Press the button of another card."""
    return page.form(action="/till/cards").submit(button=name, status=303)


def test_one_card_is_taken_without_a_word(till: Till) -> None:
    page = till.scan()
    assert page.h1 == "Чек гостя"
    assert not page.all("form", id="_cards")


def test_the_group_s_card_is_taken_and_the_till_says_why(
    till: Till, circle: Circle
) -> None:
    page = till.scan()
    assert "Взята «Student card»" in page.text
    assert "Гость в группе" in page.text
    page.form(id_="sale").submit(amount="1000", status=303)
    assert booked_on(till) == circle.card(till.shop.member.member_id)
    with tenancy.scope(till.shop.business_id):
        assert ledger.balance(booked_on(till)).available == 100


def test_another_card_is_one_tap_away(till: Till, circle: Circle) -> None:
    sell(till.shop, till.shop.member, amount_minor=2000_00)
    page = take(till.scan(), "Взять «Points»: 100 баллов")
    assert "Взята «Points»" in page.text
    assert "Гость в группе" not in page.text
    offer = page.form(id_="sale").submit(amount="1000", status=200)
    offer.form(id_="sale").submit(button="Не списывать", status=303)
    assert booked_on(till) == till.shop.member.card_id
    # And back again, from the next scan on.
    assert "Взята «Student card»" in till.scan().text


def test_a_spending_code_counts_once_whatever_card_is_taken(
    till: Till, circle: Circle
) -> None:
    """The code of the one card spends from the other, and is used up."""
    own = circle.card(till.shop.member.member_id)
    sell(till.shop, replace(till.shop.member, card_id=own), amount_minor=20000_00)
    with tenancy.scope(till.shop.business_id):
        code = cards.rotating_code(till.shop.member.card_id).payload
        db.session().rollback()
    page = till.quoted("1000", code)
    assert "Списать 1 000" in page.text.replace("\u202f", " ").replace("\xa0", " ")
    page.form(id_="sale").submit(button="Списать", status=303)
    assert booked_on(till) == own
    again = till.quoted("1000", code)
    answer = again.form(id_="sale").submit(button="Списать", status=422)
    assert "уже" in answer.text


def test_a_phone_number_finds_the_guest(till: Till) -> None:
    assert till.scan("8 (916) 123-45-67").h1 == "Чек гостя"
    page = till.client.get(till.url()).form(action="/scan")
    assert "нет" in page.submit(code="+7 916 765-43-21", status=422).text


def test_with_two_equal_cards_a_phone_number_asks(till: Till) -> None:
    shop = till.shop
    other = create_programme(shop.business_id, name="Second")
    second = issue_card(shop.business_id, other, person_id=shop.member.person_id)
    page = till.scan(PHONE)
    assert page.h1 == "Какой картой воспользуется гость?"
    sale = take(page, "Second")
    assert "Взята «Second»" in sale.text
    sale.form(id_="sale").submit(amount="100", status=303)
    assert booked_on(till) == second.card_id
    # What is shown needs no question.
    assert till.scan().h1 == "Чек гостя"


def test_phones_are_not_to_be_guessed(till: Till) -> None:
    form = till.client.get(till.url()).form(action="/scan")
    for number in range(30):
        form.submit(code=f"+7916765{number:04d}", status=422)
    form.submit(code="+79167659999", status=429)
    form.submit(code=PHONE, status=429)


def test_a_card_for_other_outlets_is_named_and_refused(till: Till) -> None:
    shop = till.shop
    elsewhere = create_outlet(shop.business_id, code="2")
    made = create_circle(shop, outlet_ids=[elsewhere])
    made.enter(shop.member.member_id)
    # Two outlets now: the till asks where it stands.
    form = till.client.get(till.url("outlet")).form(action="/outlet")
    form.submit(outlet=str(shop.outlet_id), status=303)
    with tenancy.scope(shop.business_id):
        number = cards.card(made.card(shop.member.member_id)).number
        db.session().rollback()
    page = till.scan(number)
    assert "Взята «Points»" in page.text
    assert "здесь принимают только её" in page.text
    page = take(page, "Student card")
    assert "Эту карту здесь не принимают" in page.text
    page = page.form(id_="sale").submit(amount="100", status=422)
    assert "не принимают" in page.text


def test_who_left_the_group_is_told(till: Till, circle: Circle) -> None:
    circle.leave(till.shop.member.member_id)
    page = till.scan()
    assert "Взята «Points»" in page.text
    assert "Из группы другой карты гость вышел" in page.text
    page = take(page, "Student card")
    assert "ничего не начисляется" in page.text


@pytest.mark.parametrize("card", ["", "0", "x", "\x00", "9" * 30, "foreign"])
def test_only_the_guest_s_own_cards_can_be_taken(
    till: Till, circle: Circle, world: World, card: str
) -> None:
    form = till.scan().form(action="/till/cards")
    wanted = str(world.books.member.card_id) if card == "foreign" else card
    till.client.post(form.action, data=form.values | {"card": wanted}, status=404)


def test_a_note_that_is_old_or_made_up_puts_the_card_away(
    till: Till, circle: Circle, clock: Clock
) -> None:
    form = till.scan().form(action="/till/cards")
    made_up = form.values | {"guest": "nonsense", "card": "1"}
    answer = till.client.post(form.action, data=made_up, status=303)
    assert answer.location.endswith("put-away=1")
    till.scan()
    clock.advance(minutes=11)
    answer = till.client.get(till.url("cards"), status=303, follow=False)
    assert answer.location.endswith("put-away=1")
